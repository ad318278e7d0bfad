use std::time::Duration;

use super::body::{Body, Direction};
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

/// What one database has to do for the engine. The engine decides; a session carries out.
pub trait Session {
    /// The versions in Diesel's ledger, sorted; none where there is no ledger. One statement.
    fn ledger(&mut self) -> Result<Vec<String>>;

    /// Gets ready to change the database: from here on others are waited for, as long as `wait`.
    fn open(&mut self, wait: Duration) -> Result<()>;

    /// Leaves the connection as it was before `open`, also after an error.
    fn close(&mut self);

    /// Runs the first of these files, or the first few together, and writes the ledger: in one
    /// transaction where the mode has one. Inside it, before anything is run, the ledger is compared
    /// with `seen`; where another process was faster, nothing is run and the ledger as it is now comes
    /// back. `started` is told the number of each file as it begins.
    ///
    /// On an error nothing stands of what this call ran (but for [`Mode::Bare`](super::Mode)).
    fn run(
        &mut self,
        bodies: &[Body<'_>],
        seen: &[String],
        started: &mut dyn FnMut(usize),
    ) -> Result<Ran, Failed>;

    /// Rewrites the ledger in one transaction: removes versions, adds versions.
    fn rewrite_ledger(&mut self, remove: &[String], add: &[String]) -> Result<()>;
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
