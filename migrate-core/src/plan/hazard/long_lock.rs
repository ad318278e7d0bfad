use super::Step;
use crate::Change;
use crate::dialect::Cost;

/// What keeps others waiting for as long as it takes to read the table. Where readers wait because every row is
/// written again, `table-rewrite` says so; where an index could be made beside the writers, `index-not-concurrent`.
///
/// On SQLite whoever writes locks the whole database.
pub(super) fn check(step: &Step<'_>) -> Vec<String> {
    if !step.existing {
        return Vec::new();
    }
    match step.cost {
        Cost::Copy => step
            .change
            .table()
            .map(|table| format!("nobody can write to `{table}` while its rows are copied"))
            .into_iter()
            .collect(),
        Cost::Light if step.caps.minds_dependents => proof(step).into_iter().collect(),
        Cost::Light | Cost::Rewrite | Cost::Exclusive => Vec::new(),
    }
}

fn proof(step: &Step<'_>) -> Option<String> {
    Some(match step.change {
        Change::AddCheck { table, check } => {
            format!("nobody can read or write `{table}` while the check `{}` is proven", check.name)
        }
        Change::AddForeignKey { table, foreign_key } => format!(
            "nobody can write to `{table}` or `{}` while the foreign key `{}` is proven",
            foreign_key.references, foreign_key.name
        ),
        Change::AlterColumn { table, from, to, .. } if from.nullable && !to.nullable => {
            format!("nobody can read or write `{table}` while it is proven that `{}` is never NULL", to.name)
        }
        Change::AlterPrimaryKey { table, from, to: Some(to) }
            if from.as_ref().is_none_or(|from| from.columns != to.columns) =>
        {
            format!("nobody can read or write `{table}` while the index of its primary key is made")
        }
        Change::AlterTableOptions { table, from, to } if from.partition_of != to.partition_of => {
            format!("nobody can write to `{table}` while it becomes part of another table, or leaves it")
        }
        Change::AddExclusion { table, exclusion } => {
            format!("nobody can read or write `{table}` while the index of `{}` is made", exclusion.name)
        }
        _ => return None,
    })
}
