use super::{Direction, Step};
use crate::Change;

/// On the way back, what a drop deleted is made again, without what it held.
pub(super) fn check(step: &Step<'_>) -> Vec<String> {
    if step.direction == Direction::Up {
        return Vec::new();
    }
    match step.change {
        Change::CreateTable { table } => vec![format!("the rows of `{}` don't come back", table.name)],
        Change::AddColumn { table, column, .. } if column.generated.is_none() => {
            let name = &column.name;
            vec![if column.nullable || column.default.is_some() || column.identity.is_some() {
                format!("the values of `{table}.{name}` don't come back")
            } else {
                format!(
                    "the values of `{table}.{name}` don't come back: rows get a neutral one, where the type has one"
                )
            }]
        }
        Change::AlterColumn { table, from, to, .. } if from.generated.is_some() && to.generated.is_none() => {
            vec![format!("the values that `{table}.{}` held before don't come back", to.name)]
        }
        _ => Vec::new(),
    }
}
