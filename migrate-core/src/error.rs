//! One error for the whole crate: a code, what, where, why, and what to do next.

use std::fmt;
use std::path::{Path, PathBuf};

/// What kind of thing went wrong: stable, for machines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum ErrorCode {
    /// A file of ours can't be read, or doesn't hold what it should.
    BadFile,
    /// A file or folder can't be read or written.
    Io,
    /// The models contradict themselves.
    BadSchema,
    /// A rename that is none: what it names is not there, or is still there.
    BadRename,
    /// The comparison missed something: a mistake of ours, never the user's.
    Internal,
    /// The dialect can't do it.
    Unsupported,
    /// No revision, or more than one, by that name.
    UnknownRevision,
    /// The revisions don't form one line.
    SeveralHeads,
    /// A revision that nobody has reviewed.
    Unreviewed,
    /// A reviewed file that was changed afterwards.
    EditedAfterReview,
    /// A file that was changed after the database had run it.
    EditedAfterApplied,
    /// The database doesn't fit the revisions at hand.
    Diverged,
    /// The binary was built past the gate.
    BuiltPastGate,
    /// Stopped at a safe point, because somebody asked for it.
    Interrupted,
    /// Rows are in the way of a revision: it would fail.
    Precondition,
    /// A hook of the program's that said no.
    Hook,
    /// A data step in Rust that can't be run from here.
    DataStep,
    /// The database said no.
    Database,
}

impl ErrorCode {
    /// Its name in JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Self::BadFile => "bad-file",
            Self::Io => "io",
            Self::BadSchema => "bad-schema",
            Self::BadRename => "bad-rename",
            Self::Internal => "internal",
            Self::Unsupported => "unsupported",
            Self::UnknownRevision => "unknown-revision",
            Self::SeveralHeads => "several-heads",
            Self::Unreviewed => "unreviewed",
            Self::EditedAfterReview => "edited-after-review",
            Self::EditedAfterApplied => "edited-after-applied",
            Self::Diverged => "diverged",
            Self::BuiltPastGate => "built-past-gate",
            Self::Interrupted => "interrupted",
            Self::Precondition => "precondition",
            Self::Hook => "hook",
            Self::DataStep => "data-step",
            Self::Database => "database",
        }
    }
}

/// What went wrong, where, why, and what to do next.
///
/// `Display` is one lower-case sentence without a full stop: what, and where. The cause is
/// [`std::error::Error::source`]; [`Error::help`] says what to do next.
#[derive(Debug)]
pub struct Error {
    code: ErrorCode,
    message: String,
    place: Option<Place>,
    help: Option<String>,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

/// A place in a file: lines and columns count from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The file.
    pub file: PathBuf,
    /// The line and the column, where they are known.
    pub line: Option<(usize, usize)>,
}

/// The result of everything here that can fail.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// An error with a message: lower case, no full stop, names in backquotes.
    pub fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), place: None, help: None, source: None }
    }

    /// In this file.
    #[must_use]
    pub fn in_file(mut self, file: impl AsRef<Path>) -> Self {
        self.place = Some(Place { file: file.as_ref().to_owned(), line: None });
        self
    }

    /// In this file, at a line and a column, both counted from 1.
    #[must_use]
    pub fn at(mut self, file: impl AsRef<Path>, line: usize, column: usize) -> Self {
        self.place = Some(Place { file: file.as_ref().to_owned(), line: Some((line, column)) });
        self
    }

    /// What to do next.
    #[must_use]
    pub fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Because of this.
    #[must_use]
    pub fn because(mut self, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// Its code.
    pub fn code(&self) -> ErrorCode {
        self.code
    }

    /// What went wrong, without the place.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// Where.
    pub fn place(&self) -> Option<&Place> {
        self.place.as_ref()
    }

    /// What to do next.
    pub fn help(&self) -> Option<&str> {
        self.help.as_deref()
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file.display())?;
        if let Some((line, column)) = self.line {
            write!(f, ":{line}:{column}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        if let Some(place) = &self.place {
            write!(f, " ({place})")?;
        }
        Ok(())
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}
