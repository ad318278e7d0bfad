//! A plan for people: what changes, the SQL, the hazards.

use migrate_core::Change;
use migrate_core::change::Sign;
use migrate_core::introspect::{Difference, Unheld};
use migrate_core::plan::Hazard;

use super::sql::highlight;
use super::{Cell, Page, Table, Tone, paint};

/// One line a change: `+ ~ -`.
pub(crate) fn draw_changes(changes: &[Change], page: &mut Page) {
    for change in changes {
        let description = change.describe();
        let tone = match description.sign {
            Sign::Plus => Tone::Good,
            Sign::Tilde => Tone::Look,
            Sign::Minus => Tone::Bad,
        };
        page.line(format_args!(
            "  {} {}",
            paint(tone, description.sign.as_str()),
            super::clean::clean(&description.summary)
        ));
    }
}

/// SQL, moved to the right.
pub(crate) fn draw_sql(sql: &str, page: &mut Page) {
    for line in highlight(sql.trim_end()).lines() {
        page.line(if line.is_empty() { String::new() } else { format!("  {line}") });
    }
}

/// The hazards, each with its code.
pub(crate) fn draw_hazards(hazards: &[Hazard], page: &mut Page) {
    let mut table = Table::bare(2);
    for hazard in hazards {
        table.row([
            Cell::new(Tone::Look, format!("! {}", hazard.code.name())),
            hazard.message.as_str().into(),
        ]);
    }
    page.table(&table);
}

/// What no plan speaks of: it is left alone, and told.
pub(crate) fn draw_unheld(unheld: &[Unheld], heading: &str, page: &mut Page) {
    if unheld.is_empty() {
        return;
    }
    page.heading(heading);
    for one in unheld {
        let (sign, tone) = match one.difference {
            Difference::OnlyOld => ("-", Tone::Bad),
            Difference::OnlyNew => ("+", Tone::Good),
            Difference::Other => ("~", Tone::Look),
        };
        let on = one.table.as_ref().map_or(String::new(), |table| format!(" on {table}"));
        let text = format!("{} {}{on}", one.kind, one.name);
        page.line(format_args!("  {} {}", paint(tone, sign), super::clean::clean(&text)));
        for (sign, side) in [("-", &one.old), ("+", &one.new)] {
            if !side.is_empty() {
                page.line(format_args!("      {sign} {}", super::clean::clean(&brief(side))));
            }
        }
    }
}

/// The start of a definition, on one line.
pub(crate) fn brief(text: &str) -> String {
    const SHOWN: usize = 100;
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let short: String = line.chars().take(SHOWN).collect();
    if short.len() < line.len() { format!("{short}…") } else { short }
}

/// A side of a difference, in a few words.
pub(crate) fn said(definition: &str) -> String {
    if definition.is_empty() { "nothing".to_owned() } else { format!("`{}`", brief(definition)) }
}
