//! Rows in the way of a revision, as people and machines read them.

use migrate_core::runtime::Obstacle;
use serde_json::{Value, json};

use crate::output::{Page, Tone, paint};

/// Each with what to do about it.
pub(super) fn draw(problems: &[Obstacle], page: &mut Page) {
    if problems.is_empty() {
        return;
    }
    page.heading("Rows in the way");
    for problem in problems {
        let (mark, tone) = if problem.certain { ("✗", Tone::Bad) } else { ("?", Tone::Look) };
        page.line(format_args!(
            "  {} {} {}",
            paint(tone, mark),
            paint(Tone::Name, &problem.revision),
            problem.message
        ));
        page.toned(Tone::Dim, format_args!("    {}", problem.help));
    }
}

/// `{"code", "message", "revision", "table", "column", "rows", "example", "certain", "help"}` each.
pub(super) fn json(problems: &[Obstacle]) -> Value {
    problems
        .iter()
        .map(|problem| {
            json!({
                "code": problem.concern.name(),
                "message": problem.message,
                "revision": problem.revision,
                "table": problem.table,
                "column": problem.column,
                "rows": problem.rows,
                "example": problem.example,
                "certain": problem.certain,
                "help": problem.help,
            })
        })
        .collect()
}
