//! Diesel's own connections, as databases for the engine.

use super::session::Database;
use crate::Dialect;

macro_rules! database {
    ($feature:literal, $conn:ty, $session:ident in $module:ident, $dialect:ident) => {
        #[cfg(feature = $feature)]
        impl Database for $conn {
            type Session<'c> = super::$module::$session<&'c mut Self>;

            fn dialect(&self) -> Dialect {
                Dialect::$dialect
            }

            fn session(&mut self) -> Self::Session<'_> {
                super::$module::$session::new(self)
            }
        }
    };
}

database!("sqlite-system", diesel::sqlite::SqliteConnection, SqliteSession in sqlite, Sqlite);
database!("postgres-system", diesel::pg::PgConnection, PostgresSession in postgres, Postgres);
database!("mysql", diesel::mysql::MysqlConnection, MysqlSession in mysql, Mysql);
