//! JSON: `jsonb` on PostgreSQL, text or `json` on the others.

use diesel::query_builder::QueryId;
use diesel::sql_types::SqlType;

/// The SQL type of a newtype over JSON.
#[derive(Debug, Clone, Copy, Default, QueryId, SqlType)]
#[diesel(
    sqlite_type(name = "Text"),
    postgres_type(oid = 3802, array_oid = 3807),
    mysql_type(name = "String")
)]
pub struct Json;

#[cfg(feature = "serde_json")]
super::as_native! {
    Json for [] serde_json::Value:
    "sqlite-system" diesel::sqlite::Sqlite => diesel::sql_types::Json;
    "postgres-types" diesel::pg::Pg => diesel::sql_types::Jsonb;
    "mysql-types" diesel::mysql::Mysql => diesel::sql_types::Json;
}
