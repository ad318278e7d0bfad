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
}
