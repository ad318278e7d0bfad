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
            Dialect::Sqlite => SqliteConnection::establish(url).map(Self::Sqlite),
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

    /// Upgrades to head, or downgrades to base: how many revisions ran.
    pub(crate) fn go(
        &mut self,
        app: &'static Migrator,
        up: bool,
        told: impl FnMut(Event<'_>),
    ) -> Result<usize, String> {
        fn run<C: Database>(runner: Runner<'_, C>, up: bool) -> migrate_core::Result<usize> {
            if up { runner.upgrade() } else { runner.to("base").downgrade() }.map(|report| report.ran.len())
        }
        let ran = on!(self, conn => app.on(conn).and_then(|runner| run(runner.on_event(told), up)));
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

    /// Schema and rows, sorted; an index that failed half-way is none.
    pub(crate) fn dump(&mut self) -> Vec<String> {
        let (schema, tables, columns, cell, glue) = match self {
            Self::Sqlite(_) => (
                "SELECT type || ' ' || name || ' ' || COALESCE(sql, '') FROM sqlite_schema \
                 WHERE name NOT GLOB '__*' AND name NOT GLOB 'sqlite_*'",
                "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT GLOB '__*' AND name NOT GLOB 'sqlite_*'",
                "SELECT name FROM pragma_table_info('{}')",
                "quote({})",
                " || ',' || ",
            ),
            Self::Postgres(_) => (
                "SELECT c.relname || ' ' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod) || a.attnotnull FROM pg_attribute a \
                 JOIN pg_class c ON c.oid = a.attrelid WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' \
                 AND a.attnum > 0 AND NOT a.attisdropped AND c.relname NOT LIKE '\\_\\_%' \
                 UNION ALL SELECT pg_get_indexdef(i.indexrelid) FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid \
                 WHERE i.indisvalid AND c.relnamespace = 'public'::regnamespace AND c.relname NOT LIKE '\\_\\_%'",
                "SELECT tablename::text FROM pg_tables WHERE schemaname = 'public' AND tablename NOT LIKE '\\_\\_%'",
                "SELECT attname::text FROM pg_attribute WHERE attrelid = '{}'::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum",
                "COALESCE({}::text, '-')",
                " || ',' || ",
            ),
            #[cfg(feature = "mysql")]
            Self::Mysql(_) => (
                "SELECT CONCAT_WS(' ', table_name, column_name, column_type, is_nullable, COALESCE(column_default, '-')) FROM information_schema.columns \
                 WHERE table_schema = DATABASE() AND LEFT(table_name, 2) <> '__' \
                 UNION ALL SELECT CONCAT_WS(' ', table_name, index_name, seq_in_index, column_name, non_unique) FROM information_schema.statistics \
                 WHERE table_schema = DATABASE() AND LEFT(table_name, 2) <> '__'",
                "SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE() AND LEFT(table_name, 2) <> '__'",
                "SELECT column_name FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = '{}' ORDER BY ordinal_position",
                "COALESCE({}, '-')",
                ", ',', ",
            ),
        };
        let mut dump = self.texts(schema);
        for table in self.texts(tables) {
            let cells: Vec<String> = self
                .texts(&columns.replace("{}", &table))
                .iter()
                .map(|name| cell.replace("{}", name))
                .collect();
            let row = cells.join(glue);
            let row = if matches!(self, Self::Sqlite(_) | Self::Postgres(_)) {
                row
            } else {
                format!("CONCAT({row})")
            };
            dump.extend(
                self.texts(&format!("SELECT {row} FROM {table}"))
                    .into_iter()
                    .map(|row| format!("{table}: {row}")),
            );
        }
        dump.sort();
        dump
    }
}
