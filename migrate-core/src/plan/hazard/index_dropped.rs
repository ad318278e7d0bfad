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
        _ => Vec::new(),
    }
}
