//! SQLite.
//!
//! A file beside the database keeps other upgraders out, and dies with its process. The ledger is read and
//! written inside `BEGIN IMMEDIATE`, which lets one writer in at a time, whoever it is
//! (<https://www.sqlite.org/lang_transaction.html>). `PRAGMA foreign_keys` does nothing inside a transaction, so
//! it is set around it and put back afterwards (<https://www.sqlite.org/pragma.html#pragma_foreign_keys>).

use std::time::{Duration, Instant};

use diesel::QueryResult;
use diesel::migration::CREATE_MIGRATIONS_TABLE;
use diesel::result::Error as DieselError;

use super::body::{Body, Mode};
use super::carry::{self, Carrier, Stop, transaction};
use super::cause::{database, inside_transaction};
use super::journal::{self, Author, Entry};
use super::link::{Borrower, Link};
use super::lock_file::LockFile;
use super::orphans::{self, Orphans};
use super::session::{Failed, Limits, Listener, Note, Ran, Session};
use super::stepwise::stepwise;
use crate::dialect::Piece;
use crate::embed::Done;
use crate::{Dialect, Error, ErrorCode, Result};

/// The engine's hold on a SQLite connection.
pub struct SqliteSession<L> {
    link: L,
    limits: Limits,
    lock: Option<LockFile>,
    /// SQLite's own count of what other connections committed, as of the last look at the ledger.
    data_version: Option<i64>,
    /// The user's own, to be put back.
    busy_timeout: Option<i64>,
}

impl<L: Link> SqliteSession<L> {
    /// Talks to nobody yet.
    pub fn new(link: L) -> Self {
        Self { link, limits: Limits::default(), lock: None, data_version: None, busy_timeout: None }
    }
}

impl<L: Link> Session for SqliteSession<L> {
    fn limit(&mut self, limits: &Limits) {
        self.limits = limits.clone();
    }

    fn ledger(&mut self) -> Result<Vec<String>> {
        carry::ledger(self)
    }

    fn journal(&mut self) -> Result<Vec<Entry>> {
        carry::journal(self)
    }

    fn texts(&mut self, version: &str) -> Result<[Option<String>; 2]> {
        carry::texts(self, version)
    }

    fn open(&mut self, limits: &Limits, listener: &mut Listener<'_>) -> Result<()> {
        if self.link.in_transaction() {
            return Err(inside_transaction());
        }
        self.limits = limits.clone();
        // First of all: whatever is asked below reads the schema anew where another process has just changed it.
        self.wait(limits.wait).map_err(database)?;
        let file = self.link.texts("SELECT COALESCE(file, '') FROM pragma_database_list WHERE name = 'main'");
        if let Some(file) = file.map_err(database)?.pop().filter(|file| !file.is_empty()) {
            self.lock = LockFile::take(&file, limits.wait, listener)?;
        }
        Ok(())
    }

    fn close(&mut self) {
        self.restore_timeout();
        self.lock = None;
    }

    fn run(
        &mut self,
        bodies: &[Body<'_>],
        seen: &[String],
        author: &Author,
        listener: &mut Listener<'_>,
    ) -> Result<Ran, Failed> {
        let Some(first) = bodies.first() else { return Ok(Ran::Done(Vec::new())) };
        let mut times = Vec::new();
        let outcome = match first.mode {
            Mode::Transaction => {
                // A data step may break out of its transaction: nobody shares it.
                let alone = first.data_step.is_some();
                let fits = |(number, body): &(usize, &Body<'_>)| {
                    *number == 0 || (body.mode == Mode::Transaction && !alone && body.data_step.is_none())
                };
                let alike = bodies.iter().enumerate().take_while(fits).map(|(_, body)| body);
                transaction(self, |session| session.run_together(alike, seen, author, listener, &mut times))
            }
            Mode::ForeignKeysOff => self.without_foreign_keys(|session| {
                listener(Note::Started(0));
                let elapsed = transaction(session, |session| {
                    session.compare(seen)?;
                    let before = session.orphans()?;
                    carry::whole(session, first, author, listener, |session| {
                        session.check_foreign_keys(first, &before)
                    })
                })?;
                times.push(elapsed);
                Ok(())
            }),
            Mode::Bare => self.bare(first, seen, author, listener).map(|elapsed| times.push(elapsed)),
        };
        match outcome {
            Ok(()) => Ok(Ran::Done(times)),
            Err(stop) => stop.answer(times.len()),
        }
    }

    fn ask(&mut self, sql: &str) -> Result<Vec<String>> {
        carry::ask(self, sql)
    }

    fn lend(&mut self, borrower: &mut Borrower<'_>) -> Done {
        self.link.lend(false, borrower)
    }

    fn rewrite(&mut self, statements: &[String]) -> Result<()> {
        carry::rewrite(self, statements, |session| session.make_tables())
    }
}

/// How long revisions go on sharing a transaction: what a crash takes back, and what others wait for.
const TOGETHER: Duration = Duration::from_millis(100);
const DEFAULT_WAIT: Duration = Duration::from_secs(30);

impl<L: Link> Carrier for SqliteSession<L> {
    const DIALECT: Dialect = Dialect::Sqlite;
    type Link = L;

    fn link(&mut self) -> &mut L {
        &mut self.link
    }

    fn limits(&self) -> &Limits {
        &self.limits
    }

    fn unless_missing(&mut self, table: &str, sql: &str) -> Result<Vec<String>> {
        match self.patiently(|session| session.link.texts(sql)) {
            Err(error) if is_missing(&error, table) => Ok(Vec::new()),
            other => other.map_err(database),
        }
    }

    fn begin(&mut self) -> Result<(), Stop> {
        self.link.execute("BEGIN IMMEDIATE").map_err(|error| begin(error).into())
    }

    fn turned_back(&mut self) {
        self.data_version = None;
    }

    /// SQLite counts what other connections commit (<https://www.sqlite.org/pragma.html#pragma_data_version>):
    /// the same count, the same ledger.
    fn compare(&mut self, seen: &[String]) -> Result<(), Stop> {
        let data_version = self.link.number("PRAGMA data_version")?;
        if self.data_version != Some(data_version) {
            let now = carry::ledger(self)?;
            if now != seen {
                return Err(Stop::Moved(now));
            }
            self.make_tables()?;
            self.data_version = Some(data_version);
        }
        Ok(())
    }

    /// What runs outside of transactions here changes no table (`VACUUM`), and may run twice.
    fn look(&mut self, _: &[Piece<'_>]) -> Result<String> {
        Ok("-".to_owned())
    }

    fn happened(&mut self, _: &[Piece<'_>], _: &str) -> Result<bool> {
        Ok(false)
    }

    fn tidy(&mut self, _: &Piece<'_>) -> Result<()> {
        Ok(())
    }

    /// SQLite waits by itself, and knows nobody by name.
    fn blocked_by(&mut self, _: &str) -> Option<String> {
        None
    }
}

impl<L: Link> SqliteSession<L> {
    fn make_tables(&mut self) -> Result<(), Stop> {
        self.link.execute(&format!("{CREATE_MIGRATIONS_TABLE};\n{}", journal::create(Dialect::Sqlite)))?;
        Ok(())
    }

    /// Lets SQLite wait for other writers; <https://www.sqlite.org/c3ref/busy_timeout.html>.
    fn wait(&mut self, wait: Duration) -> QueryResult<()> {
        // SQLite answers with one row, whose column it names `timeout`.
        let before = self.link.number("PRAGMA busy_timeout")?;
        let wanted = i64::try_from(wait.as_millis()).unwrap_or(i64::from(i32::MAX)).min(i64::from(i32::MAX));
        if before < wanted {
            self.link.execute(&format!("PRAGMA busy_timeout = {wanted}"))?;
            self.busy_timeout.get_or_insert(before);
        }
        Ok(())
    }

    /// A look at a database that somebody may be committing to at this very moment.
    fn patiently(
        &mut self,
        mut look: impl FnMut(&mut Self) -> QueryResult<Vec<String>>,
    ) -> QueryResult<Vec<String>> {
        match look(self) {
            Err(error) if is_locked(&error) && self.busy_timeout.is_none() => {
                self.wait(self.limits.wait.min(DEFAULT_WAIT))?;
                let seen = look(self);
                self.restore_timeout();
                seen
            }
            other => other,
        }
    }

    fn restore_timeout(&mut self) {
        if let Some(before) = self.busy_timeout.take() {
            drop(self.link.execute(&format!("PRAGMA busy_timeout = {before}")));
        }
    }

    /// Small revisions share a transaction, and with it the wait for the disk.
    fn run_together<'b, 's: 'b>(
        &mut self,
        bodies: impl Iterator<Item = &'b Body<'s>>,
        seen: &[String],
        author: &Author,
        listener: &mut Listener<'_>,
        times: &mut Vec<Duration>,
    ) -> Result<(), Stop> {
        let start = Instant::now();
        self.compare(seen)?;
        for (number, body) in bodies.enumerate() {
            listener(Note::Started(number));
            times.push(carry::whole(self, body, author, listener, |_| Ok(()))?);
            if start.elapsed() > TOGETHER {
                break;
            }
        }
        Ok(())
    }

    fn bare(
        &mut self,
        body: &Body<'_>,
        seen: &[String],
        author: &Author,
        listener: &mut Listener<'_>,
    ) -> Result<Duration, Stop> {
        let foreign_keys = self.link.number("PRAGMA foreign_keys")?;
        listener(Note::Started(0));
        let done = stepwise(self, body, seen, author, listener);
        if done.is_err() {
            drop(self.link.execute("ROLLBACK"));
            drop(self.link.execute(&format!("PRAGMA foreign_keys = {foreign_keys}")));
        }
        done
    }

    /// Runs with foreign keys off; whatever happens, the connection is left as it was.
    fn without_foreign_keys(&mut self, work: impl FnOnce(&mut Self) -> Result<(), Stop>) -> Result<(), Stop> {
        let foreign_keys = self.link.number("PRAGMA foreign_keys")?;
        // A rebuild that fails half-way leaves these as it had set them.
        let legacy_alter_table = self.link.number("PRAGMA legacy_alter_table")?;
        self.link.execute("PRAGMA foreign_keys = OFF")?;
        let done = if self.link.number("PRAGMA foreign_keys")? == 0 {
            work(self)
        } else {
            Err(inside_transaction().into())
        };
        let restored = self.link.execute(&format!(
            "PRAGMA writable_schema = OFF; PRAGMA legacy_alter_table = {legacy_alter_table}; PRAGMA foreign_keys = {foreign_keys}"
        ));
        done.and_then(|()| Ok(restored?))
    }

    fn orphans(&mut self) -> Result<Orphans, Stop> {
        let rows = self.link.texts(orphans::FOUND)?;
        // A sound database is the rule: it need not be asked what its tables are.
        let tables = if rows.is_empty() { Vec::new() } else { self.link.texts(orphans::TABLES)? };
        Ok(Orphans::new(rows, tables))
    }

    /// Rows that referred to nothing before are not this revision's doing, and don't stop it.
    fn check_foreign_keys(&mut self, body: &Body<'_>, before: &Orphans) -> Result<(), Stop> {
        let after = self.link.texts(orphans::FOUND)?;
        let Some(row) = before.first_new(&after) else { return Ok(()) };
        let error = Error::new(
            ErrorCode::Database,
            format!("revision `{}` ({}) would leave {row}", body.step.id, body.step.message),
        )
        .in_file(body.file())
        .with_help("`PRAGMA foreign_key_check` lists such rows; those that were there before the revision don't stop it, so mend the revision");
        Err(error.into())
    }
}

fn begin(error: DieselError) -> Error {
    if error.to_string().contains("within a transaction") {
        return inside_transaction();
    }
    database(error)
}

fn is_locked(error: &DieselError) -> bool {
    error.to_string().contains("is locked")
}

fn is_missing(error: &DieselError, table: &str) -> bool {
    error.to_string().contains(&format!("no such table: {table}"))
}
