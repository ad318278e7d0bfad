use serde::{Deserialize, Serialize};

use super::{Deferrable, is_default};

/// A check constraint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Check {
    /// The constraint's name.
    pub name: String,
    /// The SQL condition, without outer parentheses.
    pub expression: String,
}

/// PostgreSQL's exclusion constraint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exclusion {
    /// The constraint's name.
    pub name: String,
    /// The index method, such as `gist`.
    pub method: String,
    /// What is compared, each with its operator.
    pub parts: Vec<ExclusionPart>,
    /// The condition of a partial constraint.
    #[serde(default, skip_serializing_if = "is_default")]
    pub predicate: Option<String>,
    /// When it is checked.
    #[serde(default, skip_serializing_if = "is_default")]
    pub deferrable: Deferrable,
}

/// One `expression WITH operator` of an exclusion constraint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExclusionPart {
    /// A column or an expression, with its operator class if it has one.
    pub expression: String,
    /// The operator, such as `&&`.
    pub operator: String,
}
