//! New labels of enums [can't be used in the transaction that adds them](https://www.postgresql.org/docs/current/sql-altertype.html).

use std::collections::BTreeSet;

use crate::dialect::postgres::only_adds;
use crate::{Change, QName};

/// Enums that get labels which other changes use.
pub(super) fn used_at_once(changes: &[Change]) -> BTreeSet<QName> {
    let enums = labels(changes).into_iter().filter_map(|at| match changes.get(at) {
        Some(Change::AlterEnum { to, .. }) => Some(to.name.clone()),
        _ => None,
    });
    enums.collect()
}

/// The changes that add labels which others use.
pub(super) fn labels(changes: &[Change]) -> BTreeSet<usize> {
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
