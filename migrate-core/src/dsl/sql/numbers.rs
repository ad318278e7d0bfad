//! Integers that only MySQL has: 8 bits, and unsigned. The others keep them in the next wider type.

use diesel::query_builder::QueryId;
use diesel::sql_types::{SqlType, ops};
#[allow(unused_imports, reason = "which of them are used depends on the databases")]
use diesel::{
    backend::Backend,
    deserialize::{self, FromSql},
    serialize::{self, Output, ToSql},
};

macro_rules! number {
    ($name:ident, $rust:ty, $wide:ty, $sql:ident, $mysql:ty,
        [$sqlite_name:literal, $oid:literal, $array_oid:literal, $mysql_name:literal]) => {
        #[doc = concat!("The SQL type of `", stringify!($rust), "`.")]
        #[derive(Debug, Clone, Copy, Default, QueryId, SqlType)]
        #[diesel(
            sqlite_type(name = $sqlite_name),
            postgres_type(oid = $oid, array_oid = $array_oid),
            mysql_type(name = $mysql_name)
        )]
        pub struct $name;

        number!(@ops $name Add Sub Mul Div);

        super::as_native! { $name for [] $rust: "mysql-types" diesel::mysql::Mysql => $mysql; }

        #[cfg(feature = "sqlite-system")]
        impl ToSql<$name, diesel::sqlite::Sqlite> for $rust {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, diesel::sqlite::Sqlite>) -> serialize::Result {
                out.set_value(i64::try_from(*self)?);
                Ok(serialize::IsNull::No)
            }
        }

        #[cfg(feature = "sqlite-system")]
        impl FromSql<$name, diesel::sqlite::Sqlite> for $rust {
            fn from_sql(
                value: <diesel::sqlite::Sqlite as Backend>::RawValue<'_>,
            ) -> deserialize::Result<Self> {
                let wide = <i64 as FromSql<diesel::sql_types::BigInt, diesel::sqlite::Sqlite>>::from_sql(value)?;
                Ok(Self::try_from(wide)?)
            }
        }

        #[cfg(feature = "postgres-types")]
        impl ToSql<$name, diesel::pg::Pg> for $rust {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, diesel::pg::Pg>) -> serialize::Result {
                let wide = <$wide>::from(*self);
                ToSql::<diesel::sql_types::$sql, diesel::pg::Pg>::to_sql(&wide, &mut out.reborrow())
            }
        }

        #[cfg(feature = "postgres-types")]
        impl FromSql<$name, diesel::pg::Pg> for $rust {
            fn from_sql(value: <diesel::pg::Pg as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
                let wide = <$wide as FromSql<diesel::sql_types::$sql, diesel::pg::Pg>>::from_sql(value)?;
                Ok(Self::try_from(wide)?)
            }
        }

    };
    (@ops $name:ident $($op:ident)*) => {$(
        impl ops::$op for $name {
            type Rhs = Self;
            type Output = Self;
        }
    )*};
}

number!(I8, i8, i16, SmallInt, diesel::sql_types::TinyInt, ["Long", 21, 1005, "Tiny"]);
number!(U8, u8, i16, SmallInt, Unsigned<diesel::sql_types::TinyInt>, ["Long", 21, 1005, "UnsignedTiny"]);
number!(U16, u16, i32, Integer, Unsigned<diesel::sql_types::SmallInt>, ["Long", 23, 1007, "UnsignedShort"]);
number!(U32, u32, i64, BigInt, Unsigned<diesel::sql_types::Integer>, ["Long", 20, 1016, "UnsignedLong"]);
number!(
    U64,
    u64,
    Decimal,
    Numeric,
    Unsigned<diesel::sql_types::BigInt>,
    ["Long", 1700, 1231, "UnsignedLongLong"]
);

#[cfg(feature = "mysql-types")]
use diesel::sql_types::Unsigned;

/// A `u64` as PostgreSQL's `numeric`: no integer there holds all of them.
#[cfg(feature = "postgres-types")]
#[derive(Debug)]
struct Decimal(diesel::data_types::PgNumeric);

#[cfg(feature = "postgres-types")]
impl From<u64> for Decimal {
    fn from(mut rest: u64) -> Self {
        let mut digits = Vec::new();
        while rest > 0 {
            digits.insert(0, i16::try_from(rest % 10_000).unwrap_or_default());
            rest /= 10_000;
        }
        let weight = i16::try_from(digits.len()).unwrap_or_default() - 1;
        Self(diesel::data_types::PgNumeric::Positive { weight: weight.max(0), scale: 0, digits })
    }
}

#[cfg(feature = "postgres-types")]
impl TryFrom<Decimal> for u64 {
    type Error = &'static str;

    fn try_from(Decimal(value): Decimal) -> Result<Self, Self::Error> {
        let fault = "the number isn't a whole one between 0 and 18446744073709551615";
        let diesel::data_types::PgNumeric::Positive { weight, digits, .. } = value else { return Err(fault) };
        let whole = usize::try_from(i32::from(weight) + 1).unwrap_or_default();
        if digits.iter().skip(whole).any(|digit| *digit != 0) {
            return Err(fault);
        }
        // Zeros at the end are not sent.
        let digits = digits.into_iter().chain(std::iter::repeat(0)).take(whole);
        digits.into_iter().try_fold(0_u64, |sum, digit| {
            let digit = Self::try_from(digit).map_err(|_| fault)?;
            sum.checked_mul(10_000).and_then(|sum| sum.checked_add(digit)).ok_or(fault)
        })
    }
}

#[cfg(feature = "postgres-types")]
impl ToSql<diesel::sql_types::Numeric, diesel::pg::Pg> for Decimal {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, diesel::pg::Pg>) -> serialize::Result {
        ToSql::<diesel::sql_types::Numeric, diesel::pg::Pg>::to_sql(&self.0, out)
    }
}

#[cfg(feature = "postgres-types")]
impl FromSql<diesel::sql_types::Numeric, diesel::pg::Pg> for Decimal {
    fn from_sql(value: <diesel::pg::Pg as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
        FromSql::<diesel::sql_types::Numeric, diesel::pg::Pg>::from_sql(value).map(Self)
    }
}
