use serde::{Deserialize, Serialize};

use super::is_default;
use crate::QName;

/// Which part of a table another one is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Partition {
    /// The whole.
    pub of: QName,
    /// Which rows, as `FOR VALUES IN ('eu')`, or `DEFAULT`.
    pub bound: String,
}

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
    /// PostgreSQL: what its rows are parted by, as `LIST (region)`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub partition_by: Option<String>,
    /// PostgreSQL: the table that it is a part of. Its columns are that table's, and follow it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub partition_of: Option<Partition>,
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
