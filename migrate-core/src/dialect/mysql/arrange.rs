//! Foreign keys that stand in the way are let go first and made again last: a key can't name a table that comes
//! later, a column that a key stands on, at either end, can't get another type, and no two tables have keys of one name.

use std::collections::{BTreeMap, BTreeSet};

use super::super::{Dialect, lex};
use super::{computed, opaque, types};
use crate::schema::{Column, ForeignKey, Schema, Table, View};
use crate::{Change, QName, Result};

pub(super) fn arranged(before: &Schema, mut changes: Vec<Change>) -> Result<Vec<Change>> {
    views(&mut changes);
    computed::apart(before, &mut changes)?;
    let changes = opaque::first(before, changes)?;
    if !changes.iter().any(may_need_it) {
        return Ok(changes);
    }
    let mut state = before.clone();
    let mut list = Vec::with_capacity(changes.len());
    let mut last = Vec::new();
    let known: BTreeSet<QName> = before.tables.iter().map(|table| table.name.clone()).collect();
    let mut there = known;
    let dropped: BTreeSet<&QName> = changes
        .iter()
        .filter_map(|change| match change {
            Change::DropTable { table } => Some(&table.name),
            _ => None,
        })
        .collect();
    let mut going = going(&changes);
    for (at, change) in changes.iter().enumerate() {
        let later = changes.get(at + 1..).unwrap_or_default();
        let mut change = change.clone();
        for name in comes(&change) {
            if let Some((child, key)) = going.remove(&name.to_lowercase()).and_then(|key| held(&state, key)) {
                let change = Change::DropForeignKey { table: child, foreign_key: key };
                change.apply(&mut state)?;
                list.push(change);
            }
        }
        match &mut change {
            Change::DropForeignKey { table, foreign_key }
                if held(&state, (table, &foreign_key.name)).is_none() =>
            {
                continue;
            }
            Change::CreateTable { table } => {
                there.insert(table.name.clone());
                let name = table.name.clone();
                let (ready, unready): (Vec<_>, Vec<_>) = std::mem::take(&mut table.foreign_keys)
                    .into_iter()
                    .partition(|key| is_ready(&there, &changes, later, &key.references));
                table.foreign_keys = ready;
                last.extend(
                    unready
                        .into_iter()
                        .map(|foreign_key| Change::AddForeignKey { table: name.clone(), foreign_key }),
                );
            }
            Change::DropTable { table } => {
                for (child, key) in keys_to(&state, &table.name) {
                    if child != table.name && dropped.contains(&child) {
                        let change = Change::DropForeignKey { table: child, foreign_key: key };
                        change.apply(&mut state)?;
                        list.push(change);
                    }
                }
                if let Some(now) = state.table(&table.name) {
                    *table = now.clone();
                }
            }
            // A table that goes later lets go of what it refers to before that is taken away.
            Change::AlterPrimaryKey { table, .. }
            | Change::DropIndex { table, .. }
            | Change::DropColumn { table, .. } => {
                for (child, key) in keys_to(&state, table) {
                    if child != *table && dropped.contains(&child) {
                        let change = Change::DropForeignKey { table: child, foreign_key: key };
                        change.apply(&mut state)?;
                        list.push(change);
                    }
                }
            }
            Change::AlterColumn { table, from, to, .. } if retyped(from, to) => {
                for (child, key) in keys_on(&state, table, &from.name) {
                    let change = Change::DropForeignKey { table: child.clone(), foreign_key: key.clone() };
                    change.apply(&mut state)?;
                    list.push(change);
                    last.push(Change::AddForeignKey { table: child, foreign_key: key });
                }
            }
            _ => {}
        }
        change.apply(&mut state)?;
        list.push(change);
    }
    list.extend(last);
    Ok(list)
}

/// A view comes behind those that it reads, and goes before them; what else there is stays where it was.
fn views(changes: &mut [Change]) {
    for goes in [false, true] {
        let places: Vec<usize> = changes
            .iter()
            .enumerate()
            .filter(|(_, change)| match change {
                Change::CreateView { .. } | Change::AlterView { .. } => !goes,
                Change::DropView { .. } => goes,
                _ => false,
            })
            .map(|(at, _)| at)
            .collect();
        let mut waiting: Vec<Change> = places.iter().filter_map(|at| changes.get(*at)).cloned().collect();
        let mut sorted = Vec::with_capacity(waiting.len());
        while !waiting.is_empty() {
            let free = |change: &Change| !waiting.iter().any(|other| reads(change, other));
            // Of those that go, the last is the first that nobody else reads.
            let at = waiting.iter().position(free).unwrap_or_default();
            sorted.push(waiting.remove(at));
        }
        if goes {
            sorted.reverse();
        }
        for (at, change) in places.into_iter().zip(sorted) {
            changes[at] = change;
        }
    }
}

/// Whether one view reads another.
fn reads(change: &Change, other: &Change) -> bool {
    match (view(change), view(other)) {
        (Some(view), Some(other)) if view.name != other.name => names(&view.query, &other.name.name),
        (_, _) => false,
    }
}

/// Whether a query names a table so: behind FROM or JOIN, or before a dot.
fn names(query: &str, table: &str) -> bool {
    let tokens: Vec<_> = lex(Dialect::Mysql, query).filter(|token| token.speaks()).collect();
    tokens.iter().enumerate().any(|(at, token)| {
        let before = at.checked_sub(1).and_then(|at| tokens.get(at));
        let after_from = before.is_some_and(|token| token.is_word("from") || token.is_word("join"));
        let qualifies = tokens.get(at + 1).is_some_and(|next| next.is_symbol("."));
        (after_from || qualifies) && token.name().is_some_and(|name| name.eq_ignore_ascii_case(table))
    })
}

fn view(change: &Change) -> Option<&View> {
    match change {
        Change::CreateView { view } | Change::DropView { view } | Change::AlterView { to: view, .. } => {
            Some(view)
        }
        _ => None,
    }
}

fn may_need_it(change: &Change) -> bool {
    match change {
        Change::CreateTable { table } | Change::DropTable { table } => !table.foreign_keys.is_empty(),
        Change::AlterColumn { from, to, .. } => retyped(from, to),
        Change::AddForeignKey { .. } => true,
        _ => false,
    }
}

/// The keys that go, by name: it is free for another table's key only then
/// (<https://dev.mysql.com/doc/refman/8.4/en/create-table-foreign-keys.html>).
fn going(changes: &[Change]) -> BTreeMap<String, (&QName, &str)> {
    let keys = changes.iter().flat_map(|change| match change {
        Change::DropTable { table } => {
            table.foreign_keys.iter().map(|key| (&table.name, key.name.as_str())).collect()
        }
        Change::DropForeignKey { table, foreign_key } => vec![(table, foreign_key.name.as_str())],
        _ => Vec::new(),
    });
    keys.map(|(table, name)| (name.to_lowercase(), (table, name))).collect()
}

/// The names of the keys that come.
fn comes(change: &Change) -> Vec<String> {
    match change {
        Change::CreateTable { table } => table.foreign_keys.iter().map(|key| key.name.clone()).collect(),
        Change::AddForeignKey { foreign_key, .. } => vec![foreign_key.name.clone()],
        Change::RenameForeignKey { to, .. } => vec![to.clone()],
        _ => Vec::new(),
    }
}

/// A key that a table still has.
fn held(state: &Schema, (table, name): (&QName, &str)) -> Option<(QName, ForeignKey)> {
    let key = state.table(table)?.foreign_keys.iter().find(|key| key.name == name)?;
    Some((table.clone(), key.clone()))
}

/// Whether a table is there by now (those that no change makes always are), and none of the changes to come gives it
/// the columns or the index that a key needs.
fn is_ready(there: &BTreeSet<QName>, changes: &[Change], later: &[Change], name: &QName) -> bool {
    let made = |change: &Change| matches!(change, Change::CreateTable { table } if table.name == *name);
    let gains = |change: &Change| match change {
        Change::AddColumn { table, .. }
        | Change::AlterColumn { table, .. }
        | Change::AlterPrimaryKey { table, .. }
        | Change::AddIndex { table, .. } => table == name,
        _ => false,
    };
    (there.contains(name) || !changes.iter().any(made)) && !later.iter().any(gains)
}

fn retyped(from: &Column, to: &Column) -> bool {
    types::canonical(&from.ty) != types::canonical(&to.ty)
        || (&from.charset, &from.collation) != (&to.charset, &to.collation)
}

/// All keys that refer to a table.
fn keys_to(state: &Schema, name: &QName) -> Vec<(QName, ForeignKey)> {
    keys(state, |_, key| key.references == *name)
}

/// All keys with an end on a column.
fn keys_on(state: &Schema, table: &QName, column: &str) -> Vec<(QName, ForeignKey)> {
    keys(state, |of, key| {
        of.name == *table && key.columns.iter().any(|name| name == column)
            || key.references == *table && key.referenced_columns.iter().any(|name| name == column)
    })
}

fn keys(state: &Schema, wanted: impl Fn(&Table, &ForeignKey) -> bool) -> Vec<(QName, ForeignKey)> {
    let of = |table: &Table| {
        let name = table.name.clone();
        let found: Vec<_> = table.foreign_keys.iter().filter(|key| wanted(table, key)).cloned().collect();
        found.into_iter().map(move |key| (name.clone(), key)).collect::<Vec<_>>()
    };
    state.tables.iter().flat_map(of).collect()
}
