//! What keeps the rows of a table apart, and those of the tables that it is made of.

use super::index::is_constraint;
use crate::QName;
use crate::schema::{Index, IndexPart, IndexTarget, PrimaryKey, Schema, Table};

/// All tables that are part of a table, and of its parts.
pub fn parts_of<'a>(schema: &'a Schema, of: &QName) -> Vec<&'a Table> {
    let mut found: Vec<&Table> = Vec::new();
    let mut wholes = vec![of];
    while let Some(whole) = wholes.pop() {
        let parts = schema.tables.iter().filter(|table| table.whole() == Some(whole));
        for part in parts {
            wholes.push(&part.name);
            found.push(part);
        }
    }
    found
}

/// What keeps the rows of a table apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UniqueKey {
    /// Its primary key.
    Primary(PrimaryKey),
    /// A unique index or constraint.
    Index(Index),
}

impl UniqueKey {
    /// The columns, where it stands on nothing else.
    pub fn columns<'a>(&'a self) -> Option<Vec<&'a String>> {
        match self {
            Self::Primary(key) => Some(key.columns.iter().collect()),
            Self::Index(index) if index.predicate.is_some() => None,
            Self::Index(index) => {
                let name = |part: &'a IndexPart| match &part.on {
                    IndexTarget::Column(name) => Some(name),
                    IndexTarget::Expression(_) => None,
                };
                index.parts.iter().map(name).collect()
            }
        }
    }

    /// Whether it is more than an index.
    pub fn is_constraint(&self) -> bool {
        match self {
            Self::Primary(_) => true,
            Self::Index(index) => is_constraint(index),
        }
    }

    /// Whether the server makes this key of a part serve that one of the whole.
    pub fn stands_on(&self, whole: &Self) -> bool {
        let include = |key: &Self| match key {
            Self::Primary(key) => key.include.clone(),
            Self::Index(index) => index.include.clone(),
        };
        self.columns().is_some_and(|columns| whole.columns() == Some(columns))
            && include(self) == include(whole)
    }
}

/// The primary key, and all that is unique.
pub fn unique_keys(table: &Table) -> Vec<UniqueKey> {
    let indexes = table.indexes.iter().filter(|index| index.kind.is_unique());
    let key = table.primary_key.iter().cloned().map(UniqueKey::Primary);
    key.chain(indexes.cloned().map(UniqueKey::Index)).collect()
}
