use super::{Dialect, sqlite};
use crate::diff::Pair;
use crate::schema::{IndexKind, Schema};

/// Lets the old side be written as the new one where the database means the same by both: that is no difference, and
/// no reason to touch a table. What is made anew is written as the new side has it.
pub fn reconcile(dialect: Dialect, pair: Pair<&mut Schema>) {
    match dialect {
        Dialect::Sqlite => {
            let Pair { old, new } = pair;
            sqlite_keys(Pair::new(old, new));
            sqlite_names(Pair::new(old, new));
        }
        // Nobody wants an index that a failed build left behind: it only ever goes.
        Dialect::Postgres => {
            let Pair { old, new } = pair;
            new.opaque
                .retain(|one| !one.makes_nothing() || old.opaque.iter().any(|other| other.id == one.id));
        }
        Dialect::Mysql => {}
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

/// SQLite never says the name of a key or of a UNIQUE constraint, in no error and in no pragma, so another name is no
/// reason to make a table anew. (It does say a check's: `CHECK constraint failed: name`, and programs read that.)
fn sqlite_names(pair: Pair<&mut Schema>) {
    for table in &mut pair.old.tables {
        let Some(new) = pair.new.table(&table.name) else { continue };
        if let (Some(key), Some(wanted)) = (&mut table.primary_key, &new.primary_key)
            && key.columns == wanted.columns
        {
            key.name.clone_from(&wanted.name);
        }
        follow(&mut table.foreign_keys, &new.foreign_keys, |key, name| name.name.clone_into(&mut key.name));
        follow(&mut table.indexes, &new.indexes, |index, name| {
            if matches!(index.kind, IndexKind::Constraint(_)) {
                name.name.clone_into(&mut index.name);
            }
        });
        table.normalize();
    }
}

/// Gives what is the same but for its name the name that is wanted.
fn follow<T: Clone + PartialEq>(old: &mut [T], new: &[T], call: impl Fn(&mut T, &T)) {
    for wanted in new {
        if old.contains(wanted) {
            continue;
        }
        let found = old.iter().position(|item| {
            let mut called = item.clone();
            call(&mut called, wanted);
            called == *wanted && !new.contains(item)
        });
        if let Some(item) = found.and_then(|at| old.get_mut(at)) {
            item.clone_from(wanted);
        }
    }
}
