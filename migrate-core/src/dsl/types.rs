//! The Rust types whose SQL type Diesel knows.

use diesel::sql_types::{
    BigInt, Binary, Bool, Double, Float, Integer, Nullable, SmallInt, SqlType, Text, TinyInt,
};

use super::DieselType;

macro_rules! types {
    ($($(#[$cfg:meta])? $rust:ty => $sql:ty;)*) => {
        $($(#[$cfg])? impl DieselType for $rust {
            type Sql = $sql;
        })*
    };
}

types! {
    bool => Bool;
    i8 => TinyInt;
    i16 => SmallInt;
    i32 => Integer;
    i64 => BigInt;
    f32 => Float;
    f64 => Double;
    String => Text;
    Box<str> => Text;
    Vec<u8> => Binary;
    std::time::SystemTime => diesel::sql_types::Timestamp;
    #[cfg(feature = "serde_json")]
    serde_json::Value => diesel::sql_types::Json;
    #[cfg(feature = "decimal")]
    bigdecimal::BigDecimal => diesel::sql_types::Numeric;
    #[cfg(feature = "chrono")]
    chrono::NaiveDate => diesel::sql_types::Date;
    #[cfg(feature = "chrono")]
    chrono::NaiveTime => diesel::sql_types::Time;
    #[cfg(feature = "chrono")]
    chrono::NaiveDateTime => diesel::sql_types::Timestamp;
    #[cfg(feature = "time")]
    time::Date => diesel::sql_types::Date;
    #[cfg(feature = "time")]
    time::Time => diesel::sql_types::Time;
    #[cfg(feature = "time")]
    time::PrimitiveDateTime => diesel::sql_types::Timestamp;
}

/// An instant: each database has its own type for it, and Diesel a name for each.
#[cfg(all(feature = "sqlite-system", any(feature = "chrono", feature = "time")))]
type Instant = diesel::sql_types::TimestamptzSqlite;

#[cfg(all(feature = "chrono", feature = "sqlite-system"))]
impl<Zone: chrono::TimeZone> DieselType for chrono::DateTime<Zone> {
    type Sql = Instant;
}

#[cfg(all(feature = "time", feature = "sqlite-system"))]
impl DieselType for time::OffsetDateTime {
    type Sql = Instant;
}

impl<Rust> DieselType for Option<Rust>
where
    Rust: DieselType,
    Rust::Sql: SqlType,
{
    type Sql = Nullable<Rust::Sql>;
}
