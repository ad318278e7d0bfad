use serde::{Deserialize, Serialize};

use super::{Deferrable, is_default};

/// An index, or the unique constraint that it stands for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Index {
    /// Its name.
    pub name: String,
    /// What it is for.
    #[serde(default, skip_serializing_if = "is_default")]
    pub kind: IndexKind,
    /// What it sorts by, in order.
    pub parts: Vec<IndexPart>,
    /// The method (`gin`, `hash`…), where it is not the database's usual one.
    #[serde(default, skip_serializing_if = "is_default")]
    pub method: Option<String>,
    /// PostgreSQL: columns carried along (`INCLUDE`).
    #[serde(default, skip_serializing_if = "is_default")]
    pub include: Vec<String>,
    /// PostgreSQL 15: two NULLs count as the same.
    #[serde(default, skip_serializing_if = "is_default")]
    pub nulls_not_distinct: bool,
    /// The condition of a partial index.
    #[serde(default, skip_serializing_if = "is_default")]
    pub predicate: Option<String>,
    /// PostgreSQL: storage parameters, `name=value`, sorted; MySQL: the parser of a full-text index.
    #[serde(default, skip_serializing_if = "is_default")]
    pub with: Vec<String>,
    /// MySQL: kept up to date, but not used.
    #[serde(default, skip_serializing_if = "is_default")]
    pub invisible: bool,
    /// The comment, where the database keeps one.
    #[serde(default, skip_serializing_if = "is_default")]
    pub comment: Option<String>,
}

impl Index {
    /// An index over columns, with nothing else to it.
    pub fn new(name: impl Into<String>, kind: IndexKind, columns: &[impl AsRef<str>]) -> Self {
        Self {
            name: name.into(),
            kind,
            parts: columns.iter().map(|column| IndexPart::column(column.as_ref())).collect(),
            method: None,
            include: Vec::new(),
            nulls_not_distinct: false,
            predicate: None,
            with: Vec::new(),
            invisible: false,
            comment: None,
        }
    }

    /// The columns among its parts, in their order.
    pub fn columns(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().filter_map(|part| match &part.on {
            IndexTarget::Column(name) => Some(name.as_str()),
            IndexTarget::Expression(_) => None,
        })
    }
}

/// What an index is for.
#[derive(
    Clone, Copy, Debug, std::default::Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum IndexKind {
    /// To find rows.
    #[default]
    Plain,
    /// `CREATE UNIQUE INDEX`.
    Unique,
    /// A `UNIQUE` constraint of the table.
    Constraint(Deferrable),
    /// MySQL's `FULLTEXT`.
    Fulltext,
    /// MySQL's `SPATIAL`.
    Spatial,
}

impl IndexKind {
    /// Whether it allows each value once only.
    pub fn is_unique(self) -> bool {
        match self {
            Self::Unique | Self::Constraint(_) => true,
            Self::Plain | Self::Fulltext | Self::Spatial => false,
        }
    }
}

/// One thing an index sorts by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IndexPart {
    /// A column or an expression.
    pub on: IndexTarget,
    /// The direction.
    #[serde(default, skip_serializing_if = "is_default")]
    pub order: Order,
    /// Where NULLs stand, if not where the direction puts them by itself.
    #[serde(default, skip_serializing_if = "is_default")]
    pub nulls: Option<Nulls>,
    /// The collation, where it is not the column's.
    #[serde(default, skip_serializing_if = "is_default")]
    pub collation: Option<String>,
    /// PostgreSQL: the operator class, where it is not the type's own.
    #[serde(default, skip_serializing_if = "is_default")]
    pub opclass: Option<String>,
    /// MySQL: how many characters of the column.
    #[serde(default, skip_serializing_if = "is_default")]
    pub prefix: Option<u32>,
}

impl IndexPart {
    /// A column, ascending.
    pub fn column(name: impl Into<String>) -> Self {
        Self::on(IndexTarget::Column(name.into()))
    }

    /// An expression, ascending.
    pub fn expression(sql: impl Into<String>) -> Self {
        Self::on(IndexTarget::Expression(sql.into()))
    }

    fn on(on: IndexTarget) -> Self {
        Self { on, order: Order::Asc, nulls: None, collation: None, opclass: None, prefix: None }
    }
}

/// What one part of an index reads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IndexTarget {
    /// A column.
    Column(String),
    /// An SQL expression, without outer parentheses.
    Expression(String),
}

/// A direction.
#[derive(
    Clone, Copy, Debug, std::default::Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Order {
    /// Smallest first.
    #[default]
    Asc,
    /// Largest first.
    Desc,
}

/// Where NULLs stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Nulls {
    /// Before all values.
    First,
    /// After all values.
    Last,
}
