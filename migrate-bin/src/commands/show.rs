use migrate_core::Dialect;
use serde_json::{Value, json};

use crate::context::Context;
use crate::failure::{Failure, Result};
use crate::output::{Card, Document, Page, Report};

/// Show a revision: what it changes, its SQL, its hazards, its review
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// An id, a unique prefix of one, a unique part of the message, head, current, head-1, …
    #[arg(value_name = "REV", allow_hyphen_values = true)]
    revision: String,
    /// Of this dialect
    #[arg(long)]
    dialect: Option<Dialect>,
}

pub(crate) struct Show {
    card: Card,
}

pub(super) fn run(args: Args, context: &Context<'_>) -> Result<Show> {
    let history = context.history(args.dialect)?;
    let position = context.resolve(&history, &args.revision)?;
    let Some(revision) = position.id().and_then(|id| history.revision(id)) else {
        return Err(Failure::new("unknown-revision", "`base` is the empty start: there is nothing to show"));
    };
    Ok(Show { card: Card::new(&history, revision) })
}

impl Report for Show {
    fn human(&self, page: &mut Page) {
        self.card.draw(page);
        self.card.draw_down(page);
    }

    fn json(&self) -> Value {
        let mut value = self.card.json();
        value["down"] = json!(self.card.down);
        value
    }

    fn document(&self, form: Document) -> Option<String> {
        (form == Document::Sql).then(|| self.card.up.clone())
    }
}
