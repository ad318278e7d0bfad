use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;

use super::Refused;
use super::opened::refused;
use crate::{Dialect, Error, ErrorCode, Result};

/// An open connection; which kinds there are depends on the features.
#[allow(clippy::large_enum_variant, reason = "there are never many of them")]
pub enum AnyConnection {
    /// SQLite.
    #[cfg(feature = "sqlite-system")]
    Sqlite(SqliteConnection),
    /// PostgreSQL.
    #[cfg(feature = "postgres-system")]
    Postgres(PgConnection),
    /// MySQL or MariaDB.
    #[cfg(feature = "mysql")]
    Mysql(MysqlConnection),
}

impl AnyConnection {
    /// Opens a database; `address` is what Diesel is given: a path, or a URL.
    ///
    /// # Errors
    ///
    /// Where it can't be opened, with what to do about it; where its kind wasn't compiled in.
    pub fn open(dialect: Dialect, address: &str) -> Result<Self> {
        match dialect {
            #[cfg(feature = "sqlite-system")]
            Dialect::Sqlite => SqliteConnection::establish(address)
                .map(Self::Sqlite)
                .map_err(|error| refused(dialect, address, error)),
            #[cfg(feature = "postgres-system")]
            Dialect::Postgres => PgConnection::establish(&patient(address))
                .map(Self::Postgres)
                .map_err(|error| refused(dialect, address, error)),
            #[cfg(feature = "mysql")]
            Dialect::Mysql => MysqlConnection::establish(address)
                .map(Self::Mysql)
                .map_err(|error| refused(dialect, address, error)),
            #[allow(unreachable_patterns, reason = "with every feature, every kind is above")]
            other => Err(Error::new(
                ErrorCode::Unsupported,
                format!("this program was built without {}", other.title()),
            )
            .with_help(format!("build it with the feature `{}`", other.name()))),
        }
    }

    /// Which kind it is.
    pub fn dialect(&self) -> Dialect {
        match self {
            #[cfg(feature = "sqlite-system")]
            Self::Sqlite(_) => Dialect::Sqlite,
            #[cfg(feature = "postgres-system")]
            Self::Postgres(_) => Dialect::Postgres,
            #[cfg(feature = "mysql")]
            Self::Mysql(_) => Dialect::Mysql,
        }
    }

    /// Runs one statement; its rows are thrown away.
    ///
    /// # Errors
    ///
    /// What the database said, and where in the statement.
    pub fn run(&mut self, sql: &str) -> Result<(), Refused> {
        let done = match self {
            #[cfg(feature = "sqlite-system")]
            Self::Sqlite(conn) => conn.batch_execute(sql),
            #[cfg(feature = "postgres-system")]
            Self::Postgres(conn) => conn.batch_execute(sql),
            #[cfg(feature = "mysql")]
            Self::Mysql(conn) => conn.batch_execute(sql),
        };
        done.map_err(|error| Refused::new(self.dialect(), sql, error))
    }
}

/// An address that is not waited for for ever: [`connect_timeout`](https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNECT-CONNECT-TIMEOUT)
/// has no bound by itself, and a host that swallows packets never answers. Whoever says another time has it.
#[cfg(feature = "postgres-system")]
fn patient(address: &str) -> std::borrow::Cow<'_, str> {
    const SECONDS: u32 = 10;
    let is_url = address.contains("://");
    if !is_url || address.contains("connect_timeout=") || std::env::var_os("PGCONNECT_TIMEOUT").is_some() {
        return address.into();
    }
    let joint = if address.contains('?') { '&' } else { '?' };
    format!("{address}{joint}connect_timeout={SECONDS}").into()
}

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    number: i64,
}

impl AnyConnection {
    /// The number that a query gives in its column `number`.
    ///
    /// # Errors
    ///
    /// What the database said.
    pub fn number(&mut self, sql: &str) -> Result<i64, Refused> {
        let query = diesel::sql_query(sql);
        let row: QueryResult<Number> = match self {
            #[cfg(feature = "sqlite-system")]
            Self::Sqlite(conn) => query.get_result(conn),
            #[cfg(feature = "postgres-system")]
            Self::Postgres(conn) => query.get_result(conn),
            #[cfg(feature = "mysql")]
            Self::Mysql(conn) => query.get_result(conn),
        };
        row.map(|row| row.number).map_err(|error| Refused::new(self.dialect(), sql, error))
    }
}

impl AnyConnection {
    /// The rows of a query whose one column is text.
    ///
    /// # Errors
    ///
    /// What the database said.
    pub fn texts(&mut self, sql: &str) -> Result<Vec<String>, Refused> {
        let query = diesel::dsl::sql::<diesel::sql_types::Text>(sql);
        let rows: QueryResult<Vec<String>> = match self {
            #[cfg(feature = "sqlite-system")]
            Self::Sqlite(conn) => query.load(conn),
            #[cfg(feature = "postgres-system")]
            Self::Postgres(conn) => query.load(conn),
            #[cfg(feature = "mysql")]
            Self::Mysql(conn) => query.load(conn),
        };
        rows.map_err(|error| Refused::new(self.dialect(), sql, error))
    }
}

impl std::fmt::Debug for AnyConnection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "AnyConnection({})", self.dialect())
    }
}
