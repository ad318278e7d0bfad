//! What is asked of the rows before a revision: counted, one row named, and true: the revision stops where a question
//! finds rows, and runs where none does. On real databases.

#![allow(clippy::unwrap_used, reason = "what a test can't go on without fails it")]

mod cases;
mod engine;
mod run;

use migrate_core::Dialect;
use migrate_core::connection::AnyConnection;

#[test]
fn on_sqlite() {
    run::all(Dialect::Sqlite, || {
        let file = tests::sqlite::File::new();
        let conn = AnyConnection::Sqlite(file.connect());
        (conn, Box::new(file))
    });
}

tests::postgres_test! {
    fn on_postgres() {
        run::all(Dialect::Postgres, || {
            let scratch = tests::postgres::Scratch::new();
            let conn = AnyConnection::Postgres(scratch.connect());
            (conn, Box::new(scratch))
        });
    }
}

tests::mysql_test! {
    fn on_mysql() {
        run::all(Dialect::Mysql, || {
            let scratch = tests::mysql::Scratch::new();
            let conn = AnyConnection::Mysql(scratch.connect());
            (conn, Box::new(scratch))
        });
    }
}
