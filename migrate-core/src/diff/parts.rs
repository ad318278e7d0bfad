//! Indexes, foreign keys, checks and exclusion constraints: what is altered is dropped and added,
//! what only has another name is renamed.

use super::pair::{Match, Pair, join};
use super::steps::Steps;
use crate::change::Named;
use crate::schema::{Check, Exclusion, ForeignKey, Index, Table};
use crate::{Change, QName};

/// What became of one table's parts of one kind.
struct Found<'a, T> {
    dropped: Vec<&'a T>,
    added: Vec<&'a T>,
    renamed: Vec<Pair<&'a T>>,
}

/// `same` compares everything but the name.
fn find<'a, T: Named>(pair: Pair<&'a [T]>, same: impl Fn(&T, &T) -> bool) -> Found<'a, T> {
    let mut found = Found { dropped: Vec::new(), added: Vec::new(), renamed: Vec::new() };
    let mut lost = Vec::new();
    for part in join(pair, |a, b| a.name().cmp(b.name())) {
        match part {
            Match::Removed(old) => lost.push(old),
            Match::Added(new) => found.added.push(new),
            Match::Kept(pair) if pair.is_same() => {}
            Match::Kept(Pair { old, new }) => {
                found.dropped.push(old);
                found.added.push(new);
            }
        }
    }
    for old in lost {
        // A name that is taken stays with what had it.
        let is_free = |new: &T| found.dropped.iter().all(|dropped| dropped.name() != new.name());
        match found.added.iter().position(|new| is_free(new) && same(old, new)) {
            Some(at) => found.renamed.push(Pair::new(old, found.added.remove(at))),
            None => found.dropped.push(old),
        }
    }
    found.dropped.sort_by(|a, b| a.name().cmp(b.name()));
    found
}

/// Compares all parts of a table.
pub(super) fn compare(pair: Pair<&Table>, steps: &mut Steps) {
    let table = &pair.new.name;
    indexes(table, pair.map(|table| &table.indexes[..]), steps);
    checks(table, pair.map(|table| &table.checks[..]), steps);
    exclusions(table, pair.map(|table| &table.exclusions[..]), steps);
    foreign_keys(table, pair.map(|table| &table.foreign_keys[..]), steps);
}

fn indexes(table: &QName, pair: Pair<&[Index]>, steps: &mut Steps) {
    let found = find(pair, |a, b| Index { name: b.name.clone(), ..a.clone() } == *b);
    for index in found.dropped {
        steps.dropped_parts.push(Change::DropIndex { table: table.clone(), index: index.clone() });
    }
    for Pair { old, new } in found.renamed {
        let (from, to) = (old.name.clone(), new.name.clone());
        steps.renamed_parts.push(Change::RenameIndex { table: table.clone(), from, to });
    }
    for index in found.added {
        steps.added_parts.push(Change::AddIndex { table: table.clone(), index: index.clone() });
    }
}

fn checks(table: &QName, pair: Pair<&[Check]>, steps: &mut Steps) {
    let found = find(pair, |a, b| Check { name: b.name.clone(), ..a.clone() } == *b);
    for check in found.dropped {
        steps.dropped_parts.push(Change::DropCheck { table: table.clone(), check: check.clone() });
    }
    for Pair { old, new } in found.renamed {
        let (from, to) = (old.name.clone(), new.name.clone());
        steps.renamed_parts.push(Change::RenameCheck { table: table.clone(), from, to });
    }
    for check in found.added {
        steps.added_parts.push(Change::AddCheck { table: table.clone(), check: check.clone() });
    }
}

fn exclusions(table: &QName, pair: Pair<&[Exclusion]>, steps: &mut Steps) {
    // There is no change that renames one.
    let found = find(pair, |_, _| false);
    for exclusion in found.dropped {
        steps
            .dropped_parts
            .push(Change::DropExclusion { table: table.clone(), exclusion: exclusion.clone() });
    }
    for exclusion in found.added {
        steps.added_parts.push(Change::AddExclusion { table: table.clone(), exclusion: exclusion.clone() });
    }
}

fn foreign_keys(table: &QName, pair: Pair<&[ForeignKey]>, steps: &mut Steps) {
    let found = find(pair, |a, b| ForeignKey { name: b.name.clone(), ..a.clone() } == *b);
    for key in found.dropped {
        steps.dropped_keys.push(Change::DropForeignKey { table: table.clone(), foreign_key: key.clone() });
    }
    for Pair { old, new } in found.renamed {
        let (from, to) = (old.name.clone(), new.name.clone());
        steps.renamed_parts.push(Change::RenameForeignKey { table: table.clone(), from, to });
    }
    for key in found.added {
        steps.added_keys.push(Change::AddForeignKey { table: table.clone(), foreign_key: key.clone() });
    }
}
