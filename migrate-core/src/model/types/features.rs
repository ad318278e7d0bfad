//! Types of other crates, each behind the feature that names it.

#[cfg(any(
    feature = "chrono",
    feature = "time",
    feature = "uuid",
    feature = "serde_json",
    feature = "decimal",
    feature = "rust_decimal"
))]
macro_rules! foreign {
    ($($ty:ty => $code:expr),* $(,)?) => {$(
        impl super::ColumnType for $ty {
            type This = Self;
            const TYPE: super::TypeDef = $code;
        }
        impl super::Element for $ty {}
    )*};
}

#[cfg(feature = "chrono")]
foreign! {
    chrono::NaiveDate => super::TypeDef::new("date"),
    chrono::NaiveTime => super::TypeDef::new("time"),
    chrono::NaiveDateTime => super::TypeDef::new("timestamp"),
    chrono::TimeDelta => super::TypeDef::new("interval"),
}

#[cfg(feature = "chrono")]
impl<Tz: chrono::TimeZone> super::ColumnType for chrono::DateTime<Tz> {
    type This = Self;
    const TYPE: super::TypeDef = super::TypeDef::new("timestamptz");
}

#[cfg(feature = "chrono")]
impl<Tz: chrono::TimeZone> super::Element for chrono::DateTime<Tz> {}

#[cfg(feature = "time")]
foreign! {
    time::Date => super::TypeDef::new("date"),
    time::Time => super::TypeDef::new("time"),
    time::PrimitiveDateTime => super::TypeDef::new("timestamp"),
    time::OffsetDateTime => super::TypeDef::new("timestamptz"),
}

#[cfg(feature = "uuid")]
foreign! { uuid::Uuid => super::TypeDef::new("uuid") }

// Only PostgreSQL keeps JSON parsed under a name of its own.
#[cfg(feature = "serde_json")]
foreign! { serde_json::Value => super::TypeDef::each(["json", "jsonb", "json"]) }

#[cfg(feature = "decimal")]
foreign! { bigdecimal::BigDecimal => super::TypeDef::new("decimal") }

#[cfg(feature = "rust_decimal")]
foreign! { rust_decimal::Decimal => super::TypeDef::new("decimal") }
