//! The toolbox of the tests: random schemas, databases of their own, real cargo projects.

pub mod answer;
pub mod arbitrary;
pub mod disk;
pub mod models;
#[cfg(feature = "mysql")]
pub mod mysql;
pub mod pooler;
pub mod postgres;
pub mod project;
pub mod redact;
pub mod revisions;
pub mod server;
pub mod sqlite;
pub mod standby;
pub mod terminal;
pub mod workshop;

/// A test of MySQL and MariaDB. Without the feature, or without a server, it is ignored, and says why.
#[macro_export]
macro_rules! mysql_test {
    ($(#[$meta:meta])* fn $name:ident() $body:block) => {
        #[test]
        #[cfg_attr(
            not(feature = "mysql"),
            ignore = "needs the feature: cargo test --features tests/mysql (libmariadb-dev or libmysqlclient-dev)"
        )]
        #[cfg_attr(
            all(feature = "mysql", not(mysql)),
            ignore = "no MariaDB or MySQL server found: install one, or set MIGRATE_TEST_MYSQL_BIN or MIGRATE_TEST_MYSQL_URL"
        )]
        $(#[$meta])*
        fn $name() {
            #[cfg(feature = "mysql")]
            $body
        }
    };
}
