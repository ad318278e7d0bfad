use migrate_core::Dialect;
use migrate_core::history::{History, Id, Position};
use migrate_core::introspect::Options;
use migrate_core::proof::{self, Proof};
use serde_json::{Value, json};

use crate::context::Context;
use crate::exit::Exit;
use crate::failure::{Failure, Result};
use crate::output::{Page, Report, Tone, paint, plural, proof as draw};
use crate::scratch::ScratchArgs;

/// Prove revisions on scratch databases: up, down, up again, rows kept
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// These revisions only [default: all]
    #[arg(value_name = "REV", allow_negative_numbers = true)]
    revisions: Vec<String>,
    /// For this dialect only
    #[arg(long)]
    dialect: Option<Dialect>,
    #[command(flatten)]
    scratch: ScratchArgs,
}

pub(crate) struct Verified {
    dialects: Vec<(Dialect, Vec<Proof>)>,
}

pub(super) fn run(args: Args, context: &Context<'_>) -> Result<Verified> {
    let histories = if args.revisions.is_empty() {
        context.histories(args.dialect)?
    } else {
        vec![context.history(args.dialect)?]
    };
    let scratches = args.scratch.gather([], context)?;
    let mut dialects = Vec::new();
    for history in &histories {
        let only = named(&args.revisions, history, context)?;
        let server = scratches.server(history.dialect(), context)?;
        let progress = context.screen.lasting("verifying");
        let proofs = proof::verify(history, &only, &server, &Options::all(), |revision| {
            progress.say(&format!("verifying {} {}", revision.id, revision.message));
        })?;
        progress.finish();
        dialects.push((history.dialect(), proofs));
    }
    Ok(Verified { dialects })
}

fn named(names: &[String], history: &History, context: &Context<'_>) -> Result<Vec<Id>> {
    let mut ids = Vec::new();
    for name in names {
        match context.resolve(history, name)? {
            Position::At(id) => ids.push(id),
            Position::Base => {
                return Err(Failure::usage(format!(
                    "`{name}` is the empty start: there is no revision to verify"
                )));
            }
        }
    }
    Ok(ids)
}

impl Report for Verified {
    fn human(&self, page: &mut Page) {
        let several = self.dialects.len() > 1;
        for (dialect, proofs) in &self.dialects {
            if several {
                page.heading(dialect.title());
            }
            proofs.iter().for_each(|proof| draw::draw_proof(proof, page));
        }
        let all: Vec<&Proof> = self.dialects.iter().flat_map(|(_, proofs)| proofs).collect();
        let bad = all.iter().filter(|proof| !proof.ok).count();
        page.blank();
        if all.is_empty() {
            page.line("there are no revisions to verify");
        } else if bad == 0 {
            page.line(format_args!("{}: {}", paint(Tone::Good, "verified"), plural(all.len(), "revision")));
        } else {
            let of = plural(all.len(), "revision");
            page.line(format_args!("{}: {bad} of {of}", paint(Tone::Bad, "not verified")));
        }
    }

    fn json(&self) -> Value {
        let revisions: Vec<Value> = self
            .dialects
            .iter()
            .flat_map(|(dialect, proofs)| proofs.iter().map(|proof| draw::to_json(*dialect, proof)))
            .collect();
        json!({ "ok": self.exit() == Exit::Done, "revisions": revisions })
    }

    fn exit(&self) -> Exit {
        let ok = self.dialects.iter().flat_map(|(_, proofs)| proofs).all(|proof| proof.ok);
        if ok { Exit::Done } else { Exit::No }
    }
}
