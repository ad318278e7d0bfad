use std::collections::{BTreeMap, BTreeSet};

use super::Step;
use super::views::{Touched, Views};
use crate::Change;
use crate::dialect::postgres::{Place, place};
use crate::dialect::{Dialect, lex, mentions};
use crate::diff::Pair;
use crate::schema::{Opaque, OpaqueId, Schema};

/// Things that are carried as they were written, around the rest of the script.
pub(super) struct Steps {
    /// Namespaces.
    pub(super) first: Vec<Step>,
    /// Triggers, policies, and whatever reads a view that goes.
    pub(super) dropped_first: Vec<Step>,
    /// Functions, once no view calls them any more.
    pub(super) dropped: Vec<Step>,
    /// Functions, before views that may call them.
    pub(super) made: Vec<Step>,
    /// Functions that read a view; then triggers and policies.
    pub(super) made_last: Vec<Step>,
    /// Namespaces that nothing stands in any more.
    pub(super) last: Vec<Step>,
}

/// Those that take their place among the other changes: what tables are built of, and functions that tables call.
pub(super) fn inline(changes: &[Change]) -> BTreeSet<OpaqueId> {
    let of_tables = changes.iter().filter(|change| {
        !matches!(
            change,
            Change::CreateView { .. }
                | Change::DropView { .. }
                | Change::AlterView { .. }
                | Change::CreateOpaque { .. }
                | Change::DropOpaque { .. }
                | Change::AlterOpaque { .. }
        )
    });
    let texts: Vec<String> = of_tables.filter_map(|change| serde_json::to_string(change).ok()).collect();
    let objects: Vec<&Opaque> = changes.iter().filter_map(Change::opaque).collect();
    let mut found: BTreeSet<OpaqueId> = BTreeSet::new();
    for one in &objects {
        // In JSON, the quotes round a name are escaped.
        let calls = [format!("{}(", one.bare_name()), format!("{}\\\"(", one.bare_name())];
        let is_called = || texts.iter().any(|text| calls.iter().any(|call| text.contains(call)));
        match place(&one.id.kind) {
            Place::Under if one.id.kind == "schema" => {}
            Place::Under => drop(found.insert(one.id.clone())),
            Place::Routine if is_called() => drop(found.insert(one.id.clone())),
            Place::Routine | Place::On => {}
        }
    }
    // What these call comes with them.
    loop {
        let more: Vec<OpaqueId> = objects
            .iter()
            .filter(|one| place(&one.id.kind) == Place::Routine && !found.contains(&one.id))
            .filter(|one| {
                objects.iter().any(|other| found.contains(&other.id) && says(other, one.bare_name()))
            })
            .map(|one| one.id.clone())
            .collect();
        if more.is_empty() {
            return found;
        }
        found.extend(more);
    }
}

/// Whether its text names something, a function's body too.
pub(super) fn says(one: &Opaque, name: &str) -> bool {
    one.create.iter().any(|sql| {
        mentions(Dialect::Postgres, sql, name)
            || lex(Dialect::Postgres, sql)
                .filter_map(|token| body(token.text))
                .any(|body| mentions(Dialect::Postgres, body, name))
    })
}

/// What stands between `$tag$` and `$tag$`.
fn body(text: &str) -> Option<&str> {
    let tag = text.strip_prefix('$')?.find('$')? + 2;
    text.get(tag..text.len().checked_sub(tag)?)
}

/// All that isn't inline: what goes, what comes, and what only makes way.
pub(super) fn opaque(
    schemas: &Pair<&Schema>,
    changes: &[Change],
    inline: &BTreeSet<OpaqueId>,
    touched: &Touched,
    views: &Views,
) -> Steps {
    let mut steps = Steps {
        first: Vec::new(),
        dropped_first: Vec::new(),
        dropped: Vec::new(),
        made: Vec::new(),
        made_last: Vec::new(),
        last: Vec::new(),
    };
    let view_goes = |one: &Opaque| {
        views.dropped.iter().any(|step| match &step.change {
            Change::DropView { view } => {
                one.id.table.as_ref() == Some(&view.name)
                    || place(&one.id.kind) == Place::Routine && says(one, &view.name.name)
            }
            _ => false,
        })
    };
    let mut away: Vec<(&Opaque, Step)> = Vec::new();
    let mut back: Vec<(&Opaque, Step)> = Vec::new();
    for one in schemas.old.opaque.iter().filter(|one| !inline.contains(&one.id)) {
        let kept = schemas.new.opaque.iter().find(|other| other.id == one.id);
        match kept {
            None => away.push((one, Step::asked(Change::DropOpaque { object: one.clone() }))),
            Some(new) if new == one => {
                let is_in_the_way = place(&one.id.kind) == Place::On
                    && (view_goes(one) || touched.hits_opaque(one) || loses_its_constraint(one, changes));
                if is_in_the_way {
                    away.push((one, Step::meanwhile(Change::DropOpaque { object: one.clone() })));
                    back.push((one, Step::meanwhile(Change::CreateOpaque { object: one.clone() })));
                }
            }
            Some(new) => {
                let whole = Change::AlterOpaque { from: one.clone(), to: new.clone() };
                if new.can_replace(one) {
                    back.push((new, Step::asked(whole)));
                } else {
                    away.push((one, Step::meanwhile(Change::DropOpaque { object: one.clone() })));
                    back.push((new, Step::of(Change::CreateOpaque { object: new.clone() }, &whole)));
                }
            }
        }
    }
    for one in schemas.new.opaque.iter().filter(|one| !inline.contains(&one.id)) {
        if !schemas.old.opaque.iter().any(|other| other.id == one.id) {
            back.push((one, Step::asked(Change::CreateOpaque { object: one.clone() })));
        }
    }
    let reads_made_view = |one: &Opaque| {
        views.made.iter().any(|step| match &step.change {
            Change::CreateView { view } => says(one, &view.name.name),
            _ => false,
        })
    };
    let mut dropped_late = Vec::new();
    for (one, step) in callers_last(away).into_iter().rev() {
        if one.id.kind == "schema" {
            steps.last.push(step);
            continue;
        }
        let first = place(&one.id.kind) == Place::On || view_goes(one);
        let comes_back = schemas.new.opaque.iter().any(|other| other.id == one.id);
        match (first, comes_back || takes_what_goes(one, changes)) {
            (true, _) => steps.dropped_first.push(step),
            (false, true) => steps.dropped.push(step),
            // Those that called it may do without it from now on.
            (false, false) => dropped_late.push(step),
        }
    }
    for (one, step) in callers_last(back) {
        if one.id.kind == "schema" {
            steps.first.push(step);
            continue;
        }
        let last = place(&one.id.kind) == Place::On || reads_made_view(one);
        if last { steps.made_last.push(step) } else { steps.made.push(step) }
    }
    steps.made.append(&mut dropped_late);
    steps
}

/// Whether a function's text names a table or type that goes.
fn takes_what_goes(one: &Opaque, changes: &[Change]) -> bool {
    changes.iter().any(|change| match change {
        Change::DropTable { table } => says(one, &table.name.name),
        Change::DropEnum { ty } => says(one, &ty.name.name),
        Change::DropOpaque { object } => {
            place(&object.id.kind) == Place::Under && says(one, object.bare_name())
        }
        _ => false,
    })
}

/// A comment on a constraint goes with it, and so does what tells rows from each other by an index.
fn loses_its_constraint(one: &Opaque, changes: &[Change]) -> bool {
    if one.id.kind == "replica identity" {
        return changes.iter().any(|change| match change {
            Change::DropIndex { table, index } => {
                one.id.table.as_ref() == Some(table) && says(one, &index.name)
            }
            _ => false,
        });
    }
    one.id.kind == "comment"
        && changes.iter().any(|change| {
            change.table() == one.id.table.as_ref()
                && match change {
                    Change::DropCheck { check, .. } => check.name == one.id.name.name,
                    Change::DropForeignKey { foreign_key, .. } => foreign_key.name == one.id.name.name,
                    Change::DropIndex { index, .. } => index.name == one.id.name.name,
                    Change::DropExclusion { exclusion, .. } => exclusion.name == one.id.name.name,
                    Change::AlterPrimaryKey { .. } => true,
                    _ => false,
                }
        })
}

/// The place of each of those that take theirs among the other changes: what names another comes behind it.
pub(super) fn ranks(changes: &[Change], inline: &BTreeSet<OpaqueId>) -> BTreeMap<OpaqueId, usize> {
    let objects = changes.iter().filter_map(Change::opaque).filter(|one| inline.contains(&one.id));
    let sorted = callers_last(objects.map(|one| (one, ())).collect());
    sorted.into_iter().enumerate().map(|(at, (one, ()))| (one.id.clone(), at)).collect()
}

/// What names another comes behind it; what stands on tables comes last; else as they stood.
fn callers_last<T>(mut list: Vec<(&Opaque, T)>) -> Vec<(&Opaque, T)> {
    // A domain may call a function, and a function take a domain: what they say decides, not what they are.
    list.sort_by_key(|(one, _)| place(&one.id.kind));
    let is_on = |one: &Opaque| place(&one.id.kind) == Place::On;
    let mut sorted = Vec::with_capacity(list.len());
    while !list.is_empty() {
        let free = list.iter().position(|(one, _)| {
            !list.iter().any(|(other, _)| {
                other.id != one.id
                    && other.bare_name() != one.bare_name()
                    && !is_on(other)
                    && says(one, other.bare_name())
            })
        });
        sorted.push(list.remove(free.unwrap_or(0)));
    }
    sorted
}
