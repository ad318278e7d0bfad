//! Which tables a revision wrote anew, every row of them.

use std::collections::BTreeMap;

use super::count::texts;
use super::report::{RevisionRun, Rewritten};
use crate::connection::AnyConnection;
use crate::dialect::{Dialect, mentions};

/// Where a server keeps the rows of each table: under another number than before, all were written again. By what stays
/// the same of a table meanwhile: the number, the table's name.
pub(super) fn files(conn: &mut AnyConnection) -> BTreeMap<String, (String, String)> {
    let lines = match conn.dialect() {
        // Its rebuilds are statements that can be seen.
        Dialect::Sqlite => return BTreeMap::new(),
        Dialect::Postgres => texts(
            conn,
            "SELECT c.oid::text || chr(31) || pg_relation_filenode(c.oid)::text || chr(31) || c.oid::regclass::text \
             FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind = 'r' \
             AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'",
        ),
        // InnoDB gives a table that is written anew another id: <https://mariadb.com/kb/en/information-schema-innodb_sys_tables-table/>.
        // A name that it spells in its own way is left out.
        Dialect::Mysql => ["innodb_tables", "innodb_sys_tables"]
            .iter()
            .map(|catalog| {
                texts(
                    conn,
                    &format!(
                        "SELECT CAST(CONCAT(t.table_name, CHAR(31), i.table_id, CHAR(31), '`', t.table_name, '`') AS CHAR) \
                         FROM information_schema.tables t JOIN information_schema.{catalog} i \
                         ON i.name = CONCAT(t.table_schema, '/', t.table_name) \
                         WHERE t.table_schema = DATABASE() AND t.table_type = 'BASE TABLE'"
                    ),
                )
            })
            .find(|lines| lines.is_ok())
            .unwrap_or(Ok(Vec::new())),
    };
    let split = |line: String| {
        let mut words = line.splitn(3, '\u{1f}').map(str::to_owned);
        Some((words.next()?, (words.next()?, words.next()?)))
    };
    lines.unwrap_or_default().into_iter().filter_map(split).collect()
}

/// What this revision wrote anew; `files` is how it was before, and then how it is now.
pub(super) fn rewritten(
    dialect: Dialect,
    done: &RevisionRun,
    files: &mut BTreeMap<String, (String, String)>,
    second: &mut AnyConnection,
) -> Vec<Rewritten> {
    match dialect {
        Dialect::Postgres | Dialect::Mysql => {
            let now = self::files(second);
            let mut found = Vec::new();
            for (table, (number, name)) in &now {
                if files.get(table).is_none_or(|(before, _)| before == number) {
                    continue;
                }
                let count = match dialect {
                    Dialect::Mysql => format!("SELECT CAST(COUNT(*) AS CHAR) FROM {name}"),
                    Dialect::Sqlite | Dialect::Postgres => format!("SELECT count(*)::text FROM ONLY {name}"),
                };
                let count = texts(second, &count).unwrap_or_default();
                let rows = count.first().and_then(|count| count.parse().ok()).unwrap_or(0);
                found.push(Rewritten { table: name.trim_matches('`').to_owned(), rows });
            }
            *files = now;
            found
        }
        // A rebuild copies all rows in one statement, which says how many.
        Dialect::Sqlite => done
            .statements
            .iter()
            .filter_map(|statement| {
                let rest = statement.sql.strip_prefix("INSERT INTO ")?;
                let name = rest.split([' ', '(']).next()?.trim_matches('"').strip_prefix("__migrate_new_")?;
                let rows = statement.rows.and_then(|rows| u64::try_from(rows).ok())?;
                mentions(dialect, &statement.sql, name).then(|| Rewritten { table: name.to_owned(), rows })
            })
            .collect(),
    }
}
