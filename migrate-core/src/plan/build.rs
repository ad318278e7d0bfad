//! A script from ordered changes: what the database can do in place, then the tables that must be made anew, then
//! the views.

use std::collections::BTreeMap;

use super::hazard::{Direction, Step};
use super::idents::Idents;
use super::rebuild::{Context, Guard, Rebuild, head, statements, tail};
use super::script::half_way;
use super::views::{again, readers, views};
use super::{Hazard, Mode, Script, Statement};
use crate::dialect::{Grammar, Rendered, Sql};
use crate::schema::{Action, Schema, Table};
use crate::{Change, QName, Result};

/// One change, and what the dialect says to it.
pub(super) struct Item<'a> {
    pub(super) change: &'a Change,
    /// The table, through all its names.
    ident: Option<usize>,
    pub(super) rendered: Rendered,
    pub(super) hazards: Vec<Hazard>,
    /// What each statement costs those who use its table.
    tolls: Vec<Vec<Hazard>>,
    /// Columns of an enum that changes.
    users: Vec<(usize, String)>,
    /// Part of the statement that adds a column.
    joined: bool,
    with: Vec<&'a Change>,
}

/// The script for changes that are in order, and the schema that they lead to. `all` is the whole schema, `before` the
/// part of it that they touch.
pub(super) fn script(
    grammar: &dyn Grammar,
    all: &Schema,
    before: &Schema,
    changes: &[Change],
    direction: Direction,
) -> Result<(Script, Schema)> {
    let mut state = before.clone();
    let mut idents = Idents::new(before);
    let items = items(grammar, &mut state, &mut idents, changes, direction)?;
    let mut rebuilds = rebuilds(before, &idents, &items);
    let mut away = Vec::new();
    let mut first = Vec::new();
    let mut last = Vec::new();
    for item in &items {
        match item.change {
            // They may read what is made below.
            Change::CreateView { .. } | Change::AlterView { .. } => {
                views(grammar, item, &state, &mut first, &mut last)?;
            }
            Change::CreateOpaque { .. } => last.extend(native(item, &mut rebuilds)),
            // The old one must not run while its table is altered.
            Change::AlterOpaque { from, .. } => {
                let mut made = native(item, &mut rebuilds);
                if made.first().is_some_and(|statement| statement.sql == from.drop) {
                    let mut away = made.remove(0);
                    let why = std::mem::replace(&mut away.why, "It is made again below.".to_owned());
                    made.iter_mut().take(1).for_each(|statement| statement.why.clone_from(&why));
                    first.push(away);
                }
                last.extend(made);
            }
            // SQLite looks at every view whenever it alters a table: one that goes is no obstacle first of all.
            Change::DropView { .. } if !grammar.caps().alter_constraints => {
                away.extend(native(item, &mut rebuilds));
            }
            _ => first.extend(native(item, &mut rebuilds)),
        }
    }
    first.splice(0..0, away);
    if !grammar.caps().alter_constraints {
        again(grammar, readers(before, &items), &state, &mut first, &mut last)?;
    }
    let made: Vec<(&Rebuild, &Table)> = rebuilds
        .iter()
        .filter_map(|(at, rebuild)| Some((rebuild, state.table(&idents.list[*at].now)?)))
        .collect();
    let foreign_keys_off = !made.is_empty() || loses_parent(before, &idents, &items);
    let mode = match (grammar.caps().alter_constraints, foreign_keys_off) {
        (false, true) => Mode::ForeignKeysOff,
        _ if first.iter().chain(&last).any(|statement| !statement.transaction) => Mode::Apart,
        _ => Mode::Transaction,
    };
    let mut all_statements = Vec::new();
    let guard = guard(&idents, &rebuilds);
    if mode == Mode::ForeignKeysOff {
        all_statements.extend(head(&guard));
    }
    all_statements.extend(first);
    all_statements.extend(statements(&made, &Context { grammar, after: &state, all })?);
    all_statements.extend(last);
    if mode == Mode::ForeignKeysOff {
        all_statements.extend(tail(&guard));
    }
    if !grammar.caps().transactional_ddl {
        half_way(&mut all_statements);
    }
    Ok((Script { statements: all_statements, mode, head: Vec::new() }, state))
}

fn items<'a>(
    grammar: &dyn Grammar,
    state: &mut Schema,
    idents: &mut Idents,
    changes: &'a [Change],
    direction: Direction,
) -> Result<Vec<Item<'a>>> {
    let joins = joins(grammar, changes);
    let mut items = Vec::with_capacity(changes.len());
    for (at, change) in changes.iter().enumerate() {
        let joined = joins.contains_key(&at);
        let with: Vec<&Change> =
            joins.iter().filter(|(_, host)| **host == at).map(|(later, _)| &changes[*later]).collect();
        let rendered =
            if joined { Rendered::Statements(Vec::new()) } else { grammar.render(change, &with, state)? };
        let users = users(change, &rendered, state, idents);
        let before = change.table().and_then(|name| idents.get(name));
        let existing = before.is_some_and(|at| idents.list[at].origin.is_some());
        let rebuild = rendered == Rendered::Rebuild;
        let hazards = Hazard::of(&Step {
            change,
            before: state,
            caps: grammar.caps(),
            rebuild,
            rewrites: false,
            joined: joined && !grammar.caps().many_clauses,
            existing,
            direction,
        });
        let tolls = tolls(&rendered, idents);
        change.apply(state)?;
        let ident = idents.follow(change)?;
        if joined
            && grammar.caps().many_clauses
            && let Some(host) = items.iter_mut().rev().find(|item: &&mut Item<'_>| !item.joined)
        {
            // What is said within a statement is as dangerous there.
            host.hazards.extend(hazards.iter().cloned());
        }
        items.push(Item { change, ident, rendered, hazards, tolls, users, joined, with });
    }
    Ok(items)
}

/// What each statement costs, where its table was there before the script began.
fn tolls(rendered: &Rendered, idents: &Idents) -> Vec<Vec<Hazard>> {
    let Rendered::Statements(sql) = rendered else { return Vec::new() };
    let there = |table: &QName| idents.get(table).is_some_and(|at| idents.list[at].origin.is_some());
    let of = |sql: &Sql| sql.toll.as_ref().filter(|toll| there(&toll.table)).map(Hazard::of_toll);
    sql.iter().map(|sql| of(sql).unwrap_or_default()).collect()
}

/// Which changes are said within the statement of which other: the last before them that takes them in, so that all
/// they name is there.
fn joins(grammar: &dyn Grammar, changes: &[Change]) -> BTreeMap<usize, usize> {
    let mut joins = BTreeMap::new();
    if grammar.caps().many_clauses {
        let mut host = 0;
        for (at, change) in changes.iter().enumerate().skip(1) {
            let same = change.table().is_some() && changes[host].table() == change.table();
            if same && grammar.joins(&changes[host], change) {
                joins.insert(at, host);
            } else {
                host = at;
            }
        }
        return joins;
    }
    let mut columns: BTreeMap<&QName, Vec<usize>> = BTreeMap::new();
    for (at, change) in changes.iter().enumerate() {
        let Some(table) = change.table() else { continue };
        if let Change::AddColumn { .. } = change {
            columns.entry(table).or_default().push(at);
        } else if let Some(hosts) = columns.get(table)
            && let Some(host) = hosts.iter().rev().find(|host| grammar.joins(&changes[**host], change))
        {
            joins.insert(at, *host);
        }
    }
    joins
}

fn users(change: &Change, rendered: &Rendered, state: &Schema, idents: &Idents) -> Vec<(usize, String)> {
    let name = match change {
        Change::RenameEnum { from, .. } => from,
        Change::AlterEnum { from, .. } => &from.name,
        _ => return Vec::new(),
    };
    if *rendered != Rendered::Rebuild {
        return Vec::new();
    }
    let mut users = Vec::new();
    for table in &state.tables {
        for column in table.columns.iter().filter(|column| column.ty.enum_name() == Some(name)) {
            users.extend(idents.get(&table.name).map(|at| (at, column.name.clone())));
        }
    }
    users
}

/// The tables that must be made anew; none that is dropped anyway.
fn rebuilds(before: &Schema, idents: &Idents, items: &[Item<'_>]) -> BTreeMap<usize, Rebuild> {
    let mut rebuilds = BTreeMap::new();
    let mut made: BTreeMap<usize, &Table> = BTreeMap::new();
    for item in items {
        if let (Change::CreateTable { table }, Some(at)) = (item.change, item.ident) {
            made.insert(at, table);
        }
        let own = item.ident.filter(|_| item.rendered == Rendered::Rebuild);
        for at in own.into_iter().chain(item.users.iter().map(|(at, _)| *at)) {
            let ident = &idents.list[at];
            let old = ident.origin.as_ref().and_then(|name| before.table(name)).or(made.get(&at).copied());
            if let (Some(old), false) = (old, ident.dropped) {
                rebuilds.entry(at).or_insert_with(|| Rebuild::new(old));
            }
        }
    }
    rebuilds
}

/// The statements of one change that run before any table is made anew.
pub(super) fn native(item: &Item<'_>, rebuilds: &mut BTreeMap<usize, Rebuild>) -> Vec<Statement> {
    let why = item.change.describe().to_string();
    for (at, column) in &item.users {
        if let Some(rebuild) = rebuilds.get_mut(at) {
            if let Change::AlterEnum { renamed, .. } = item.change {
                rebuild.relabel(column, renamed);
            }
            rebuild.note(&why, &item.hazards);
        }
    }
    let mut sql = match &item.rendered {
        Rendered::Statements(sql) => sql.clone(),
        Rendered::Rebuild => Vec::new(),
    };
    let rebuild = item.ident.and_then(|at| rebuilds.get_mut(&at));
    let creates = matches!(item.change, Change::CreateTable { .. });
    if let Some(rebuild) = rebuild.filter(|_| !creates) {
        let native: Vec<Sql> = rebuild
            .take(item.change, sql.into_iter().map(|sql| sql.text).collect())
            .into_iter()
            .map(Sql::from)
            .collect();
        if native.is_empty() {
            rebuild.note(&why, &item.hazards);
        }
        sql = native;
    } else if item.joined {
        return Vec::new();
    }
    let mut lines = vec![why];
    lines.extend(item.with.iter().map(|change| change.describe().to_string()));
    let mut lines = Some(lines.join("\n"));
    let mut hazards = Some(item.hazards.clone());
    let statement = |(at, sql): (usize, Sql)| {
        let mut hazards = hazards.take().unwrap_or_default();
        hazards.extend(item.tolls.get(at).into_iter().flatten().cloned());
        hazards.sort();
        hazards.dedup();
        Statement {
            sql: sql.text,
            why: lines.take().unwrap_or_default(),
            hazards,
            transaction: sql.transaction,
        }
    };
    sql.into_iter().enumerate().map(statement).collect()
}

/// Whether a table goes while another still refers to it, or rows of its own forbid it: with foreign keys on,
/// [`DROP TABLE` first deletes the rows](https://sqlite.org/foreignkeys.html#fk_schemacommands).
fn loses_parent(before: &Schema, idents: &Idents, items: &[Item<'_>]) -> bool {
    let mut there: Vec<bool> = vec![true; idents.list.len()];
    for item in items {
        let (Change::DropTable { table }, Some(at)) = (item.change, item.ident) else { continue };
        there[at] = false;
        if table
            .foreign_keys
            .iter()
            .any(|key| key.references == table.name && key.on_delete == Action::Restrict)
        {
            return true;
        }
        let Some(origin) = &idents.list[at].origin else { continue };
        let children =
            idents.list.iter().zip(&there).filter(|(ident, there)| **there && ident.origin.is_some());
        for child in children.filter_map(|(ident, _)| before.table(ident.origin.as_ref()?)) {
            if child.foreign_keys.iter().any(|key| key.references == *origin) {
                return true;
            }
        }
    }
    false
}

fn guard<'a>(idents: &Idents, rebuilds: &'a BTreeMap<usize, Rebuild>) -> Guard<'a> {
    let mut guard = Guard::default();
    for (at, ident) in idents.list.iter().enumerate() {
        let rebuild = rebuilds.get(&at);
        if let Some(origin) = &ident.origin {
            if *origin != ident.now {
                guard.renamed.push((origin.clone(), ident.now.clone()));
            }
            guard.rebuilt.extend(rebuild);
        }
        if rebuild.is_some() || ident.dropped {
            guard.touched.push((ident.origin.clone(), ident.now.clone()));
        }
    }
    guard
}
