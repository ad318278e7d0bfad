//! What the derives speak to: traits, the canonical lines, the gate, the record.
//!
//! | file | holds |
//! |---|---|
//! | `types` | [`ColumnType`]: the SQL type of a Rust type, found by the trait system |
//! | `table` | [`Table`], [`Columns`], [`Listed`], and the parts of which a table is made |
//! | [`lines`] | a table as canonical text, the one definition that the derives and `schema!` share |
//! | [`gate`] | that text compared with the snapshot's, in const evaluation |
//! | [`record`] | that text in the artifact, and its reader |
//! | `private` | the door for generated code |

mod fields;
pub mod gate;
pub mod lines;
pub(crate) mod private;
pub mod record;
mod rules;
mod table;
mod text;
mod types;

pub use gate::GateState;
pub use record::{Hints, Record};
pub use table::{
    Columns, Listed, NoGate, OwnDef, Part, Pieces, RefDef, Refs, Table, TableDef, Tables, Target, listed,
};
pub use types::{ColumnType, Element, TypeDef, takes};
