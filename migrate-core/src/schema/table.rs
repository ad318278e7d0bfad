use serde::{Deserialize, Serialize};

use super::{Check, Column, Exclusion, ForeignKey, Index, PrimaryKey, TableOptions, is_default};
use crate::QName;

/// One table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Table {
    /// Its name.
    pub name: QName,
    /// Columns, in the order the database keeps them.
    pub columns: Vec<Column>,
    /// The primary key, if it has one.
    #[serde(default, skip_serializing_if = "is_default")]
    pub primary_key: Option<PrimaryKey>,
    /// Indexes and unique constraints, sorted by name.
    #[serde(default, skip_serializing_if = "is_default")]
    pub indexes: Vec<Index>,
    /// Foreign keys, sorted by name.
    #[serde(default, skip_serializing_if = "is_default")]
    pub foreign_keys: Vec<ForeignKey>,
    /// Check constraints, sorted by name.
    #[serde(default, skip_serializing_if = "is_default")]
    pub checks: Vec<Check>,
    /// PostgreSQL's exclusion constraints, sorted by name.
    #[serde(default, skip_serializing_if = "is_default")]
    pub exclusions: Vec<Exclusion>,
    /// The comment on the table, where the database keeps one.
    #[serde(default, skip_serializing_if = "is_default")]
    pub comment: Option<String>,
    /// What only some databases know.
    #[serde(default, skip_serializing_if = "is_default")]
    pub options: TableOptions,
}

impl Table {
    /// An empty table.
    pub fn new(name: QName) -> Self {
        Self {
            name,
            columns: Vec::new(),
            primary_key: None,
            indexes: Vec::new(),
            foreign_keys: Vec::new(),
            checks: Vec::new(),
            exclusions: Vec::new(),
            comment: None,
            options: TableOptions::default(),
        }
    }

    /// The table that this one is a part of.
    pub fn whole(&self) -> Option<&QName> {
        self.options.partition_of.as_ref().map(|partition| &partition.of)
    }

    /// The column of this name.
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// The column of this name, to change it.
    pub fn column_mut(&mut self, name: &str) -> Option<&mut Column> {
        self.columns.iter_mut().find(|column| column.name == name)
    }

    /// The index of this name.
    pub fn index(&self, name: &str) -> Option<&Index> {
        self.indexes.iter().find(|index| index.name == name)
    }

    /// The primary key's columns; none where there is no key.
    pub fn primary_key_columns(&self) -> &[String] {
        self.primary_key.as_ref().map_or(&[], |key| &key.columns)
    }

    /// Sorts what has no order of its own.
    pub fn normalize(&mut self) {
        self.indexes.sort_by(|a, b| a.name.cmp(&b.name));
        self.foreign_keys.sort_by(|a, b| a.name.cmp(&b.name));
        self.checks.sort_by(|a, b| a.name.cmp(&b.name));
        self.exclusions.sort_by(|a, b| a.name.cmp(&b.name));
    }
}
