//! The schema at any revision: its `changes.json`, and those of all that it stands on, replayed from nothing.

use std::collections::BTreeSet;

use super::{History, Id, Position, Problem, Revision};
use crate::diff::{self, Hints, Pair};
use crate::{Error, Result, Schema, change};

impl History {
    /// The schema at a place in the line. Revisions of other tools change no schema that we know of.
    pub fn schema_at(&self, position: &Position) -> Result<Schema> {
        self.schema_of(&position.id().map(|id| self.up_to(id)).unwrap_or_default())
    }

    /// The schema that a revision stands on: at its parent, or, for a merge, at all of them.
    pub fn schema_before(&self, revision: &Revision) -> Result<Schema> {
        self.schema_of(&revision.parents.iter().flat_map(|parent| self.up_to(parent)).collect())
    }

    /// The schema that these revisions make, in the order in which they run.
    pub(super) fn schema_of(&self, ids: &BTreeSet<Id>) -> Result<Schema> {
        let mut schema = Schema::default();
        for revision in self.revisions().iter().filter(|revision| ids.contains(&revision.id)) {
            step(&mut schema, revision)?;
        }
        Ok(schema)
    }

    /// All that is wrong, the costly part included: replaying every `changes.json` gives `schema.json`.
    pub fn check(&self) -> Vec<Problem> {
        let mut problems = self.problems().to_vec();
        let (Ok(Some(head)), Ok(snapshot)) = (self.head(), self.snapshot()) else { return problems };
        let path = self.dir().join("schema.json");
        let help = "run `cargo migrate rebase` to have it worked out anew, or restore the files from version control";
        match self.schema_at(&Position::At(head.id.clone())) {
            Err(error) => problems.push(Problem::from_error(&error).of(&head.id)),
            Ok(schema) => match diff::diff(Pair::new(&schema, snapshot), &Hints::none()) {
                Err(error) => problems.push(Problem::from_error(&error).in_file(&path)),
                Ok(changes) => problems.extend(changes.iter().map(|change| {
                    let about = change.describe();
                    let problem = Problem::broken(format!(
                        "differs from what the revisions make: {} {}",
                        about.sign, about.summary
                    ))
                    .in_file(&path)
                    .help(help);
                    match about.table {
                        Some(table) => problem.in_table(table),
                        None => problem,
                    }
                })),
            },
        }
        problems
    }

    /// A revision and all that it stands on.
    pub(super) fn up_to(&self, id: &Id) -> BTreeSet<Id> {
        let mut there = BTreeSet::from([id.clone()]);
        // Parents stand before their children, so one walk back finds all.
        for revision in self.revisions().iter().rev() {
            if there.contains(&revision.id) {
                there.extend(revision.parents.iter().cloned());
            }
        }
        there
    }
}

/// One revision's changes, on what it stands on.
pub(super) fn step(schema: &mut Schema, revision: &Revision) -> Result<()> {
    change::replay(schema, revision.changes()?).map_err(|error| {
        let file = revision.path.join("changes.json");
        let message = format!("revision `{}` doesn't fit what it stands on: {}", revision.id, error.message());
        Error::new(error.code(), message)
            .in_file(file)
            .with_help("restore the revisions from version control; if one was removed on purpose, run `cargo migrate rebase`")
    })
}
