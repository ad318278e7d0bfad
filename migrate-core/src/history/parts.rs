//! Revisions that were written together, because not all of a plan can run in one way.

use super::{History, Revision};

impl History {
    /// The revisions that were written in one go with this one, itself included, in the order in which they run: one
    /// stands on the other, and all have the same message and moment.
    pub fn parts<'a>(&'a self, revision: &'a Revision) -> Vec<&'a Revision> {
        let same = |other: &Revision| {
            other.message == revision.message
                && other.created_at.is_some()
                && other.created_at == revision.created_at
        };
        let mut parts = vec![revision];
        let before = |part: &Revision| match part.parents.as_slice() {
            [parent] => self.revision(parent).filter(|parent| same(parent)),
            _ => None,
        };
        while let Some(earlier) = parts.first().and_then(|first| before(first)) {
            parts.insert(0, earlier);
        }
        let after = |part: &Revision| {
            self.revisions().iter().find(|other| other.parents == [part.id.clone()] && same(other))
        };
        while let Some(later) = parts.last().and_then(|last| after(last)) {
            parts.push(later);
        }
        parts
    }
}
