//! SQLite 3.35 and later.
//!
//! Only what 3.35 knows is written, for the SQL in a revision is run by whatever SQLite reads it: ours, that of
//! `diesel migration run`, or an operating system's.

mod canon;
mod keywords;
mod render;
mod sound;
mod table;
mod types;

use super::{Caps, Dialect, Grammar, Quoting, Rendered};
use crate::schema::{Column, Index, IndexKind, Schema, Table, Type};
use crate::{Change, QName, Result};

pub use canon::{canonical_default, enum_labels, is_rowid};
pub use types::{name as type_name, named as type_of};

/// SQLite's grammar.
#[derive(Clone, Copy, Debug)]
pub struct Sqlite;

/// [What ALTER TABLE can do](https://sqlite.org/lang_altertable.html) is little.
const CAPS: Caps = Caps {
    transactional_ddl: true,
    forward_references: true,
    alter_column: false,
    alter_constraints: false,
    rename_index: false,
    enum_types: false,
    comments: false,
    minds_dependents: false,
    concurrent_index: false,
    many_clauses: false,
    name_limit: None,
};

/// How SQLite writes names.
pub const QUOTING: Quoting = Quoting { mark: '"', reserved: keywords::KEYWORDS, keeps_case: true };

impl Grammar for Sqlite {
    fn dialect(&self) -> Dialect {
        Dialect::Sqlite
    }

    fn caps(&self) -> &'static Caps {
        &CAPS
    }

    fn quoting(&self) -> &'static Quoting {
        &QUOTING
    }

    fn table_name(&self, name: &QName) -> String {
        QUOTING.name(&name.name)
    }

    fn type_name(&self, ty: &Type, table: &Table) -> Result<String> {
        types::name(ty, table.options.strict)
    }

    fn create_table(&self, name: &QName, table: &Table, schema: &Schema) -> Result<Vec<String>> {
        table::create(name, table, schema)
    }

    fn create_index(&self, table: &QName, index: &Index) -> Result<String> {
        render::create_index(table, index)
    }

    fn is_inline(&self, index: &Index) -> bool {
        matches!(index.kind, IndexKind::Constraint(_))
    }

    fn column(&self, column: &Column, table: &Table, schema: &Schema) -> Result<String> {
        table::column(column, table, schema)
    }

    fn render(&self, change: &Change, with: &[&Change], before: &Schema) -> Result<Rendered> {
        render::render(change, with, before)
    }

    fn joins(&self, change: &Change, later: &Change) -> bool {
        render::joins(change, later)
    }

    fn canonical(&self, schema: &Schema) -> Schema {
        canon::canonical(schema)
    }

    fn zero(&self, ty: &Type, schema: &Schema) -> Option<String> {
        types::zero(ty, schema)
    }
}
