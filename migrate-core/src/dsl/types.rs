//! The SQL type that Diesel has for a Rust type.
//!
//! Where Diesel has none on a database, or another on each, see [`super::sql`].

use diesel::sql_types::{BigInt, Binary, Bool, Double, Float, Integer, Nullable, SmallInt, SqlType, Text};

use super::{DieselType, sql};

macro_rules! types {
    ($($(#[$cfg:meta])? $rust:ty => $sql:ty $(, held as $held:ty)?;)*) => {
        $($(#[$cfg])? impl DieselType for $rust {
            type Sql = $sql;
            type Held = types!(@ $sql $(, $held)?);
        })*
    };
    (@ $sql:ty) => { $sql };
    (@ $sql:ty, $held:ty) => { $held };
}

types! {
    bool => Bool;
    i8 => sql::NativeI8, held as sql::I8;
    i16 => SmallInt;
    i32 => Integer;
    i64 => BigInt;
    u8 => sql::NativeU8, held as sql::U8;
    u16 => sql::NativeU16, held as sql::U16;
    u32 => sql::NativeU32, held as sql::U32;
    u64 => sql::NativeU64, held as sql::U64;
    f32 => Float;
    f64 => Double;
    str => Text;
    String => Text;
    [u8] => Binary;
    Vec<u8> => Binary;
    std::time::SystemTime => diesel::sql_types::Timestamp;
    #[cfg(feature = "serde_json")]
    serde_json::Value => sql::NativeJson, held as sql::Json;
    #[cfg(feature = "decimal")]
    bigdecimal::BigDecimal => diesel::sql_types::Numeric;
    #[cfg(feature = "rust_decimal")]
    rust_decimal::Decimal => diesel::sql_types::Numeric;
    #[cfg(feature = "chrono")]
    chrono::NaiveDate => diesel::sql_types::Date;
    #[cfg(feature = "chrono")]
    chrono::NaiveTime => diesel::sql_types::Time;
    #[cfg(feature = "chrono")]
    chrono::NaiveDateTime => diesel::sql_types::Timestamp;
    #[cfg(feature = "chrono")]
    chrono::TimeDelta => diesel::sql_types::Interval;
    #[cfg(feature = "time")]
    time::Date => diesel::sql_types::Date;
    #[cfg(feature = "time")]
    time::Time => diesel::sql_types::Time;
    #[cfg(feature = "time")]
    time::PrimitiveDateTime => diesel::sql_types::Timestamp;
    #[cfg(feature = "time")]
    time::OffsetDateTime => sql::NativeInstant, held as sql::Instant;
    #[cfg(feature = "uuid")]
    uuid::Uuid => sql::NativeUuid, held as sql::Uuid;
}

#[cfg(feature = "chrono")]
impl<Zone: chrono::TimeZone> DieselType for chrono::DateTime<Zone> {
    type Sql = sql::NativeInstant;
    type Held = sql::Instant;
}

impl<const N: usize> DieselType for [u8; N] {
    type Sql = Binary;
    type Held = Binary;
}

impl<Rust> DieselType for Option<Rust>
where
    Rust: DieselType,
    Rust::Sql: SqlType,
    Rust::Held: SqlType,
{
    type Sql = Nullable<Rust::Sql>;
    type Held = Nullable<Rust::Held>;
}

/// Arrays are PostgreSQL's. `Vec<u8>` is bytes.
#[cfg(feature = "postgres-types")]
impl<Rust> DieselType for Vec<Rust>
where
    Rust: DieselType + super::InArray,
    Rust::Sql: SqlType,
    Rust::Held: SqlType,
{
    type Sql = diesel::sql_types::Array<Rust::Sql>;
    type Held = diesel::sql_types::Array<Rust::Held>;
}

/// `u8` is none: `Vec<u8>` is bytes.
macro_rules! in_array {
    ($($(#[$cfg:meta])? $rust:ty),* $(,)?) => {
        $($(#[$cfg])? impl super::InArray for $rust {})*
    };
}

in_array! {
    bool, i8, i16, i32, i64, u16, u32, u64, f32, f64, String, Vec<u8>,
    #[cfg(feature = "serde_json")] serde_json::Value,
    #[cfg(feature = "decimal")] bigdecimal::BigDecimal,
    #[cfg(feature = "rust_decimal")] rust_decimal::Decimal,
    #[cfg(feature = "chrono")] chrono::NaiveDate,
    #[cfg(feature = "chrono")] chrono::NaiveTime,
    #[cfg(feature = "chrono")] chrono::NaiveDateTime,
    #[cfg(feature = "chrono")] chrono::TimeDelta,
    #[cfg(feature = "time")] time::Date,
    #[cfg(feature = "time")] time::Time,
    #[cfg(feature = "time")] time::PrimitiveDateTime,
    #[cfg(feature = "time")] time::OffsetDateTime,
    #[cfg(feature = "uuid")] uuid::Uuid,
}

#[cfg(feature = "chrono")]
impl<Zone: chrono::TimeZone> super::InArray for chrono::DateTime<Zone> {}
impl<Rust: super::InArray> super::InArray for Option<Rust> {}
