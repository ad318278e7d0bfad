use super::Step;
use crate::dialect::{Cost, Dialect, Toll, mentions, postgres};
use crate::schema::{Check, Column, Index, IndexKind, IndexTarget, View};
use crate::{Change, QName};

/// What keeps others waiting for as long as it takes to read the table. Where readers wait because every row is
/// written again, `table-rewrite` says so; where an index could be made beside the writers, `index-not-concurrent`.
///
/// On SQLite whoever writes locks the whole database.
pub(super) fn check(step: &Step<'_>) -> Vec<String> {
    if let Change::AlterView { from, to } = step.change
        && to.materialized
        && step.caps.minds_dependents
    {
        return view(from, to).into_iter().collect();
    }
    if !step.existing {
        return Vec::new();
    }
    if step.caps.minds_dependents && !step.rewrites { proof(step).into_iter().collect() } else { Vec::new() }
}

/// The same of a statement that says itself what it costs.
pub(super) fn toll(Toll { table, cost }: &Toll) -> Option<String> {
    match cost {
        Cost::Filled => Some(format!("whoever changes a row of `{table}` waits until all are filled")),
        Cost::Locked => Some(format!("nobody can write to `{table}` while its index is made")),
        Cost::Copy => Some(format!("nobody can write to `{table}` while its rows are copied")),
        Cost::Rewrite => None,
    }
}

fn view(from: &View, to: &View) -> Option<String> {
    let gone = from.indexes.iter().any(|index| !to.indexes.contains(index));
    let new = to.indexes.iter().any(|index| !from.indexes.contains(index));
    if from.query != to.query || from.materialized != to.materialized {
        Some(format!("nobody can read `{}` while it is filled", to.name))
    } else if gone && new {
        Some(format!("nobody can read `{}` while its index is made", to.name))
    } else {
        None
    }
}

/// What stands on a column's values is proven and sorted anew, though no row is written.
fn in_place(step: &Step<'_>, of: &QName, from: &Column, to: &Column) -> Option<String> {
    let table = step.table(of)?;
    let says = |sql: &str| mentions(Dialect::Postgres, sql, &from.name);
    let index = |index: &&Index| {
        index.parts.iter().any(|part| match &part.on {
            IndexTarget::Column(name) => *name == from.name,
            IndexTarget::Expression(sql) => says(sql),
        })
    };
    let check = |check: &&Check| says(&check.expression) && !check.not_valid;
    if from.collation != to.collation
        && (table.indexes.iter().any(|it| index(&it)) || table.primary_key_columns().contains(&from.name))
    {
        Some(format!("nobody can read or write `{of}` while the indexes on `{}` are made anew", to.name))
    } else {
        table.checks.iter().find(check).map(|check| {
            format!("nobody can read or write `{of}` while the check `{}` is proven anew", check.name)
        })
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
        Change::AlterColumn { table, from, to, .. } if postgres::retypes(from, to) => {
            return in_place(step, table, from, to);
        }
        Change::AlterPrimaryKey { table, from, to: Some(to) }
            if from.as_ref().is_none_or(|from| !from.is_like(to)) =>
        {
            format!("nobody can read or write `{table}` while the index of its primary key is made")
        }
        Change::AlterTableOptions { table, from, to } if from.partition_of != to.partition_of => {
            format!("nobody can write to `{table}` while it becomes part of another table, or leaves it")
        }
        Change::AddIndex { table, index } if matches!(index.kind, IndexKind::Constraint(_)) => {
            format!("nobody can read or write `{table}` while the index of `{}` is made", index.name)
        }
        Change::AddExclusion { table, exclusion } => {
            format!("nobody can read or write `{table}` while the index of `{}` is made", exclusion.name)
        }
        _ => return None,
    })
}
