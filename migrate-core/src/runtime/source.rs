//! Diesel's own harness on our revisions: `conn.run_pending_migrations(&APP)`.

use diesel::backend::Backend;
use diesel::connection::BoxableConnection;
use diesel::migration::{
    self, Migration, MigrationMetadata, MigrationName, MigrationSource, MigrationVersion,
};

use crate::embed::{DataStep, Done, EmbeddedRevision, Migrator, When, Work};
use crate::{Dialect, Error, ErrorCode};

/// Which of our dialects a backend of Diesel speaks.
pub trait DialectOf: Backend {
    /// The dialect.
    const DIALECT: Dialect;

    /// The connection behind whatever Diesel's harness was called on.
    #[doc(hidden)]
    fn plain(conn: &mut dyn BoxableConnection<Self>) -> Option<&mut dyn std::any::Any>;
}

#[cfg(feature = "sqlite-system")]
impl DialectOf for diesel::sqlite::Sqlite {
    const DIALECT: Dialect = Dialect::Sqlite;

    fn plain(conn: &mut dyn BoxableConnection<Self>) -> Option<&mut dyn std::any::Any> {
        conn.downcast_mut::<diesel::sqlite::SqliteConnection>().map(|conn| conn as &mut dyn std::any::Any)
    }
}

#[cfg(feature = "postgres-system")]
impl DialectOf for diesel::pg::Pg {
    const DIALECT: Dialect = Dialect::Postgres;

    fn plain(conn: &mut dyn BoxableConnection<Self>) -> Option<&mut dyn std::any::Any> {
        conn.downcast_mut::<diesel::pg::PgConnection>().map(|conn| conn as &mut dyn std::any::Any)
    }
}

#[cfg(feature = "mysql")]
impl DialectOf for diesel::mysql::Mysql {
    const DIALECT: Dialect = Dialect::Mysql;

    fn plain(conn: &mut dyn BoxableConnection<Self>) -> Option<&mut dyn std::any::Any> {
        conn.downcast_mut::<diesel::mysql::MysqlConnection>().map(|conn| conn as &mut dyn std::any::Any)
    }
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
            .map(|revision| {
                let mine = |data: &&DataStep| data.dialect == DB::DIALECT && data.revision == revision.id;
                let work = self.data_steps().iter().find(mine).map_or([None; 2], |data| [data.up, data.down]);
                Box::new(Plain { revision, work }) as Box<dyn Migration<DB>>
            })
            .collect())
    }
}

/// A revision as Diesel runs it: the file as it is, wrapper and all, with its data steps beside it.
struct Plain {
    revision: &'static EmbeddedRevision,
    work: [Option<Work>; 2],
}

impl Plain {
    fn go<DB: DialectOf>(
        &self,
        conn: &mut dyn BoxableConnection<DB>,
        sql: &str,
        when: Option<When>,
        work: Option<Work>,
    ) -> migration::Result<()> {
        let Some(when) = when else { return Ok(conn.batch_execute(sql)?) };
        let Some(work) = work else {
            let id = self.revision.id;
            return Err(
                format!("revision `{id}` has a data step whose function this program doesn't name").into()
            );
        };
        match when {
            When::Before => {
                call::<DB>(conn, work)?;
                Ok(conn.batch_execute(sql)?)
            }
            When::After => {
                conn.batch_execute(sql)?;
                call::<DB>(conn, work)
            }
        }
    }
}

fn call<DB: DialectOf>(conn: &mut dyn BoxableConnection<DB>, work: Work) -> Done {
    match DB::plain(conn) {
        Some(conn) => work.call(conn),
        None => Err("a data step needs one of Diesel's own connections".into()),
    }
}

impl<DB: DialectOf> Migration<DB> for Plain {
    fn run(&self, conn: &mut dyn BoxableConnection<DB>) -> migration::Result<()> {
        self.go(conn, self.revision.up, self.revision.data_steps.up, self.work[0])
    }

    fn revert(&self, conn: &mut dyn BoxableConnection<DB>) -> migration::Result<()> {
        match self.revision.down {
            Some(down) => self.go(conn, down, self.revision.data_steps.down, self.work[1]),
            None => Err(Box::new(Error::new(
                ErrorCode::Unsupported,
                format!("revision `{}` ({}) has no `down.sql`", self.revision.id, self.revision.message),
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
        self.revision.run_in_transaction
    }
}

impl MigrationName for Plain {
    fn version(&self) -> MigrationVersion<'_> {
        MigrationVersion::from(self.revision.version)
    }
}

impl std::fmt::Display for Plain {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.revision.dir)
    }
}
