use migrate_core::history::{Batch, Draft, History, Id};
use migrate_core::{Dialect, Schema, change};
use serde_json::{Value, json};

use crate::context::Context;
use crate::failure::{Failure, Result};
use crate::output::{Page, Report, Tone, paint};

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
    let histories = context.histories(args.dialect)?;
    let open: Vec<&History> = histories.iter().filter(|history| history.heads().len() > 1).collect();
    let mut merged = Merged { id: None, message: args.message.clone(), parents: Vec::new(), paths: Vec::new() };
    if open.is_empty() {
        return Ok(merged);
    }
    let now = context.now();
    let taken = histories.iter().flat_map(History::revisions).map(|revision| &revision.id);
    let id = Id::new(now, taken);
    let mut batch = Batch::new(&context.project()?.migrations())?;
    for history in open {
        let heads: Vec<Id> = history.heads().into_iter().map(|head| head.id.clone()).collect();
        let schema = joined(history, &heads)?;
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
            changes: Vec::new(),
        };
        merged.paths.push(history.add(&draft, &schema, &mut batch)?);
        merged.parents = names;
    }
    batch.commit()?;
    merged.id = Some(id);
    Ok(merged)
}

/// The schema at all heads, the same whichever of them runs first.
fn joined(history: &History, heads: &[Id]) -> Result<Schema> {
    let branches = history.branches(heads);
    let common = history.schema_at_all(&branches.common)?;
    let mut results: Vec<Schema> = Vec::new();
    for first in 0..branches.own.len() {
        let mut order: Vec<usize> = (0..branches.own.len()).collect();
        order.swap(0, first);
        let mut schema = common.clone();
        for place in order {
            for id in &branches.own[place] {
                let Some(revision) = history.revision(id) else { continue };
                if revision.foreign {
                    return Err(unprovable(&format!("revision `{id}` doesn't say what it changes")));
                }
                if revision.changes()?.is_empty() && branches.own.len() > 1 {
                    return Err(unprovable(&format!("revision `{id}` is SQL written by hand")));
                }
                for step in revision.changes()? {
                    change::replay(&mut schema, std::slice::from_ref(step)).map_err(|error| {
                        collide(&format!("`{id}`: {}", step.describe().summary), error.message())
                    })?;
                }
            }
        }
        results.push(schema);
    }
    let mut results = results.into_iter();
    let first = results.next().unwrap_or_default();
    for other in results {
        let differences = migrate_core::diff::diff(
            migrate_core::diff::Pair::new(&first, &other),
            &migrate_core::change::Hints::none(),
        )?;
        if let Some(difference) = differences.first() {
            return Err(collide(&difference.describe().summary, "which of the heads runs last decides"));
        }
    }
    Ok(first)
}

fn unprovable(why: &str) -> Failure {
    Failure::new("heads-collide", format!("the heads can't be joined: {why}, so nobody knows whether their order matters"))
        .with_help("run `cargo migrate rebase` to put yours behind the other")
}

fn collide(change: &str, why: &str) -> Failure {
    let failure = Failure::new("heads-collide", format!("the heads collide at {change}"));
    Failure { causes: vec![why.to_owned()], ..failure }
        .with_help("run `cargo migrate rebase` to put yours behind the other")
}

impl Report for Merged {
    fn human(&self, page: &mut Page) {
        match &self.id {
            None => drop(page.line("nothing to join: there is one head")),
            Some(id) => {
                page.line(format_args!("{} {id} on {}", paint(Tone::Good, "joined"), self.parents.join(" and ")));
                page.next("approve it", "cargo migrate review");
            }
        }
    }

    fn json(&self) -> Value {
        json!({ "revision": self.id, "message": self.message, "parents": self.parents, "paths": self.paths })
    }
}
