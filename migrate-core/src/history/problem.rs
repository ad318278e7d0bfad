use std::fmt;
use std::path::Path;

use super::Id;
use crate::error::Place;
use crate::{Error, ErrorCode};

/// What kind of thing is wrong with a folder of revisions: stable, for machines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ProblemCode {
    /// A revision that nobody has approved.
    Unreviewed,
    /// An approved revision whose files are not the approved ones.
    EditedAfterReview,
    /// The revisions don't form one line.
    SeveralHeads,
    /// Files that are missing, unreadable, or contradict each other.
    HistoryBroken,
}

impl ProblemCode {
    /// Its name in JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Unreviewed => "unreviewed",
            Self::EditedAfterReview => "edited-after-review",
            Self::SeveralHeads => "several-heads",
            Self::HistoryBroken => "history-broken",
        }
    }

    /// The error that says the same.
    pub const fn error_code(self) -> ErrorCode {
        match self {
            Self::Unreviewed => ErrorCode::Unreviewed,
            Self::EditedAfterReview => ErrorCode::EditedAfterReview,
            Self::SeveralHeads => ErrorCode::SeveralHeads,
            Self::HistoryBroken => ErrorCode::BadFile,
        }
    }
}

/// One thing that is wrong with a folder of revisions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// What kind.
    pub code: ProblemCode,
    /// What: lower case, no full stop.
    pub message: String,
    /// The revision it is about.
    pub revision: Option<Id>,
    /// The table it is about.
    pub table: Option<String>,
    /// Where.
    pub place: Option<Place>,
    /// What to do next.
    pub help: Option<String>,
}

impl Problem {
    pub(super) fn new(code: ProblemCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), revision: None, table: None, place: None, help: None }
    }

    pub(super) fn broken(message: impl Into<String>) -> Self {
        Self::new(ProblemCode::HistoryBroken, message)
    }

    pub(super) fn of(mut self, revision: &Id) -> Self {
        self.revision = Some(revision.clone());
        self
    }

    pub(super) fn in_table(mut self, table: impl fmt::Display) -> Self {
        self.table = Some(table.to_string());
        self
    }

    pub(super) fn in_file(mut self, file: &Path) -> Self {
        self.place = Some(Place { file: file.to_owned(), line: None });
        self
    }

    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// A file that could not be read, as a problem.
    pub(super) fn from_error(error: &Error) -> Self {
        Self {
            place: error.place().cloned(),
            help: error.help().map(str::to_owned),
            ..Self::broken(error.message())
        }
    }

    /// The same as an error, for whoever can't go on with it.
    pub fn to_error(&self) -> Error {
        let mut error = Error::new(self.code.error_code(), &self.message);
        if let Some(place) = &self.place {
            error = match place.line {
                Some((line, column)) => error.at(&place.file, line, column),
                None => error.in_file(&place.file),
            };
        }
        if let Some(help) = &self.help {
            error = error.with_help(help);
        }
        error
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        if let Some(place) = &self.place {
            write!(f, " ({place})")?;
        }
        Ok(())
    }
}
