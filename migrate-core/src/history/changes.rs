//! `schema.json` and `changes.json`: errors with the file's name and place.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::Id;
use crate::snapshot::{self, FORMAT};
use crate::{Change, Dialect, Error, ErrorCode, Result, Schema};

/// `schema.json`: the schema at head.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
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
#[serde(deny_unknown_fields)]
struct Changes {
    #[serde(rename = "format")]
    _format: u32,
    changes: Vec<Change>,
}

#[derive(Serialize)]
struct ChangesRef<'a> {
    format: u32,
    changes: &'a [Change],
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
        let mut snapshot: Self = snapshot::read(path, text)?;
        // A file mended by hand may have lost its order.
        snapshot.schema.normalize();
        if let Some(flaw) = snapshot.schema.flaws().first() {
            return Err(Error::new(ErrorCode::BadFile, format!("contradicts itself: {flaw}"))
                .in_file(path)
                .with_help(HELP));
        }
        Ok(snapshot)
    }

    /// Whose schema the file holds: it says so near its start, whatever else is wrong with it.
    pub(super) fn dialect_in(path: &Path, text: &str) -> Result<Dialect> {
        let value = text.split_once("\"dialect\"").and_then(|(_, rest)| rest.split('"').nth(1));
        match value.map(str::parse) {
            Some(Ok(dialect)) => Ok(dialect),
            Some(Err(_)) | None => Self::parse(path, text).map(|snapshot| snapshot.dialect),
        }
    }

    /// The text of the file.
    pub fn to_json(&self) -> Result<String> {
        snapshot::write(self)
    }
}

/// Reads `changes.json`.
pub(super) fn parse(path: &Path, text: &str) -> Result<Vec<Change>> {
    snapshot::read::<Changes>(path, text).map(|file| file.changes)
}

/// The text of `changes.json`.
pub(super) fn to_text(changes: &[Change]) -> Result<String> {
    snapshot::write(&ChangesRef { format: FORMAT, changes })
}
