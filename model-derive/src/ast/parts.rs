//! What stands beside the columns: keys, indexes, foreign keys, checks.

use migrate_core::schema::{Action, Deferrable, IndexKind, IndexTarget, Nulls, Order};
use proc_macro2::Span;
use syn::{Ident, Path};

use super::At;

/// A column named by a key or an index.
///
/// It is the column's name. Where the struct flattens another, the column may stand there: rustc looks it up then.
pub(crate) type ColumnName = At<String>;

/// The primary key.
#[derive(Debug)]
pub(crate) struct PrimaryKey {
    pub(crate) name: Option<At<String>>,
    pub(crate) columns: Vec<ColumnName>,
    pub(crate) include: Vec<ColumnName>,
    pub(crate) span: Span,
}

/// A unique constraint: of a column, or `#[table(unique(a, b))]`.
#[derive(Debug)]
pub(crate) struct Unique {
    pub(crate) name: Option<At<String>>,
    pub(crate) columns: Vec<ColumnName>,
    pub(crate) deferrable: Option<At<Deferrable>>,
    pub(crate) nulls_not_distinct: bool,
    /// A constraint of the table also where a unique index would do the same.
    pub(crate) constraint: bool,
    pub(crate) span: Span,
}

/// An index.
#[derive(Debug)]
pub(crate) struct Index {
    pub(crate) name: Option<At<String>>,
    pub(crate) kind: IndexKind,
    pub(crate) parts: Vec<IndexPart>,
    pub(crate) method: Option<At<String>>,
    pub(crate) include: Vec<ColumnName>,
    pub(crate) nulls_not_distinct: bool,
    pub(crate) predicate: Option<At<String>>,
    pub(crate) with: Vec<At<String>>,
    pub(crate) invisible: bool,
    pub(crate) comment: Option<At<String>>,
    pub(crate) span: Span,
}

/// One thing an index sorts by.
#[derive(Debug)]
pub(crate) struct IndexPart {
    pub(crate) on: At<IndexTarget>,
    pub(crate) order: Order,
    pub(crate) nulls: Option<Nulls>,
    pub(crate) collation: Option<At<String>>,
    pub(crate) opclass: Option<At<String>>,
    pub(crate) prefix: Option<u32>,
}

/// A foreign key: of a column, or `#[table(foreign_key(…))]`.
#[derive(Debug)]
pub(crate) struct ForeignKey {
    pub(crate) name: Option<At<String>>,
    pub(crate) columns: Vec<ColumnName>,
    /// The struct referred to.
    pub(crate) target: Path,
    /// Its fields, one for each of `columns`.
    pub(crate) target_fields: Vec<Ident>,
    pub(crate) on_delete: Action,
    pub(crate) on_update: Action,
    pub(crate) deferrable: Deferrable,
    pub(crate) span: Span,
}

/// A check, of the table or of a column.
#[derive(Debug)]
pub(crate) struct Check {
    pub(crate) name: Option<At<String>>,
    /// The column it stands at: its name is made of it.
    pub(crate) column: Option<String>,
    pub(crate) expression: At<String>,
}

/// PostgreSQL's exclusion constraint.
#[derive(Debug)]
pub(crate) struct Exclusion {
    pub(crate) name: At<String>,
    pub(crate) method: String,
    /// Expression and operator.
    pub(crate) parts: Vec<(At<String>, At<String>)>,
    pub(crate) predicate: Option<At<String>>,
    pub(crate) deferrable: Deferrable,
}
