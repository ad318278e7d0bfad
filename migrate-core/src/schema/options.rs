use serde::{Deserialize, Serialize};

use super::is_default;

/// What only some databases know of a table.
#[derive(Clone, Debug, std::default::Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TableOptions {
    /// SQLite: [`WITHOUT ROWID`](https://sqlite.org/withoutrowid.html).
    #[serde(default, skip_serializing_if = "is_default")]
    pub without_rowid: bool,
    /// SQLite: [`STRICT`](https://sqlite.org/stricttables.html).
    #[serde(default, skip_serializing_if = "is_default")]
    pub strict: bool,
    /// PostgreSQL: `UNLOGGED`, not crash-safe.
    #[serde(default, skip_serializing_if = "is_default")]
    pub unlogged: bool,
    /// PostgreSQL: storage parameters, `name=value`, sorted.
    #[serde(default, skip_serializing_if = "is_default")]
    pub with: Vec<String>,
    /// MySQL: storage engine.
    #[serde(default, skip_serializing_if = "is_default")]
    pub engine: Option<String>,
    /// MySQL: row format.
    #[serde(default, skip_serializing_if = "is_default")]
    pub row_format: Option<String>,
    /// MySQL: character set.
    #[serde(default, skip_serializing_if = "is_default")]
    pub charset: Option<String>,
    /// MySQL: collation.
    #[serde(default, skip_serializing_if = "is_default")]
    pub collation: Option<String>,
}
