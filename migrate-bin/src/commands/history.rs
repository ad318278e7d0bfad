use migrate_core::Dialect;
use migrate_core::history::{History as Folder, Review};
use serde_json::{Value, json};

use crate::context::Context;
use crate::failure::{Failure, Result};
use crate::output::{Cell, Page, Report, Table, Tone, words};

/// List the revisions, newest first
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Only those from one to another; either side may be missing
    #[arg(short, long, value_name = "FROM:TO", allow_hyphen_values = true)]
    range: Option<String>,
    /// Of this dialect
    #[arg(long)]
    dialect: Option<Dialect>,
}

pub(crate) struct History {
    rows: Vec<Row>,
    knows_database: bool,
}

struct Row {
    revision: String,
    message: String,
    parents: Vec<String>,
    review: Review,
    applied: Option<bool>,
    current: bool,
    created_at: Option<String>,
}

pub(super) fn run(args: Args, context: &Context<'_>) -> Result<History> {
    let history = context.history(args.dialect)?;
    let wanted = selection(&history, args.range.as_deref(), context)?;
    // The list is of use without a database, too.
    let applied = match context.applied(&history) {
        Ok(applied) => applied,
        Err(failure) => {
            context.screen.warn(&format!("what is applied is not known: {}", failure.message));
            None
        }
    };
    let current = applied.as_ref().and_then(|applied| {
        history
            .revisions()
            .iter()
            .rev()
            .find(|revision| applied.contains(&revision.version()))
            .map(|r| r.id.clone())
    });
    let rows = history
        .revisions()
        .iter()
        .zip(wanted)
        .filter(|(_, wanted)| *wanted)
        .map(|(revision, _)| Row {
            revision: revision.id.to_string(),
            message: revision.message.clone(),
            parents: revision.parents.iter().map(ToString::to_string).collect(),
            review: revision.review.clone(),
            applied: applied.as_ref().map(|applied| applied.contains(&revision.version())),
            current: current.as_ref() == Some(&revision.id),
            created_at: revision.created_at.clone(),
        })
        .rev()
        .collect();
    Ok(History { rows, knows_database: applied.is_some() })
}

/// Which of the revisions, in their order, are asked for: both ends belong to the range, as with Alembic.
fn selection(history: &Folder, range: Option<&str>, context: &Context<'_>) -> Result<Vec<bool>> {
    let count = history.revisions().len();
    let Some(range) = range else { return Ok(vec![true; count]) };
    if !range.contains(':') {
        return Err(
            Failure::usage(format!("`{range}` is no range")).with_help("write `FROM:TO`, `FROM:` or `:TO`")
        );
    }
    let (from, to) = context.resolve_range(history, range)?;
    let place = |id: Option<&migrate_core::history::Id>| {
        id.and_then(|id| history.revisions().iter().position(|revision| revision.id == *id))
    };
    let (from, to) = (place(from.id()).unwrap_or(0), place(to.id()));
    Ok((0..count).map(|at| at >= from && to.is_some_and(|to| at <= to)).collect())
}

impl Report for History {
    fn human(&self, page: &mut Page) {
        if self.rows.is_empty() {
            page.toned(Tone::Dim, "no revisions");
            return;
        }
        let mut table =
            Table::new(&["revision", "message", "review", if self.knows_database { "database" } else { "" }]);
        for row in &self.rows {
            table.row([
                Cell::new(Tone::Name, &row.revision),
                row.message.as_str().into(),
                match &row.review {
                    Review::Pending => Cell::new(Tone::Look, "pending"),
                    Review::Edited(_) => Cell::new(Tone::Bad, "edited"),
                    Review::Approved(_) => Cell::new(Tone::Good, "approved"),
                },
                match row.applied {
                    Some(true) if row.current => Cell::new(Tone::Good, "applied ← current"),
                    Some(true) => Cell::new(Tone::Good, "applied"),
                    Some(false) => Cell::new(Tone::Dim, "–"),
                    None => "".into(),
                },
            ]);
        }
        page.table(&table);
    }

    fn json(&self) -> Value {
        self.rows
            .iter()
            .map(|row| {
                json!({
                    "revision": row.revision,
                    "message": row.message,
                    "parent": words::parent(&row.parents),
                    "reviewed": row.review.is_approved(),
                    "applied": row.applied,
                    "created_at": row.created_at,
                })
            })
            .collect()
    }
}
