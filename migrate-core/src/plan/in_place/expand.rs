use std::collections::{BTreeMap, BTreeSet};

use super::apart::around_renames;
use super::circles::without_circles;
use super::phase::{Context, GOES_ALONG, phase};
use super::segment::Segment;
use super::views::{Touched, views};
use super::{Step, opaque};
use crate::change::replay;
use crate::dialect::postgres::label_now;
use crate::diff::Pair;
use crate::schema::{EnumType, Opaque, OpaqueId, Schema, Table};
use crate::{Change, Error, ErrorCode, QName, Result};

/// The steps for changes that follow from `before`, in the order in which they run.
///
/// `remade` are enums that are made anew, though they only get more labels.
pub(super) fn steps(before: &Schema, changes: &[Change], remade: &BTreeSet<QName>) -> Result<Vec<Step>> {
    let mut after = before.clone();
    replay(&mut after, changes)?;
    let changes = &around_renames(before, changes)?;
    let inline = opaque::inline(changes);
    let mut state = Schema { views: Vec::new(), ..before.clone() };
    state.opaque.retain(|one| inline.contains(&one.id));
    let mut steps = Vec::new();
    let mut touched = Touched::new(before);
    let mut run: Vec<Change> = Vec::new();
    for change in changes {
        match change {
            Change::CreateView { .. } | Change::DropView { .. } | Change::AlterView { .. } => {}
            Change::CreateOpaque { object }
            | Change::DropOpaque { object }
            | Change::AlterOpaque { to: object, .. }
                if !inline.contains(&object.id) => {}
            Change::RenameTable { .. } | Change::RenameColumn { .. } | Change::RenameEnum { .. } => {
                between(&mut run, &mut state, &mut steps, &mut touched, remade)?;
                change.apply(&mut state)?;
                touched.rename(change);
                steps.push(Step::asked(change.clone()));
            }
            Change::AlterEnum { from, to, renamed } if !renamed.is_empty() => {
                between(&mut run, &mut state, &mut steps, &mut touched, remade)?;
                let [labels, rest] = parted(from, to, renamed);
                labels.apply(&mut state)?;
                steps.push(Step::asked(labels));
                if !matches!(&rest, Change::AlterEnum { from, to, .. } if from == to) {
                    run.push(rest);
                }
            }
            other => run.push(other.clone()),
        }
    }
    between(&mut run, &mut state, &mut steps, &mut touched, remade)?;
    touched.routines(changes);
    let views = views(before, &after, changes, &touched);
    let mut opaque = opaque::opaque(&Pair::new(before, &after), changes, &inline, &touched, &views);
    let mut all = opaque.first;
    all.append(&mut opaque.dropped_first);
    all.extend(views.dropped);
    all.append(&mut opaque.dropped);
    all.append(&mut steps);
    all.append(&mut opaque.made);
    all.extend(views.made);
    all.append(&mut opaque.made_last);
    all.append(&mut opaque.last);
    proven(before, after, &all)?;
    Ok(all)
}

/// What stands between two renames.
fn between(
    run: &mut Vec<Change>,
    state: &mut Schema,
    steps: &mut Vec<Step>,
    touched: &mut Touched,
    remade: &BTreeSet<QName>,
) -> Result<()> {
    if run.is_empty() {
        return Ok(());
    }
    let changes = std::mem::take(run);
    let mut after = state.clone();
    replay(&mut after, &changes)?;
    let mut segment = Segment::new(state, &after, touched, remade);
    let mut found = segment.steps(changes.clone());
    let ranks = opaque::ranks(&changes, &opaque::inline(&changes));
    let context = Context::new(&found, &after, remade);
    found.sort_by_key(|step| {
        // What goes along with something of the whole's is there until that has gone.
        let phase = if step.goes_along() { GOES_ALONG } else { phase(&step.change, &context) };
        (phase, step.goes_along(), rank(&step.change, &ranks))
    });
    let mut found = without_circles(found);
    steps.append(&mut found);
    *state = after;
    Ok(())
}

/// Among things that are carried as they were written: what names another comes behind it, and goes before it.
fn rank(change: &Change, ranks: &BTreeMap<OpaqueId, usize>) -> usize {
    let of = |object: &Opaque| ranks.get(&object.id).copied().unwrap_or_default();
    match change {
        Change::CreateOpaque { object } | Change::AlterOpaque { to: object, .. } => of(object),
        Change::DropOpaque { object } => usize::MAX - of(object),
        _ => 0,
    }
}

/// Other texts for labels that stay, and then the rest: `ALTER TYPE … RENAME VALUE` is a thing of its own.
fn parted(from: &EnumType, to: &EnumType, renamed: &[(String, String)]) -> [Change; 2] {
    let labels = from.labels.iter().map(|label| label_now(label, renamed).clone()).collect();
    let between = EnumType { labels, ..from.clone() };
    [
        Change::AlterEnum { from: from.clone(), to: between.clone(), renamed: renamed.to_vec() },
        Change::AlterEnum { from: between, to: to.clone(), renamed: Vec::new() },
    ]
}

/// The steps lead to the same schema, or nothing is written.
fn proven(before: &Schema, mut after: Schema, steps: &[Step]) -> Result<()> {
    let mut state = before.clone();
    for step in steps {
        step.change.apply(&mut state).map_err(|error| {
            Error::new(ErrorCode::Internal, "the steps of a plan don't follow from each other").because(error)
        })?;
    }
    for schema in [&mut state, &mut after] {
        schema.tables.iter_mut().for_each(by_name);
    }
    if state == after {
        return Ok(());
    }
    Err(Error::new(ErrorCode::Internal, "the steps of a plan don't lead where its changes do").with_help(
        "this is a mistake in the tool, and nothing was written: please report it with both schemas",
    ))
}

fn by_name(table: &mut Table) {
    table.columns.sort_by(|a, b| a.name.cmp(&b.name));
}
