//! Numbers and truth.
//!
//! Only MySQL has unsigned and 8-bit integers; the others take the next wider type that holds every value.
//! Nothing of PostgreSQL's integers holds a `u64`, so it is a `decimal` there.

use super::{ColumnType, Element, TypeDef};

macro_rules! numbers {
    ($($ty:ty => [$sqlite:literal, $postgres:literal, $mysql:literal]),* $(,)?) => {$(
        impl ColumnType for $ty {
            type This = Self;
            const TYPE: TypeDef = TypeDef::each([$sqlite, $postgres, $mysql]);
            // Statics: what a constant refers to is checked each time, what stands in a static once.
            const DEF: &'static TypeDef = {
                static DEF: TypeDef = <$ty as ColumnType>::TYPE;
                &DEF
            };
            const NULL: &'static TypeDef = {
                static NULL: TypeDef = <$ty as ColumnType>::TYPE.nullable(true);
                &NULL
            };
        }
    )*};
}

numbers! {
    bool => ["boolean", "boolean", "boolean"],
    i8 => ["smallint", "smallint", "tinyint"],
    i16 => ["smallint", "smallint", "smallint"],
    i32 => ["integer", "integer", "integer"],
    i64 => ["bigint", "bigint", "bigint"],
    u8 => ["smallint", "smallint", "tinyint unsigned"],
    u16 => ["integer", "integer", "smallint unsigned"],
    u32 => ["bigint", "bigint", "integer unsigned"],
    u64 => ["bigint", "decimal", "bigint unsigned"],
    f32 => ["real", "real", "real"],
    f64 => ["double", "double", "double"],
}

macro_rules! elements {
    ($($ty:ty),*) => {$(impl Element for $ty {})*};
}

elements!(bool, i8, i16, i32, i64, u16, u32, u64, f32, f64);
