use serde::Serialize;

use crate::QName;
use crate::schema::Schema;

/// What a database holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Introspected {
    /// What the model can hold, in canonical form: two databases that mean the same give equal schemas, but for the
    /// order of columns.
    pub schema: Schema,
    /// What it can't, in the order in which the database has it.
    pub seen: Vec<Seen>,
}

/// Something in a database that no schema speaks of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Seen {
    /// What it is.
    pub kind: SeenKind,
    /// Its name.
    pub name: String,
    /// The table it belongs to.
    pub table: Option<QName>,
    /// What it says, as the database keeps it.
    pub sql: String,
}

/// What no schema speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SeenKind {
    /// A trigger.
    Trigger,
    /// A view, where views weren't asked for.
    View,
    /// SQLite's `CREATE VIRTUAL TABLE`.
    VirtualTable,
    /// A clause that would be lost when the table is made anew, such as `ON CONFLICT REPLACE`.
    Clause,
}

/// What to read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Tables to leave out, by name. Diesel's ledger is left out always.
    pub ignore: Vec<String>,
    /// Whether views are part of the schema; else they are among what was seen.
    pub views: bool,
}
