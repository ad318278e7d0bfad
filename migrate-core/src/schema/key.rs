use serde::{Deserialize, Serialize};

use super::is_default;

/// A primary key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PrimaryKey {
    /// The constraint's name, where it is not the one by convention.
    #[serde(default, skip_serializing_if = "is_default")]
    pub name: Option<String>,
    /// Its columns, in the key's order.
    pub columns: Vec<String>,
    /// PostgreSQL: columns that its index carries along, and that make no row another.
    #[serde(default, skip_serializing_if = "is_default")]
    pub include: Vec<String>,
}

impl PrimaryKey {
    /// The key on these columns, under the name by convention.
    pub fn new(columns: Vec<String>) -> Self {
        Self { name: None, columns, include: Vec::new() }
    }

    /// Whether both are the same but for their names.
    pub fn is_like(&self, other: &Self) -> bool {
        self.columns == other.columns && self.include == other.include
    }
}
