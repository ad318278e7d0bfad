use super::Step;
use super::step::table_of;
use crate::dialect::Cost;

/// On SQLite whoever writes locks the whole database, and `table-rewrite` says so where it takes long.
pub(super) fn check(step: &Step<'_>) -> Vec<String> {
    if !step.existing || step.cost != Cost::Copy {
        return Vec::new();
    }
    let table = table_of(step.change);
    table
        .map(|table| format!("nobody can write to `{table}` while its rows are copied"))
        .into_iter()
        .collect()
}
