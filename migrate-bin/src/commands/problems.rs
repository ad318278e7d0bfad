//! Rows in the way of a revision, as people and machines read them.

use migrate_core::runtime::Obstacle;

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
