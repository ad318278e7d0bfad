//! An instant: `timestamptz`, and what the others have for it.

use diesel::query_builder::QueryId;
use diesel::sql_types::SqlType;

/// The SQL type of a newtype over an instant.
///
/// MySQL's `TIMESTAMP` is read in the time zone of the session: it has to be UTC.
#[derive(Debug, Clone, Copy, Default, QueryId, SqlType)]
#[diesel(
    sqlite_type(name = "Text"),
    postgres_type(oid = 1184, array_oid = 1185),
    mysql_type(name = "Timestamp")
)]
pub struct Instant;

#[cfg(feature = "time")]
super::as_native! {
    Instant for [] time::OffsetDateTime:
    "sqlite-system" diesel::sqlite::Sqlite => diesel::sql_types::TimestamptzSqlite;
    "postgres-types" diesel::pg::Pg => diesel::sql_types::Timestamptz;
    "mysql-types" diesel::mysql::Mysql => diesel::sql_types::Timestamp;
}

#[cfg(feature = "chrono")]
super::as_native! {
    Instant for [Zone: chrono::TimeZone] chrono::DateTime<Zone>:
    "sqlite-system" diesel::sqlite::Sqlite => diesel::sql_types::TimestamptzSqlite;
    "postgres-types" diesel::pg::Pg => diesel::sql_types::Timestamptz;
}

/// Diesel has no instant of chrono's on MySQL: it goes there as a date and time in UTC.
#[cfg(all(feature = "chrono", feature = "mysql-types"))]
mod chrono_on_mysql {
    use chrono::{DateTime, NaiveDateTime, TimeZone, Utc};
    use diesel::backend::Backend;
    use diesel::deserialize::{self, FromSql};
    use diesel::mysql::Mysql;
    use diesel::serialize::{self, Output, ToSql};
    use diesel::sql_types::Timestamp;

    use super::Instant;

    impl<Zone: TimeZone> ToSql<Instant, Mysql> for DateTime<Zone> {
        fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Mysql>) -> serialize::Result {
            ToSql::<Timestamp, Mysql>::to_sql(&self.naive_utc(), &mut out.reborrow())
        }
    }

    impl<Zone: TimeZone> FromSql<Instant, Mysql> for DateTime<Zone>
    where
        Self: From<DateTime<Utc>>,
    {
        fn from_sql(value: <Mysql as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
            let utc = <NaiveDateTime as FromSql<Timestamp, Mysql>>::from_sql(value)?;
            Ok(utc.and_utc().into())
        }
    }
}
