//! The door for generated code: everything that the macros of `model-derive` name, and nothing else.
//!
//! No stable interface: both crates are of one version.

pub use super::fields::{column_type, field_hash, is_same_type, no_duplicates, same_type, target};
pub use super::gate::{
    Case, DialectSnapshot, SnapTable, Snapshot, check_dropped, check_objects, fail, is_same, nothing_dropped,
    same_objects,
};
pub use super::record::{Header, Recorded, fill, len};
pub use super::rules::{can_be_null, is_numbered, never_null, one_primary_key, takes_default, takes_size};
pub use super::{
    ColumnType, Columns, Element, GateState, Listed, NoGate, OwnDef, Part, Pieces, RefDef, Refs, Table,
    TableDef, Tables, TypeDef, listed,
};
