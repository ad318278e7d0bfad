use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{EnumType, Opaque, Sequence, Table, View, is_default};
use crate::QName;

/// Everything that one database holds and this project speaks of.
///
/// Each list is sorted by name; [`Schema::normalize`] makes it so.
#[derive(Clone, Debug, std::default::Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Schema {
    /// PostgreSQL extensions that must be there.
    #[serde(default, skip_serializing_if = "is_default")]
    pub extensions: BTreeSet<String>,
    /// Enum types. Where a database has none of its own, they become a check (SQLite) or part of the column (MySQL).
    #[serde(default, skip_serializing_if = "is_default")]
    pub enums: Vec<EnumType>,
    /// Sequences that stand alone; those of identity columns belong to their column.
    #[serde(default, skip_serializing_if = "is_default")]
    pub sequences: Vec<Sequence>,
    /// Tables.
    #[serde(default, skip_serializing_if = "is_default")]
    pub tables: Vec<Table>,
    /// Views, materialized ones too.
    #[serde(default, skip_serializing_if = "is_default")]
    pub views: Vec<View>,
    /// What is carried as the database writes it: triggers, functions, policies. Models say nothing of these.
    #[serde(default, skip_serializing_if = "is_default")]
    pub opaque: Vec<Opaque>,
}

impl Schema {
    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The table of this name.
    pub fn table(&self, name: &QName) -> Option<&Table> {
        self.place(name).and_then(|at| self.tables.get(at))
    }

    /// The table of this name, to change it.
    pub fn table_mut(&mut self, name: &QName) -> Option<&mut Table> {
        self.place(name).and_then(|at| self.tables.get_mut(at))
    }

    /// Tables are mostly sorted, so a table that is there is mostly found at once; else all are looked at.
    fn place(&self, name: &QName) -> Option<usize> {
        let found = self.tables.binary_search_by(|table| table.name.cmp(name));
        found.ok().or_else(|| self.tables.iter().position(|table| table.name == *name))
    }

    /// The enum type of this name.
    pub fn enum_type(&self, name: &QName) -> Option<&EnumType> {
        self.enums.iter().find(|ty| ty.name == *name)
    }

    /// Sorts every list that has no order of its own, so that equal schemas are equal values.
    pub fn normalize(&mut self) {
        self.enums.sort_by(|a, b| a.name.cmp(&b.name));
        self.sequences.sort_by(|a, b| a.name.cmp(&b.name));
        self.tables.sort_by(|a, b| a.name.cmp(&b.name));
        self.views.sort_by(|a, b| a.name.cmp(&b.name));
        self.opaque.sort_by(|a, b| a.id.cmp(&b.id));
        self.tables.iter_mut().for_each(Table::normalize);
        for view in &mut self.views {
            view.indexes.sort_by(|a, b| a.name.cmp(&b.name));
        }
    }

    /// The same schema, normalized.
    #[must_use]
    pub fn normalized(mut self) -> Self {
        self.normalize();
        self
    }
}
