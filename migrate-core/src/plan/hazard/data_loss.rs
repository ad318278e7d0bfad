use super::Step;
use crate::Change;
use crate::dialect::postgres;

pub(super) fn check(step: &Step<'_>) -> Vec<String> {
    match step.change {
        Change::DropTable { table } => vec![format!("all rows of `{}` are deleted", table.name)],
        Change::DropColumn { table, column, .. } if column.generated.is_none() => {
            vec![format!("all values of `{table}.{}` are deleted", column.name)]
        }
        Change::DropSequence { sequence } => {
            vec![format!("the number at which `{}` stands is forgotten", sequence.name)]
        }
        Change::AlterColumn { table, from, to, .. }
            if step.caps.minds_dependents && from.identity.is_some() && to.identity.is_none() =>
        {
            vec![format!("the number at which `{table}.{}` counts on is forgotten", to.name)]
        }
        Change::AlterColumn { table, from, to, .. } if from.generated.is_none() && to.generated.is_some() => {
            vec![format!("the values of `{table}.{}` are replaced by what its expression gives", to.name)]
        }
        Change::AlterColumn { table, from, to, .. }
            if step.caps.minds_dependents && postgres::cast(&from.ty, &to.ty).loses =>
        {
            vec![format!("values of `{table}.{}` are rounded or cut to fit into {}", to.name, to.ty)]
        }
        _ => Vec::new(),
    }
}
