use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use super::body::{Body, Direction};
use super::journal::{Author, Entry};
use crate::embed::Done;
use crate::{Dialect, Error, Result};

/// A connection that the engine can work with: one `impl` per database, each in a file of its own.
pub trait Database {
    /// What the engine talks to while it works.
    type Session<'c>: Session
    where
        Self: 'c;

    /// Its dialect.
    fn dialect(&self) -> Dialect;

    /// Opens a session. Talks to nobody yet.
    fn session(&mut self) -> Self::Session<'_>;
}

/// How long the engine lets things take.
#[derive(Clone, Debug)]
pub struct Limits {
    /// For another process that is at work on the same database.
    pub wait: Duration,
    /// For a table that somebody else has locked, each time; `None` for the database's own setting.
    pub lock_timeout: Option<Duration>,
    /// For one statement; `None` for the database's own setting.
    pub statement_timeout: Option<Duration>,
    /// How often something is tried again that another transaction was in the way of.
    pub retries: u32,
    /// When no further statement is begun.
    pub deadline: Option<Instant>,
    /// Set by whoever wants it to stop at the next safe point.
    pub stop: Option<Arc<AtomicBool>>,
    /// Whether the connection goes through a pooler that may give it another backend for each transaction.
    pub transaction_pooling: bool,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            wait: Duration::from_secs(60),
            lock_timeout: Some(Duration::from_secs(5)),
            statement_timeout: None,
            retries: 5,
            deadline: None,
            stop: None,
            transaction_pooling: false,
        }
    }
}

impl Limits {
    /// Why no further statement may begin, if so.
    pub(super) fn over(&self) -> Option<(crate::ErrorCode, &'static str, &'static str)> {
        if self.stop.as_ref().is_some_and(|stop| stop.load(Ordering::Relaxed)) {
            return Some((
                crate::ErrorCode::Interrupted,
                "stopped, as was asked for,",
                "run it again: it goes on there",
            ));
        }
        let late = self.deadline.is_some_and(|deadline| Instant::now() > deadline);
        late.then_some((
            crate::ErrorCode::Database,
            "the time for the whole upgrade is over,",
            "give it more time, then run it again",
        ))
    }
}

/// What a session tells while it works.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Note<'a> {
    /// The file of this number begins.
    Started(usize),
    /// A statement is done.
    Statement {
        /// Its number in the file, from 1.
        number: usize,
        /// How many there are.
        of: usize,
        /// It.
        sql: &'a str,
        /// How many rows it touched, where the database says so.
        rows: Option<usize>,
        /// How long it took.
        elapsed: Duration,
    },
    /// A data step is done.
    DataStep {
        /// Its number among the statements of the file, from 1.
        number: usize,
        /// How many there are.
        of: usize,
        /// How long it took.
        elapsed: Duration,
    },
    /// A statement had run before a crash, though nothing said so yet: the schema shows it.
    Recognized {
        /// Its number in the file, from 1.
        number: usize,
    },
    /// Another process is at work.
    Waiting {
        /// For how long it has been waited for.
        elapsed: Duration,
        /// What is known of it.
        holder: &'a str,
    },
    /// Another transaction was in the way; it is tried again after a while.
    Retrying {
        /// How often it was tried.
        attempt: u32,
        /// After how long.
        after: Duration,
        /// What was in the way.
        because: &'a str,
    },
}

/// Who is told.
pub type Listener<'a> = dyn FnMut(Note<'_>) + 'a;

/// What one database has to do for the engine. The engine decides; a session carries out.
pub trait Session {
    /// How long it may take, for what is asked before `open`.
    fn limit(&mut self, _limits: &Limits) {}

    /// The versions in Diesel's ledger, sorted; none where there is no ledger. One statement.
    fn ledger(&mut self) -> Result<Vec<String>>;

    /// The last row of each version in our journal; none where there is no journal.
    fn journal(&mut self) -> Result<Vec<Entry>>;

    /// The SQL of a version that the journal keeps: what ran, and what takes it back.
    fn texts(&mut self, version: &str) -> Result<[Option<String>; 2]>;

    /// Gets ready to change the database: waits until no other process is at work, as long as the limits say,
    /// and keeps others waiting until `close`.
    fn open(&mut self, limits: &Limits, listener: &mut Listener<'_>) -> Result<()>;

    /// Leaves the connection as it was before `open`, also after an error.
    fn close(&mut self);

    /// Runs the first of these files, or the first few together, and writes ledger and journal: in one
    /// transaction where the mode has one. Inside it, before anything is run, the ledger is compared
    /// with `seen`; where another process was faster, nothing is run and the ledger as it is now comes back.
    ///
    /// On an error nothing stands of what this call ran, but for files that run statement by statement:
    /// there the journal says how far they came.
    fn run(
        &mut self,
        bodies: &[Body<'_>],
        seen: &[String],
        author: &Author,
        listener: &mut Listener<'_>,
    ) -> Result<Ran, Failed>;

    /// Asks something that changes nothing: a query whose one column is text.
    fn ask(&mut self, sql: &str) -> Result<Vec<String>>;

    /// Lends the connection to a hook, outside of transactions.
    fn lend(&mut self, borrower: &mut dyn FnMut(&mut dyn std::any::Any) -> Done) -> Done;

    /// Runs statements on ledger and journal in one transaction; both are made where they are missing.
    fn rewrite(&mut self, statements: &[String]) -> Result<()>;
}

/// What came of running revisions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ran {
    /// So many ran, this long each, and the ledger says so.
    Done(Vec<Duration>),
    /// Another process changed the ledger meanwhile: this is what it holds.
    Moved(Vec<String>),
}

/// Which of several revisions failed, and why.
#[derive(Debug)]
pub struct Failed {
    /// Its number among those that were to run.
    pub number: usize,
    /// Why.
    pub error: Box<Error>,
}

/// Brings what was seen of the ledger up to date.
pub(super) fn note(seen: &mut Vec<String>, version: String, direction: Direction) {
    match (seen.binary_search(&version), direction) {
        (Err(at), Direction::Up) => seen.insert(at, version),
        (Ok(at), Direction::Down) => drop(seen.remove(at)),
        (Ok(_), Direction::Up) | (Err(_), Direction::Down) => {}
    }
}
