use super::Step;
use crate::Change;
use crate::dialect::postgres::left;
use crate::schema::Table;

pub(super) fn check(step: &Step<'_>) -> Vec<String> {
    match step.change {
        Change::DropIndex { table, index } if index.kind.is_unique() => {
            vec![format!(
                "without `{}`, `{table}` may hold duplicates, and queries may become slow",
                index.name
            )]
        }
        Change::DropIndex { table, index } => {
            vec![format!("without `{}`, queries of `{table}` may become slow", index.name)]
        }
        Change::AlterPrimaryKey { table, from: Some(from), to }
            if step.caps.minds_dependents && to.as_ref().is_none_or(|to| to.columns != from.columns) =>
        {
            vec![format!(
                "without its key, `{table}` may hold duplicates of ({}), and queries may become slow",
                from.columns.join(", ")
            )]
        }
        Change::AlterTableOptions { table, .. } => {
            let whole = left(step.change).and_then(|of| step.before.table(of));
            let hands_down = |of: &&Table| of.primary_key.is_some() || !of.indexes.is_empty();
            let said = whole.filter(hands_down).map(|of| {
                format!("without what it has from `{}`, queries of `{table}` may become slow", of.name)
            });
            said.into_iter().collect()
        }
        Change::AlterView { from, to } => {
            let gone = from.indexes.iter().filter(|index| !to.indexes.contains(index));
            gone.map(|index| {
                format!("without `{}` as it was, queries of `{}` may become slow", index.name, to.name)
            })
            .collect()
        }
        _ => Vec::new(),
    }
}
