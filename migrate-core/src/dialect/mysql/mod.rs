//! MySQL 8 and MariaDB 10.6, and later.
//!
//! | file | holds |
//! |---|---|
//! | `flavour.rs` | which server it is, and what it can do, as data |
//! | `types.rs` `default.rs` `literal.rs` `expression.rs` | types, defaults, strings, expressions: both ways |
//! | `table.rs` `index.rs` | `CREATE TABLE` and `CREATE INDEX` |
//! | `render.rs` `alter.rs` `step.rs` | change → SQL; many changes as one `ALTER TABLE`, or as few as are cheap |
//! | `cost.rs` `asked.rs` | what a statement costs those who use the table, and what its clauses ask |
//! | `own_check.rs` | checks that MariaDB keeps at their column |
//! | `computed.rs` | computed columns, and those that they read |
//! | `arrange.rs` `cover.rs` | foreign keys that stand in the way, and the indexes that they need |
//! | `opaque.rs` | triggers and routines, in the order that they need |
//! | `canon.rs` | make two spellings equal |
//! | `sound.rs` | what the database can't hold |
//!
//! What is written means the same under every `sql_mode`, but for a backslash in a comment, which takes the default
//! one: a session that runs revisions does well to set `sql_mode` without `NO_BACKSLASH_ESCAPES` and with
//! `STRICT_TRANS_TABLES`, under which a value that doesn't fit is an error and not another value.

mod alter;
mod arrange;
mod asked;
mod canon;
mod computed;
mod cost;
mod cover;
mod default;
mod expression;
mod flavour;
mod index;
mod keywords;
mod literal;
mod opaque;
mod own_check;
mod render;
mod sound;
mod step;
mod table;
mod types;

use super::{Caps, Dialect, Grammar, Quoting, Rendered};
use crate::schema::{Column, Index, Schema, Table, Type};
use crate::{Change, QName, Result};

pub use default::read as read_default;
pub use flavour::{Abilities, Flavour};
pub use literal::{comment, unescaped};
pub use types::{name as type_name, read_labels, read_type};

/// The grammar of one flavour.
#[derive(Clone, Copy, Debug)]
pub struct Mysql {
    flavour: Flavour,
}

static GRAMMARS: [Mysql; 7] = [
    Mysql { flavour: Flavour::ALL[0] },
    Mysql { flavour: Flavour::ALL[1] },
    Mysql { flavour: Flavour::ALL[2] },
    Mysql { flavour: Flavour::ALL[3] },
    Mysql { flavour: Flavour::ALL[4] },
    Mysql { flavour: Flavour::ALL[5] },
    Mysql { flavour: Flavour::ALL[6] },
];

/// The grammar of a server; that of [`Flavour::Any`] runs on all, where it can.
pub fn grammar(flavour: Flavour) -> &'static Mysql {
    GRAMMARS.iter().find(|grammar| grammar.flavour == flavour).unwrap_or(&GRAMMARS[0])
}

const CAPS: Caps = Caps {
    transactional_ddl: false,
    forward_references: false,
    alter_column: true,
    alter_constraints: true,
    rename_index: true,
    enum_types: false,
    comments: true,
    minds_dependents: false,
    concurrent_index: false,
    many_clauses: true,
    name_limit: Some(64),
};

/// How MySQL writes names.
pub const QUOTING: Quoting = Quoting { mark: '`', reserved: keywords::KEYWORDS, keeps_case: true };

impl Grammar for Mysql {
    fn dialect(&self) -> Dialect {
        Dialect::Mysql
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

    fn type_name(&self, ty: &Type, _table: &Table) -> Result<String> {
        types::name(ty)
    }

    fn create_table(&self, name: &QName, table: &Table, schema: &Schema) -> Result<Vec<String>> {
        Ok(vec![table::create(self.flavour, name, table, schema)?])
    }

    fn create_index(&self, table: &QName, index: &Index) -> Result<String> {
        sound::index(index)?;
        index::create(self.flavour, &QUOTING.name(&table.name), index)
    }

    fn is_inline(&self, _index: &Index) -> bool {
        true
    }

    fn column(&self, column: &Column, table: &Table, schema: &Schema) -> Result<String> {
        table::column(column, table, schema)
    }

    fn render(&self, change: &Change, with: &[&Change], before: &Schema) -> Result<Rendered> {
        render::render(self.flavour, change, with, before)
    }

    fn joins(&self, change: &Change, later: &Change) -> bool {
        render::joins(change, later)
    }

    fn arranged(&self, before: &Schema, changes: Vec<Change>) -> Result<Vec<Change>> {
        arrange::arranged(before, changes)
    }

    fn canonical(&self, schema: &Schema) -> Schema {
        canon::canonical(schema)
    }

    fn zero(&self, ty: &Type, schema: &Schema) -> Option<String> {
        types::zero(ty, schema)
    }
}
