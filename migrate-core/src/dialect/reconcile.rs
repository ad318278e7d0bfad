use super::{Dialect, sqlite};
use crate::diff::Pair;
use crate::schema::Schema;

/// Lets the old side be written as the new one where the database means the same by both: that is no difference, and
/// no reason to touch a table. What is made anew is written as the new side has it.
pub fn reconcile(dialect: Dialect, pair: Pair<&mut Schema>) {
    match dialect {
        Dialect::Sqlite => sqlite_keys(pair),
        Dialect::Postgres | Dialect::Mysql => {}
    }
}

/// `INTEGER PRIMARY KEY` [never holds NULL](https://sqlite.org/lang_createtable.html#rowid), whether it says so or not.
fn sqlite_keys(pair: Pair<&mut Schema>) {
    for table in &mut pair.old.tables {
        let Some(new) = pair.new.table(&table.name) else { continue };
        let rowid = |name: &str| sqlite::is_rowid(table, name) && sqlite::is_rowid(new, name);
        let Some(at) = table.columns.iter().position(|column| rowid(&column.name)) else { continue };
        if let Some(column) = table.columns.get_mut(at)
            && let Some(wanted) = new.column(&column.name)
        {
            column.nullable = wanted.nullable;
        }
    }
}
