use migrate_core::history::{History, Id};
use migrate_core::runtime::{Direction, State, Status};
use serde_json::Value;

use crate::context::Context;
use crate::database::Database;
use crate::exit::Exit;
use crate::failure::Result;
use crate::output::{Cell, Page, Report, Table, Tone, paint, plural};

/// Show where the database is
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Exit 1 where the database is not at head
    #[arg(long)]
    check_head: bool,
}

pub(crate) struct Current {
    status: Status,
    history: History,
    check_head: bool,
}

pub(super) fn run(args: Args, context: &Context<'_>) -> Result<Current> {
    let url = context.need_database()?;
    let history = context.history(Some(url.dialect()))?;
    let status = Database::look(&url)?.status(&history)?;
    Ok(Current { status, history, check_head: args.check_head })
}

impl Current {
    fn message(&self, id: &str) -> &str {
        self.history.revision(&Id::from(id)).map_or("", |revision| &revision.message)
    }
}

impl Report for Current {
    fn human(&self, page: &mut Page) {
        let status = &self.status;
        let (place, message) = match &status.current {
            Some(id) => (id.as_str(), self.message(id)),
            None => ("base", "nothing is applied"),
        };
        let (tone, standing) = match status.state {
            State::AtHead => (Tone::Good, "at head".to_owned()),
            State::Behind(count) => (Tone::Look, format!("{} behind head", plural(count, "revision"))),
            State::Ahead => (Tone::Bad, "ahead of the revisions at hand".to_owned()),
            State::SomebodyElses => {
                (Tone::Bad, "the database belongs to another set of revisions".to_owned())
            }
            _ => (Tone::Bad, "diverged: the database has had revisions that are not at hand".to_owned()),
        };
        page.line(format_args!("{}  {message}  {}", paint(Tone::Name, place), paint(tone, &standing)));
        if !status.pending.is_empty() {
            page.heading("Pending");
            let mut table = Table::bare(2);
            for id in &status.pending {
                table.row([Cell::new(Tone::Name, id), self.message(id).into()]);
            }
            page.table(&table);
        }
        if let Some(half) = &status.half {
            let way = if half.direction == Direction::Up { "applied" } else { "taken back" };
            page.blank().toned(
                Tone::Bad,
                format_args!(
                    "{} is half {way}: {} of its {} statements ran",
                    half.name, half.done, half.statements
                ),
            );
        }
        for (ids, what) in [
            (&status.out_of_order, "Missing below the current revision"),
            (&status.edited, "Edited after they were applied"),
        ] {
            if !ids.is_empty() {
                page.heading(what);
                let mut table = Table::bare(2);
                for id in ids {
                    table.row([Cell::new(Tone::Bad, id), self.message(id).into()]);
                }
                page.table(&table);
            }
        }
        if !status.unknown.is_empty() {
            page.heading("Not at hand");
            for version in &status.unknown {
                page.toned(Tone::Bad, format_args!("  {version}"));
            }
        }
        if let Some(newer) = &status.newer {
            page.blank().line(match &newer.needs {
                Some(needs) => format!("code that is to run with it has to be {needs} or later"),
                None => "older code can run with it: none of these breaks it".to_owned(),
            });
        }
        if !status.edited.is_empty() {
            page.next("restore the files; or record what they hold now", "cargo migrate repair");
        }
        if let State::Behind(_) = status.state {
            page.next("apply them", "cargo migrate upgrade");
        }
    }

    fn json(&self) -> Value {
        self.status.to_json()
    }

    fn exit(&self) -> Exit {
        if self.check_head && self.status.state != State::AtHead { Exit::No } else { Exit::Done }
    }
}
