use migrate_core::Dialect;
use migrate_core::history::{Batch, Draft, History, Id};
use serde_json::{Value, json};

use crate::context::Context;
use crate::failure::Result;
use crate::output::{Page, Report, Tone, paint};
use crate::revisions;

/// Join heads that provably commute, with a revision that stands on both
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// What to call it
    #[arg(short, long, value_name = "MSG", default_value = "merge heads")]
    message: String,
    /// Of this dialect only
    #[arg(long)]
    dialect: Option<Dialect>,
}

pub(crate) struct Merged {
    id: Option<Id>,
    message: String,
    parents: Vec<String>,
    paths: Vec<std::path::PathBuf>,
}

pub(super) fn run(args: Args, context: &Context<'_>) -> Result<Merged> {
    let histories = revisions::mended(args.dialect, context)?;
    let open: Vec<&History> = histories.iter().filter(|history| history.heads().len() > 1).collect();
    let mut merged =
        Merged { id: None, message: args.message.clone(), parents: Vec::new(), paths: Vec::new() };
    if open.is_empty() {
        return Ok(merged);
    }
    let now = context.now();
    let taken = histories.iter().flat_map(History::revisions).map(|revision| &revision.id);
    let id = Id::new(now, taken);
    let mut batch = Batch::new(&context.project()?.migrations())?;
    for history in open {
        let heads: Vec<Id> = history.heads().into_iter().map(|head| head.id.clone()).collect();
        let schema = history.joined()?;
        let names: Vec<String> = heads.iter().map(ToString::to_string).collect();
        let text = format!("-- Joins {}: nothing to run.\n", names.join(" and "));
        let draft = Draft {
            id: id.clone(),
            message: args.message.clone(),
            parents: heads,
            created_at: now,
            up: text.clone(),
            down: text,
            run_in_transaction: true,
            foreign_keys_off: false,
            data_steps: migrate_core::embed::DataSteps::default(),
            changes: Vec::new(),
        };
        merged.paths.push(history.add(&draft, &schema, &mut batch)?);
        merged.parents = names;
    }
    batch.commit()?;
    merged.id = Some(id);
    Ok(merged)
}

impl Report for Merged {
    fn human(&self, page: &mut Page) {
        match &self.id {
            None => {
                page.line("nothing to join: there is one head");
            }
            Some(id) => {
                page.line(format_args!(
                    "{} {id} on {}",
                    paint(Tone::Good, "joined"),
                    self.parents.join(" and ")
                ));
                page.next("approve it", "cargo migrate review");
            }
        }
    }

    fn json(&self) -> Value {
        json!({ "revision": self.id, "message": self.message, "parents": self.parents, "paths": self.paths })
    }
}
