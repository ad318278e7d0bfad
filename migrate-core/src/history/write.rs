//! Adding, amending, approving. Each lays its files into a [`Batch`], so that several dialects are
//! written together or not at all.

use std::path::{Path, PathBuf};

use super::batch::Batch;
use super::changes::{self, Snapshot};
use super::{Approval, History, Id, Metadata, ReviewFile, Timestamp, slug, text};
use crate::dialect::split;
use crate::embed::DataSteps;
use crate::{Change, Dialect, Error, ErrorCode, Result, Schema};

/// A revision that is yet to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// Its id.
    pub id: Id,
    /// What it does, in its author's words.
    pub message: String,
    /// What it stands on.
    pub parents: Vec<Id>,
    /// When it is made.
    pub created_at: Timestamp,
    /// `up.sql`.
    pub up: String,
    /// `down.sql`.
    pub down: String,
    /// Whether Diesel (and we) open a transaction around the file.
    pub run_in_transaction: bool,
    /// Whether the SQL brings its own transaction, with foreign keys off.
    pub foreign_keys_off: bool,
    /// The functions that run beside its SQL, compiled into the program.
    pub data_steps: DataSteps,
    /// What it changes.
    pub changes: Vec<Change>,
}

impl Draft {
    /// The name of its directory.
    pub fn dir_name(&self) -> String {
        format!("{}_{}", self.id, slug(&self.message))
    }

    fn files(&self) -> Result<Vec<(&'static str, String)>> {
        let metadata = Metadata {
            run_in_transaction: self.run_in_transaction,
            foreign_keys_off: self.foreign_keys_off,
            data_steps: self.data_steps,
            parents: Some(self.parents.clone()),
            message: Some(self.message.clone()),
            created_at: Some(self.created_at.to_string()),
        };
        Ok(vec![
            ("up.sql", self.up.clone()),
            ("down.sql", self.down.clone()),
            ("metadata.toml", metadata.to_toml()?),
            ("changes.json", changes::to_text(&self.changes)?),
        ])
    }
}

impl History {
    /// Makes a folder for a dialect: an empty `schema.json`, and an empty `review.toml`. What is
    /// there already stays; says whether anything was missing.
    pub fn init(dir: &Path, dialect: Dialect, batch: &mut Batch) -> Result<bool> {
        let files = [
            ("schema.json", Snapshot::new(dialect, None, Schema::default()).to_json()?),
            ("review.toml", ReviewFile::default().to_toml()?),
        ];
        if !dir.exists() {
            batch.add_dir(dir.to_owned(), files.to_vec());
            return Ok(true);
        }
        let mut missing = false;
        for (name, text) in files {
            let path = dir.join(name);
            if !path.exists() {
                batch.write(path, text);
                missing = true;
            }
        }
        Ok(missing)
    }

    /// Adds a revision, pending, and the schema that it leads to. Gives its directory.
    pub fn add(&self, draft: &Draft, schema: &Schema, batch: &mut Batch) -> Result<PathBuf> {
        if let Some(other) = self.revisions().iter().find(|other| other.version() == draft.id.version()) {
            return Err(Error::new(
                ErrorCode::BadFile,
                format!("there is a revision `{}` already", other.id),
            )
            .in_file(&other.path)
            .with_help("run the command again: it takes a later id"));
        }
        let path = self.dir().join(draft.dir_name());
        batch.add_dir(path.clone(), draft.files()?);
        self.edit_review(batch, |review| review.set_pending(&draft.id))?;
        self.write_snapshot(Some(draft.id.clone()), schema, batch)?;
        Ok(path)
    }

    /// Replaces a revision: its directory goes, the draft comes, pending. The ids may differ (a
    /// revision that is put behind another one gets a later id).
    pub fn replace(&self, old: &Id, draft: &Draft, schema: &Schema, batch: &mut Batch) -> Result<PathBuf> {
        let old = self.revision(old).ok_or_else(|| unknown(old))?;
        let path = self.dir().join(draft.dir_name());
        batch.remove_dir(old.path.clone());
        batch.add_dir(path.clone(), draft.files()?);
        self.edit_review(batch, |review| {
            review.remove(&old.id);
            review.set_pending(&draft.id);
        })?;
        self.write_snapshot(Some(draft.id.clone()), schema, batch)?;
        Ok(path)
    }

    /// Removes a revision, and writes the schema before it.
    pub fn remove(&self, old: &Id, schema: &Schema, batch: &mut Batch) -> Result<()> {
        let old = self.revision(old).ok_or_else(|| unknown(old))?;
        batch.remove_dir(old.path.clone());
        self.edit_review(batch, |review| review.remove(&old.id))?;
        let [parent] = old.parents.as_slice() else {
            return self.write_snapshot(None, schema, batch);
        };
        self.write_snapshot(Some(parent.clone()), schema, batch)
    }

    /// Records that somebody approved a revision as it was read. `sha256` of the approval is filled in.
    ///
    /// # Errors
    ///
    /// Where it changes something and its `up.sql` holds no statement: that is a file that was lost, never a decision.
    pub fn approve(&self, id: &Id, mut approval: Approval, batch: &mut Batch) -> Result<()> {
        let revision = self.revision(id).ok_or_else(|| unknown(id))?;
        let in_rust = revision.data_steps.up.is_some();
        if !in_rust && !revision.changes()?.is_empty() && split(self.dialect(), &revision.up).is_empty() {
            let message =
                format!("revision `{id}` ({}) changes the schema, and runs nothing", revision.message);
            return Err(Error::new(ErrorCode::BadFile, message)
                .in_file(revision.path.join("up.sql"))
                .with_help(
                    "restore the file from version control, or write it anew with \
                 `cargo migrate revision --amend --discard-edits`",
                ));
        }
        approval.sha256.clone_from(&revision.sha256);
        self.edit_review(batch, |review| review.set_approved(id, approval))
    }

    /// Records that a revision waits for its review.
    pub fn reopen(&self, id: &Id, batch: &mut Batch) -> Result<()> {
        self.edit_review(batch, |review| review.set_pending(id))
    }

    /// Writes `schema.json` anew.
    pub fn write_snapshot(&self, head: Option<Id>, schema: &Schema, batch: &mut Batch) -> Result<()> {
        let text = Snapshot::new(self.dialect(), head, schema.clone()).to_json()?;
        batch.write(self.dir().join("schema.json"), text);
        Ok(())
    }

    /// Changes `review.toml` as it stands on disk now, or as this batch leaves it.
    fn edit_review(&self, batch: &mut Batch, edit: impl FnOnce(&mut ReviewFile)) -> Result<()> {
        let path = self.dir().join("review.toml");
        let text = match batch.pending(&path) {
            Some(text) => Some(text.to_owned()),
            None => text::read(&path)?,
        };
        let mut review = match text {
            Some(text) => ReviewFile::parse(&path, &text)?,
            None => ReviewFile::default(),
        };
        edit(&mut review);
        batch.write(path, review.to_toml()?);
        Ok(())
    }
}

fn unknown(id: &Id) -> Error {
    Error::new(ErrorCode::UnknownRevision, format!("there is no revision `{id}`"))
        .with_help("`cargo migrate history` lists them all")
}
