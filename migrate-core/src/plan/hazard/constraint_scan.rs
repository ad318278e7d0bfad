use super::Step;
use crate::Change;

/// Where the table is made anew, its rows are read anyway.
pub(super) fn check(step: &Step<'_>) -> Vec<String> {
    if !step.existing || step.rebuild {
        return Vec::new();
    }
    match step.change {
        Change::AddCheck { table, check } => {
            vec![format!("every row of `{table}` is read to prove the check `{}`", check.name)]
        }
        Change::AddForeignKey { table, foreign_key } if !step.joined => {
            vec![format!("every row of `{table}` is read to prove the foreign key `{}`", foreign_key.name)]
        }
        Change::AlterColumn { table, from, to, .. }
            if step.caps.minds_dependents && from.nullable && !to.nullable && !step.rewrites =>
        {
            vec![format!("every row of `{table}` is read to prove that `{}` is never NULL", to.name)]
        }
        Change::AddExclusion { table, exclusion } => {
            vec![format!("every row of `{table}` is read to prove `{}`", exclusion.name)]
        }
        _ => Vec::new(),
    }
}
