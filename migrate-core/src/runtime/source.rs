//! Diesel's own harness on our revisions: `conn.run_pending_migrations(&APP)`.

use diesel::backend::Backend;
use diesel::connection::BoxableConnection;
use diesel::migration::{
    self, Migration, MigrationMetadata, MigrationName, MigrationSource, MigrationVersion,
};

use crate::embed::{EmbeddedRevision, Migrator};
use crate::{Dialect, Error, ErrorCode};

/// Which of our dialects a backend of Diesel speaks.
pub trait DialectOf: Backend {
    /// The dialect.
    const DIALECT: Dialect;
}

#[cfg(feature = "sqlite-system")]
impl DialectOf for diesel::sqlite::Sqlite {
    const DIALECT: Dialect = Dialect::Sqlite;
}

#[cfg(feature = "postgres-system")]
impl DialectOf for diesel::pg::Pg {
    const DIALECT: Dialect = Dialect::Postgres;
}

#[cfg(feature = "mysql")]
impl DialectOf for diesel::mysql::Mysql {
    const DIALECT: Dialect = Dialect::Mysql;
}

impl<DB: DialectOf> MigrationSource<DB> for &'static Migrator {
    fn migrations(&self) -> migration::Result<Vec<Box<dyn Migration<DB>>>> {
        let embedded = self.dialect(DB::DIALECT).ok_or_else(|| {
            let message = format!("`{}` has no revisions for {}", self.name(), DB::DIALECT.title());
            Box::new(Error::new(ErrorCode::Unsupported, message))
        })?;
        Ok(embedded
            .revisions
            .iter()
            .map(|revision| Box::new(Plain(revision)) as Box<dyn Migration<DB>>)
            .collect())
    }
}

/// A revision as Diesel runs it: the file as it is, wrapper and all.
struct Plain(&'static EmbeddedRevision);

impl<DB: Backend> Migration<DB> for Plain {
    fn run(&self, conn: &mut dyn BoxableConnection<DB>) -> migration::Result<()> {
        Ok(conn.batch_execute(self.0.up)?)
    }

    fn revert(&self, conn: &mut dyn BoxableConnection<DB>) -> migration::Result<()> {
        match self.0.down {
            Some(down) => Ok(conn.batch_execute(down)?),
            None => Err(Box::new(Error::new(
                ErrorCode::Unsupported,
                format!("revision `{}` ({}) has no `down.sql`", self.0.id, self.0.message),
            ))),
        }
    }

    fn metadata(&self) -> &dyn MigrationMetadata {
        self
    }

    fn name(&self) -> &dyn MigrationName {
        self
    }
}

impl MigrationMetadata for Plain {
    fn run_in_transaction(&self) -> bool {
        self.0.run_in_transaction
    }
}

impl MigrationName for Plain {
    fn version(&self) -> MigrationVersion<'_> {
        MigrationVersion::from(self.0.version)
    }
}

impl std::fmt::Display for Plain {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0.dir)
    }
}
