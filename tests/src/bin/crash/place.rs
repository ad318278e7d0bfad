//! Where the crashes happen: a file, or a server of our own.

use std::path::PathBuf;

use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use diesel::sql_types::Text;
use migrate_core::runtime::{Database, Event, Half, Runner};
use migrate_core::{Dialect, Migrator};

use super::server::Server;

/// A database that can be emptied, and whose server can be killed.
pub(crate) struct Place {
    pub(crate) dialect: Dialect,
    server: Option<Server>,
    _dir: tempfile::TempDir,
    file: PathBuf,
}

impl Place {
    pub(crate) fn new(dialect: Dialect) -> Self {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let server = match dialect {
            Dialect::Sqlite => None,
            Dialect::Postgres | Dialect::Mysql => Some(Server::start(dialect)),
        };
        let file = dir.path().join("app.db");
        Self { dialect, server, _dir: dir, file }
    }

    pub(crate) fn url(&self) -> String {
        self.server.as_ref().map_or_else(|| self.file.display().to_string(), |server| server.url("crash"))
    }

    pub(crate) fn connect(&self) -> Conn {
        Conn::open(self.dialect, &self.url())
    }

    /// An empty database.
    pub(crate) fn reset(&self) {
        match &self.server {
            None => {
                for suffix in ["", "-journal", "-wal", "-shm", "-migrate"] {
                    let _ = std::fs::remove_file(format!("{}{suffix}", self.file.display()));
                }
            }
            Some(server) => server.empty("crash"),
        }
    }

    /// Kills the server, and starts it again; false where there is none.
    pub(crate) fn kill_server(&mut self) -> bool {
        match &mut self.server {
            None => false,
            Some(server) => {
                server.kill();
                server.revive();
                true
            }
        }
    }
}

/// Where a run goes: to a revision, `head` or `base`.
#[derive(Clone, Copy)]
pub(crate) enum Way<'a> {
    Up(&'a str),
    Down(&'a str),
}

/// A connection of whatever kind.
pub(crate) enum Conn {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
    #[cfg(feature = "mysql")]
    Mysql(MysqlConnection),
}

macro_rules! on {
    ($self:expr, $conn:ident => $work:expr) => {
        match $self {
            Conn::Sqlite($conn) => $work,
            Conn::Postgres($conn) => $work,
            #[cfg(feature = "mysql")]
            Conn::Mysql($conn) => $work,
        }
    };
}

impl Conn {
    pub(crate) fn open(dialect: Dialect, url: &str) -> Self {
        Self::try_open(dialect, url).unwrap_or_else(|error| panic!("{error}"))
    }

    pub(crate) fn try_open(dialect: Dialect, url: &str) -> ConnectionResult<Self> {
        match dialect {
            Dialect::Sqlite => {
                let mut conn = SqliteConnection::establish(url)?;
                // Processes die here, never the machine: what is written needn't reach the disk.
                let _ = conn.batch_execute("PRAGMA synchronous = OFF");
                Ok(Self::Sqlite(conn))
            }
            Dialect::Postgres => {
                let mut conn = PgConnection::establish(url)?;
                let _ = conn.batch_execute("SET client_min_messages = warning");
                Ok(Self::Postgres(conn))
            }
            #[cfg(feature = "mysql")]
            Dialect::Mysql => MysqlConnection::establish(url).map(Self::Mysql),
            #[cfg(not(feature = "mysql"))]
            Dialect::Mysql => panic!("build it with `--features mysql`"),
        }
    }

    /// Upgrades or downgrades: how many revisions ran.
    pub(crate) fn go(
        &mut self,
        app: &'static Migrator,
        way: Way<'_>,
        told: impl FnMut(Event<'_>),
    ) -> Result<usize, String> {
        fn run<C: Database>(runner: Runner<'_, C>, way: Way<'_>) -> migrate_core::Result<usize> {
            match way {
                Way::Up(target) => runner.to(target).upgrade(),
                Way::Down(target) => runner.to(target).downgrade(),
            }
            .map(|report| report.ran.len())
        }
        let ran = on!(self, conn => app.on(conn).and_then(|runner| run(runner.on_event(told), way)));
        ran.map_err(|error| format!("{error}; {}", error.help().unwrap_or_default()))
    }

    /// How many revisions are applied, and which stopped on its way.
    pub(crate) fn standing(&mut self, app: &'static Migrator) -> (usize, Option<Half>) {
        let status = on!(self, conn => app.status(conn)).unwrap_or_else(|error| panic!("{error}"));
        (status.applied.len(), status.half)
    }

    pub(crate) fn execute(&mut self, sql: &str) {
        on!(self, conn => conn.batch_execute(sql)).unwrap_or_else(|error| panic!("{error} in {sql}"));
    }

    pub(crate) fn texts(&mut self, sql: &str) -> Vec<String> {
        on!(self, conn => diesel::dsl::sql::<Text>(sql).load(conn))
            .unwrap_or_else(|error| panic!("{error} in {sql}"))
    }
}
