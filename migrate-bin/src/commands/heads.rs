use migrate_core::Dialect;
use serde_json::{Value, json};

use crate::context::Context;
use crate::exit::Exit;
use crate::failure::Result;
use crate::output::{Cell, Page, Report, Table, Tone};

/// Show the newest revisions: one, where all is well
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Of this dialect only
    #[arg(long)]
    dialect: Option<Dialect>,
}

pub(crate) struct Heads {
    heads: Vec<Head>,
}

struct Head {
    revision: String,
    message: String,
    reviewed: bool,
    dialect: Dialect,
}

pub(super) fn run(args: Args, context: &Context<'_>) -> Result<Heads> {
    let mut heads = Vec::new();
    for history in context.histories(args.dialect)? {
        heads.extend(history.heads().into_iter().map(|revision| Head {
            revision: revision.id.to_string(),
            message: revision.message.clone(),
            reviewed: revision.review.is_approved(),
            dialect: history.dialect(),
        }));
    }
    Ok(Heads { heads })
}

impl Report for Heads {
    fn human(&self, page: &mut Page) {
        if self.heads.is_empty() {
            page.toned(Tone::Dim, "no revisions yet");
        }
        let several = self.heads.iter().any(|head| head.dialect != self.heads[0].dialect);
        let mut table = Table::bare(0);
        for head in &self.heads {
            let mut row = vec![
                Cell::new(Tone::Name, &head.revision),
                head.message.as_str().into(),
                if head.reviewed { "".into() } else { Cell::new(Tone::Look, "not reviewed") },
            ];
            if several {
                row.insert(0, Cell::new(Tone::Dim, head.dialect.name()));
            }
            table.row(row);
        }
        page.table(&table);
        if !several && self.heads.len() > 1 {
            page.next("put yours behind the other, or join them", "cargo migrate rebase | merge");
        }
    }

    fn json(&self) -> Value {
        self.heads
            .iter()
            .map(|head| {
                json!({ "revision": head.revision, "message": head.message, "reviewed": head.reviewed, "dialect": head.dialect })
            })
            .collect()
    }

    fn exit(&self) -> Exit {
        Exit::Done
    }
}
