use std::collections::BTreeMap;

use crate::change::{Hints, Origin, Rename, reversed};
use crate::diff::{Pair, diff};
use crate::schema::Schema;
use crate::{Change, QName};

/// The changes that lead back, from `pair.old` to `pair.new`: the reverse, one by one.
///
/// Where names change, the comparison of both schemas says it better: it renames first, so that everything after
/// that speaks of the names that are there. (A reversed index would be made while its column still has its other name,
/// and SQLite takes a quoted name that isn't there for a string.)
pub(super) fn way_back(changes: &[Change], pair: Pair<&Schema>, places: bool) -> Vec<Change> {
    let renames = turned(changes, pair);
    if !renames.is_empty()
        && let Ok(changes) = diff(pair, &Hints { renames, backfills: Vec::new(), places })
    {
        return changes;
    }
    reversed(changes)
}

/// The renames of these changes, turned round: what the way back has to be told.
fn turned(changes: &[Change], pair: Pair<&Schema>) -> Vec<Rename> {
    let mut tables = Names::default();
    let mut enums = Names::default();
    let mut columns: BTreeMap<(QName, String), String> = BTreeMap::new();
    let mut labels: BTreeMap<(QName, String), String> = BTreeMap::new();
    for change in changes {
        match change {
            Change::RenameTable { from, to } => tables.rename(from, to),
            Change::RenameEnum { from, to } => enums.rename(from, to),
            Change::RenameColumn { table, from, to } => {
                follow(&mut columns, &tables.was(table), from, to);
            }
            Change::AlterEnum { from: ty, renamed, .. } => {
                for (from, to) in renamed {
                    follow(&mut labels, &enums.was(&ty.name), from, to);
                }
            }
            _ => {}
        }
    }
    let mut renames = Vec::new();
    for (now, was) in &tables.now {
        if now != was && pair.old.table(now).is_some() && pair.new.table(was).is_some() {
            renames.push(Rename::Table { from: now.clone(), to: was.clone(), origin: Origin::Flag });
        }
    }
    for (now, was) in &enums.now {
        if now != was && pair.old.enum_type(now).is_some() && pair.new.enum_type(was).is_some() {
            renames.push(Rename::Enum { from: now.clone(), to: was.clone(), origin: Origin::Flag });
        }
    }
    for ((table, from), to) in columns {
        if from != to && pair.new.table(&table).is_some_and(|table| table.column(&to).is_some()) {
            renames.push(Rename::Column { table, from, to, origin: Origin::Flag });
        }
    }
    for ((ty, from), to) in labels {
        if from != to && pair.new.enum_type(&ty).is_some() {
            renames.push(Rename::Label { ty, from, to, origin: Origin::Flag });
        }
    }
    renames
}

/// Who was called what before.
#[derive(Default)]
struct Names {
    now: BTreeMap<QName, QName>,
}

impl Names {
    fn rename(&mut self, from: &QName, to: &QName) {
        let was = self.now.remove(from).unwrap_or_else(|| from.clone());
        self.now.insert(to.clone(), was);
    }

    fn was(&self, now: &QName) -> QName {
        self.now.get(now).unwrap_or(now).clone()
    }
}

/// What is within a table or an enum, whose name before is given.
fn follow(names: &mut BTreeMap<(QName, String), String>, of: &QName, from: &str, to: &str) {
    let was = names.remove(&(of.clone(), from.to_owned())).unwrap_or_else(|| from.to_owned());
    names.insert((of.clone(), to.to_owned()), was);
}
