use std::time::Duration;

use super::body::Direction;
use crate::QName;
use crate::embed::GateState;
use crate::plan::Concern;

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
    /// Rows that are, or may be, in the way of what is to run.
    pub problems: Vec<Obstacle>,
    /// The copy that was taken first.
    pub backup: Option<crate::backup::Backup>,
    /// Later revisions that the database has had and this binary doesn't know; it can run with them.
    pub ahead: Vec<String>,
}

/// Rows in the way of a revision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Obstacle {
    /// The revision's id.
    pub revision: String,
    /// What kind of trouble it is.
    pub concern: Concern,
    /// The table, by the name it has now.
    pub table: QName,
    /// The column, where it is about one.
    pub column: Option<String>,
    /// How many rows.
    pub rows: u64,
    /// One of them, by its primary key.
    pub example: Option<String>,
    /// The sentence.
    pub message: String,
    /// What to do about it.
    pub help: String,
    /// Whether the revision is certain to fail. Where its file was edited by hand, it may put the rows right itself.
    pub certain: bool,
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
    /// Whether a data step ran beside its SQL.
    pub data_step: bool,
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
    /// A copy of the database was taken, and read again.
    BackedUp(&'a crate::backup::Backup),
    /// Rows that may be in the way of a revision; whether they are depends on what somebody wrote into its file.
    Doubt(&'a Obstacle),
    /// It is done, and the ledger says so.
    Finished {
        /// Its id.
        revision: &'a str,
        /// How long it took.
        elapsed: Duration,
    },
    /// Another process changed the ledger meanwhile; the rest is worked out anew.
    Moved,
    /// A statement of a revision is done.
    Statement {
        /// The revision's id.
        revision: &'a str,
        /// Its number in the file, from 1.
        number: usize,
        /// How many there are in the file.
        of: usize,
        /// The statement.
        sql: &'a str,
        /// How many rows it touched, where the database says so.
        rows: Option<usize>,
        /// How long it took.
        elapsed: Duration,
    },
    /// A data step of a revision is done.
    DataStep {
        /// The revision's id.
        revision: &'a str,
        /// Its number among the statements of the file, from 1.
        number: usize,
        /// How many there are.
        of: usize,
        /// How long it took.
        elapsed: Duration,
    },
    /// A revision that stopped on its way is gone on with.
    Resumed {
        /// The revision's id.
        revision: &'a str,
        /// Which of its files.
        direction: Direction,
        /// How many of its statements had run.
        done: usize,
        /// How many there are.
        of: usize,
    },
    /// A statement had run before a crash, though nothing said so: the schema shows it.
    Recognized {
        /// The revision's id.
        revision: &'a str,
        /// The statement's number in the file, from 1.
        number: usize,
    },
    /// Another process is at work on the database.
    Waiting {
        /// For how long it has been waited for.
        elapsed: Duration,
        /// What is known of it.
        holder: &'a str,
    },
    /// Another transaction was in the way of a revision; it is tried again after a while.
    Retrying {
        /// The revision's id.
        revision: &'a str,
        /// How often it was tried.
        attempt: u32,
        /// After how long it is tried again.
        after: Duration,
        /// What was in the way.
        because: &'a str,
    },
}
