//! A connection to whatever database is named, and the engine's verbs on it.

use diesel::Connection as _;
use diesel::sqlite::SqliteConnection;
use migrate_core::history::History;
use migrate_core::runtime::{Event, Report, Runner, Status};

use crate::connect::{DatabaseUrl, redact};
use crate::failure::{Failure, Result};

/// An open connection.
pub(crate) enum Database {
    /// SQLite.
    Sqlite(SqliteConnection),
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
    /// Forget what is not at hand.
    pub(crate) purge: bool,
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
        match url {
            DatabaseUrl::Sqlite { .. } => SqliteConnection::establish(&url.for_diesel())
                .map(Self::Sqlite)
                .map_err(|error| refused(url, &error)),
            DatabaseUrl::Postgres(_) | DatabaseUrl::Mysql(_) => Err(Failure::new(
                "unsupported",
                format!("this build of the program doesn't speak {}", url.dialect().title()),
            )
            .with_help("build it with the feature of that database")),
        }
    }

    /// Opens it to look at it: a SQLite file that isn't there is an empty database, and is not made.
    pub(crate) fn look(url: &DatabaseUrl) -> Result<Self> {
        if url.is_missing_file() {
            return Self::open(&DatabaseUrl::parse(":memory:")?);
        }
        Self::open(url)
    }

    /// Where it stands.
    pub(crate) fn status(&mut self, history: &History) -> Result<Status> {
        match self {
            Self::Sqlite(conn) => Ok(Runner::read(history, conn)?.status()?),
        }
    }

    /// Applies, takes back, or records.
    pub(crate) fn run(
        &mut self,
        history: &History,
        way: Way,
        run: Run,
        listener: impl FnMut(Event<'_>),
    ) -> Result<Report> {
        match self {
            Self::Sqlite(conn) => go(Runner::read(history, conn)?, way, run, listener),
        }
    }
}

fn go<'a, C: migrate_core::runtime::Database>(
    mut runner: Runner<'a, C>,
    way: Way,
    run: Run,
    listener: impl FnMut(Event<'_>) + 'a,
) -> Result<Report> {
    if let Some(target) = run.target {
        runner = runner.to(target);
    }
    if run.dry_run {
        runner = runner.dry_run();
    }
    if run.unreviewed {
        runner = runner.allow_unreviewed();
    }
    runner = runner.on_event(listener);
    Ok(match way {
        Way::Up => runner.upgrade()?,
        Way::Down => runner.downgrade()?,
        Way::Stamp => runner.stamp(run.purge)?,
    })
}

fn refused(url: &DatabaseUrl, error: &diesel::ConnectionError) -> Failure {
    let failure = Failure::new("database", format!("can't open the database `{url}`"));
    let failure = Failure { causes: vec![redact(&error.to_string())], ..failure };
    match url {
        DatabaseUrl::Sqlite { .. } => {
            failure.with_help("see that its folder exists, and that you may write there")
        }
        DatabaseUrl::Postgres(_) | DatabaseUrl::Mysql(_) => {
            failure.with_help("see that the server runs, and that its address, user and password are right")
        }
    }
}
