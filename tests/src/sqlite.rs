//! A SQLite file of its own, and what it holds.

use std::path::PathBuf;

use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use diesel::sql_types::Text;
use migrate_core::dialect::grammar;
use migrate_core::introspect::{Introspected, Options, sqlite};
use migrate_core::{Dialect, Schema};

use crate::arbitrary::quoted;

/// A database file, gone with this value.
pub struct File {
    dir: tempfile::TempDir,
}

#[derive(QueryableByName)]
struct Cell {
    #[diesel(sql_type = Text)]
    cell: String,
}

impl File {
    /// An empty one.
    pub fn new() -> Self {
        Self { dir: tempfile::tempdir().expect("a folder") }
    }

    /// Where it is.
    pub fn path(&self) -> PathBuf {
        self.dir.path().join("app.db")
    }

    /// A copy of it as it is now; nobody may have it open.
    pub fn copy(&self) -> Self {
        let copy = Self::new();
        std::fs::copy(self.path(), copy.path()).expect("a copy");
        copy
    }

    /// A connection with foreign keys on. What a crash of the machine would leave is no matter here.
    pub fn connect(&self) -> SqliteConnection {
        let mut conn = SqliteConnection::establish(&self.path().display().to_string()).expect("a connection");
        conn.batch_execute("PRAGMA foreign_keys=ON; PRAGMA synchronous=OFF;").expect("settings");
        conn
    }
}

impl Default for File {
    fn default() -> Self {
        Self::new()
    }
}

/// A query's first column, as text; it is called `x`.
pub fn texts(conn: &mut SqliteConnection, sql: &str) -> Vec<String> {
    let sql = format!("SELECT coalesce(CAST(x AS TEXT), 'NULL') AS cell FROM ({sql})");
    let cells: Vec<Cell> = diesel::sql_query(sql).load(conn).expect("a query");
    cells.into_iter().map(|row| row.cell).collect()
}

/// The only value that a query gives.
pub fn text(conn: &mut SqliteConnection, sql: &str) -> String {
    texts(conn, sql).into_iter().next().unwrap_or_default()
}

/// These columns of all rows, each row as one SQL text, sorted.
pub fn rows(conn: &mut SqliteConnection, table: &str, columns: &[String]) -> Vec<String> {
    let of = quoted(table);
    let values: Vec<String> = columns.iter().map(|name| format!("quote({of}.{})", quoted(name))).collect();
    let value = if values.is_empty() { "''".to_owned() } else { values.join(" || ',' || ") };
    texts(conn, &format!("SELECT {value} AS x FROM {of} ORDER BY 1"))
}

/// Everything: the schema's own text, sorted, and all rows of all tables but the ledger and our journal.
pub fn dump(conn: &mut SqliteConnection) -> Vec<String> {
    let mut all = texts(
        conn,
        "SELECT type || ' ' || name || ' ' || tbl_name || ': ' || coalesce(sql, '') AS x FROM sqlite_schema \
         WHERE tbl_name <> '__migrate_journal' ORDER BY 1",
    );
    let tables = "SELECT name AS x FROM sqlite_schema WHERE type = 'table' \
                  AND name NOT IN ('__diesel_schema_migrations', '__migrate_journal') ORDER BY 1";
    for table in texts(conn, tables) {
        let columns = texts(
            conn,
            &format!("SELECT name AS x FROM pragma_table_xinfo('{}')", table.replace('\'', "''")),
        );
        all.extend(rows(conn, &table, &columns).into_iter().map(|row| format!("{table}: {row}")));
    }
    all
}

/// The database as it is read back, views too; tables named here are left out.
pub fn introspected(conn: &mut SqliteConnection, ignore: &[&str]) -> Introspected {
    let ignore = ignore.iter().map(|name| (*name).to_owned()).collect();
    sqlite::read(conn, &Options { ignore, views: true }).expect("a database that can be read")
}

/// A schema as SQLite gives it back, columns in the order of their names: that order is no difference.
pub fn canonical(schema: &Schema) -> Schema {
    let mut schema = grammar(Dialect::Sqlite).expect("a grammar").canonical(schema);
    for table in &mut schema.tables {
        table.columns.sort_by(|a, b| a.name.cmp(&b.name));
    }
    schema
}
