use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::changes::Snapshot;
use super::revision::Read;
use super::{Id, Problem, ProblemCode, Review, ReviewFile, Revision, batch, heads, revision, text};
use crate::{Dialect, Error, ErrorCode, Result, Schema};

/// One folder of revisions of one dialect, read as it is.
///
/// Reading is tolerant: it fails only where there is no folder to read. What is wrong inside is
/// [`History::problems`], and everything else can still be used.
#[derive(Debug)]
pub struct History {
    dir: PathBuf,
    dialect: Dialect,
    revisions: Vec<Revision>,
    snapshot: Result<Snapshot, Box<Problem>>,
    review: Result<ReviewFile, Box<Problem>>,
    problems: Vec<Problem>,
    files: Vec<PathBuf>,
}

impl History {
    /// Reads a folder.
    pub fn read(dir: &Path, dialect: Dialect) -> Result<Self> {
        let names = directories(dir)?;
        let mut problems = Vec::new();
        let mut files = Vec::new();
        // With several dialects, one batch writes them all: its journal lies in the folder above.
        let above = dir.parent().filter(|_| dir.file_name().is_some_and(|name| name == dialect.name()));
        if let Some(journal) = batch::interrupted(dir).or_else(|| above.and_then(batch::interrupted)) {
            problems.push(
                Problem::broken("a write was interrupted here, and half of it shows")
                    .in_file(&journal)
                    .help("run `cargo migrate rebase`, or the command that was interrupted, again"),
            );
        }

        let review_path = dir.join("review.toml");
        let review = load(&review_path, &mut files, |text| match text {
            Some(text) => ReviewFile::parse(&review_path, text),
            None => Ok(ReviewFile::default()),
        });
        problems.extend(review.as_ref().err().map(|problem| (**problem).clone()));
        let empty = ReviewFile::default();
        let reviews = review.as_ref().unwrap_or(&empty);

        let mut revisions = Vec::new();
        let mut unreadable = BTreeSet::new();
        for name in names {
            let Ok(name) = name.into_string() else {
                problems.push(
                    Problem::broken("the name of a directory is no UTF-8 text")
                        .in_file(dir)
                        .help("rename it to `YYYY-MM-DD-HHMMSS_what_it_does`"),
                );
                continue;
            };
            let Read { revision, errors, files: found } = revision::read(&dir.join(&name), &name, reviews);
            let (id, _) = Id::split(&name);
            problems.extend(errors.iter().map(|error| Problem::from_error(error).of(&id)));
            files.extend(found);
            match revision {
                Some(revision) => revisions.push(revision),
                None => drop(unreadable.insert(id)),
            }
        }

        let (revisions, found) = heads::line_up(revisions, &unreadable);
        problems.extend(found);
        if review.is_ok() {
            problems.extend(review_problems(dir, &revisions, &unreadable, reviews));
        }

        let snapshot_path = dir.join("schema.json");
        let snapshot =
            load(&snapshot_path, &mut files, |text| read_snapshot(&snapshot_path, text, dialect, &revisions));
        match &snapshot {
            Ok(snapshot) => problems.extend(stale(&snapshot_path, snapshot, &revisions)),
            Err(problem) => problems.push((**problem).clone()),
        }
        files.sort();
        Ok(Self { dir: dir.to_owned(), dialect, revisions, snapshot, review, problems, files })
    }

    /// The folder of each dialect: with one dialect the folder itself, with several one in it each.
    pub fn layout(dir: &Path, dialects: &[Dialect]) -> Vec<(Dialect, PathBuf)> {
        match dialects {
            [only] => vec![(*only, dir.to_owned())],
            several => several.iter().map(|dialect| (*dialect, dir.join(dialect.name()))).collect(),
        }
    }

    /// The dialects that a folder on disk holds: those of its subfolders, else the one that
    /// `schema.json` names, also where a merge has left it in pieces; none where neither is there.
    pub fn dialects_in(dir: &Path) -> Result<Vec<Dialect>> {
        let folders: Vec<_> =
            Dialect::ALL.into_iter().filter(|dialect| dir.join(dialect.name()).is_dir()).collect();
        if !folders.is_empty() {
            return Ok(folders);
        }
        let path = dir.join("schema.json");
        match text::read(&path)? {
            Some(text) => Ok(vec![Snapshot::dialect_in(&path, &text)?]),
            None => Ok(Vec::new()),
        }
    }

    /// Its folder.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// Its dialect.
    pub fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// The revisions in the order in which they run: parents first, then by id.
    pub fn revisions(&self) -> &[Revision] {
        &self.revisions
    }

    /// The revision of this id.
    pub fn revision(&self, id: &Id) -> Option<&Revision> {
        self.revisions.iter().find(|revision| revision.id == *id)
    }

    /// The revisions that nothing stands on: one, where all is well.
    pub fn heads(&self) -> Vec<&Revision> {
        heads::heads(&self.revisions)
    }

    /// The newest revision, `None` at base; an error where there are several.
    pub fn head(&self) -> Result<Option<&Revision>> {
        match self.heads().as_slice() {
            [] => Ok(None),
            [head] => Ok(Some(head)),
            several => Err(heads::several_heads(several).to_error()),
        }
    }

    /// The schema at head, as `schema.json` has it.
    pub fn snapshot(&self) -> Result<&Schema> {
        self.snapshot.as_ref().map(|snapshot| &snapshot.schema).map_err(|problem| problem.to_error())
    }

    /// `review.toml`.
    pub fn review(&self) -> Result<&ReviewFile> {
        self.review.as_ref().map_err(|problem| problem.to_error())
    }

    /// Everything that is wrong: files first, then the order, reviews, the snapshot.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// Every file that was read: what a build has to watch.
    pub fn files(&self) -> &[PathBuf] {
        &self.files
    }
}

/// The directories that Diesel would look at: not those whose name starts with a dot.
fn directories(dir: &Path) -> Result<Vec<std::ffi::OsString>> {
    let unreadable = |error: std::io::Error| {
        let (message, help) = match error.kind() {
            std::io::ErrorKind::NotFound => {
                ("there is no such folder", "run `cargo migrate init` to make it")
            }
            std::io::ErrorKind::NotADirectory => {
                ("the folder of the migrations is a file", "move it away and run `cargo migrate init`")
            }
            _ => ("the folder can't be read", "see that you may read it"),
        };
        Error::new(ErrorCode::Io, message).in_file(dir).with_help(help).because(error)
    };
    let mut names = Vec::new();
    for entry in fs::read_dir(dir).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        let hidden = entry.file_name().to_string_lossy().starts_with('.');
        // As Diesel does: whatever is no file counts, a link to a directory too.
        let is_file = fs::metadata(entry.path()).is_ok_and(|metadata| metadata.is_file());
        if !hidden && !is_file {
            names.push(entry.file_name());
        }
    }
    names.sort();
    Ok(names)
}

fn load<T>(
    path: &Path,
    files: &mut Vec<PathBuf>,
    parse: impl FnOnce(Option<&str>) -> Result<T>,
) -> Result<T, Box<Problem>> {
    let text = text::read(path);
    if !matches!(text, Ok(None)) {
        files.push(path.to_owned());
    }
    text.and_then(|text| parse(text.as_deref())).map_err(|error| Box::new(Problem::from_error(&error)))
}

fn read_snapshot(
    path: &Path,
    text: Option<&str>,
    dialect: Dialect,
    revisions: &[Revision],
) -> Result<Snapshot> {
    let Some(text) = text else {
        if revisions.iter().any(Revision::has_changes_file) {
            return Err(Error::new(ErrorCode::BadFile, "is missing").in_file(path).with_help(
                "restore it from version control, or run `cargo migrate rebase` to have it worked out anew",
            ));
        }
        return Ok(Snapshot::new(dialect, None, Schema::default()));
    };
    let snapshot = Snapshot::parse(path, text)?;
    if snapshot.dialect != dialect {
        let message = format!(
            "holds a schema for {}, where one for {} is asked for",
            snapshot.dialect.title(),
            dialect.title()
        );
        return Err(Error::new(ErrorCode::BadFile, message)
            .in_file(path)
            .with_help("name the dialect in `schema!` that the folder was made for, or another `dir`"));
    }
    Ok(snapshot)
}

/// A snapshot that was not written at the head. Revisions of other tools change no schema that we know of.
fn stale(path: &Path, snapshot: &Snapshot, revisions: &[Revision]) -> Option<Problem> {
    let after = match &snapshot.head {
        None => revisions,
        Some(head) => match revisions.iter().position(|revision| revision.id == *head) {
            Some(place) => revisions.get(place + 1..).unwrap_or_default(),
            None => {
                return Some(
                    Problem::broken(format!("was written at revision `{head}`, which is not there"))
                        .in_file(path)
                        .help("restore the revision from version control, or run `cargo migrate rebase`"),
                );
            }
        },
    };
    let newer = after.iter().rev().find(|revision| revision.has_changes_file())?;
    // Two heads are a problem of their own, of which this one is a part.
    if heads::heads(revisions).len() > 1 {
        return None;
    }
    let message = match &snapshot.head {
        Some(head) => format!("was written at revision `{head}`, but the newest is `{}`", newer.id),
        None => format!("was written before the first revision, but the newest is `{}`", newer.id),
    };
    Some(
        Problem::broken(message).in_file(path).help(
            "restore it from version control, or run `cargo migrate rebase` to have it worked out anew",
        ),
    )
}

fn review_problems(
    dir: &Path,
    revisions: &[Revision],
    unreadable: &BTreeSet<Id>,
    reviews: &ReviewFile,
) -> Vec<Problem> {
    let mut problems = Vec::new();
    for revision in revisions {
        let (code, message) = match &revision.review {
            Review::Approved(_) => continue,
            Review::Pending => (
                ProblemCode::Unreviewed,
                format!("revision `{}` ({}) is not reviewed", revision.id, revision.message),
            ),
            Review::Edited(_) => (
                ProblemCode::EditedAfterReview,
                format!("revision `{}` ({}) was edited after its review", revision.id, revision.message),
            ),
        };
        problems.push(
            Problem::new(code, message)
                .of(&revision.id)
                .in_file(&revision.path.join("up.sql"))
                .help(format!("run `cargo migrate review {}`", revision.id)),
        );
    }
    for id in reviews.ids() {
        if !revisions.iter().any(|revision| revision.id == *id) && !unreadable.contains(id) {
            problems.push(
                Problem::broken(format!("speaks of revision `{id}`, whose directory is not there"))
                    .of(id)
                    .in_file(&dir.join("review.toml"))
                    .help("restore the directory from version control, or remove the entry"),
            );
        }
    }
    problems
}
