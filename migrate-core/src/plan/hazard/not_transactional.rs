use super::Step;
use super::step::table_of;

pub(super) fn check(step: &Step<'_>) -> Vec<String> {
    if step.caps.transactional_ddl {
        return Vec::new();
    }
    match table_of(step.change) {
        Some(table) => vec![format!("a failure half-way leaves `{table}` half changed")],
        None => vec!["a failure half-way leaves half of it done".to_owned()],
    }
}
