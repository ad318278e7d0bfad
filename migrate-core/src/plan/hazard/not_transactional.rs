use super::Step;

/// The same sentence for all changes: a script says it once, and only where it has several statements.
pub(super) fn check(step: &Step<'_>) -> Vec<String> {
    if step.caps.transactional_ddl {
        return Vec::new();
    }
    vec!["each statement commits by itself: a failure half-way leaves done what ran before it".to_owned()]
}
