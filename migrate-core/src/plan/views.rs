//! Views around the changes of tables: where a database can't alter one in place, it goes first and comes back last.

use std::collections::BTreeMap;

use super::build::{Item, native};
use super::{Hazard, Statement};
use crate::dialect::{Dialect, Grammar, Rendered, Sql, mentions};
use crate::schema::{Schema, View};
use crate::{Change, QName, Result};

/// A view that is new or another: the old one goes before a table that it reads is altered, the new one comes last,
/// as it reads when everything has its new name. Where a database alters a view in place, it does.
pub(super) fn views(
    grammar: &dyn Grammar,
    item: &Item<'_>,
    state: &Schema,
    first: &mut Vec<Statement>,
    last: &mut Vec<Statement>,
) -> Result<()> {
    let (from, to) = match item.change {
        Change::CreateView { view } => (None, view),
        Change::AlterView { from, to } => (Some(from), to),
        _ => return Ok(()),
    };
    let is_kept = item.rendered == Rendered::Statements(Vec::new());
    let made = state.views.iter().find(|view| view.name == to.name);
    let (Some(made), false) = (made, is_kept || grammar.caps().alter_constraints) else {
        last.extend(native(item, &mut BTreeMap::new()));
        return Ok(());
    };
    let why = item.change.describe().to_string();
    let write = |change: &Change, why: &str, hazards: &[Hazard], list: &mut Vec<Statement>| {
        let Rendered::Statements(sql) = grammar.render(change, &[], state)? else { return Ok(()) };
        for (at, sql) in sql.into_iter().enumerate() {
            let (why, hazards) = if at == 0 { (why, hazards.to_vec()) } else { ("", Vec::new()) };
            list.push(Statement {
                sql: sql.text,
                why: why.to_owned(),
                hazards,
                transaction: sql.transaction,
            });
        }
        Result::Ok(())
    };
    if let Some(from) = from {
        let away: Vec<Statement> = std::mem::take(first);
        write(&Change::DropView { view: from.clone() }, "It is made again below.", &[], first)?;
        first.extend(away);
    }
    write(&Change::CreateView { view: made.clone() }, &why, &item.hazards, last)
}

/// The views that read one that is made again: while it is away, SQLite stops at them whenever it alters a table.
pub(super) fn readers<'a>(before: &'a Schema, items: &[Item<'_>]) -> Vec<&'a View> {
    let mut away: Vec<&str> = Vec::new();
    let mut gone: Vec<&QName> = Vec::new();
    for item in items {
        match item.change {
            Change::AlterView { from, .. } if item.rendered != Rendered::Statements(Vec::new()) => {
                away.push(&from.name.name);
                gone.push(&from.name);
            }
            Change::DropView { view } => gone.push(&view.name),
            _ => {}
        }
    }
    let mut found: Vec<&View> = Vec::new();
    let mut at = 0;
    while let Some(name) = away.get(at).copied() {
        let reads = |view: &&View| {
            mentions(Dialect::Sqlite, &view.query, name)
                && !gone.contains(&&view.name)
                && !found.iter().any(|other| other.name == view.name)
        };
        let more: Vec<&View> = before.views.iter().filter(reads).collect();
        away.extend(more.iter().map(|view| view.name.name.as_str()));
        found.extend(more);
        at += 1;
    }
    found
}

/// Puts views away before anything else, and makes them again when everything is there.
pub(super) fn again(
    grammar: &dyn Grammar,
    views: Vec<&View>,
    state: &Schema,
    first: &mut Vec<Statement>,
    last: &mut Vec<Statement>,
) -> Result<()> {
    let write = |change: &Change, why: &str| -> Result<Vec<Statement>> {
        let Rendered::Statements(sql) = grammar.render(change, &[], state)? else { return Ok(Vec::new()) };
        let statement = |sql: Sql| Statement {
            sql: sql.text,
            why: why.to_owned(),
            hazards: Vec::new(),
            transaction: sql.transaction,
        };
        Ok(sql.into_iter().map(statement).collect())
    };
    let mut away = Vec::new();
    for view in views {
        let Some(made) = state.views.iter().find(|other| other.name == view.name) else { continue };
        away.extend(write(&Change::DropView { view: view.clone() }, "It reads a view that is made again.")?);
        last.extend(write(&Change::CreateView { view: made.clone() }, "As it was.")?);
    }
    first.splice(0..0, away);
    Ok(())
}
