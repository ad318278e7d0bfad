use std::fmt::Write as _;

use serde_json::json;

use super::answer::Found;
use super::{Answer, Limits, Migrate, Verb};
use crate::backup::BackupTo;
use crate::embed::{EmbeddedRevision, Migrator};
use crate::runtime::{Database, Report, Runner, State, Status};
use crate::{Dialect, Error, ErrorCode, Result};

/// Runs a verb on a connection.
pub(super) fn carry_out<'a, C: Database>(
    migrate: &Migrate,
    app: &Migrator,
    conn: &'a mut C,
    options: impl FnOnce(Runner<'a, C>) -> Runner<'a, C>,
) -> Answer {
    let dialect = conn.dialect();
    let mut remarks = String::new();
    #[cfg(any(feature = "sqlite-system", feature = "postgres-system", feature = "mysql"))]
    if let Some(found) = super::beside::beside(migrate, app, conn) {
        return Answer::new(found, remarks, migrate.format);
    }
    let found = app.on(conn).map(options).and_then(|runner| {
        let call = Call { app, dialect, address: migrate.address.as_deref() };
        call.run(&migrate.verb, runner, &mut remarks)
    });
    Answer::new(found, remarks, migrate.format)
}

struct Call<'m> {
    app: &'m Migrator,
    dialect: Dialect,
    address: Option<&'m str>,
}

impl Call<'_> {
    fn run<'a, C: Database>(
        &self,
        verb: &Verb,
        runner: Runner<'a, C>,
        remarks: &'a mut String,
    ) -> Result<Found> {
        match verb {
            Verb::Upgrade { target, dry_run, backup, edited, take_back, limits } => {
                let mut runner = self.prepared(runner, *dry_run, backup.as_ref(), limits, remarks);
                if *edited {
                    runner = runner.allow_edited();
                }
                if *take_back {
                    runner = runner.allow_downgrade();
                }
                Ok(self.moved(&runner.to(target).upgrade()?, "applied"))
            }
            Verb::Downgrade { target, dry_run, backup, limits } => {
                let runner = self.prepared(runner, *dry_run, backup.as_ref(), limits, remarks);
                Ok(self.moved(&runner.to(target).downgrade()?, "took back"))
            }
            Verb::Current { check_head } => Ok(self.current(&runner.status()?, *check_head)),
            Verb::History => Ok(self.history(&runner.status()?)),
            Verb::Stamp { revision, purge, dry_run } => {
                let runner = if *dry_run { runner.dry_run() } else { runner };
                let report = runner.to(revision).stamp(*purge)?;
                let word = if report.dry_run { "would record" } else { "recorded" };
                let text =
                    format!("{word} {} → {}; nothing was run\n", place(&report.from), place(&report.to));
                Ok(Found { text, json: report.to_json(), good: true })
            }
            Verb::Rehearse { .. } | Verb::Restore { .. } => {
                Err(Error::new(ErrorCode::Unsupported, "this program was built without any database"))
            }
            Verb::Repair { revision, dry_run } => {
                let runner = if *dry_run { runner.dry_run() } else { runner };
                let runner = match revision {
                    Some(revision) => runner.to(revision),
                    None => runner,
                };
                let found = runner.repair()?;
                let mut text = String::new();
                for repaired in &found {
                    let _ = writeln!(text, "{} {}", repaired.revision, repaired.message);
                    let _ = writeln!(
                        text,
                        "--- ran\n{}\n--- now\n{}",
                        repaired.ran.trim_end(),
                        repaired.now.trim_end()
                    );
                }
                let word = if *dry_run { "would record" } else { "recorded" };
                let _ = writeln!(text, "{word} {} as they are now; nothing was run", revisions(found.len()));
                let repaired: Vec<_> = found.iter().map(crate::runtime::Repaired::to_json).collect();
                Ok(Found { text, json: json!({ "repaired": repaired, "dry_run": dry_run }), good: true })
            }
        }
    }

    fn prepared<'a, C: Database>(
        &self,
        runner: Runner<'a, C>,
        dry_run: bool,
        backup: Option<&std::path::PathBuf>,
        limits: &Limits,
        remarks: &'a mut String,
    ) -> Runner<'a, C> {
        let mut runner = limits.apply(runner).on_event(|event| {
            if let Some(remark) = event.remark() {
                let _ = writeln!(remarks, "{remark}");
            }
        });
        if dry_run {
            runner = runner.dry_run();
        }
        if let Some(path) = backup {
            let to = BackupTo::file(path);
            runner = runner.backup_to(match self.address {
                Some(address) => to.address(address),
                None => to,
            });
        }
        runner
    }

    fn moved(&self, report: &Report, done: &str) -> Found {
        let mut text = String::new();
        for ran in &report.ran {
            let step = if ran.data_step { ", with its data step" } else { "" };
            let time =
                if report.dry_run { String::new() } else { format!("  {} ms", ran.elapsed.as_millis()) };
            let _ = writeln!(text, "{}  {}{step}{time}", ran.revision, ran.message);
        }
        for problem in &report.problems {
            let mark = if problem.certain { "in the way" } else { "maybe in the way" };
            let _ = writeln!(text, "{mark} of {}: {}; {}", problem.revision, problem.message, problem.help);
        }
        let (from, to) = (place(&report.from), place(&report.to));
        if report.is_empty() && report.ahead.is_empty() {
            let _ = writeln!(text, "nothing to do: the database is at {to}");
        } else if report.is_empty() {
            let _ = writeln!(
                text,
                "nothing to do: the database has had later revisions, and this program can run with them"
            );
        } else {
            let word = if report.dry_run { "dry run, would run" } else { done };
            let _ = writeln!(text, "{word} {}: {from} → {to}", revisions(report.ran.len()));
        }
        let mut json = report.to_json();
        if done == "applied" && !report.is_empty() && !report.dry_run {
            let (lines, value) = self.way_back(report);
            text.push_str(&lines);
            json["way_back"] = value;
        }
        let doomed = report.dry_run && report.problems.iter().any(|problem| problem.certain);
        Found { text, json, good: !doomed }
    }

    /// What takes an upgrade back.
    fn way_back(&self, report: &Report) -> (String, serde_json::Value) {
        let to = place(&report.from);
        let mut text =
            format!("way back: `migrate downgrade {to}` takes back {}\n", revisions(report.ran.len()));
        let missing: Vec<&str> = report
            .ran
            .iter()
            .filter(|ran| self.revisions().iter().any(|it| it.id == ran.revision && it.down.is_none()))
            .map(|ran| ran.revision.as_str())
            .collect();
        for id in &missing {
            let _ = writeln!(text, "  {id} has no down.sql: only a backup brings back what was before it");
        }
        if let Some(backup) = &report.backup {
            let _ = writeln!(text, "  the backup in {} holds all as it was", backup.path.display());
        }
        let takes_back: Vec<&str> = report.ran.iter().rev().map(|ran| ran.revision.as_str()).collect();
        (text, json!({ "downgrade": to, "takes_back": takes_back, "irreversible": missing }))
    }

    fn revisions(&self) -> &'static [EmbeddedRevision] {
        self.app.dialect(self.dialect).map_or(&[], |embedded| embedded.revisions)
    }

    fn message(&self, id: &str) -> &'static str {
        self.revisions().iter().find(|revision| revision.id == id).map_or("", |revision| revision.message)
    }

    fn current(&self, status: &Status, check_head: bool) -> Found {
        let standing = match status.state {
            State::AtHead => "at head".to_owned(),
            State::Behind(count) => format!("{} behind head", revisions(count)),
            State::Ahead => "ahead of this program".to_owned(),
            State::Diverged => "the database has had revisions that this program doesn't carry".to_owned(),
            State::SomebodyElses => "the database belongs to another set of revisions".to_owned(),
        };
        let id = status.current.as_deref();
        let mut text = format!(
            "{}  {}  {standing}\n",
            id.unwrap_or("base"),
            id.map_or("nothing is applied", |id| self.message(id))
        );
        for (ids, what) in [
            (&status.pending, "pending"),
            (&status.out_of_order, "missing below the current revision"),
            (&status.edited, "edited after it was applied"),
        ] {
            for id in ids {
                let _ = writeln!(text, "{what}: {id}  {}", self.message(id));
            }
        }
        for version in &status.unknown {
            let _ = writeln!(text, "not in this program: {version}");
        }
        if let Some(half) = &status.half {
            let _ = writeln!(
                text,
                "half run: {}, {} of its {} statements",
                half.name, half.done, half.statements
            );
        }
        match status.newer.as_ref().map(|newer| &newer.needs) {
            Some(Some(needs)) => {
                let _ = writeln!(text, "a program that is to run with it has to be {needs} or later");
            }
            Some(None) => {
                text.push_str("this program can run with it: no later revision breaks older code\n")
            }
            None => {}
        }
        Found { text, json: status.to_json(), good: !check_head || status.state == State::AtHead }
    }

    fn history(&self, status: &Status) -> Found {
        let (mut text, mut rows) = (String::new(), Vec::new());
        for revision in self.revisions().iter().rev() {
            let applied = status.applied.iter().any(|id| id == revision.id);
            let mark = match (applied, status.current.as_deref() == Some(revision.id)) {
                (true, true) => "applied ← current",
                (true, false) => "applied",
                (false, _) => "–",
            };
            let _ = writeln!(text, "{}  {}  {mark}", revision.id, revision.message);
            rows.push(json!({
                "revision": revision.id,
                "message": revision.message,
                "parent": match revision.parents {
                    [] => json!(null),
                    [one] => json!(one),
                    several => json!(several),
                },
                "reviewed": revision.reviewed,
                "applied": applied,
                "created_at": Some(revision.created_at).filter(|at| !at.is_empty()),
            }));
        }
        if text.is_empty() {
            text.push_str("no revisions\n");
        }
        Found { text, json: rows.into(), good: true }
    }
}

fn place(id: &Option<String>) -> &str {
    id.as_deref().unwrap_or("base")
}

fn revisions(count: usize) -> String {
    if count == 1 { "1 revision".to_owned() } else { format!("{count} revisions") }
}
