//! UUIDs: a type of PostgreSQL's, sixteen bytes on the others.

use diesel::query_builder::QueryId;
use diesel::sql_types::SqlType;

/// The SQL type of a newtype over a UUID.
#[derive(Debug, Clone, Copy, Default, QueryId, SqlType)]
#[diesel(
    sqlite_type(name = "Binary"),
    postgres_type(oid = 2950, array_oid = 2951),
    mysql_type(name = "Blob")
)]
pub struct Uuid;

super::as_native! {
    Uuid for [] uuid::Uuid: "postgres-types" diesel::pg::Pg => diesel::sql_types::Uuid;
}

#[cfg(any(feature = "sqlite-system", feature = "mysql-types"))]
macro_rules! bytes {
    ($($feature:literal $database:ty;)*) => {$(
        #[cfg(feature = $feature)]
        impl diesel::serialize::ToSql<Uuid, $database> for uuid::Uuid {
            fn to_sql<'b>(
                &'b self,
                out: &mut diesel::serialize::Output<'b, '_, $database>,
            ) -> diesel::serialize::Result {
                <[u8] as diesel::serialize::ToSql<diesel::sql_types::Binary, $database>>::to_sql(
                    self.as_bytes(),
                    out,
                )
            }
        }

        #[cfg(feature = $feature)]
        impl diesel::deserialize::FromSql<Uuid, $database> for uuid::Uuid {
            fn from_sql(
                value: <$database as diesel::backend::Backend>::RawValue<'_>,
            ) -> diesel::deserialize::Result<Self> {
                let bytes = <Vec<u8> as diesel::deserialize::FromSql<
                    diesel::sql_types::Binary,
                    $database,
                >>::from_sql(value)?;
                Ok(Self::from_slice(&bytes)?)
            }
        }
    )*};
}

#[cfg(any(feature = "sqlite-system", feature = "mysql-types"))]
bytes! {
    "sqlite-system" diesel::sqlite::Sqlite;
    "mysql-types" diesel::mysql::Mysql;
}
