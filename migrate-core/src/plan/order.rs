//! The order of changes: a dependency graph, sorted so that what isn't bound stays as it stood.
//!
//! Changes come as a list that can be replayed, so what concerns one name keeps its order. Between tables, a table
//! comes behind those it refers to, and goes before them. Where tables refer to each other in a circle, that can't
//! hold for all, and the list's own order decides.

use std::collections::{BTreeMap, BTreeSet};

use crate::schema::{Column, ForeignKey};
use crate::{Change, QName};

/// The changes in the order in which they run, as places in the list. With `together`, what concerns one table stands
/// together as far as that order allows.
pub(super) fn order(changes: &[Change], together: bool) -> Vec<usize> {
    let mut graph = Graph::new(changes.len());
    replayable(changes, &mut graph);
    parents(changes, &mut graph);
    let tables = changes.iter().map(|change| change.table().filter(|_| together)).collect();
    graph.sorted(tables)
}

/// Binding edges always look forward in the list, so they never form a circle; wishes may.
struct Graph {
    after: Vec<Vec<(usize, bool)>>,
    binding: Vec<usize>,
    wishes: Vec<usize>,
}

impl Graph {
    fn new(length: usize) -> Self {
        Self { after: vec![Vec::new(); length], binding: vec![0; length], wishes: vec![0; length] }
    }

    fn edge(&mut self, first: usize, then: usize, binding: bool) {
        if first != then {
            self.after[first].push((then, binding));
            if binding { self.binding[then] += 1 } else { self.wishes[then] += 1 }
        }
    }

    fn sorted(mut self, tables: Vec<Option<&QName>>) -> Vec<usize> {
        let length = self.after.len();
        let mut possible: BTreeSet<usize> = (0..length).filter(|at| self.binding[*at] == 0).collect();
        let mut ready: BTreeSet<usize> =
            possible.iter().copied().filter(|at| self.wishes[*at] == 0).collect();
        let mut sorted = Vec::with_capacity(length);
        let mut done = vec![false; length];
        let mut last = None;
        let same =
            |last: Option<usize>, at: &usize| last.is_some_and(|last: usize| tables[last] == tables[*at]);
        // In a circle of wishes the first that may go, goes.
        while let Some(at) = last
            .filter(|last| tables.get(*last).is_some_and(Option::is_some))
            .and_then(|_| ready.iter().find(|at| same(last, at)).copied())
            .or_else(|| ready.first().copied())
            .or_else(|| possible.first().copied())
        {
            ready.remove(&at);
            possible.remove(&at);
            last = Some(at);
            sorted.push(at);
            done[at] = true;
            for (then, binding) in std::mem::take(&mut self.after[at]) {
                let count = if binding { &mut self.binding[then] } else { &mut self.wishes[then] };
                *count -= 1;
                if self.binding[then] == 0 && !done[then] {
                    possible.insert(then);
                    if self.wishes[then] == 0 {
                        ready.insert(then);
                    }
                }
            }
        }
        sorted
    }
}

/// What a change has to do with a name.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    /// It alters what has the name.
    Owns,
    /// It gives the name away, or takes it; everything that says the name is bound to it.
    Renames,
    /// It leans on it: what is done to it before and after stays before and after.
    Leans,
    /// It only says it.
    Says,
}

#[derive(Default)]
struct Seen {
    owner: Option<usize>,
    renamed: Option<usize>,
    leaning: Vec<usize>,
    said: Vec<usize>,
}

fn replayable(changes: &[Change], graph: &mut Graph) {
    let mut seen: BTreeMap<Key<'_>, Seen> = BTreeMap::new();
    let mut barrier: Option<usize> = None;
    let mut since: Vec<usize> = Vec::new();
    for (at, change) in changes.iter().enumerate() {
        for (key, role) in keys(change) {
            let seen = seen.entry(key).or_default();
            match role {
                Role::Says => {
                    seen.said.push(at);
                    if let Some(renamed) = seen.renamed {
                        graph.edge(renamed, at, true);
                    }
                }
                Role::Leans => {
                    seen.leaning.push(at);
                    if let Some(owner) = seen.owner {
                        graph.edge(owner, at, true);
                    }
                }
                Role::Owns | Role::Renames => {
                    if let Some(owner) = seen.owner.replace(at) {
                        graph.edge(owner, at, true);
                    }
                    seen.leaning.drain(..).for_each(|leaning| graph.edge(leaning, at, true));
                    if role == Role::Renames {
                        seen.said.drain(..).for_each(|said| graph.edge(said, at, true));
                        seen.renamed = Some(at);
                    }
                }
            }
        }
        // A view, or a trigger, reads what it likes: it stays where it stands among all others.
        if matches!(
            change,
            Change::CreateView { .. }
                | Change::DropView { .. }
                | Change::AlterView { .. }
                | Change::CreateOpaque { .. }
                | Change::DropOpaque { .. }
                | Change::AlterOpaque { .. }
        ) {
            since.drain(..).for_each(|before| graph.edge(before, at, true));
            barrier.into_iter().for_each(|before| graph.edge(before, at, true));
            barrier = Some(at);
        } else {
            barrier.into_iter().for_each(|before| graph.edge(before, at, true));
            since.push(at);
        }
    }
}

/// Where a name lives: tables, enums and the rest don't meet. Indexes have one room per database on SQLite.
type Key<'a> = (char, Option<&'a str>, &'a str);

fn keys(change: &Change) -> Vec<(Key<'_>, Role)> {
    fn key(room: char, name: &QName) -> Key<'_> {
        (room, name.namespace.as_deref(), &name.name)
    }
    fn column<'a>(column: &'a Column, keys: &mut Vec<(Key<'a>, Role)>) {
        keys.extend(column.ty.enum_name().map(|name| (key('e', name), Role::Says)));
    }
    fn foreign_key<'a>(foreign_key: &'a ForeignKey, keys: &mut Vec<(Key<'a>, Role)>) {
        keys.push((key('t', &foreign_key.references), Role::Says));
    }
    let mut keys = Vec::new();
    let renames = matches!(change, Change::RenameTable { .. } | Change::RenameColumn { .. });
    let role = if renames { Role::Renames } else { Role::Owns };
    keys.extend(change.table().map(|table| (key('t', table), role)));
    match change {
        Change::RenameTable { to, .. } => keys.push((key('t', to), Role::Renames)),
        Change::CreateTable { table } | Change::DropTable { table } => {
            table.columns.iter().for_each(|it| column(it, &mut keys));
            table.foreign_keys.iter().for_each(|it| foreign_key(it, &mut keys));
            keys.extend(table.indexes.iter().map(|index| (('i', None, index.name.as_str()), Role::Owns)));
        }
        Change::AddColumn { column: it, .. } | Change::DropColumn { column: it, .. } => column(it, &mut keys),
        Change::AlterColumn { from, to, .. } => {
            column(from, &mut keys);
            column(to, &mut keys);
        }
        Change::AddForeignKey { foreign_key: it, .. } | Change::DropForeignKey { foreign_key: it, .. } => {
            // Its other end has to be ready for it, and can't be altered freely while it stands.
            keys.push((key('t', &it.references), Role::Leans));
            keys.push((('f', None, &it.name), Role::Owns));
        }
        Change::AddIndex { index, .. } | Change::DropIndex { index, .. } => {
            keys.push((('i', None, &index.name), Role::Owns));
        }
        Change::RenameIndex { from, to, .. } => {
            keys.push((('i', None, from), Role::Owns));
            keys.push((('i', None, to), Role::Owns));
        }
        Change::CreateEnum { ty } | Change::DropEnum { ty } => keys.push((key('e', &ty.name), Role::Renames)),
        Change::RenameEnum { from, to } => {
            keys.push((key('e', from), Role::Renames));
            keys.push((key('e', to), Role::Renames));
        }
        Change::AlterEnum { from, .. } => keys.push((key('e', &from.name), Role::Renames)),
        Change::CreateSequence { sequence } | Change::DropSequence { sequence } => {
            keys.push((key('s', &sequence.name), Role::Owns));
        }
        Change::AlterSequence { from, .. } => keys.push((key('s', &from.name), Role::Owns)),
        Change::CreateExtension { name } | Change::DropExtension { name } => {
            keys.push((('x', None, name), Role::Owns));
        }
        Change::AlterTableOptions { .. }
        | Change::AlterTableComment { .. }
        | Change::RenameColumn { .. }
        | Change::AlterPrimaryKey { .. }
        | Change::RenameForeignKey { .. }
        | Change::AddCheck { .. }
        | Change::DropCheck { .. }
        | Change::RenameCheck { .. }
        | Change::AddExclusion { .. }
        | Change::DropExclusion { .. }
        | Change::CreateView { .. }
        | Change::DropView { .. }
        | Change::AlterView { .. }
        | Change::CreateOpaque { .. }
        | Change::DropOpaque { .. }
        | Change::AlterOpaque { .. } => {}
    }
    keys
}

/// Parents come first and go last; a foreign key goes before the table it refers to.
fn parents(changes: &[Change], graph: &mut Graph) {
    let mut created: BTreeMap<&QName, usize> = BTreeMap::new();
    let mut dropped: BTreeMap<&QName, usize> = BTreeMap::new();
    for (at, change) in changes.iter().enumerate() {
        match change {
            Change::CreateTable { table } => drop(created.insert(&table.name, at)),
            Change::DropTable { table } => drop(dropped.insert(&table.name, at)),
            _ => {}
        }
    }
    for (at, change) in changes.iter().enumerate() {
        match change {
            Change::CreateTable { table } => {
                let parents: BTreeSet<_> = table.foreign_keys.iter().map(|key| &key.references).collect();
                parents
                    .into_iter()
                    .filter_map(|name| created.get(name))
                    .for_each(|it| graph.edge(*it, at, false));
            }
            Change::DropTable { table } => {
                let parents: BTreeSet<_> = table.foreign_keys.iter().map(|key| &key.references).collect();
                parents
                    .into_iter()
                    .filter_map(|name| dropped.get(name))
                    .for_each(|it| graph.edge(at, *it, false));
            }
            Change::AddForeignKey { foreign_key, .. } => {
                created.get(&foreign_key.references).into_iter().for_each(|it| graph.edge(*it, at, false));
            }
            Change::DropForeignKey { foreign_key, .. } => {
                dropped.get(&foreign_key.references).into_iter().for_each(|it| graph.edge(at, *it, false));
            }
            _ => {}
        }
    }
}
