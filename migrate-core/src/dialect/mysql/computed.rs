//! Computed columns read others: they come behind those that come with them, and go before those that go with them.

use crate::schema::{Column, Schema};
use crate::{Change, QName, Result};

/// Puts the columns of each table that come or go at once into that order; each keeps its place in the table.
pub(super) fn apart(before: &Schema, changes: &mut [Change]) -> Result<()> {
    if !changes.iter().any(is_computed) {
        return Ok(());
    }
    let mut state = before.clone();
    let turns = |change: &Change| comes(change).or(goes(change)).is_some();
    let same = |one: &Change, next: &Change| {
        turns(one) && one.table() == next.table() && comes(one).is_some() == comes(next).is_some()
    };
    for run in changes.chunk_by_mut(same) {
        if run.iter().any(is_computed) {
            let table = run.first().and_then(Change::table).and_then(|name| state.table(name));
            let known = table.map(|table| table.columns.iter().map(|column| column.name.clone()).collect());
            arrange(run, known.unwrap_or_default());
        }
        for change in run {
            change.apply(&mut state)?;
        }
    }
    keys_first(changes);
    Ok(())
}

/// A key comes with its columns, and goes with them: a numbered one has it from the beginning to the end. What is
/// computed comes behind them, and goes before, for a virtual column does so in a statement of its own.
fn keys_first(changes: &mut [Change]) {
    for at in 0..changes.len() {
        let Some(Change::AlterPrimaryKey { table, to: Some(_), .. }) = changes.get(at) else { continue };
        let of = table.clone();
        let mut key = at;
        let new =
            |change: &Change| comes(change).is_some_and(|(table, _, _)| *table == of) && is_computed(change);
        let before = changes.get(..at).unwrap_or_default();
        if let Some(first) = before.iter().position(new) {
            let count = before.iter().skip(first).take_while(|change| new(change)).count();
            changes[first..=at].rotate_left(count);
            key -= count;
        }
        sooner(changes, key + 1, &of, |column| column.identity.is_some());
        let touches = |change: &Change| match change {
            Change::AddColumn { table, .. }
            | Change::DropColumn { table, .. }
            | Change::AlterColumn { table, .. }
            | Change::AlterPrimaryKey { table, .. } => *table == of,
            _ => false,
        };
        if let Some(first) = changes.iter().position(touches) {
            sooner(changes, first, &of, |column| column.generated.is_some());
        }
    }
}

/// Columns of a table that go, go from this place on; those that come behind them stand where they stood.
fn sooner(changes: &mut [Change], from: usize, of: &QName, which: fn(&Column) -> bool) {
    let mut first = from;
    for place in from..changes.len() {
        let Some(Change::DropColumn { table, column, after }) = changes.get(place) else { continue };
        if table != of || !which(column) {
            continue;
        }
        let (name, before) = (column.name.clone(), after.clone());
        changes[first..=place].rotate_right(1);
        first += 1;
        for change in changes.iter_mut().skip(first) {
            if let Change::AddColumn { table, after, .. } = change
                && table == of
                && after.as_ref() == Some(&name)
            {
                after.clone_from(&before);
            }
        }
    }
}

fn arrange(run: &mut [Change], mut known: Vec<String>) {
    if run.iter().any(|change| goes(change).is_some()) {
        run.sort_by_key(|change| !is_computed(change));
        let count = run.iter().take_while(|change| is_computed(change)).count();
        // The last first: it may read those before it.
        run[..count].reverse();
        return;
    }
    let mut order = known.clone();
    for (_, column, after) in run.iter().filter_map(comes) {
        let behind = after.map(|after| order.iter().position(|name| name == after));
        let at = behind.map_or(0, |at| at.map_or(order.len(), |at| at + 1));
        order.insert(at, column.name.clone());
    }
    let place = |name: &str| order.iter().position(|other| other == name);
    run.sort_by_key(|change| {
        (is_computed(change), comes(change).and_then(|(_, column, _)| place(&column.name)))
    });
    for change in run {
        if let Change::AddColumn { column, after, .. } = change {
            let before = place(&column.name).and_then(|at| order.get(..at)).unwrap_or_default();
            *after = before.iter().rev().find(|name| known.contains(name)).cloned();
            known.push(column.name.clone());
        }
    }
}

fn comes(change: &Change) -> Option<(&QName, &Column, Option<&str>)> {
    match change {
        Change::AddColumn { table, column, after, .. } => Some((table, column, after.as_deref())),
        _ => None,
    }
}

fn goes(change: &Change) -> Option<(&QName, &Column, Option<&str>)> {
    match change {
        Change::DropColumn { table, column, after } => Some((table, column, after.as_deref())),
        _ => None,
    }
}

fn is_computed(change: &Change) -> bool {
    comes(change).or(goes(change)).is_some_and(|(_, column, _)| column.generated.is_some())
}
