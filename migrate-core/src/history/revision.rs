use std::path::{Path, PathBuf};

use once_cell::sync::OnceCell;

use super::checksum::{FILES, checksum};
use super::review::{Approval, ReviewFile};
use super::{Id, Metadata, changes, slug_message, text};
use crate::embed::DataSteps;
use crate::{Change, Error, ErrorCode, Result};

/// One revision, as its directory holds it.
#[derive(Debug)]
pub struct Revision {
    /// Its id.
    pub id: Id,
    /// Its directory.
    pub path: PathBuf,
    /// The directory's name.
    pub dir: String,
    /// What it does, in its author's words.
    pub message: String,
    /// What it stands on: none for the first, two for a merge.
    pub parents: Vec<Id>,
    /// When it was made, RFC 3339, where that is known.
    pub created_at: Option<String>,
    /// `up.sql`, with LF ends.
    pub up: String,
    /// `down.sql`, where there is one.
    pub down: Option<String>,
    /// Whether Diesel (and we) open a transaction around the file.
    pub run_in_transaction: bool,
    /// Whether the SQL brings its own transaction, with foreign keys off.
    pub foreign_keys_off: bool,
    /// The functions that run beside its SQL, compiled into the program.
    pub data_steps: DataSteps,
    /// Whether another tool made it: its directory doesn't say what it stands on.
    pub foreign: bool,
    /// The checksum of its files.
    pub sha256: String,
    /// Its review.
    pub review: Review,
    pub(super) changes_text: Option<String>,
    pub(super) changes: OnceCell<Vec<Change>>,
}

/// What is recorded about a revision's review.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Review {
    /// Nobody has approved it.
    Pending,
    /// Somebody approved exactly these bytes.
    Approved(Approval),
    /// Somebody approved other bytes.
    Edited(Approval),
}

impl Review {
    /// Whether these bytes were approved.
    pub const fn is_approved(&self) -> bool {
        match self {
            Self::Approved(_) => true,
            Self::Pending | Self::Edited(_) => false,
        }
    }
}

impl Revision {
    /// Diesel's version.
    pub fn version(&self) -> String {
        self.id.version()
    }

    /// Whether code that doesn't know it can't run with it: whoever reviewed it acknowledged that.
    pub fn breaks_old_code(&self) -> bool {
        match &self.review {
            Review::Approved(approval) | Review::Edited(approval) => {
                approval.acknowledged.iter().any(|code| code == "breaks-old-code")
            }
            Review::Pending => false,
        }
    }

    /// What it changes; none where another tool made it. Parsed once, when first asked for.
    pub fn changes(&self) -> Result<&[Change]> {
        let parse = || match &self.changes_text {
            Some(text) => changes::parse(&self.path.join("changes.json"), text),
            None => Ok(Vec::new()),
        };
        self.changes.get_or_try_init(parse).map(Vec::as_slice)
    }

    /// Whether it says what it changes.
    pub fn has_changes_file(&self) -> bool {
        self.changes_text.is_some()
    }

    /// `changes.json`, where there is one.
    pub fn changes_text(&self) -> Option<&str> {
        self.changes_text.as_deref()
    }
}

/// What came of reading one directory.
pub(super) struct Read {
    /// The revision; `None` where there is no `up.sql` to run.
    pub(super) revision: Option<Revision>,
    /// What could not be read.
    pub(super) errors: Vec<Error>,
    /// The files that are there.
    pub(super) files: Vec<PathBuf>,
}

/// Reads one directory; what can't be read is reported and left out.
pub(super) fn read(path: &Path, name: &str, review: &ReviewFile) -> Read {
    let mut errors = Vec::new();
    let mut files = Vec::new();
    let mut texts: [Option<String>; FILES.len()] = Default::default();
    for (file, slot) in FILES.iter().zip(&mut texts) {
        let file = path.join(file);
        match text::read(&file) {
            Ok(Some(text)) => {
                files.push(file);
                *slot = Some(text);
            }
            Ok(None) => {}
            Err(error) => {
                files.push(file);
                errors.push(error);
            }
        }
    }
    let sha256 =
        checksum(FILES.iter().zip(&texts).filter_map(|(name, text)| Some((*name, text.as_deref()?))));
    let [up, down, metadata, changes_text] = texts;

    let metadata_path = path.join("metadata.toml");
    let metadata = match metadata.map(|text| Metadata::parse(&metadata_path, &text)) {
        None => Metadata::absent(),
        Some(Ok(metadata)) => metadata,
        Some(Err(error)) => {
            errors.push(error);
            Metadata::absent()
        }
    };
    for (file, text) in [("up.sql", &up), ("down.sql", &down)] {
        if let Some(Err(error)) = text.as_ref().map(|text| text::refuse_conflict(&path.join(file), text)) {
            errors.push(error);
        }
    }
    let Some(up) = up else {
        if errors.is_empty() {
            errors.push(no_up(path, name));
        }
        return Read { revision: None, errors, files };
    };
    if up.trim().is_empty() {
        errors.push(
            Error::new(ErrorCode::BadFile, "is empty, which Diesel refuses to run")
                .in_file(path.join("up.sql"))
                .with_help("write the SQL, or a comment that says why there is none"),
        );
    }

    let (id, slug) = Id::split(name);
    let review = match review.entry(&id).and_then(|entry| entry.approval.as_ref()) {
        None => Review::Pending,
        Some(approval) if approval.sha256 == sha256 => Review::Approved(approval.clone()),
        Some(approval) => Review::Edited(approval.clone()),
    };
    let revision = Revision {
        message: metadata.message.unwrap_or_else(|| slug_message(slug)),
        id,
        path: path.to_owned(),
        dir: name.to_owned(),
        foreign: metadata.parents.is_none(),
        parents: metadata.parents.unwrap_or_default(),
        created_at: metadata.created_at,
        up,
        down,
        run_in_transaction: metadata.run_in_transaction,
        foreign_keys_off: metadata.foreign_keys_off,
        data_steps: metadata.data_steps,
        sha256,
        review,
        changes_text,
        changes: OnceCell::new(),
    };
    Read { revision: Some(revision), errors, files }
}

fn no_up(path: &Path, name: &str) -> Error {
    let error = Error::new(ErrorCode::BadFile, "the directory of a revision has no `up.sql`").in_file(path);
    if name.parse::<crate::Dialect>().is_ok() {
        return error.with_help(
            "revisions of one dialect stand in the folder itself, those of several in one folder each: \
             name every dialect in `schema!`, or move them",
        );
    }
    error.with_help("restore it from version control, or remove the directory if no database has run it")
}
