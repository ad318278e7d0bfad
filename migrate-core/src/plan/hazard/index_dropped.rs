use super::Step;
use crate::Change;

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
