use serde::{Deserialize, Serialize};

use super::{Index, Type, is_default};
use crate::QName;

/// A view.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct View {
    /// Its name.
    pub name: QName,
    /// The query.
    pub query: String,
    /// PostgreSQL: `MATERIALIZED`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub materialized: bool,
    /// PostgreSQL: options, `name=value`, sorted: `security_barrier=true`, `check_option=local`, `fillfactor=70`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub with: Vec<String>,
    /// Indexes of a materialized view, sorted by name.
    #[serde(default, skip_serializing_if = "is_default")]
    pub indexes: Vec<Index>,
    /// The comment, where the database keeps one.
    #[serde(default, skip_serializing_if = "is_default")]
    pub comment: Option<String>,
}

/// A sequence that stands alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sequence {
    /// Its name.
    pub name: QName,
    /// The first number, where it is not 1.
    #[serde(default, skip_serializing_if = "is_default")]
    pub start: Option<i64>,
    /// The step, where it is not 1.
    #[serde(default, skip_serializing_if = "is_default")]
    pub increment: Option<i64>,
    /// The smallest number, where it is not the type's.
    #[serde(default, skip_serializing_if = "is_default")]
    pub min: Option<i64>,
    /// The largest number, where it is not the type's.
    #[serde(default, skip_serializing_if = "is_default")]
    pub max: Option<i64>,
    /// Whether it starts again at the end.
    #[serde(default, skip_serializing_if = "is_default")]
    pub cycle: bool,
    /// The integer type that its numbers are of, where it is not `bigint`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub ty: Option<Type>,
    /// How many numbers a session takes at once, where it is not 1.
    #[serde(default, skip_serializing_if = "is_default")]
    pub cache: Option<i64>,
    /// The column that it goes with.
    #[serde(default, skip_serializing_if = "is_default")]
    pub owned_by: Option<Owner>,
}

/// The column that a sequence goes with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Owner {
    /// Its table.
    pub table: QName,
    /// Its name.
    pub column: String,
}
