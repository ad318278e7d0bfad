//! What upgrade, downgrade and stamp have in common.

use migrate_core::runtime::{Event, Report as Done};
use serde_json::{Value, json};

use super::problems;
use super::way_back::WayBack;
use crate::context::Context;
use crate::database::{Database, Run, Way};
use crate::exit::Exit;
use crate::failure::Result;
use crate::output::{Cell, Document, Page, Report, Table, Tone, paint, plural, sql};

/// A script instead of a run.
pub(super) struct Script {
    pub(super) sql: String,
}

impl Report for Script {
    fn human(&self, page: &mut Page) {
        if self.sql.is_empty() {
            page.toned(Tone::Dim, "-- nothing to do");
        }
        page.line(sql::highlight(self.sql.trim_end()));
    }

    fn json(&self) -> Value {
        json!({ "sql": self.sql })
    }

    fn document(&self, form: Document) -> Option<String> {
        (form == Document::Sql).then(|| self.sql.clone())
    }
}

/// A run.
pub(super) struct Moved {
    pub(super) report: Done,
    pub(super) way: Way,
    pub(super) way_back: Option<WayBack>,
}

/// Runs it on the database in use, and shows how far it is.
pub(super) fn carry_out(context: &Context<'_>, way: Way, mut run: Run) -> Result<Moved> {
    let url = context.need_database()?;
    let history = context.history(Some(url.dialect()))?;
    run.backup = run.backup.map(|backup| backup.address(url.for_diesel()));
    let mut database = if run.dry_run { Database::look(&url)? } else { Database::open(&url)? };
    let progress = context.screen.progress(format!("opening {url}"));
    let mut at = String::new();
    let done = database.run(&history, way, run, |event| match event {
        Event::Started { revision, message, number, of, .. } => {
            at = format!("{number}/{of} {revision} {message}");
            progress.say(&at);
        }
        Event::BackedUp(backup) => {
            progress.say(&format!("backup in {}", backup.path.display()));
        }
        Event::DataStep { number, of, .. } | Event::Statement { number, of, .. } => {
            progress.say(&format!("{at}, statement {number} of {of}"))
        }
        Event::Doubt(obstacle) => context.screen.warn(&format!(
            "revision `{}` may fail: {}; its file was edited by hand, so it may put this right itself",
            obstacle.revision, obstacle.message
        )),
        other => {
            if let Some(text) = remark(&other) {
                progress.beside(format!("{text}\n").as_bytes());
            }
        }
    });
    progress.finish();
    let report = done?;
    let way_back = (way == Way::Up).then(|| WayBack::of(&history, &report)).flatten();
    Ok(Moved { report, way, way_back })
}

/// What is worth a line of its own, also in a log.
fn remark(event: &Event<'_>) -> Option<String> {
    match event {
        Event::Waiting { elapsed, holder } => Some(format!(
            "waiting for {holder}, which is upgrading the database: {} s so far",
            elapsed.as_secs()
        )),
        Event::Resumed { revision, done, of, .. } => {
            Some(format!("{revision} stopped on its way: going on after {done} of its {of} statements"))
        }
        Event::Recognized { revision, number } => {
            Some(format!("{revision}: statement {number} had run already, the schema shows"))
        }
        Event::Retrying { revision, attempt, after, because } => Some(format!(
            "{revision}: in the way is {because}; try {} follows in {} ms",
            attempt + 1,
            after.as_millis()
        )),
        Event::Moved => Some("another process changed what is applied; working out the rest anew".to_owned()),
        _ => None,
    }
}

impl Report for Moved {
    fn human(&self, page: &mut Page) {
        let report = &self.report;
        let place = |id: &Option<String>| paint(Tone::Name, id.as_deref().unwrap_or("base"));
        if self.way == Way::Stamp {
            let word = if report.dry_run { "would record" } else { "recorded" };
            page.line(format_args!(
                "{word} {} → {}; nothing was run",
                place(&report.from),
                place(&report.to)
            ));
            return;
        }
        if report.is_empty() {
            page.line(format_args!("nothing to do: the database is at {}", place(&report.to)));
            return;
        }
        let mut table = Table::bare(0);
        for ran in &report.ran {
            let (sign, tone) = if self.way == Way::Up { ("↑", Tone::Good) } else { ("↓", Tone::Bad) };
            table.row([
                Cell::new(tone, sign),
                Cell::new(Tone::Name, &ran.revision),
                format!("{}{}", ran.message, if ran.data_step { ", with its data step" } else { "" })
                    .as_str()
                    .into(),
                Cell::new(
                    Tone::Dim,
                    if report.dry_run { String::new() } else { format!("{} ms", ran.elapsed.as_millis()) },
                ),
            ]);
        }
        page.table(&table);
        let count = plural(report.ran.len(), "revision");
        let word = match (self.way, report.dry_run) {
            (_, true) => "dry run, would run",
            (Way::Down, false) => "took back",
            (Way::Up | Way::Stamp, false) => "applied",
        };
        if report.dry_run {
            problems::draw(&report.problems, page);
        }
        page.blank().line(format_args!("{word} {count}: {} → {}", place(&report.from), place(&report.to)));
        if let Some(way_back) = &self.way_back {
            way_back.draw(page);
        }
    }

    fn json(&self) -> Value {
        let applied: Vec<Value> = self
            .report
            .ran
            .iter()
            .map(|ran| {
                let ms = u64::try_from(ran.elapsed.as_millis()).unwrap_or(u64::MAX);
                json!({ "revision": ran.revision, "message": ran.message, "ms": ms, "data_step": ran.data_step })
            })
            .collect();
        json!({
            "applied": applied,
            "from": self.report.from,
            "to": self.report.to,
            "dry_run": self.report.dry_run,
            "problems": problems::json(&self.report.problems),
            "way_back": self.way_back.as_ref().map(WayBack::json),
            "backup": self.report.backup.as_ref().map(|backup| backup.path.display().to_string()),
        })
    }

    fn exit(&self) -> Exit {
        // What is going to run is doomed: the answer to "would it run" is no.
        let doomed = self.report.dry_run && self.report.problems.iter().any(|problem| problem.certain);
        if doomed { Exit::No } else { Exit::Done }
    }
}
