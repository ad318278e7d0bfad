use serde::{Deserialize, Serialize};

/// A column's default.
///
/// A literal keeps its kind, so that each dialect writes it in its own way (`false` is `0` on SQLite).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Default {
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// Any other number, as it was written.
    Number(String),
    /// A string, unquoted. An enum's default is the text of its label.
    Text(String),
    /// An SQL expression, as it was written.
    Sql(String),
}
