//! SQL types for Rust types that Diesel knows on some databases only, or as another type on each.
//!
//! Diesel alone can let a `u16` or a `uuid::Uuid` be bound as one of these (Rust's orphan rule), so a field of
//! such a type has Diesel's own SQL type of one database. A newtype over it has one of these, and goes everywhere.

mod instant;
mod json;
mod native;
mod numbers;
#[cfg(feature = "uuid")]
mod uuid;

pub use instant::Instant;
pub use json::Json;
pub use numbers::{I8, U8, U16, U32, U64};
#[cfg(feature = "uuid")]
pub use uuid::Uuid;

pub(crate) use native::*;

/// What is written and read as Diesel's own type of each database.
#[allow(unused_macros, reason = "not every set of features needs it")]
macro_rules! as_native {
    ($ours:ident for $generics:tt $rust:ty: $($feature:literal $database:ty => $sql:ty;)*) => {
        $(super::as_native! { @ $ours $generics $rust, $feature $database, $sql })*
    };
    (@ $ours:ident [$($generics:tt)*] $rust:ty, $feature:literal $database:ty, $sql:ty) => {
        #[cfg(feature = $feature)]
        impl<$($generics)*> diesel::serialize::ToSql<$ours, $database> for $rust
        where
            Self: diesel::serialize::ToSql<$sql, $database>,
        {
            fn to_sql<'b>(
                &'b self,
                out: &mut diesel::serialize::Output<'b, '_, $database>,
            ) -> diesel::serialize::Result {
                diesel::serialize::ToSql::<$sql, $database>::to_sql(self, out)
            }
        }

        #[cfg(feature = $feature)]
        impl<$($generics)*> diesel::deserialize::FromSql<$ours, $database> for $rust
        where
            Self: diesel::deserialize::FromSql<$sql, $database>,
        {
            fn from_sql(
                value: <$database as diesel::backend::Backend>::RawValue<'_>,
            ) -> diesel::deserialize::Result<Self> {
                diesel::deserialize::FromSql::<$sql, $database>::from_sql(value)
            }
        }
    };
}
#[allow(unused_imports, reason = "not every set of features needs it")]
pub(crate) use as_native;
