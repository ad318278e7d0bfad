//! Forms that keep nobody waiting, for tables that others use meanwhile.

use super::index::{beside, create, is_constraint, table_name};
use super::{QUOTING, index, sound, table};
use crate::schema::{Index, IndexKind, PrimaryKey};
use crate::{QName, Result};

/// [`CREATE INDEX CONCURRENTLY`](https://www.postgresql.org/docs/current/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY):
/// alone, outside a transaction. What a failure leaves behind is an index of this name that is not valid.
pub fn create_index(on: &QName, index: &Index) -> Result<String> {
    create(on, index, true)
}

/// `DROP INDEX CONCURRENTLY`: alone, outside a transaction.
pub fn drop_index(on: &QName, index: &Index) -> String {
    format!("DROP INDEX CONCURRENTLY {}", beside(on, &index.name))
}

/// The proof, beside those who read and write.
pub fn validate(on: &QName, name: &str) -> String {
    format!("ALTER TABLE {} VALIDATE CONSTRAINT {}", table_name(on), QUOTING.name(name))
}

/// The index that is there becomes the constraint, and gets its name and its comment.
pub fn adopt(on: &QName, index: &Index, ready: &str) -> Result<Vec<String>> {
    sound::index(index)?;
    let name = QUOTING.name(&index.name);
    let mut sql = Vec::new();
    if let IndexKind::Constraint(deferrable) = index.kind {
        let deferrable = table::deferrable(deferrable);
        sql.push(format!(
            "ALTER TABLE {} ADD CONSTRAINT {name} UNIQUE USING INDEX {}{deferrable}",
            table_name(on),
            QUOTING.name(ready)
        ));
    }
    if index.comment.is_some() {
        sql.push(comment(on, index));
    }
    Ok(sql)
}

/// The index that is there gets another comment.
pub fn comment(on: &QName, index: &Index) -> String {
    table::index_comment(on, &index.name, index.comment.as_deref())
}

/// The index that is there becomes the primary key, and takes its name.
pub fn adopt_key(on: &QName, key: &PrimaryKey, index: &str) -> Result<String> {
    key.name.iter().try_for_each(|name| sound::name(name, "primary key"))?;
    Ok(format!(
        "ALTER TABLE {} ADD CONSTRAINT {} PRIMARY KEY USING INDEX {}",
        table_name(on),
        QUOTING.name(&table::key_name(on, key)),
        QUOTING.name(index)
    ))
}

/// Looks at a part of the rows, of all these tables in one statement; of all columns where none are named.
pub fn analyze<'a>(of: impl Iterator<Item = (&'a QName, &'a Vec<String>)>) -> String {
    let each = of.map(|(table, columns)| match columns.as_slice() {
        [] => table_name(table),
        columns => format!("{} ({})", table_name(table), QUOTING.list(columns)),
    });
    format!("ANALYZE {}", each.collect::<Vec<_>>().join(", "))
}

/// `SET NOT NULL`, which reads no row where a proven check says so.
pub fn never_null(on: &QName, column: &str) -> String {
    format!("ALTER TABLE {} ALTER COLUMN {} SET NOT NULL", table_name(on), QUOTING.name(column))
}

/// Gives rows that are NULL a value, some thousand at a time: each batch is a transaction, so that nobody waits for a
/// row for long. Alone, outside a transaction.
pub fn fill(on: &QName, column: &str, value: &str) -> String {
    let (of, column, value) = (table_name(on), QUOTING.name(column), index::bracket(value));
    let text = super::super::quote_text(&of);
    format!(
        "DO $do$\n\
         DECLARE\n    \
             block bigint := 0;\n    \
             blocks bigint := pg_relation_size({text}) / current_setting('block_size')::bigint;\n\
         BEGIN\n    \
             WHILE block <= blocks LOOP\n        \
                 UPDATE {of} SET {column} = {value}\n        \
                 WHERE {column} IS NULL AND ctid >= format('(%s,0)', block)::tid AND ctid < format('(%s,0)', block + 100)::tid;\n        \
                 COMMIT;\n        \
                 block := block + 100;\n    \
             END LOOP;\n\
         END $do$"
    )
}

/// Whether the index is one that `CREATE INDEX` makes.
pub fn is_plain(index: &Index) -> bool {
    !is_constraint(index)
}
