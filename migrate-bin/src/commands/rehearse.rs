use std::time::Duration;

use migrate_core::rehearsal::{self, Options, Pass, Rehearsal};
use serde_json::Value;

use crate::context::Context;
use crate::exit::Exit;
use crate::failure::Result;
use crate::interrupt;
use crate::output::{Cell, Page, Report, Table, Tone, paint, plural};
use crate::scratch::ScratchArgs;

/// Try an upgrade on a copy of the database: up, down, and up again
///
/// Says of each statement how long it took, how many rows it wrote and which locks it held, and of each table its rows
/// before and after. The database itself is only read; the copy is removed.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  cargo migrate rehearse\n  cargo migrate rehearse +1 --format json")]
pub(crate) struct Args {
    /// head, +N, a revision
    #[arg(value_name = "TARGET", default_value = "head")]
    target: String,
    /// Also revisions that nobody has reviewed as they are
    #[arg(long)]
    unreviewed: bool,
    #[command(flatten)]
    scratch: ScratchArgs,
}

/// What was found.
pub(crate) struct Rehearsed {
    found: Rehearsal,
}

pub(super) fn run(args: Args, context: &Context<'_>) -> Result<Rehearsed> {
    let url = context.need_database()?;
    let history = context.history(Some(url.dialect()))?;
    let mut scratches = args.scratch.gather([], context)?;
    scratches.near(&url);
    let server = scratches.server(url.dialect(), context)?;
    interrupt::watch();
    let progress = context.screen.lasting(format!("rehearsing on a copy of {url}"));
    let options = Options { target: Some(args.target), allow_unreviewed: args.unreviewed };
    let found =
        rehearsal::rehearse(&history, &url.for_diesel(), &server, &options, &mut |what| progress.say(what));
    progress.finish();
    Ok(Rehearsed { found: found? })
}

impl Report for Rehearsed {
    fn human(&self, page: &mut Page) {
        let found = &self.found;
        if found.passes.is_empty() && found.failure.is_none() {
            page.line(format_args!(
                "nothing to rehearse: the database is at {}",
                paint(Tone::Name, found.from.as_deref().unwrap_or("base"))
            ));
            return;
        }
        for (pass, word) in found.passes.iter().zip(["Up", "Down", "Up again"]) {
            draw_pass(pass, word, page);
        }
        self.draw_rows(page);
        page.blank();
        match &found.failure {
            Some(failure) => page.line(format_args!("{} {failure}", paint(Tone::Bad, "fails on the copy:"))),
            None if !found.is_ok() => {
                let names: Vec<&str> = found.changed().map(|table| table.table.as_str()).collect();
                page.line(format_args!(
                    "{} {}",
                    paint(Tone::Bad, "the way back leaves another number of rows in"),
                    names.join(", ")
                ))
            }
            None => page.line(format_args!(
                "{}: {} up, down and up again; the copy took {} and is gone",
                paint(Tone::Good, "rehearsed"),
                plural(found.passes.first().map_or(0, |pass| pass.revisions.len()), "revision"),
                time(found.copying)
            )),
        };
    }

    fn json(&self) -> Value {
        self.found.to_json()
    }

    fn exit(&self) -> Exit {
        if self.found.is_ok() { Exit::Done } else { Exit::No }
    }
}

impl Rehearsed {
    fn draw_rows(&self, page: &mut Page) {
        if self.found.tables.is_empty() {
            return;
        }
        page.heading("Rows");
        let mut table = Table::new(&["table", "before", "up", "down", "up again"]);
        let count =
            |rows: Option<u64>| Cell::from(rows.map_or_else(|| "–".to_owned(), |rows| rows.to_string()));
        for rows in &self.found.tables {
            let mut cells = vec![Cell::new(Tone::Name, &rows.table), count(rows.before)];
            cells.extend(rows.after.iter().map(|rows| count(*rows)));
            table.row(cells);
        }
        page.table(&table);
    }
}

fn draw_pass(pass: &Pass, word: &str, page: &mut Page) {
    page.heading(&format!("{word}: {}", time(pass.elapsed)));
    for revision in &pass.revisions {
        page.line(format_args!(
            "  {} {}  {}",
            paint(Tone::Name, &revision.revision),
            revision.message,
            paint(Tone::Dim, &time(revision.elapsed))
        ));
        let mut table = Table::bare(4);
        for statement in &revision.statements {
            let locks: Vec<String> = statement
                .locks
                .iter()
                .map(|lock| format!("{} {} {}", lock.mode, lock.object, time(lock.held)))
                .collect();
            table.row([
                Cell::new(Tone::Dim, time(statement.elapsed)),
                Cell::from(statement.rows.map(|rows| plural(rows, "row")).unwrap_or_default()),
                Cell::from(brief(&statement.sql)),
                Cell::new(Tone::Look, locks.join(", ")),
            ]);
        }
        page.table(&table);
        for rewritten in &revision.rewritten {
            page.line(format_args!(
                "    {} {}: all {} rows are written again",
                paint(Tone::Look, "!"),
                rewritten.table,
                rewritten.rows
            ));
        }
    }
}

fn time(time: Duration) -> String {
    match time.as_millis() {
        ms if ms >= 10_000 => format!("{:.1} s", time.as_secs_f64()),
        ms if ms >= 10 => format!("{ms} ms"),
        _ => format!("{:.1} ms", time.as_secs_f64() * 1000.0),
    }
}

fn brief(sql: &str) -> String {
    const SHOWN: usize = 60;
    let line = sql.split_whitespace().collect::<Vec<_>>().join(" ");
    let short: String = line.chars().take(SHOWN).collect();
    if short.len() < line.len() { format!("{short}…") } else { short }
}
