//! A connection to whatever database is named, and the engine's verbs on it.

use migrate_core::backup::BackupTo;
use migrate_core::command::Limits;
use migrate_core::connection::AnyConnection;
use migrate_core::dialect::mysql::Flavour;
use migrate_core::history::History;
use migrate_core::introspect::{Introspected, Options, flavour, introspect};
use migrate_core::runtime::{Event, Repaired, Report, Runner, Status};
use migrate_core::{Dialect, Error, ErrorCode};

use crate::connect::DatabaseUrl;
use crate::failure::{Failure, Result};

/// An open connection.
pub(crate) struct Database {
    conn: AnyConnection,
    /// The file, where the database is one: what it says names none.
    file: Option<String>,
}

/// What the engine is to do.
#[derive(Clone, Debug, Default)]
pub(crate) struct Run {
    /// How far.
    pub(crate) target: Option<String>,
    /// Only say what would run.
    pub(crate) dry_run: bool,
    /// Run what nobody approved.
    pub(crate) unreviewed: bool,
    /// Copy the database into this file first.
    pub(crate) backup: Option<BackupTo>,
    /// Go on where a file was edited after it ran.
    pub(crate) edited: bool,
    /// Forget what is not at hand.
    pub(crate) purge: bool,
    /// How long things may take.
    pub(crate) limits: Limits,
}

/// Which verb.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// Apply.
    Up,
    /// Take back.
    Down,
    /// Record only.
    Stamp,
}

impl Database {
    /// Opens it to change it: a SQLite file is made where there is none.
    pub(crate) fn open(url: &DatabaseUrl) -> Result<Self> {
        let conn = AnyConnection::open(url.dialect(), &url.for_diesel())?;
        let file = (url.dialect() == Dialect::Sqlite).then(|| url.to_string());
        Ok(Self { conn, file })
    }

    /// Opens it to look at it: a SQLite file that isn't there is an empty database, and is not made.
    pub(crate) fn look(url: &DatabaseUrl) -> Result<Self> {
        if url.is_missing_file() {
            return Self::open(&DatabaseUrl::parse(":memory:")?);
        }
        Self::open(url)
    }

    /// All that it holds.
    pub(crate) fn introspect(&mut self, options: &Options) -> Result<Introspected> {
        introspect(&mut self.conn, options).map_err(|error| named(&self.file, error))
    }

    /// Which server of MySQL's kind it is on.
    pub(crate) fn flavour(&mut self) -> Result<Flavour> {
        Ok(flavour(&mut self.conn)?)
    }

    /// Where it stands.
    pub(crate) fn status(&mut self, history: &History) -> Result<Status> {
        let status = Runner::read(history, &mut self.conn).and_then(Runner::status);
        status.map_err(|error| named(&self.file, error))
    }

    /// Renews the journal's record of edited revisions.
    pub(crate) fn repair(
        &mut self,
        history: &History,
        target: Option<String>,
        dry_run: bool,
    ) -> Result<Vec<Repaired>> {
        let mut runner = Runner::read(history, &mut self.conn)?;
        if let Some(target) = target {
            runner = runner.to(target);
        }
        let repaired = if dry_run { runner.dry_run().repair() } else { runner.repair() };
        repaired.map_err(|error| named(&self.file, error))
    }

    /// Applies, takes back, or records.
    pub(crate) fn run(
        &mut self,
        history: &History,
        way: Way,
        run: Run,
        listener: impl FnMut(Event<'_>),
    ) -> Result<Report> {
        let runner = Runner::read(history, &mut self.conn)?;
        go(runner, way, run, listener).map_err(|error| named(&self.file, error))
    }
}

/// What a database in a file says, with the file it is about.
fn named(file: &Option<String>, error: Error) -> Failure {
    let failure = Failure::from(error);
    match file {
        Some(file) if failure.code == ErrorCode::Database.name() && failure.place.is_none() => {
            failure.at(file)
        }
        Some(_) | None => failure,
    }
}

fn go<'a, C: migrate_core::runtime::Database>(
    mut runner: Runner<'a, C>,
    way: Way,
    run: Run,
    listener: impl FnMut(Event<'_>) + 'a,
) -> Result<Report, Error> {
    if let Some(target) = run.target {
        runner = runner.to(target);
    }
    if run.dry_run {
        runner = runner.dry_run();
    }
    if run.unreviewed {
        runner = runner.allow_unreviewed();
    }
    if let Some(backup) = run.backup {
        runner = runner.backup_to(backup);
    }
    if run.edited {
        runner = runner.allow_edited();
    }
    runner = run.limits.apply(runner).stop_when(crate::interrupt::flag()).on_event(listener);
    match way {
        Way::Up => runner.upgrade(),
        Way::Down => runner.downgrade(),
        Way::Stamp => runner.stamp(run.purge),
    }
}
