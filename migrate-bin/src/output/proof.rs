//! A proof: a line a revision, and under it what is wrong or worth knowing.

use migrate_core::Dialect;
use migrate_core::proof::Proof;
use serde_json::{Value, json};

use super::clean::clean;
use super::{Page, Tone, paint, plural};

/// Draws one.
pub(crate) fn draw_proof(proof: &Proof, page: &mut Page) {
    let (mark, tone) = if proof.ok { ("✓", Tone::Good) } else { ("✗", Tone::Bad) };
    let steps: Vec<String> = proof
        .steps
        .iter()
        .map(|step| {
            let tone = if step.ok { Tone::Plain } else { Tone::Bad };
            paint(tone, step.step.word()).to_string()
        })
        .collect();
    let rows = proof.steps.iter().map(|step| step.rows).max().unwrap_or(0);
    let rows = usize::try_from(rows).map_or(String::new(), |rows| plural(rows, "row"));
    page.line(format_args!(
        "{} {}  {}  {}",
        paint(tone, mark),
        paint(Tone::Name, proof.revision.as_str()),
        steps.join(" · "),
        paint(Tone::Dim, &rows)
    ));
    draw_remarks(proof, page);
}

/// Draws what is wrong or worth knowing.
pub(crate) fn draw_remarks(proof: &Proof, page: &mut Page) {
    for step in &proof.steps {
        for problem in &step.problems {
            let mark = paint(Tone::Bad, "!");
            page.line(format_args!("    {mark} {}: {}", step.step.word(), clean(problem)));
        }
        for note in &step.notes {
            page.toned(Tone::Dim, format_args!("    · {}: {note}", step.step.word()));
        }
    }
}

/// One in JSON.
pub(crate) fn to_json(dialect: Dialect, proof: &Proof) -> Value {
    json!({ "revision": proof.revision, "dialect": dialect.name(), "ok": proof.ok, "steps": proof.steps })
}
