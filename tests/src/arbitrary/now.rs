use std::collections::BTreeMap;

use migrate_core::QName;
use migrate_core::diff::{Hints, Rename};

/// What tables and columns are called after their renames.
pub struct Now<'h> {
    tables: BTreeMap<&'h QName, &'h QName>,
    columns: BTreeMap<(&'h QName, &'h str), &'h str>,
}

impl<'h> Now<'h> {
    /// As these hints say.
    pub fn of(hints: &'h Hints) -> Self {
        let mut now = Self { tables: BTreeMap::new(), columns: BTreeMap::new() };
        for rename in &hints.renames {
            match rename {
                Rename::Table { from, to, .. } => drop(now.tables.insert(from, to)),
                Rename::Column { table, from, to, .. } => drop(now.columns.insert((table, from), to)),
                Rename::Enum { .. } | Rename::Label { .. } => {}
            }
        }
        now
    }

    /// The name of a table that had this one.
    pub fn table<'a>(&'a self, was: &'a QName) -> &'a QName {
        self.tables.get(was).copied().unwrap_or(was)
    }

    /// The name of a column that had this one; the table's is that of now.
    pub fn column<'a>(&'a self, table: &'a QName, was: &'a str) -> &'a str {
        self.columns.get(&(table, was)).copied().unwrap_or(was)
    }
}
