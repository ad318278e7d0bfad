use migrate_core::Dialect;
use migrate_core::history::{Batch, Moved};
use serde_json::{Value, json};

use crate::context::Context;
use crate::failure::{Failure, Result};
use crate::output::{Cell, Page, Report, Table, Tone, paint};
use crate::revisions;

/// Put my revisions behind the other head: the cure for two heads, and for conflict markers in schema.json
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// A revision of the line to move [default: the only line that nobody has reviewed]
    #[arg(value_name = "REV")]
    revision: Option<String>,
    /// Of this dialect only
    #[arg(long)]
    dialect: Option<Dialect>,
}

pub(crate) struct Rebased {
    moved: Vec<Moved>,
}

pub(super) fn run(args: Args, context: &Context<'_>) -> Result<Rebased> {
    let histories = revisions::mended(args.dialect, context)?;
    let mut batch = Batch::new(&context.project()?.migrations())?;
    let mut moved: Vec<Moved> = Vec::new();
    for history in histories {
        let mine = match &args.revision {
            Some(name) => context.resolve(&history, name)?.id().cloned(),
            None => None,
        };
        let applied = context.applied(&history).unwrap_or_default();
        for one in history.rebase(mine.as_ref(), context.now(), &mut batch)? {
            if one.from != one.to
                && applied.as_ref().is_some_and(|applied| applied.contains(&one.from.version()))
            {
                return Err(Failure::new(
                    "applied",
                    format!("revision `{}` ({}) is applied to the database in use", one.from, one.message),
                )
                .with_help("take it back first: `cargo migrate downgrade`, to a revision before it"));
            }
            if !moved.contains(&one) {
                moved.push(one);
            }
        }
    }
    batch.commit()?;
    Ok(Rebased { moved })
}

impl Report for Rebased {
    fn human(&self, page: &mut Page) {
        if self.moved.is_empty() {
            page.line("one line of revisions: schema.json is as they make it");
            return;
        }
        let mut table = Table::bare(0);
        for moved in &self.moved {
            table.row([
                Cell::new(Tone::Good, "moved"),
                Cell::new(Tone::Name, moved.from.to_string()),
                Cell::new(Tone::Dim, "→"),
                Cell::new(Tone::Name, moved.to.to_string()),
                moved.message.as_str().into(),
                Cell::new(Tone::Look, if moved.renewed { "its SQL was made anew" } else { "" }),
            ]);
        }
        page.table(&table);
        page.blank().line(format_args!("{}: their reviews are open again", paint(Tone::Look, "note")));
        page.next("approve them", "cargo migrate review");
    }

    fn json(&self) -> Value {
        let moved: Vec<Value> = self
            .moved
            .iter()
            .map(|moved| {
                json!({ "from": moved.from, "to": moved.to, "message": moved.message, "renewed": moved.renewed })
            })
            .collect();
        json!({ "moved": moved })
    }
}
