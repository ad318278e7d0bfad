//! The proof of a revision that was just written.

use migrate_core::Dialect;
use migrate_core::history::{History, Id};
use migrate_core::introspect::Options;
use migrate_core::proof::{self, Proof};
use serde_json::Value;

use crate::context::Context;
use crate::failure::Result;
use crate::output::{Page, Tone, paint, proof as draw};
use crate::scratch::{ScratchArgs, Scratches};

/// What came of it, for one dialect.
pub(super) struct Proven {
    dialect: Dialect,
    /// Why not, where no scratch database could be had.
    outcome: Result<Proof, String>,
}

/// Proves what was written wherever a scratch database can be had; that none can is no failure.
pub(super) fn prove<'h>(
    histories: impl IntoIterator<Item = &'h History>,
    ids: &[Id],
    scratch: &ScratchArgs,
    context: &Context<'_>,
) -> Result<Vec<Proven>> {
    let scratches = scratch.gather([], context)?;
    let mut proven = Vec::new();
    for history in histories {
        let written = History::read(history.dir(), history.dialect())?;
        let outcome =
            one(&written, ids, &scratches, context).map_err(|failure| match failure.causes.first() {
                Some(cause) => format!("{}: {cause}", failure.message),
                None => failure.message,
            });
        proven.push(Proven { dialect: history.dialect(), outcome });
    }
    Ok(proven)
}

/// The first proof that fails; else the last.
fn one(history: &History, ids: &[Id], scratches: &Scratches, context: &Context<'_>) -> Result<Proof> {
    let server = scratches.server(history.dialect(), context)?;
    let ids: Vec<Id> = ids.iter().filter(|id| history.revision(id).is_some()).cloned().collect();
    let progress = context.screen.progress("proving it on a scratch database");
    let proofs = proof::verify(history, &ids, &server, &Options::all(), |_| {});
    progress.finish();
    let mut proofs = proofs?;
    let failed = proofs.iter().position(|proof| !proof.ok);
    let only = failed.map(|at| proofs.swap_remove(at)).or_else(|| proofs.pop());
    only.ok_or_else(|| crate::failure::Failure::new("internal", "the revision was written, and is not there"))
}

impl Proven {
    /// A line, and what is wrong or worth knowing.
    pub(super) fn draw(&self, page: &mut Page) {
        match &self.outcome {
            Ok(proof) if proof.ok => {
                page.line(format_args!(
                    "{} up, down and up again on a scratch database, with rows",
                    paint(Tone::Good, "proven")
                ));
                draw::draw_remarks(proof, page);
            }
            Ok(proof) => {
                page.line(format_args!("{} on a scratch database:", paint(Tone::Bad, "not as it says")));
                draw::draw_remarks(proof, page);
            }
            Err(why) => {
                page.toned(Tone::Dim, format_args!("not proven: {why}"));
            }
        }
    }

    /// True, false, or null where it wasn't tried.
    pub(super) fn verified(&self) -> Value {
        self.outcome.as_ref().map_or(Value::Null, |proof| proof.ok.into())
    }

    /// The proof in JSON.
    pub(super) fn json(&self) -> Value {
        self.outcome.as_ref().map_or(Value::Null, |proof| draw::to_json(self.dialect, proof))
    }

    /// Whose it is.
    pub(super) fn dialect(&self) -> Dialect {
        self.dialect
    }
}
