use super::step::Steps;
use crate::{Error, ErrorCode, Result};

/// A ledger beside the revisions at hand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Per revision, in order: whether it was applied.
    pub applied: Vec<bool>,
    /// Versions in the ledger that none of the revisions has.
    pub unknown: Vec<String>,
}

/// How a database stands to the revisions at hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum State {
    /// Everything is applied.
    AtHead,
    /// So many are to be applied.
    Behind(usize),
    /// Everything is applied, and later revisions too that are not at hand: a newer binary was here.
    Ahead,
    /// Some are applied, some are not, and others are applied that are not at hand.
    Diverged,
    /// None is applied, but others are that are not at hand.
    SomebodyElses,
}

impl State {
    /// Its name in JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Self::AtHead => "at-head",
            Self::Behind(_) => "behind",
            Self::Ahead => "ahead",
            Self::Diverged => "diverged",
            Self::SomebodyElses => "somebody-elses",
        }
    }
}

impl Standing {
    /// Compares; `ledger` is sorted, as the query gives it.
    pub fn new(steps: &Steps<'_>, ledger: &[String]) -> Self {
        // Nearly always both are the same, in the same order.
        let same = |len: usize| {
            steps.list.iter().zip(ledger).take(len).all(|(step, version)| step.cmp_version(version).is_eq())
        };
        if ledger.len() <= steps.list.len() && same(ledger.len()) {
            let mut applied = vec![true; ledger.len()];
            applied.resize(steps.list.len(), false);
            return Self { applied, unknown: Vec::new() };
        }
        let versions: Vec<String> = steps.list.iter().map(super::step::Step::version).collect();
        let known: std::collections::BTreeSet<&str> = versions.iter().map(String::as_str).collect();
        let there: std::collections::BTreeSet<&str> = ledger.iter().map(String::as_str).collect();
        Self {
            applied: versions.iter().map(|version| there.contains(version.as_str())).collect(),
            unknown: ledger.iter().filter(|version| !known.contains(version.as_str())).cloned().collect(),
        }
    }

    /// The place of the last revision that is applied: how many lie behind it, it included.
    pub fn current(&self) -> usize {
        self.applied.iter().rposition(|applied| *applied).map_or(0, |index| index + 1)
    }

    /// In a word.
    pub fn state(&self, steps: &Steps<'_>) -> State {
        let pending = self.applied.iter().filter(|applied| !**applied).count();
        match (self.unknown.is_empty(), pending) {
            (true, 0) => State::AtHead,
            (true, pending) => State::Behind(pending),
            (false, 0) => {
                let later = |version: &String| {
                    steps.list.last().is_some_and(|step| step.cmp_version(version).is_lt())
                };
                if steps.list.is_empty() {
                    State::SomebodyElses
                } else if self.unknown.iter().all(later) {
                    State::Ahead
                } else {
                    State::Diverged
                }
            }
            (false, pending) if pending == self.applied.len() => State::SomebodyElses,
            (false, _) => State::Diverged,
        }
    }

    /// An error where the ledger holds what is not at hand.
    pub fn refuse_unknown(&self, steps: &Steps<'_>) -> Result<()> {
        const SHOWN: usize = 5;
        if self.unknown.is_empty() {
            return Ok(());
        }
        let mut names: Vec<_> =
            self.unknown.iter().take(SHOWN).map(|version| format!("`{version}`")).collect();
        if self.unknown.len() > SHOWN {
            names.push(format!("and {} more", self.unknown.len() - SHOWN));
        }
        let names = names.join(", ");
        let (message, help) = match self.state(steps) {
            State::Ahead => (
                format!(
                    "the database is ahead of the revisions at hand: it has had {names}, which are not here; nothing was run"
                ),
                "run the newer version of the program, or downgrade with the version that has these revisions",
            ),
            State::SomebodyElses => (
                format!(
                    "the database belongs to another set of revisions: it has had {names}, and none that are here; nothing was run"
                ),
                "see that this is the database you mean; to adopt it, record where it stands with `cargo migrate stamp --purge`",
            ),
            State::Diverged | State::AtHead | State::Behind(_) => (
                format!("the database has had revisions that are not here: {names}; nothing was run"),
                "bring the missing revisions into `migrations/`, or downgrade with the version that has them",
            ),
        };
        Err(Error::new(ErrorCode::Diverged, message).with_help(help))
    }
}
