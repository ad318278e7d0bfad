//! `schema.json` and `changes.json`: errors with the file's name and place.

use std::path::Path;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::{FORMAT, Id, text};
use crate::{Change, Dialect, Error, ErrorCode, Result, Schema};

/// `schema.json`: the schema at head.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snapshot {
    format: u32,
    /// Whose.
    pub dialect: Dialect,
    /// The revision it was written at; `None` at base.
    #[serde(default)]
    pub head: Option<Id>,
    /// The schema.
    pub schema: Schema,
}

#[derive(Deserialize)]
struct Changes {
    changes: Vec<Change>,
}

#[derive(Serialize)]
struct ChangesRef<'a> {
    format: u32,
    changes: &'a [Change],
}

#[derive(Deserialize)]
struct Header {
    #[serde(default)]
    format: Option<u32>,
}

const HELP: &str =
    "restore it from version control, or run `cargo migrate rebase` to have it worked out anew";

impl Snapshot {
    /// The schema of a dialect at a revision.
    pub fn new(dialect: Dialect, head: Option<Id>, schema: Schema) -> Self {
        Self { format: FORMAT, dialect, head, schema }
    }

    /// Reads the file's text; the path is for errors.
    pub fn parse(path: &Path, text: &str) -> Result<Self> {
        let mut snapshot: Self = parse_json(path, text)?;
        // A file mended by hand may have lost its order.
        snapshot.schema.normalize();
        if let Some(flaw) = snapshot.schema.flaws().first() {
            return Err(Error::new(ErrorCode::BadFile, format!("contradicts itself: {flaw}"))
                .in_file(path)
                .with_help(HELP));
        }
        Ok(snapshot)
    }

    /// The text of the file.
    pub fn to_json(&self) -> Result<String> {
        to_json(self)
    }
}

/// Reads `changes.json`.
pub(super) fn parse(path: &Path, text: &str) -> Result<Vec<Change>> {
    parse_json::<Changes>(path, text).map(|file| file.changes)
}

/// The text of `changes.json`.
pub(super) fn to_text(changes: &[Change]) -> Result<String> {
    to_json(&ChangesRef { format: FORMAT, changes })
}

fn to_json(value: &impl Serialize) -> Result<String> {
    let mut text = serde_json::to_string_pretty(value)
        .map_err(|error| Error::new(ErrorCode::Internal, "can't be written as json").because(error))?;
    text.push('\n');
    Ok(text)
}

fn parse_json<T: DeserializeOwned>(path: &Path, text: &str) -> Result<T> {
    text::refuse_conflict(path, text)?;
    let bad = |error: serde_json::Error| {
        // serde_json ends its message with the place, which we give in our own way.
        let message = error.to_string();
        let message = message.rsplit_once(" at line ").map_or(message.as_str(), |(message, _)| message);
        Error::new(ErrorCode::BadFile, text::one_line(message))
            .at(path, error.line(), error.column())
            .with_help(HELP)
    };
    // The format first: what a newer version wrote may be of another shape altogether.
    let header: Header = serde_json::from_str(text).map_err(bad)?;
    match header.format {
        Some(FORMAT) => serde_json::from_str(text).map_err(bad),
        Some(other) => Err(Error::new(
            ErrorCode::BadFile,
            format!("is of format {other}; this version reads format {FORMAT}"),
        )
        .in_file(path)
        .with_help("use the version of `cargo migrate` and of its crates that wrote it")),
        None => Err(Error::new(ErrorCode::BadFile, "doesn't say its `format`").in_file(path).with_help(HELP)),
    }
}
