//! PostgreSQL 13 and later.
//!
//! | file | holds |
//! |---|---|
//! | `types.rs` | type names, both ways |
//! | `literal.rs` | defaults, as they are written and as the server writes them back |
//! | `casts.rs` | how values go from one type to another |
//! | `table.rs` `index.rs` `enums.rs` `objects.rs` | what is made |
//! | `alter.rs` `render.rs` | a change as statements |
//! | `partition.rs` `unique.rs` | parts of tables, and the keys that they share |
//! | `online.rs` | forms that keep nobody waiting |
//! | `rewrite.rs` | which changes write every row again |
//! | `canon.rs` | two spellings of one thing, made equal |
//! | `sound.rs` | what PostgreSQL can't hold |

mod alter;
mod canon;
mod casts;
mod enums;
mod index;
mod keywords;
mod literal;
mod objects;
pub mod online;
mod opaque;
mod partition;
mod render;
mod rewrite;
mod sound;
mod table;
mod types;
mod unique;

use super::{Caps, Dialect, Grammar, Quoting, Rendered};
use crate::schema::{Column, Index, Schema, Table, Type};
use crate::{Change, QName, Result};

pub use alter::{retypes, rewrites};
pub use casts::{Cast, cast};
pub use enums::{now as label_now, only_adds, remake as make_enum_anew};
pub use index::index_part;
pub use literal::{bare, read_default};
pub use opaque::{Place, place};
pub use partition::{
    comments as inherited_comments, gone_along, handed_down, inherited, is_moved, is_within,
    joins_with_checks, leaves_bare, left, serves,
};
pub use rewrite::is_volatile;
pub(crate) use rewrite::rewrites as writes_again;
pub use types::{name as type_name, read_type};
pub use unique::{UniqueKey, parts_of, unique_keys};

/// PostgreSQL's grammar.
#[derive(Clone, Copy, Debug)]
pub struct Postgres;

/// [What ALTER TABLE can do](https://www.postgresql.org/docs/current/sql-altertable.html) is nearly all.
const CAPS: Caps = Caps {
    transactional_ddl: true,
    forward_references: false,
    alter_column: true,
    alter_constraints: true,
    rename_index: true,
    enum_types: true,
    comments: true,
    minds_dependents: true,
    concurrent_index: true,
    many_clauses: false,
    name_limit: Some(sound::NAME_LIMIT),
};

/// How PostgreSQL writes names.
pub const QUOTING: Quoting = Quoting { mark: '"', reserved: keywords::KEYWORDS, keeps_case: false };

impl Grammar for Postgres {
    fn dialect(&self) -> Dialect {
        Dialect::Postgres
    }

    fn caps(&self) -> &'static Caps {
        &CAPS
    }

    fn quoting(&self) -> &'static Quoting {
        &QUOTING
    }

    fn table_name(&self, name: &QName) -> String {
        index::table_name(name)
    }

    fn type_name(&self, ty: &Type, _table: &Table) -> Result<String> {
        Ok(types::name(ty))
    }

    fn create_table(&self, name: &QName, table: &Table, _schema: &Schema) -> Result<Vec<String>> {
        table::create(name, table)
    }

    fn create_index(&self, table: &QName, index: &Index) -> Result<String> {
        index::create(table, index, false)
    }

    fn is_inline(&self, index: &Index) -> bool {
        index::is_constraint(index)
    }

    fn column(&self, column: &Column, _table: &Table, _schema: &Schema) -> Result<String> {
        table::column(column)
    }

    fn render(&self, change: &Change, _with: &[&Change], before: &Schema) -> Result<Rendered> {
        render::render(change, before)
    }

    fn joins(&self, _change: &Change, _later: &Change) -> bool {
        false
    }

    fn canonical(&self, schema: &Schema) -> Schema {
        canon::canonical(schema)
    }

    fn zero(&self, ty: &Type, schema: &Schema) -> Option<String> {
        types::zero(ty, schema)
    }
}
