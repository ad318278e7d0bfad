use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::Change;
use crate::schema::Table;

/// The changes, where a table that goes gives up the names of its indexes before others take them: index names
/// have one room for all tables, and tables go late.
pub(super) fn freed(changes: &[Change]) -> Cow<'_, [Change]> {
    let mut held: BTreeMap<&str, usize> = BTreeMap::new();
    for (at, change) in changes.iter().enumerate() {
        if let Change::DropTable { table } = change {
            held.extend(table.indexes.iter().map(|index| (index.name.as_str(), at)));
        }
    }
    let mut early: BTreeMap<usize, Vec<(&Table, &str)>> = BTreeMap::new();
    for (at, change) in changes.iter().enumerate() {
        for name in taken(change) {
            if let Some(drop) = held.get(name).filter(|drop| **drop > at)
                && let Some(Change::DropTable { table }) = changes.get(*drop)
            {
                early.entry(at).or_default().push((table, name));
                held.remove(name);
            }
        }
    }
    if early.is_empty() {
        return Cow::Borrowed(changes);
    }
    let mut list = Vec::with_capacity(changes.len() + early.len());
    let mut gone: Vec<(&Table, &str)> = Vec::new();
    for (at, change) in changes.iter().enumerate() {
        for (table, name) in early.remove(&at).unwrap_or_default() {
            gone.push((table, name));
            let index = table.indexes.iter().filter(|index| index.name == name).cloned();
            list.extend(index.map(|index| Change::DropIndex { table: table.name.clone(), index }));
        }
        let mut change = change.clone();
        if let Change::DropTable { table } = &mut change {
            let of = table.name.clone();
            table
                .indexes
                .retain(|index| !gone.iter().any(|(table, name)| table.name == of && *name == index.name));
        }
        list.push(change);
    }
    Cow::Owned(list)
}

/// The names of indexes that a change takes.
fn taken(change: &Change) -> Vec<&str> {
    match change {
        Change::CreateTable { table } => table.indexes.iter().map(|index| index.name.as_str()).collect(),
        Change::AddIndex { index, .. } => vec![&index.name],
        Change::RenameIndex { to, .. } => vec![to],
        _ => Vec::new(),
    }
}
