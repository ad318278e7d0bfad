//! Diesel's own types, where a field's type has another on each database.
//!
//! Of several databases that are built in, the one that has the type by nature counts. At a field,
//! `#[column(diesel_type = …)]` names another.
#![allow(dead_code, reason = "whether a type is used is up to the features that bring its Rust type")]

/// An instant.
#[cfg(feature = "postgres-types")]
pub(crate) type NativeInstant = diesel::sql_types::Timestamptz;
/// An instant.
#[cfg(all(feature = "sqlite-system", not(feature = "postgres-types")))]
pub(crate) type NativeInstant = diesel::sql_types::TimestamptzSqlite;
/// An instant.
#[cfg(not(any(feature = "sqlite-system", feature = "postgres-types")))]
pub(crate) type NativeInstant = diesel::sql_types::Timestamp;

/// JSON. Of PostgreSQL and another nothing of Diesel's fits both: a wrong guess would write what the other can't read.
#[cfg(not(feature = "postgres-types"))]
pub(crate) type NativeJson = diesel::sql_types::Json;
/// JSON.
#[cfg(all(feature = "postgres-types", not(any(feature = "sqlite-system", feature = "mysql-types"))))]
pub(crate) type NativeJson = diesel::sql_types::Jsonb;
/// JSON.
#[cfg(all(feature = "postgres-types", any(feature = "sqlite-system", feature = "mysql-types")))]
pub(crate) type NativeJson = super::Json;

/// A UUID.
#[cfg(feature = "postgres-types")]
pub(crate) type NativeUuid = diesel::sql_types::Uuid;
/// A UUID.
#[cfg(all(feature = "uuid", not(feature = "postgres-types")))]
pub(crate) type NativeUuid = super::Uuid;

#[cfg(feature = "mysql-types")]
mod numbers {
    use diesel::sql_types::{BigInt, Integer, SmallInt, TinyInt, Unsigned};

    pub(crate) type NativeI8 = TinyInt;
    pub(crate) type NativeU8 = Unsigned<TinyInt>;
    pub(crate) type NativeU16 = Unsigned<SmallInt>;
    pub(crate) type NativeU32 = Unsigned<Integer>;
    pub(crate) type NativeU64 = Unsigned<BigInt>;
}

#[cfg(not(feature = "mysql-types"))]
mod numbers {
    pub(crate) type NativeI8 = super::super::I8;
    pub(crate) type NativeU8 = super::super::U8;
    pub(crate) type NativeU16 = super::super::U16;
    pub(crate) type NativeU32 = super::super::U32;
    pub(crate) type NativeU64 = super::super::U64;
}

pub(crate) use numbers::*;
