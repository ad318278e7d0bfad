//! The example's own revisions: renames, rebuilds, a backfill, and SQL that somebody wrote.
//!
//! They are SQLite's. The other databases get the same application's, made by the planner step by step, with the same
//! statements by hand.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use migrate_core::Dialect;
use migrate_core::history::History;
use migrate_core::plan::Options;
use tests::revisions::{Revisions, embedded};
use tests::workshop::workspace;

use super::chapters::{Chapter, Story};
use super::rows;
use super::tongue::{hints, spoken};

const FIRST_BRANCH_GOES: &str = "DELETE FROM branches WHERE id = 1;";

/// The revisions on disk, for all processes to read.
pub(crate) struct Folder {
    made: Option<Revisions>,
    path: PathBuf,
    rows: BTreeMap<usize, String>,
}

impl Folder {
    pub(crate) fn new(dialect: Dialect) -> Self {
        let path = workspace().join("examples/toolshed/migrations");
        let example = History::read(&path, Dialect::Sqlite).expect("the example's revisions");
        let made = match dialect {
            Dialect::Sqlite => None,
            Dialect::Postgres | Dialect::Mysql => Some(Revisions::new(dialect)),
        };
        let mut written = BTreeMap::new();
        for (number, revision) in example.revisions().iter().enumerate() {
            let count = match &made {
                None => number + 1,
                Some(made) => {
                    let changes = revision.changes().expect("changes");
                    if changes.is_empty() {
                        let down = revision.down.clone().unwrap_or_default();
                        made.by_hand(&revision.message, &revision.up, &down).expect("a revision");
                    } else {
                        let after = example.schema_before(revision).map(|mut schema| {
                            migrate_core::change::replay(&mut schema, changes).map(|()| schema)
                        });
                        let after = after.and_then(|schema| schema).expect("a schema");
                        made.add_with(
                            &spoken(dialect, &after),
                            &hints(dialect, changes),
                            &Options::default(),
                        )
                        .unwrap_or_else(|error| panic!("{}: {error}", revision.message));
                        // What somebody wrote below the planned statements comes after them.
                        if let Some((_, sql)) =
                            revision.up.split_once("-- By hand").filter(|_| !revision.foreign_keys_off)
                        {
                            made.by_hand(&revision.message, &format!("-- By hand{sql}"), FIRST_BRANCH_GOES)
                                .expect("a revision");
                        }
                    }
                    made.history().revisions().len()
                }
            };
            let rows = match revision.message.as_str() {
                "the first day" => rows::of_the_first_day(dialect),
                "branches and categories" => rows::PLACES.to_owned(),
                "one open loan for a tool, reservations and repairs" => rows::wishes_and_repairs(),
                _ => continue,
            };
            written.insert(count, rows);
        }
        assert_eq!(written.len(), 3, "rows for every table: the example's revisions have other names now");
        let path = made.as_ref().map_or(path, |made| made.path().to_owned());
        Self { made, path, rows: written }
    }

    /// What they tell.
    pub(crate) fn story(&self, dialect: Dialect) -> Story {
        debug_assert!(self.made.is_some() || dialect == Dialect::Sqlite);
        story(dialect, &self.path, self.rows.clone())
    }
}

/// The revisions of a folder.
pub(super) fn story(dialect: Dialect, path: &Path, rows: BTreeMap<usize, String>) -> Story {
    let history = History::read(path, dialect).expect("a folder of revisions");
    let chapters = history
        .revisions()
        .iter()
        .map(|revision| Chapter {
            up: revision.up.clone(),
            down: revision.down.clone().unwrap_or_default(),
            transaction: revision.run_in_transaction,
            wrapped: revision.foreign_keys_off,
            step: None,
        })
        .collect();
    Story { word: path.display().to_string(), chapters, rows, migrator: embedded("SHED", &history) }
}
