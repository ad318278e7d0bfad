//! Checks: a row breaks one where it is false, not where it is NULL.

use super::ask::Case;
use super::{Concern, Question};

pub(super) fn ask(case: &Case<'_>, asked: &mut Vec<Question>) {
    for check in &case.table.after.checks {
        let concerns = case.concerns(&check.name, &[], &[&check.expression]);
        if !concerns || !case.rows.understands(&check.expression) {
            continue;
        }
        asked.push(Question {
            concern: Concern::Check,
            help: "change these rows first, or the check".to_owned(),
            ..case.question(
                case.rows.count(&case.words.broken(&check.expression)),
                format!("the check `{}` of `{}` is broken by {{rows}}", check.name, case.table.after.name),
            )
        });
    }
}
