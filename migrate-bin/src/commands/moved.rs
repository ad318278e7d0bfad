//! What upgrade, downgrade and stamp have in common.

use migrate_core::Dialect;
use migrate_core::history::History;
use migrate_core::runtime::{Event, Report as Done};
use serde_json::{Value, json};

use super::problems;
use super::way_back::WayBack;
use crate::config::Hooks;
use crate::connect::DatabaseUrl;
use crate::context::Context;
use crate::database::{Database, Run, Way};
use crate::exit::Exit;
use crate::failure::Result;
use crate::hooks::{self, Moment};
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
    let hooks = if run.dry_run || way == Way::Stamp { None } else { Some(&context.project()?.config.hooks) };
    if let Some(hooks) = hooks {
        before(hooks, way, &history, &url, &run, context)?;
    }
    let mut database = if run.dry_run { Database::look(&url)? } else { Database::open(&url)? };
    let progress = context.screen.lasting(format!("opening {url}"));
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
        Event::Doubt(_) => context.screen.warn(&event.remark().unwrap_or_default()),
        other => {
            if let Some(text) = other.remark() {
                progress.beside(format!("{text}\n").as_bytes());
            }
        }
    });
    progress.finish();
    let report = done?;
    if let Some(hooks) = hooks.filter(|_| !report.is_empty()) {
        let (name, command) = match way {
            Way::Up => ("after-upgrade", &hooks.after_upgrade),
            Way::Down | Way::Stamp => ("after-downgrade", &hooks.after_downgrade),
        };
        hooks::after(command, None, &moment(name, way, history.dialect(), &report), context);
    }
    let way_back = (way == Way::Up).then(|| WayBack::of(&history, &report)).flatten();
    Ok(Moved { report, way, way_back })
}

/// The project's own command, which may say no; only where there is something to do.
fn before(
    hooks: &Hooks,
    way: Way,
    history: &History,
    url: &DatabaseUrl,
    run: &Run,
    context: &Context<'_>,
) -> Result<()> {
    let (name, command) = match way {
        Way::Up => ("before-upgrade", &hooks.before_upgrade),
        Way::Down | Way::Stamp => ("before-downgrade", &hooks.before_downgrade),
    };
    if command.is_empty() {
        return Ok(());
    }
    let dry = Run { dry_run: true, backup: None, ..run.clone() };
    let planned = Database::look(url)?.run(history, way, dry, |_| {})?;
    if planned.is_empty() {
        return Ok(());
    }
    hooks::before(command, &moment(name, way, history.dialect(), &planned), context)
}

fn moment(name: &'static str, way: Way, dialect: Dialect, report: &Done) -> Moment {
    let place = |id: &Option<String>| Some(id.clone().unwrap_or_else(|| "base".to_owned()));
    Moment {
        name,
        dialect: Some(dialect),
        direction: Some(if way == Way::Up { "up" } else { "down" }),
        revisions: report.ran.iter().map(|ran| ran.revision.clone()).collect(),
        from: place(&report.from),
        to: place(&report.to),
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
        let mut json = self.report.to_json();
        json["way_back"] = self.way_back.as_ref().map_or(Value::Null, WayBack::json);
        json
    }

    fn exit(&self) -> Exit {
        // What is going to run is doomed: the answer to "would it run" is no.
        let doomed = self.report.dry_run && self.report.problems.iter().any(|problem| problem.certain);
        if doomed { Exit::No } else { Exit::Done }
    }
}
