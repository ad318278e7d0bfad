//! What a database *is*: plain, ordered, comparable values.
//!
//! | type | holds |
//! |---|---|
//! | [`Schema`] | everything, each list sorted by name |
//! | [`Table`] | columns in their order; keys, indexes, foreign keys and checks sorted by name |
//! | [`Column`] | a [`Type`], nullability, [`Default`](enum@Default), [`Identity`], [`Generated`]… |
//! | [`Index`] | also unique constraints: one list, because one index stands behind each |
//!
//! A schema belongs to one dialect: what differs between databases was settled when it was
//! made. Only what is not the default is written to JSON, so that a snapshot stays short.

mod check;
mod column;
mod default;
mod enums;
mod foreign_key;
mod index;
mod key;
mod objects;
mod opaque;
mod options;
#[allow(clippy::module_inception, reason = "the file is named for the type it holds")]
mod schema;
mod table;
mod ty;
mod verify;

pub use check::{Check, Exclusion, ExclusionPart};
pub use column::{Column, Generated, Identity, IdentityKind};
pub use default::Default;
pub use enums::EnumType;
pub use foreign_key::{Action, Deferrable, ForeignKey};
pub use index::{Index, IndexKind, IndexPart, IndexTarget, Nulls, Order};
pub use key::PrimaryKey;
pub use objects::{Owner, Sequence, View};
pub use opaque::{Opaque, OpaqueId};
pub use options::{Partition, TableOptions};
pub use schema::Schema;
pub use table::Table;
pub use ty::{ParseTypeError, Type};
pub use verify::Flaw;

pub(crate) fn is_default<T: std::default::Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}
