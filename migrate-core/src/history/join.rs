//! Several heads: what each has that the others don't, and whether their order matters.

use std::collections::BTreeSet;

use super::replay::step;
use super::{History, Id, Revision};
use crate::diff::{self, Hints, Pair};
use crate::{Error, ErrorCode, Result, Schema};

/// One of several lines of revisions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Branch {
    /// Its newest revision.
    pub head: Id,
    /// Its revisions that not all heads stand on, in the order in which they run.
    pub own: Vec<Id>,
}

impl History {
    /// The lines that end in the heads; one, that owns nothing, where all is well.
    pub fn branches(&self) -> Vec<Branch> {
        let heads: Vec<Id> = self.heads().into_iter().map(|head| head.id.clone()).collect();
        let common = self.common(&heads);
        heads
            .into_iter()
            .map(|head| {
                let there = self.up_to(&head);
                let own = self.revisions().iter().map(|revision| &revision.id);
                let own = own.filter(|id| there.contains(id) && !common.contains(id)).cloned().collect();
                Branch { head, own }
            })
            .collect()
    }

    /// The schema at all heads at once, proved to be the same whichever of them runs first.
    ///
    /// # Errors
    ///
    /// [`SeveralHeads`](ErrorCode::SeveralHeads) where their order matters, or nobody can tell.
    pub fn joined(&self) -> Result<Schema> {
        let branches = self.branches();
        let heads: Vec<Id> = branches.iter().map(|branch| branch.head.clone()).collect();
        let common = self.schema_of(&self.common(&heads))?;
        let mut results = Vec::new();
        for first in 0..branches.len() {
            let order = std::iter::once(first).chain((0..branches.len()).filter(|place| *place != first));
            let mut schema = common.clone();
            let mut done = BTreeSet::new();
            for id in order.filter_map(|place| branches.get(place)).flat_map(|branch| &branch.own) {
                if let (true, Some(revision)) = (done.insert(id), self.revision(id)) {
                    provable(revision)?;
                    step(&mut schema, revision).map_err(|error| collide(error.message()))?;
                }
            }
            results.push(schema);
        }
        let mut results = results.into_iter();
        let first = results.next().unwrap_or_default();
        for other in results {
            if let Some(change) = diff::diff(Pair::new(&first, &other), &Hints::none())?.first() {
                return Err(collide(&format!(
                    "which of them runs last decides on {}",
                    change.describe().summary
                )));
            }
        }
        Ok(first)
    }

    /// What all heads stand on.
    fn common(&self, heads: &[Id]) -> BTreeSet<Id> {
        let mut sets = heads.iter().map(|head| self.up_to(head));
        let first = sets.next().unwrap_or_default();
        sets.fold(first, |common, other| common.intersection(&other).cloned().collect())
    }
}

/// Only what says what it changes can be proved: SQL by hand may do anything.
fn provable(revision: &Revision) -> Result<()> {
    // A merge changes nothing, and says so.
    if revision.parents.len() > 1 || !revision.changes()?.is_empty() {
        return Ok(());
    }
    Err(collide(&format!("revision `{}` is SQL written by hand, which may depend on the order", revision.id)))
}

fn collide(why: &str) -> Error {
    Error::new(ErrorCode::SeveralHeads, format!("the heads can't be joined: {why}"))
        .with_help("run `cargo migrate rebase` to put yours behind the other")
}
