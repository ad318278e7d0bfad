//! A plan for tables that others use meanwhile, cut into stages: what runs in one transaction, and what runs by itself.
//!
//! | stage | holds |
//! |---|---|
//! | labels | new labels of enums that the rest uses at once |
//! | all that takes a moment | new tables and columns; constraints that hold for new rows only |
//! | one index each | made, then dropped, beside the writers; dropped first where another takes its name |
//! | one fill each | values for rows that are there, in batches |
//! | proofs | of constraints, beside the writers; then what stands on them |
//! | statistics | of columns whose type has changed |
//!
//! Each stage's changes, replayed, give the schema that the database then has: so a revision can be written for each.

use std::collections::BTreeSet;

use super::cut::Cut;
use super::forms::Forms;
use super::statistics::forgotten;
use crate::dialect::postgres::only_adds;
use crate::schema::Schema;
use crate::{Change, QName, Result};

/// What runs together.
#[derive(Default)]
pub(in super::super) struct Part {
    /// What it changes.
    pub(in super::super) changes: Vec<Change>,
    /// How it is said.
    pub(in super::super) forms: Forms,
}

/// The stages in the order in which they run; one where nothing has to be cut.
pub(in super::super) fn stages(
    all: &Schema,
    before: &Schema,
    changes: &[Change],
    online: bool,
) -> Result<Vec<Part>> {
    let is_rename = |change: &Change| {
        matches!(change, Change::RenameTable { .. } | Change::RenameColumn { .. } | Change::RenameEnum { .. })
    };
    let last_rename = changes.iter().rposition(is_rename).map_or(0, |at| at + 1);
    let labels_first = labels(changes);
    let first_other = changes
        .iter()
        .position(|change| !is_rename(change) && !matches!(change, Change::AlterEnum { .. }))
        .unwrap_or(changes.len());
    let whole = || vec![Part { changes: changes.to_vec(), forms: Forms::default() }];
    if last_rename > first_other {
        return Ok(whole());
    }
    let (first, rest): (Vec<_>, Vec<_>) = changes
        .iter()
        .enumerate()
        .partition(|(at, _)| !labels_first.is_empty() && (*at < last_rename || labels_first.contains(at)));
    let mut cut = Cut::new(all, before, changes, online);
    for (_, change) in rest {
        cut.one(change);
    }
    if online {
        cut.moment.forms.analyzed_later = true;
        let forms = Forms { analyze: forgotten(before, changes)?, ..Forms::default() };
        cut.last.forms = forms;
    }
    let mut parts = Vec::new();
    if !first.is_empty() {
        let changes = first.into_iter().map(|(_, change)| change.clone()).collect();
        parts.push(Part { changes, forms: Forms::default() });
    }
    parts.extend(cut.parts());
    Ok(if parts.is_empty() { whole() } else { parts })
}

/// Whether others may use what the changes alter.
pub(in super::super) fn in_use(before: &Schema, changes: &[Change]) -> bool {
    let made = |name: &QName| {
        changes.iter().any(|change| matches!(change, Change::CreateTable { table } if table.name == *name))
    };
    !before.tables.is_empty()
        || changes.iter().any(|change| match change {
            Change::CreateTable { table } => table.foreign_keys.iter().any(|key| !made(&key.references)),
            _ => false,
        })
}

/// How long to wait for others before giving up: whoever comes after us waits behind us meanwhile.
pub(in super::super) fn patience() -> Vec<String> {
    vec![
        "-- Rather stop than keep others waiting: nothing is changed then, and it can run again.".to_owned(),
        "SET LOCAL lock_timeout = '400ms';".to_owned(),
    ]
}

/// Enums that get labels which other changes use.
pub(super) fn used_at_once(changes: &[Change]) -> BTreeSet<QName> {
    let enums = labels(changes).into_iter().filter_map(|at| match changes.get(at) {
        Some(Change::AlterEnum { to, .. }) => Some(to.name.clone()),
        _ => None,
    });
    enums.collect()
}

/// The changes that add labels which others use.
fn labels(changes: &[Change]) -> BTreeSet<usize> {
    let mut found = BTreeSet::new();
    for (at, change) in changes.iter().enumerate() {
        let Change::AlterEnum { from, to, renamed } = change else { continue };
        if !only_adds(from, to, renamed) {
            continue;
        }
        let texts: Vec<String> = changes
            .iter()
            .enumerate()
            .filter(|(other, _)| *other != at)
            .filter_map(|(_, change)| serde_json::to_string(change).ok())
            .collect();
        let is_new =
            |label: &&String| !from.labels.contains(label) && !renamed.iter().any(|(_, new)| new == *label);
        let used = to.labels.iter().filter(is_new).any(|label| {
            let (string, sql) = (format!("\"{label}\""), format!("'{label}'"));
            texts.iter().any(|text| text.contains(&string) || text.contains(&sql))
        });
        if used {
            found.insert(at);
        }
    }
    found
}
