//! SQLite.
//!
//! The ledger is read and written inside `BEGIN IMMEDIATE`, which lets one writer in at a time
//! (<https://www.sqlite.org/lang_transaction.html>); the lock dies with its process. `PRAGMA
//! foreign_keys` does nothing inside a transaction, so it is set around it and put back afterwards
//! (<https://www.sqlite.org/pragma.html#pragma_foreign_keys>).

use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection as _;
use diesel::migration::CREATE_MIGRATIONS_TABLE;
use diesel::prelude::*;
use diesel::result::Error as DieselError;
use diesel::sql_types::{BigInt, Nullable, Text};
use diesel::sqlite::SqliteConnection;

use super::body::{Body, Direction, Mode};
use super::session::{Database, Failed, Ran, Session};
use crate::dialect::Piece;
use crate::{Dialect, Error, ErrorCode, Result};

diesel::table! {
    __diesel_schema_migrations (version) {
        version -> Text,
        run_on -> Timestamp,
    }
}
use __diesel_schema_migrations::dsl as ledger;

impl Database for SqliteConnection {
    type Session<'c> = SqliteSession<'c>;

    fn dialect(&self) -> Dialect {
        Dialect::Sqlite
    }

    fn session(&mut self) -> SqliteSession<'_> {
        SqliteSession { conn: self, data_version: None, busy_timeout: None }
    }
}

/// The engine's hold on a SQLite connection.
pub struct SqliteSession<'c> {
    conn: &'c mut SqliteConnection,
    /// SQLite's own count of what other connections committed, as of the last look at the ledger.
    data_version: Option<i64>,
    /// The user's own, to be put back.
    busy_timeout: Option<i64>,
}

/// Why a transaction stops.
enum Stop {
    /// The ledger is not as it was seen.
    Moved(Vec<String>),
    /// Something in it went wrong.
    Failed(Error),
    /// All went well, but it could not be committed.
    Uncommitted(Error),
}

impl From<DieselError> for Stop {
    fn from(error: DieselError) -> Self {
        Self::Failed(database(error))
    }
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

impl Session for SqliteSession<'_> {
    fn ledger(&mut self) -> Result<Vec<String>> {
        match self.read_ledger() {
            Ok(versions) => Ok(versions),
            // Somebody is committing at this very moment.
            Err(error) if is_locked(&error) => {
                self.wait(DEFAULT_WAIT).map_err(database)?;
                let versions = self.read_ledger().map_err(database);
                self.close();
                versions
            }
            Err(error) => Err(database(error)),
        }
    }

    fn open(&mut self, wait: Duration) -> Result<()> {
        self.wait(wait).map_err(database)
    }

    fn close(&mut self) {
        if let Some(before) = self.busy_timeout.take() {
            drop(self.conn.batch_execute(&format!("PRAGMA busy_timeout = {before}")));
        }
    }

    fn run(
        &mut self,
        bodies: &[Body<'_>],
        seen: &[String],
        started: &mut dyn FnMut(usize),
    ) -> Result<Ran, Failed> {
        let Some(first) = bodies.first() else { return Ok(Ran::Done(Vec::new())) };
        let mut times = Vec::new();
        let outcome = match first.mode {
            Mode::Transaction => {
                let alike = bodies.iter().take_while(|body| body.mode == Mode::Transaction);
                self.transaction(|session| session.run_together(alike, seen, started, &mut times))
            }
            Mode::ForeignKeysOff => self.without_foreign_keys(|session| {
                session.transaction(|session| {
                    session.compare(seen)?;
                    session.timed(first, 0, started, &mut times)
                })
            }),
            Mode::Bare => self.bare(first, seen, started, &mut times),
        };
        match outcome {
            Ok(()) => Ok(Ran::Done(times)),
            Err(Stop::Moved(ledger)) => Ok(Ran::Moved(ledger)),
            Err(Stop::Failed(error)) => Err(Failed { number: times.len(), error: Box::new(error) }),
            Err(Stop::Uncommitted(error)) => Err(Failed { number: 0, error: Box::new(error) }),
        }
    }

    fn rewrite_ledger(&mut self, remove: &[String], add: &[String]) -> Result<()> {
        let outcome = self.transaction(|session| {
            session.conn.batch_execute(CREATE_MIGRATIONS_TABLE)?;
            for version in remove {
                session.forget(version)?;
            }
            for version in add {
                session.record(version)?;
            }
            Ok(())
        });
        match outcome {
            Ok(()) | Err(Stop::Moved(_)) => Ok(()),
            Err(Stop::Failed(error) | Stop::Uncommitted(error)) => Err(error),
        }
    }
}

/// How long revisions go on sharing a transaction: what a crash takes back, and what others wait for.
const TOGETHER: Duration = Duration::from_millis(100);
const DEFAULT_WAIT: Duration = Duration::from_secs(30);

impl SqliteSession<'_> {
    fn read_ledger(&mut self) -> QueryResult<Vec<String>> {
        let versions = ledger::__diesel_schema_migrations.select(ledger::version).order(ledger::version);
        match versions.load(self.conn) {
            Err(error) if error.to_string().contains("no such table: __diesel_schema_migrations") => {
                Ok(Vec::new())
            }
            other => other,
        }
    }

    /// Lets SQLite wait for other writers; <https://www.sqlite.org/c3ref/busy_timeout.html>.
    fn wait(&mut self, wait: Duration) -> QueryResult<()> {
        let before = self.pragma("busy_timeout")?;
        let wanted = i64::try_from(wait.as_millis()).unwrap_or(i64::from(i32::MAX)).min(i64::from(i32::MAX));
        if before < wanted {
            self.conn.batch_execute(&format!("PRAGMA busy_timeout = {wanted}"))?;
            self.busy_timeout.get_or_insert(before);
        }
        Ok(())
    }

    /// A transaction that is turned back on every error. Not Diesel's own: that one gives the
    /// connection up when SQLite has rolled back by itself (a full disk does that).
    fn transaction(&mut self, work: impl FnOnce(&mut Self) -> Result<(), Stop>) -> Result<(), Stop> {
        self.conn.batch_execute("BEGIN IMMEDIATE").map_err(begin)?;
        let commit = |error| Stop::Uncommitted(database(error));
        let done = work(self).and_then(|()| self.conn.batch_execute("COMMIT").map_err(commit));
        if done.is_err() {
            // Fails where SQLite has rolled back already.
            drop(self.conn.batch_execute("ROLLBACK"));
            self.data_version = None;
        }
        done
    }

    /// Small revisions share a transaction, and with it the wait for the disk.
    fn run_together<'b, 's: 'b>(
        &mut self,
        bodies: impl Iterator<Item = &'b Body<'s>>,
        seen: &[String],
        started: &mut dyn FnMut(usize),
        times: &mut Vec<Duration>,
    ) -> Result<(), Stop> {
        let start = Instant::now();
        self.compare(seen)?;
        for (number, body) in bodies.enumerate() {
            self.timed(body, number, started, times)?;
            if start.elapsed() > TOGETHER {
                break;
            }
        }
        Ok(())
    }

    fn timed(
        &mut self,
        body: &Body<'_>,
        number: usize,
        started: &mut dyn FnMut(usize),
        times: &mut Vec<Duration>,
    ) -> Result<(), Stop> {
        started(number);
        let start = Instant::now();
        for piece in &body.statements {
            self.execute(body, piece)?;
        }
        if body.mode == Mode::ForeignKeysOff {
            self.check_foreign_keys(body)?;
        }
        self.write_down(body)?;
        times.push(start.elapsed());
        Ok(())
    }

    fn bare(
        &mut self,
        body: &Body<'_>,
        seen: &[String],
        started: &mut dyn FnMut(usize),
        times: &mut Vec<Duration>,
    ) -> Result<(), Stop> {
        // A short lock, so that of two processes which start together one sees the other's entry.
        self.transaction(|session| session.compare(seen))?;
        let foreign_keys = self.pragma("foreign_keys")?;
        started(0);
        let start = Instant::now();
        let ran = body.statements.iter().try_for_each(|piece| {
            self.execute(body, piece).map_err(|error| {
                error.with_help(format!(
                    "it doesn't run in a transaction: the statements above line {} stand, and the ledger doesn't have the revision; \
                     mend the database or the file, then upgrade again",
                    piece.line
                ))
            })
        });
        let done =
            ran.map_err(Stop::from).and_then(|()| self.transaction(|session| session.write_down(body)));
        match done {
            Ok(()) => times.push(start.elapsed()),
            Err(_) => {
                drop(self.conn.batch_execute("ROLLBACK"));
                drop(self.conn.batch_execute(&format!("PRAGMA foreign_keys = {foreign_keys}")));
            }
        }
        done
    }

    /// Runs with foreign keys off; whatever happens, the connection is left as it was.
    fn without_foreign_keys(&mut self, work: impl FnOnce(&mut Self) -> Result<(), Stop>) -> Result<(), Stop> {
        let foreign_keys = self.pragma("foreign_keys")?;
        // A rebuild that fails half-way leaves these as it had set them.
        let legacy_alter_table = self.pragma("legacy_alter_table")?;
        self.conn.batch_execute("PRAGMA foreign_keys = OFF")?;
        let done = if self.pragma("foreign_keys")? == 0 {
            work(self)
        } else {
            Err(Stop::Failed(inside_transaction()))
        };
        let restored = self.conn.batch_execute(&format!(
            "PRAGMA writable_schema = OFF; PRAGMA legacy_alter_table = {legacy_alter_table}; PRAGMA foreign_keys = {foreign_keys}"
        ));
        done.and_then(|()| Ok(restored?))
    }

    /// Whether the ledger is still as it was seen. SQLite counts what other connections commit
    /// (<https://www.sqlite.org/pragma.html#pragma_data_version>): the same count, the same ledger.
    fn compare(&mut self, seen: &[String]) -> Result<(), Stop> {
        let data_version = self.pragma("data_version")?;
        if self.data_version != Some(data_version) {
            let now = self.read_ledger()?;
            if now != seen {
                return Err(Stop::Moved(now));
            }
            if now.is_empty() {
                self.conn.batch_execute(CREATE_MIGRATIONS_TABLE)?;
            }
            self.data_version = Some(data_version);
        }
        Ok(())
    }

    fn execute(&mut self, body: &Body<'_>, piece: &Piece<'_>) -> Result<()> {
        self.conn.batch_execute(piece.sql).map_err(|error| body.failed(piece, Cause::new(error)))
    }

    fn write_down(&mut self, body: &Body<'_>) -> Result<(), Stop> {
        let version = body.step.version();
        match body.direction {
            Direction::Up => self.record(&version)?,
            Direction::Down => self.forget(&version)?,
        };
        Ok(())
    }

    fn record(&mut self, version: &str) -> QueryResult<usize> {
        diesel::insert_into(ledger::__diesel_schema_migrations)
            .values(ledger::version.eq(version))
            .execute(self.conn)
    }

    fn forget(&mut self, version: &str) -> QueryResult<usize> {
        diesel::delete(ledger::__diesel_schema_migrations.filter(ledger::version.eq(version)))
            .execute(self.conn)
    }

    fn check_foreign_keys(&mut self, body: &Body<'_>) -> Result<()> {
        let broken: Vec<Broken> =
            diesel::sql_query("SELECT \"table\", rowid AS id, parent FROM pragma_foreign_key_check LIMIT 1")
                .load(self.conn)
                .map_err(database)?;
        let Some(Broken { table, id, parent }) = broken.into_iter().next() else { return Ok(()) };
        let row = id.map_or_else(|| "a row".to_owned(), |row| format!("the row with rowid {row}"));
        Err(Error::new(
            ErrorCode::Database,
            format!(
                "revision `{}` ({}) would leave {row} of `{table}` that refers to no row of `{parent}`",
                body.step.id, body.step.message
            ),
        )
        .in_file(super::body::file(&body.step, body.direction))
        .with_help("`PRAGMA foreign_key_check` lists such rows; mend them, where they are there already, or the revision"))
    }

    fn pragma(&mut self, name: &str) -> QueryResult<i64> {
        // SQLite answers with one row; `busy_timeout` names its column `timeout`.
        diesel::dsl::sql::<BigInt>(&format!("PRAGMA {name}")).get_result(self.conn)
    }
}

#[derive(QueryableByName)]
struct Broken {
    #[diesel(sql_type = Text)]
    table: String,
    #[diesel(sql_type = Nullable<BigInt>)]
    id: Option<i64>,
    #[diesel(sql_type = Text)]
    parent: String,
}

/// The database's own message.
fn database(error: DieselError) -> Error {
    let cause = Cause::new(error);
    let message = format!("the database says: {cause}");
    let help = cause.help();
    let error = Error::new(ErrorCode::Database, message).because(cause);
    match help {
        Some(help) => error.with_help(help),
        None => error,
    }
}

fn begin(error: DieselError) -> Error {
    if error.to_string().contains("within a transaction") {
        return inside_transaction();
    }
    database(error)
}

fn inside_transaction() -> Error {
    Error::new(ErrorCode::Database, "the connection is inside a transaction already; nothing was run")
        .with_help("upgrade outside of transactions: each revision brings its own")
}

fn is_locked(error: &DieselError) -> bool {
    error.to_string().contains("is locked")
}

/// Diesel's error without its words around the database's.
#[derive(Debug)]
struct Cause(DieselError);

impl Cause {
    fn new(error: DieselError) -> Self {
        Self(error)
    }

    fn help(&self) -> Option<&'static str> {
        let message = self.to_string();
        [
            ("is locked", "another process is writing to it: let it finish, or wait longer"),
            ("readonly", "give the right to write to the file and to its folder"),
            (
                "not a database",
                "see that the file is a SQLite database: it is damaged, encrypted, or something else",
            ),
            ("malformed", "the file is damaged: restore it from a copy"),
            ("disk is full", "make room, then run it again"),
            (
                "unable to open",
                "see that the file and its folder are there, and that you may read and write them",
            ),
        ]
        .into_iter()
        .find(|(words, _)| message.contains(words))
        .map(|(_, help)| help)
    }
}

impl std::fmt::Display for Cause {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.0 {
            DieselError::DatabaseError(_, info) => f.write_str(info.message()),
            other => write!(f, "{other}"),
        }
    }
}

impl std::error::Error for Cause {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.0)
    }
}
