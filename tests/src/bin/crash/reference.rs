//! Schema and rows as they are without any crash.

use std::cell::RefCell;
use std::collections::BTreeMap;

use super::place::{Place, Way};
use super::story::{Chapter, Story};

/// Per revision, after each of its statements.
pub(crate) struct Reference {
    pub(crate) up: Vec<Vec<Vec<String>>>,
    pub(crate) down: Vec<Vec<Vec<String>>>,
    /// The rows that the application writes at head, too.
    head: Vec<String>,
    /// What comes of going down until so many are applied, and up again.
    again: RefCell<BTreeMap<usize, Vec<String>>>,
}

impl Reference {
    pub(crate) fn of(place: &Place, story: &Story) -> Self {
        place.reset();
        let mut conn = place.connect();
        let mut walk = |chapter: &Chapter, rows: Option<&String>, up: bool| {
            if let Some(rows) = rows {
                conn.execute(rows);
            }
            let mut states = vec![conn.dump()];
            for sql in Story::statements(place.dialect, chapter, up) {
                conn.execute(&sql);
                states.push(conn.dump());
            }
            states
        };
        let chapters = story.chapters.iter().enumerate();
        let up = chapters.map(|(number, chapter)| walk(chapter, story.rows.get(&number), true)).collect();
        let last = story.rows.get(&story.chapters.len());
        let chapters = story.chapters.iter().rev().enumerate();
        let mut down: Vec<Vec<_>> =
            chapters.map(|(number, chapter)| walk(chapter, last.filter(|_| number == 0), false)).collect();
        down.reverse();
        let head = down.last().and_then(|states| states.first()).cloned().expect("a revision");
        Self { up, down, head, again: RefCell::default() }
    }

    /// What is there once so many revisions are applied, on the way up to `end` or on the way back.
    pub(crate) fn at(&self, applied: usize, start: usize, up: bool) -> &[String] {
        let found = match (up, applied) {
            (true, n) if n == start => self.up[n].first(),
            (true, n) => self.up[n - 1].last(),
            (false, n) => self.down.get(n).map_or(Some(&self.head), |states| states.last()),
        };
        found.expect("a state")
    }

    /// What is there after the way up to `end`, before the application writes anything.
    pub(crate) fn end(&self, end: usize) -> &[String] {
        self.up[end - 1].last().expect("a state")
    }

    /// The same for a way back until so many were applied, and up to the head from there: what went with a column or a
    /// table does not come again.
    pub(crate) fn again(&self, place: &Place, story: &Story, applied: usize) -> Vec<String> {
        if let Some(found) = self.again.borrow().get(&applied) {
            return found.clone();
        }
        super::point::lead_to_head(place, story);
        let mut conn = place.connect();
        let fail = |error: String| -> usize { panic!("an undisturbed way back and up again: {error}") };
        if applied < story.chapters.len() {
            let target = if applied == 0 { "base" } else { story.id(applied) };
            conn.go(story.migrator, Way::Down(target), |_| {}).unwrap_or_else(fail);
            conn.go(story.migrator, Way::Up("head"), |_| {}).unwrap_or_else(fail);
        }
        let found = conn.dump();
        self.again.borrow_mut().insert(applied, found.clone());
        found
    }
}
