use std::collections::BTreeMap;

use crate::connection::AnyConnection;
use crate::dialect::Dialect;
use crate::{Error, ErrorCode, Result};

/// Rows of every table but ours, exactly.
pub(super) fn rows(conn: &mut AnyConnection) -> Result<BTreeMap<String, u64>> {
    // The name to show, and the name as SQL.
    let tables = match conn.dialect() {
        Dialect::Sqlite => {
            "SELECT name || char(31) || '\"' || replace(name, '\"', '\"\"') || '\"' FROM sqlite_schema \
             WHERE type = 'table' AND rootpage > 0 AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
        }
        Dialect::Postgres => {
            "SELECT c.oid::regclass::text || chr(31) || c.oid::regclass::text FROM pg_class c \
             JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind = 'r' AND n.nspname !~ '^pg_' \
             AND n.nspname <> 'information_schema'"
        }
        Dialect::Mysql => {
            "SELECT CAST(CONCAT(table_name, CHAR(31), '`', REPLACE(table_name, '`', '``'), '`') AS CHAR) \
             FROM information_schema.tables WHERE table_schema = DATABASE() AND table_type = 'BASE TABLE'"
        }
    };
    let mut rows = BTreeMap::new();
    for line in texts(conn, tables)? {
        let Some((shown, name)) = line.split_once('\u{1f}') else { continue };
        if ["__diesel_schema_migrations", "__migrate_journal"].iter().any(|ours| shown.ends_with(ours)) {
            continue;
        }
        let count = match conn.dialect() {
            Dialect::Sqlite | Dialect::Postgres => format!("SELECT CAST(count(*) AS TEXT) FROM {name}"),
            Dialect::Mysql => format!("SELECT CAST(COUNT(*) AS CHAR) FROM {name}"),
        };
        let count = texts(conn, &count)?.first().and_then(|count| count.parse().ok()).unwrap_or(0);
        rows.insert(shown.to_owned(), count);
    }
    Ok(rows)
}

/// A query's one column.
pub(super) fn texts(conn: &mut AnyConnection, sql: &str) -> Result<Vec<String>> {
    conn.texts(sql).map_err(|refused| {
        Error::new(ErrorCode::Database, format!("the copy says: {}", refused.message)).because(refused)
    })
}
