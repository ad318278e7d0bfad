//! A set of revisions and a database file to run them on.

use std::path::PathBuf;

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use diesel::sqlite::SqliteConnection;
use migrate_core::embed::{DataStep, DataSteps, EmbeddedDialect, EmbeddedRevision, GateState, When};
use migrate_core::{Dialect, Error, Migrator};

/// What nearly every revision has.
const NO_STEPS: DataSteps = DataSteps { up: None, down: None };

/// One revision, in short.
#[derive(Clone, Copy)]
pub(crate) struct Rev {
    pub(crate) id: &'static str,
    pub(crate) up: &'static str,
    pub(crate) down: Option<&'static str>,
    pub(crate) transaction: bool,
    pub(crate) foreign_keys_off: bool,
    pub(crate) breaks: bool,
    pub(crate) data_steps: DataSteps,
}

pub(crate) const fn rev(id: &'static str, up: &'static str, down: &'static str) -> Rev {
    Rev {
        id,
        up,
        down: Some(down),
        transaction: true,
        foreign_keys_off: false,
        breaks: false,
        data_steps: NO_STEPS,
    }
}

pub(crate) const fn wrapped(id: &'static str, up: &'static str, down: &'static str) -> Rev {
    Rev {
        id,
        up,
        down: Some(down),
        transaction: false,
        foreign_keys_off: true,
        breaks: false,
        data_steps: NO_STEPS,
    }
}

pub(crate) const fn bare(id: &'static str, up: &'static str, down: &'static str) -> Rev {
    Rev {
        id,
        up,
        down: Some(down),
        transaction: false,
        foreign_keys_off: false,
        breaks: false,
        data_steps: NO_STEPS,
    }
}

/// As `schema!` would lay it.
pub(crate) fn migrator(revisions: &[Rev]) -> &'static Migrator {
    gated(revisions, GateState::On, false)
}

pub(crate) fn gated(revisions: &[Rev], gate: GateState, debug: bool) -> &'static Migrator {
    of_version(Dialect::Sqlite, revisions, gate, debug, "")
}

/// The same for another dialect.
pub(crate) fn migrator_of(dialect: Dialect, revisions: &[Rev]) -> &'static Migrator {
    of_version(dialect, revisions, GateState::On, false, "")
}

pub(crate) fn of_version(
    dialect: Dialect,
    revisions: &[Rev],
    gate: GateState,
    debug: bool,
    version: &'static str,
) -> &'static Migrator {
    let mut parent: Option<&'static str> = None;
    let mut list = Vec::new();
    for revision in revisions {
        let parents: &'static [&'static str] = match parent {
            Some(parent) => Box::leak(Box::new([parent])),
            None => &[],
        };
        parent = Some(revision.id);
        list.push(EmbeddedRevision {
            id: revision.id,
            version: Box::leak(revision.id.replace('-', "").into_boxed_str()),
            dir: Box::leak(format!("{}_revision", revision.id).into_boxed_str()),
            message: "a revision",
            parents,
            up: revision.up,
            down: revision.down,
            run_in_transaction: revision.transaction,
            foreign_keys_off: revision.foreign_keys_off,
            data_steps: revision.data_steps,
            breaks_old_code: revision.breaks,
            sha256: "",
            created_at: "",
            changes: None,
            reviewed: true,
        });
    }
    let dialects = Box::leak(Box::new([EmbeddedDialect {
        dialect,
        head: parent,
        revisions: Box::leak(list.into_boxed_slice()),
    }]));
    Box::leak(Box::new(Migrator::new("APP", "app", gate, debug, dialects).of_version(version)))
}

/// Revisions with functions beside them.
pub(crate) fn with_steps(
    dialect: Dialect,
    revisions: &[Rev],
    steps: &[DataStep],
    version: &'static str,
) -> &'static Migrator {
    let app = of_version(dialect, revisions, GateState::On, false, version);
    let app = Migrator::new("APP", "app", GateState::On, false, app.dialects()).of_version(version);
    Box::leak(Box::new(app.with_data_steps(Box::leak(steps.to_vec().into_boxed_slice()))))
}

/// A revision whose `metadata.toml` speaks of data steps.
pub(crate) const fn stepping(mut revision: Rev, up: Option<When>, down: Option<When>) -> Rev {
    revision.data_steps = DataSteps { up, down };
    revision
}

/// A database file of its own.
pub(crate) struct File {
    dir: tempfile::TempDir,
}

impl File {
    pub(crate) fn new() -> Self {
        Self { dir: tempfile::tempdir().unwrap() }
    }

    pub(crate) fn path(&self) -> PathBuf {
        self.dir.path().join("app.db")
    }

    pub(crate) fn connect(&self) -> SqliteConnection {
        SqliteConnection::establish(self.path().to_str().unwrap()).unwrap()
    }
}

#[derive(QueryableByName)]
struct Cell {
    #[diesel(sql_type = Text)]
    cell: String,
}

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = BigInt)]
    number: i64,
}

/// A query's only column, as text.
pub(crate) fn texts(conn: &mut SqliteConnection, sql: &str) -> Vec<String> {
    let rows: Vec<Cell> =
        diesel::sql_query(format!("SELECT CAST(x AS TEXT) AS cell FROM ({sql})")).load(conn).unwrap();
    rows.into_iter().map(|row| row.cell).collect()
}

pub(crate) fn number(conn: &mut SqliteConnection, sql: &str) -> i64 {
    diesel::sql_query(format!("SELECT ({sql}) AS number")).get_result::<Number>(conn).unwrap().number
}

pub(crate) fn tables(conn: &mut SqliteConnection) -> Vec<String> {
    texts(
        conn,
        "SELECT name AS x FROM sqlite_schema WHERE type = 'table' AND name NOT GLOB '__*' ORDER BY name",
    )
}

pub(crate) fn ledger(conn: &mut SqliteConnection) -> Vec<String> {
    texts(conn, "SELECT version AS x FROM __diesel_schema_migrations ORDER BY version")
}

pub(crate) fn foreign_keys(conn: &mut SqliteConnection) -> i64 {
    number(conn, "SELECT foreign_keys FROM pragma_foreign_keys")
}

/// An error as a user sees it.
pub(crate) fn said(error: &Error) -> String {
    format!("{error}; {}", error.help().unwrap_or("no help"))
}
