//! Parents and children: one line from base to head, or what is wrong with it.

use std::collections::{BTreeMap, BTreeSet};

use super::id::VERSION_LIMIT;
use super::{Id, Problem, ProblemCode, Revision};

/// Puts revisions in the order in which they run (parents first, then by id), gives those of other
/// tools their parent, and reports what doesn't fit. `unreadable` are ids that are there, but not readable.
pub(super) fn line_up(
    mut revisions: Vec<Revision>,
    unreadable: &BTreeSet<Id>,
) -> (Vec<Revision>, Vec<Problem>) {
    revisions.sort_by(|a, b| a.id.cmp(&b.id).then_with(|| a.dir.cmp(&b.dir)));
    imply_parents(&mut revisions);
    let mut problems = Vec::new();
    versions(&revisions, &mut problems);
    parents(&revisions, unreadable, &mut problems);
    let revisions = sort(revisions, &mut problems);
    let heads = heads(&revisions);
    if heads.len() > 1 {
        problems.push(several_heads(&heads));
    }
    (revisions, problems)
}

/// Those that nothing stands on, in order.
pub(super) fn heads(revisions: &[Revision]) -> Vec<&Revision> {
    let parents: BTreeSet<&Id> = revisions.iter().flat_map(|revision| &revision.parents).collect();
    revisions.iter().filter(|revision| !parents.contains(&revision.id)).collect()
}

pub(super) fn several_heads(heads: &[&Revision]) -> Problem {
    let names: Vec<_> = heads.iter().map(|head| format!("`{}` ({})", head.id, head.message)).collect();
    Problem::new(
        ProblemCode::SeveralHeads,
        format!(
            "the revisions have {} heads, and nothing says which is to run first: {}",
            heads.len(),
            names.join(", ")
        ),
    )
    .help("run `cargo migrate rebase` to put yours behind the other, or `cargo migrate merge` to join them")
}

/// The same, where only that there are several is known.
pub(crate) fn unnamed_heads() -> Problem {
    Problem::new(
        ProblemCode::SeveralHeads,
        "the revisions have several heads, and nothing says which is to run first",
    )
    .help("run `cargo migrate rebase` to put yours behind the other, or `cargo migrate merge` to join them")
}

/// Another tool's revision stands on the one before it: that is the order in which Diesel runs them.
fn imply_parents(revisions: &mut [Revision]) {
    let mut before: Option<Id> = None;
    for revision in revisions {
        if revision.foreign {
            revision.parents = before.into_iter().collect();
        }
        before = Some(revision.id.clone());
    }
}

fn versions(revisions: &[Revision], problems: &mut Vec<Problem>) {
    let mut seen: BTreeMap<String, &Revision> = BTreeMap::new();
    for revision in revisions {
        let version = revision.version();
        if version.is_empty() || version.chars().count() > VERSION_LIMIT {
            let what =
                if version.is_empty() { "has no version" } else { "has a version longer than 50 characters" };
            problems.push(
                Problem::broken(format!(
                    "the directory `{}` {what}, which Diesel's ledger can't hold",
                    revision.dir
                ))
                .of(&revision.id)
                .in_file(&revision.path)
                .help("rename it to `YYYY-MM-DD-HHMMSS_what_it_does`"),
            );
        }
        if let Some(other) = seen.insert(version.clone(), revision) {
            problems.push(
                Problem::broken(format!(
                    "the directories `{}` and `{}` have the same version `{version}`: Diesel runs only one of them",
                    other.dir, revision.dir
                ))
                .of(&revision.id)
                .in_file(&revision.path)
                .help("give the one that no database has run another time in its name"),
            );
        }
    }
}

fn parents(revisions: &[Revision], unreadable: &BTreeSet<Id>, problems: &mut Vec<Problem>) {
    let there: BTreeSet<&Id> = revisions.iter().map(|revision| &revision.id).collect();
    for revision in revisions {
        for parent in &revision.parents {
            let problem = if !there.contains(parent) && !unreadable.contains(parent) {
                Problem::broken(format!(
                    "revision `{}` stands on `{parent}`, which is not there",
                    revision.id
                ))
                .help("restore the missing directory from version control, or run `cargo migrate rebase`")
            } else if *parent > revision.id {
                Problem::broken(format!(
                    "revision `{}` stands on the later `{parent}`: Diesel, which runs them by id, would run it first",
                    revision.id
                ))
                .help("run `cargo migrate rebase`: it gives the revision a later id")
            } else {
                continue;
            };
            problems.push(problem.of(&revision.id).in_file(&revision.path.join("metadata.toml")));
        }
    }
}

/// Kahn's algorithm, the smallest id first among those that are ready. What stands in a circle comes last.
fn sort(revisions: Vec<Revision>, problems: &mut Vec<Problem>) -> Vec<Revision> {
    let mut children: BTreeMap<Id, Vec<usize>> = BTreeMap::new();
    let mut waits_for = vec![0_usize; revisions.len()];
    let there: BTreeSet<&Id> = revisions.iter().map(|revision| &revision.id).collect();
    for ((place, revision), waits) in revisions.iter().enumerate().zip(&mut waits_for) {
        let parents: BTreeSet<&Id> =
            revision.parents.iter().filter(|parent| there.contains(parent)).collect();
        *waits = parents.len();
        for parent in parents {
            children.entry(parent.clone()).or_default().push(place);
        }
    }
    // Places are in the order of ids, so the set of places is in the order of ids too.
    let mut ready: BTreeSet<usize> =
        waits_for.iter().enumerate().filter(|(_, waits)| **waits == 0).map(|(place, _)| place).collect();
    let mut slots: Vec<Option<Revision>> = revisions.into_iter().map(Some).collect();
    let mut sorted = Vec::with_capacity(slots.len());
    while let Some(place) = ready.pop_first() {
        let Some(revision) = slots.get_mut(place).and_then(Option::take) else { continue };
        // Two directories of one id (a problem of its own) release their children once.
        for child in children.remove(&revision.id).unwrap_or_default() {
            if let Some(waits) = waits_for.get_mut(child) {
                *waits = waits.saturating_sub(1);
                if *waits == 0 {
                    ready.insert(child);
                }
            }
        }
        sorted.push(revision);
    }
    let circle: Vec<Revision> = slots.into_iter().flatten().collect();
    if !circle.is_empty() {
        let names: Vec<_> = circle.iter().map(|revision| format!("`{}`", revision.id)).collect();
        problems.push(
            Problem::broken(format!("the revisions {} stand on each other in a circle", names.join(", ")))
                .help("mend `parent` in one `metadata.toml`, or restore it from version control"),
        );
    }
    sorted.extend(circle);
    sorted
}
