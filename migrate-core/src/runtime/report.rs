use std::time::Duration;

use super::body::Direction;
use crate::embed::GateState;

/// What an upgrade or a downgrade did, or would do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// The revisions that ran, in the order in which they ran.
    pub ran: Vec<Ran>,
    /// Where the database was: an id, `None` at base.
    pub from: Option<String>,
    /// Where it is now.
    pub to: Option<String>,
    /// Whether nothing was really run.
    pub dry_run: bool,
    /// How the gate stood when the binary was built; `None` where the revisions come from disk.
    pub gate: Option<GateState>,
}

/// One revision that ran.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ran {
    /// Its id.
    pub revision: String,
    /// What it does.
    pub message: String,
    /// Which of its files ran.
    pub direction: Direction,
    /// How long it took; zero in a dry run.
    pub elapsed: Duration,
}

impl Report {
    /// Whether there was nothing to do.
    pub fn is_empty(&self) -> bool {
        self.ran.is_empty()
    }
}

/// What happens while revisions run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Event<'a> {
    /// A revision begins.
    Started {
        /// Its id.
        revision: &'a str,
        /// What it does.
        message: &'a str,
        /// Which of its files.
        direction: Direction,
        /// Its number among those of this run, from 1.
        number: usize,
        /// How many there are in this run.
        of: usize,
    },
    /// It is done, and the ledger says so.
    Finished {
        /// Its id.
        revision: &'a str,
        /// How long it took.
        elapsed: Duration,
    },
    /// Another process changed the ledger meanwhile; the rest is worked out anew.
    Moved,
}
