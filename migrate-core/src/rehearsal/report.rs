use std::time::Duration;

use crate::runtime::Direction;

/// What a rehearsal found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rehearsal {
    /// How the copy was made: `vacuum`, `template`, `dump`.
    pub copied_by: &'static str,
    /// How long that took.
    pub copying: Duration,
    /// Where the database was: an id, nothing at base.
    pub from: Option<String>,
    /// Where the upgrade led.
    pub to: Option<String>,
    /// Up, down, up again; fewer where one failed.
    pub passes: Vec<Pass>,
    /// Every table, by name.
    pub tables: Vec<TableRows>,
    /// Why it stopped.
    pub failure: Option<String>,
}

/// One way of all revisions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pass {
    /// Which.
    pub direction: Direction,
    /// How long all of it took.
    pub elapsed: Duration,
    /// In the order in which they ran.
    pub revisions: Vec<RevisionRun>,
}

/// One revision that ran.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RevisionRun {
    /// Its id.
    pub revision: String,
    /// What it does.
    pub message: String,
    /// How long it took.
    pub elapsed: Duration,
    /// Its statements.
    pub statements: Vec<StatementRun>,
    /// Tables whose rows were all written again.
    pub rewritten: Vec<Rewritten>,
}

/// One statement that ran.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatementRun {
    /// Its SQL.
    pub sql: String,
    /// How long it took.
    pub elapsed: Duration,
    /// How many rows it wrote, where the database says so.
    pub rows: Option<usize>,
    /// The locks that it took; each is held until the transaction ends.
    pub locks: Vec<Lock>,
}

/// A lock, and how long it was held.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Lock {
    /// What is locked.
    pub object: String,
    /// In the database's own word.
    pub mode: String,
    /// For how long, as far as it was seen.
    pub held: Duration,
}

/// A table whose rows were all written again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rewritten {
    /// Its name.
    pub table: String,
    /// How many rows it has.
    pub rows: u64,
}

/// A table's rows; nothing where it isn't there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TableRows {
    /// Its name.
    pub table: String,
    /// At the start.
    pub before: Option<u64>,
    /// After each pass.
    pub after: Vec<Option<u64>>,
}

impl Rehearsal {
    /// Whether all of it ran, and the way back left as many rows in each table as there were.
    pub fn is_ok(&self) -> bool {
        self.failure.is_none() && self.changed().next().is_none()
    }

    /// Tables that have another number of rows after the way back.
    pub fn changed(&self) -> impl Iterator<Item = &TableRows> {
        self.tables.iter().filter(|table| table.after.get(1).is_some_and(|after| *after != table.before))
    }
}
