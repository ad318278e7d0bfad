//! What the sessions share: transactions, statements, tries, and files that run statement by statement.

use std::time::{Duration, Instant};

use diesel::result::Error as DieselError;

use super::body::{Body, Direction};
use super::cause::{Cause, database, is_transient};
use super::journal::{self, Author, Entry};
use super::link::Link;
use super::session::{Failed, Limits, Listener, Note, Ran};
use super::trace::Span;
use crate::dialect::{Piece, lex};
use crate::{Dialect, Error, Result};

/// What one database does its own way while a session carries revisions out.
pub(super) trait Carrier {
    /// Which.
    const DIALECT: Dialect;
    /// Its connection.
    type Link: Link;

    fn link(&mut self) -> &mut Self::Link;
    fn limits(&self) -> &Limits;
    /// The rows of a query on a table that may not be there.
    fn unless_missing(&mut self, table: &str, sql: &str) -> Result<Vec<String>>;
    /// Opens a transaction.
    fn begin(&mut self) -> Result<(), Stop>;
    /// After a transaction was turned back.
    fn turned_back(&mut self) {}
    /// Inside a transaction: whether the ledger is as it was seen; makes ledger and journal where they are missing.
    fn compare(&mut self, seen: &[String]) -> Result<(), Stop>;
    /// What there is to know of the schema before a statement that can't be recorded in its own transaction.
    fn look(&mut self, pieces: &[Piece<'_>]) -> Result<String>;
    /// Whether such a statement took place, given what was known before it.
    fn happened(&mut self, pieces: &[Piece<'_>], before: &str) -> Result<bool>;
    /// Takes away what such a statement left behind when it failed.
    fn tidy(&mut self, piece: &Piece<'_>) -> Result<()>;
    /// Who stands in the way of a statement, in words.
    fn blocked_by(&mut self, sql: &str) -> Option<String>;
}

/// The versions in the ledger, by byte, whatever the database's collation is.
pub(super) fn ledger<C: Carrier>(carrier: &mut C) -> Result<Vec<String>> {
    const LEDGER: &str = "__diesel_schema_migrations";
    let sql = match C::DIALECT {
        Dialect::Postgres => format!("SELECT version::text FROM {LEDGER}"),
        Dialect::Sqlite | Dialect::Mysql => format!("SELECT version FROM {LEDGER}"),
    };
    let mut versions = carrier.unless_missing(LEDGER, &sql)?;
    versions.sort();
    Ok(versions)
}

/// The last row of each version in the journal.
pub(super) fn journal<C: Carrier>(carrier: &mut C) -> Result<Vec<Entry>> {
    let rows = carrier.unless_missing(journal::JOURNAL, &journal::select(C::DIALECT))?;
    journal::parse(&rows)
}

/// The SQL of a version that the journal keeps.
pub(super) fn texts<C: Carrier>(carrier: &mut C, version: &str) -> Result<[Option<String>; 2]> {
    let [ran, back] = journal::select_texts(C::DIALECT, version).map(|sql| ask(carrier, &sql));
    Ok([ran?.pop(), back?.pop()])
}

/// A query whose one column is text.
pub(super) fn ask<C: Carrier>(carrier: &mut C, sql: &str) -> Result<Vec<String>> {
    carrier.link().texts(sql).map_err(database)
}

/// Why a transaction stops.
pub(super) enum Stop {
    /// The ledger is not as it was seen.
    Moved(Vec<String>),
    /// Something in it went wrong.
    Failed(Failure),
    /// All went well, but it could not be committed.
    Uncommitted(Error),
}

/// What went wrong.
pub(super) struct Failure {
    pub(super) error: Error,
    /// The statement that somebody else was in the way of.
    pub(super) transient: Option<String>,
}

impl From<DieselError> for Stop {
    fn from(error: DieselError) -> Self {
        Self::from(database(error))
    }
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Self::Failed(Failure { error, transient: None })
    }
}

impl Stop {
    /// As the answer of a session that had finished so many files.
    pub(super) fn answer(self, finished: usize) -> Result<Ran, Failed> {
        match self {
            Self::Moved(ledger) => Ok(Ran::Moved(ledger)),
            Self::Failed(Failure { error, .. }) => Err(Failed { number: finished, error: Box::new(error) }),
            Self::Uncommitted(error) => Err(Failed { number: 0, error: Box::new(error) }),
        }
    }

    /// As an error, where nothing is compared.
    pub(super) fn error(self) -> Option<Error> {
        match self {
            Self::Moved(_) => None,
            Self::Failed(Failure { error, .. }) | Self::Uncommitted(error) => Some(error),
        }
    }

    /// With more help, where something failed.
    pub(super) fn with_help(self, help: impl FnOnce() -> String) -> Self {
        match self {
            Self::Failed(Failure { error, transient }) => {
                let help = match error.help() {
                    Some(already) => format!("{already}; {}", help()),
                    None => help(),
                };
                Self::Failed(Failure { error: error.with_help(help), transient })
            }
            other => other,
        }
    }
}

/// A transaction that is turned back on every error. Not Diesel's own: that one gives the connection up
/// when the database has rolled back by itself (a full disk does that).
pub(super) fn transaction<C: Carrier, T>(
    carrier: &mut C,
    work: impl FnOnce(&mut C) -> Result<T, Stop>,
) -> Result<T, Stop> {
    carrier.begin()?;
    let done = work(carrier).and_then(|value| {
        let committed = carrier.link().execute("COMMIT");
        committed.map(|()| value).map_err(|error| Stop::Uncommitted(database(error)))
    });
    if done.is_err() {
        // Fails where the database has rolled back already.
        drop(carrier.link().execute("ROLLBACK"));
        carrier.turned_back();
    }
    done
}

/// Tries again what another transaction was in the way of, with longer and longer pauses; in the end says who it was.
pub(super) fn retrying<C: Carrier, T>(
    carrier: &mut C,
    listener: &mut Listener<'_>,
    mut work: impl FnMut(&mut C, &mut Listener<'_>) -> Result<T, Stop>,
) -> Result<T, Stop> {
    const FIRST: Duration = Duration::from_millis(200);
    const LONGEST: Duration = Duration::from_secs(10);
    let start = Instant::now();
    let mut attempt = 0;
    loop {
        let stop = match work(carrier, listener) {
            Ok(value) => return Ok(value),
            Err(stop) => stop,
        };
        let Stop::Failed(Failure { error, transient: Some(sql) }) = stop else { return Err(stop) };
        let blocker = carrier.blocked_by(&sql);
        attempt += 1;
        let after = FIRST.saturating_mul(1 << attempt.min(10)).min(LONGEST);
        let late = carrier.limits().deadline.is_some_and(|deadline| Instant::now() + after > deadline);
        if attempt > carrier.limits().retries || late {
            let who = blocker.map_or_else(
                || "who was in the way is not known any more".to_owned(),
                |who| format!("in the way was {who}"),
            );
            let times = if attempt == 1 { "once".to_owned() } else { format!("{attempt} times") };
            let help = move || {
                format!(
                    "it was tried {times} in {} seconds; {who}: let it finish or end it, then upgrade again",
                    start.elapsed().as_secs()
                )
            };
            return Err(Stop::from(error).with_help(help));
        }
        let because = blocker.unwrap_or_else(|| error.message().to_owned());
        listener(Note::Retrying { attempt, after, because: &because });
        std::thread::sleep(after);
    }
}

/// Runs one statement of a file.
pub(super) fn statement<C: Carrier>(
    carrier: &mut C,
    body: &Body<'_>,
    number: usize,
    listener: &mut Listener<'_>,
) -> Result<(), Stop> {
    let Some(piece) = body.statements.get(number) else { return Ok(()) };
    if let Some((code, why, help)) = carrier.limits().over() {
        let error = Error::new(code, format!("{why} before line {} of `{}`", piece.line, body.file()));
        return Err(error.with_help(help).into());
    }
    let span = Span::of_statement(body, number);
    if body.data_step == Some(number) {
        return super::data_step::run(carrier, body, number, listener);
    }
    let start = Instant::now();
    let first = lex(C::DIALECT, piece.sql).find(|token| token.speaks());
    let touches = first.is_some_and(|token| {
        ["insert", "update", "delete", "replace"].iter().any(|word| token.is_word(word))
    });
    let ran = if touches {
        carrier.link().affect(piece.sql).map(Some)
    } else {
        carrier.link().execute(piece.sql).map(|()| None)
    };
    let rows = ran.map_err(|error| {
        let transient = is_transient(&error).then(|| piece.sql.to_owned());
        let cause = Cause::new(error);
        let help = cause.help();
        let error = body.failed(piece, cause);
        Stop::Failed(Failure {
            error: match help {
                Some(help) => error.with_help(help),
                None => error,
            },
            transient,
        })
    })?;
    span.rows(rows);
    let of = body.statements.len();
    listener(Note::Statement { number: number + 1, of, sql: piece.sql, rows, elapsed: start.elapsed() });
    Ok(())
}

/// Inside a transaction: all statements of a file, then ledger and journal.
pub(super) fn whole<C: Carrier>(
    carrier: &mut C,
    body: &Body<'_>,
    author: &Author,
    listener: &mut Listener<'_>,
    check: impl FnOnce(&mut C) -> Result<(), Stop>,
) -> Result<Duration, Stop> {
    let start = Instant::now();
    for number in 0..body.statements.len() {
        statement(carrier, body, number, listener)?;
    }
    check(carrier)?;
    let elapsed = start.elapsed();
    let sql =
        [journal::ledger(C::DIALECT, body), journal::insert(C::DIALECT, body, author, Some(elapsed), None)];
    execute_all(carrier, &sql)?;
    Ok(elapsed)
}

/// Several statements of ours. MySQL's protocol takes one at a time.
pub(super) fn execute_all<C: Carrier>(carrier: &mut C, statements: &[String]) -> Result<(), Stop> {
    match C::DIALECT {
        Dialect::Sqlite | Dialect::Postgres => carrier.link().execute(&statements.join(";\n"))?,
        Dialect::Mysql => {
            for sql in statements {
                carrier.link().execute(sql)?;
            }
        }
    }
    Ok(())
}

/// Rewrites ledger and journal in one transaction.
pub(super) fn rewrite<C: Carrier>(
    carrier: &mut C,
    statements: &[String],
    make: impl FnOnce(&mut C) -> Result<(), Stop>,
) -> Result<()> {
    let done = transaction(carrier, |carrier| {
        make(carrier)?;
        execute_all(carrier, statements)
    });
    match done {
        Ok(()) => Ok(()),
        Err(stop) => stop.error().map_or(Ok(()), Err),
    }
}

/// The SQL that ends a stepwise body.
pub(super) fn ending(dialect: Dialect, body: &Body<'_>, elapsed: Duration) -> Vec<String> {
    let finish = journal::finish(dialect, body, elapsed);
    match body.direction {
        Direction::Up => vec![journal::ledger(dialect, body), finish],
        // Taken out at the beginning: a half-downgraded database must not pass for one at head.
        Direction::Down => vec![finish],
    }
}
