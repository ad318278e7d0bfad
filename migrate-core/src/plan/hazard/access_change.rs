use super::Step;
use crate::Change;

/// What is made anew has none of the grants that it had.
pub(super) fn check(step: &Step<'_>) -> Vec<String> {
    match step.change {
        Change::AlterView { from, to }
            if step.caps.minds_dependents
                && (from.query != to.query || from.materialized != to.materialized) =>
        {
            vec![format!("`{}` is made anew: what was granted on it is to be granted again", to.name)]
        }
        _ => Vec::new(),
    }
}
