//! One line of revisions, and the rows that come between them.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;

use migrate_core::dialect::split;
use migrate_core::{Dialect, Migrator};

use super::{example, made_up};

/// One revision.
#[derive(Clone, Debug)]
pub(crate) struct Chapter {
    pub(crate) up: String,
    pub(crate) down: String,
    pub(super) transaction: bool,
    pub(super) wrapped: bool,
    /// What a data step in Rust does beside it: after the SQL, and its way back before that of the SQL.
    pub(super) step: Option<[&'static str; 2]>,
}

/// All of them.
pub(crate) struct Story {
    /// What a victim is told, to know it again: a number, or a folder.
    pub(crate) word: String,
    pub(crate) chapters: Vec<Chapter>,
    /// Rows that the application writes once so many revisions are applied.
    pub(crate) rows: BTreeMap<usize, String>,
    pub(crate) migrator: &'static Migrator,
}

impl Story {
    /// The one that a victim is told of.
    pub(crate) fn named(dialect: Dialect, word: &str) -> Self {
        match word.parse() {
            Ok(seed) => made_up::story(dialect, seed),
            Err(_) => example::story(dialect, Path::new(word), BTreeMap::new()),
        }
    }

    /// What a chapter does one way, one by one, as if nothing ever went wrong.
    pub(crate) fn statements(dialect: Dialect, chapter: &Chapter, up: bool) -> Vec<String> {
        let text = if up { &chapter.up } else { &chapter.down };
        let mut all: Vec<String> =
            split(dialect, text).into_iter().map(|piece| piece.sql.to_owned()).collect();
        if let Some([after, before]) = chapter.step {
            if up { all.push(after.to_owned()) } else { all.insert(0, before.to_owned()) }
        }
        all
    }

    /// The revisions that run in one go: rows of the application's stand between.
    pub(crate) fn legs(&self) -> Vec<Range<usize>> {
        let total = self.chapters.len();
        let mut cuts: Vec<usize> = self.rows.keys().copied().filter(|at| (1..total).contains(at)).collect();
        cuts.push(total);
        let starts = [0].into_iter().chain(cuts.iter().copied());
        starts.zip(cuts.iter().copied()).map(|(start, end)| start..end).collect()
    }

    /// The id of the revision that is the n-th to be applied.
    pub(crate) fn id(&self, number: usize) -> &'static str {
        let revisions = self.migrator.dialects().iter().flat_map(|embedded| embedded.revisions);
        revisions.skip(number - 1).map(|revision| revision.id).next().expect("a revision")
    }
}
