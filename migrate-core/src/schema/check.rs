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
    /// PostgreSQL: tables that inherit from this one don't have it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub no_inherit: bool,
    /// PostgreSQL: it holds for new rows; nobody has proven the old ones yet.
    #[serde(default, skip_serializing_if = "is_default")]
    pub not_valid: bool,
}

impl Check {
    /// A check with nothing else to it.
    pub fn new(name: impl Into<String>, expression: impl Into<String>) -> Self {
        Self { name: name.into(), expression: expression.into(), no_inherit: false, not_valid: false }
    }
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
