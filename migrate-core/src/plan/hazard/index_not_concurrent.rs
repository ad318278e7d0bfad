use super::Step;
use crate::Change;

pub(super) fn check(step: &Step<'_>) -> Vec<String> {
    match step.change {
        Change::AddIndex { table, index } if step.caps.concurrent_index && step.existing => {
            vec![format!("nobody can write to `{table}` while `{}` is made", index.name)]
        }
        _ => Vec::new(),
    }
}
