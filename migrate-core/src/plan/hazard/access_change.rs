use super::Step;
use crate::Change;
use crate::schema::Opaque;

fn is_routine(one: &Opaque) -> bool {
    matches!(&*one.id.kind, "function" | "procedure")
}

/// What is made anew has none of the grants that it had.
pub(super) fn check(step: &Step<'_>) -> Vec<String> {
    match step.change {
        Change::AlterView { from, to }
            if step.caps.minds_dependents
                && (from.query != to.query || from.materialized != to.materialized) =>
        {
            vec![format!("`{}` is made anew: what was granted on it is to be granted again", to.name)]
        }
        Change::CreateOpaque { object }
        | Change::DropOpaque { object }
        | Change::AlterOpaque { to: object, .. }
            if matches!(&*object.id.kind, "policy" | "row level security") =>
        {
            let table = object.id.table.as_ref().unwrap_or(&object.id.name);
            vec![format!("other rows of `{table}` may be read and written from now on: {}", object.id)]
        }
        Change::AlterOpaque { from, to } if is_routine(to) && !to.can_replace(from) => {
            vec![format!("{} is made anew: what was granted on it is to be granted again", to.id)]
        }
        _ => Vec::new(),
    }
}
