//! A database that has had later revisions than this binary knows: whether it may run, go back, or has to give way.
//!
//! A revision that was acknowledged to break older code raises the floor: code that doesn't know it can't run.
//! The journal keeps that, and how to take each revision back.

use super::apply::Plan;
use super::body::{Body, Direction, Mode};
use super::journal::Entry;
use super::session::Session;
use super::standing::{Standing, State};
use super::step::{Parents, Reviewed, Step};
use crate::embed::DataSteps;
use crate::{Dialect, Error, ErrorCode, Result};

/// What an older binary may do on a newer database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Newer {
    /// Whether it can run as it is: none of the later revisions breaks older code.
    pub compatible: bool,
    /// Whether the journal knows how to take all later revisions back.
    pub reversible: bool,
    /// The program that it takes, where it can't run: `shop 1.4.0`.
    pub needs: Option<String>,
    /// The first later revision that breaks older code: its directory.
    pub because: Option<String>,
}

/// What to do about them.
pub(super) enum Found {
    /// Nothing: the binary can run.
    Compatible,
    /// Take these back, newest first.
    TakeBack(Vec<Later>),
}

/// A later revision, as the journal keeps it.
pub(super) struct Later {
    pub(super) entry: Entry,
    id: String,
    down: Option<String>,
}

impl Later {
    /// What takes it back.
    pub(super) fn body(&self, dialect: Dialect) -> Result<Body<'_>> {
        let step = Step {
            id: &self.id,
            dir: &self.entry.name,
            message: "of a later version",
            parents: Parents::Embedded(&[]),
            up: "",
            down: self.down.as_deref(),
            run_in_transaction: self.entry.mode == Mode::Transaction,
            foreign_keys_off: self.entry.mode == Mode::ForeignKeysOff,
            // One that has a data step on its way back is not kept.
            data_steps: DataSteps::default(),
            work: [None; 2],
            breaks_old_code: self.entry.breaks_old_code,
            review: Reviewed::Yes,
        };
        Body::new(dialect, step, Direction::Down)
    }
}

/// What the journal says of the versions that are not at hand; `None` where it doesn't know them all.
pub(super) fn judge(standing: &Standing, journal: &[Entry]) -> Option<(Newer, Vec<Entry>)> {
    let known = |version: &String| {
        let at = journal.binary_search_by(|entry| entry.version.cmp(version)).ok()?;
        journal.get(at).filter(|entry| entry.finished && entry.direction == Direction::Up).cloned()
    };
    let entries: Vec<Entry> = standing.unknown.iter().map(known).collect::<Option<_>>()?;
    let breaking = entries.iter().find(|entry| entry.breaks_old_code);
    let newest = entries.last().filter(|_| breaking.is_some());
    let newer = Newer {
        compatible: breaking.is_none(),
        reversible: true,
        needs: newest.map(|entry| entry.app.clone()),
        because: breaking.map(|entry| entry.name.clone()),
    };
    Some((newer, entries))
}

/// Decides, or refuses.
pub(super) fn meet(plan: &Plan<'_, '_>, session: &mut impl Session, standing: &Standing) -> Result<Found> {
    let refused = || standing.refuse_unknown(plan.steps).map(|()| Found::Compatible);
    if standing.state(plan.steps) != State::Ahead || plan.direction == Direction::Down {
        return refused();
    }
    let journal = session.journal()?;
    let Some((newer, entries)) = judge(standing, &journal) else { return refused() };
    if plan.allow.downgrade {
        return take_back(session, entries).map(Found::TakeBack);
    }
    // A folder of revisions runs nothing that could be compatible.
    if plan.gate.is_none() {
        return refused();
    }
    match (newer.needs, newer.because) {
        (Some(needs), Some(because)) => Err(Error::new(
            ErrorCode::Diverged,
            format!("the database needs `{needs}`: its revision `{because}` breaks older code, and `{}` is older; nothing was run", plan.app),
        )
        .with_help("run that version, or let this one take the later revisions back: `.allow_downgrade()`")),
        _ => Ok(Found::Compatible),
    }
}

fn take_back(session: &mut impl Session, entries: Vec<Entry>) -> Result<Vec<Later>> {
    let mut later = Vec::new();
    for entry in entries.into_iter().rev() {
        let [_, down] = session.texts(&entry.version)?;
        let (id, _) = entry.name.split_once('_').unwrap_or((&entry.name, ""));
        let id = if id.replace('-', "") == entry.version { id.to_owned() } else { entry.version.clone() };
        if down.is_none() {
            return Err(Error::new(
                ErrorCode::Unsupported,
                format!(
                    "the later revision `{}` has nothing that takes it back; nothing was run",
                    entry.name
                ),
            )
            .with_help(format!("run the version that has it: {}", entry.app)));
        }
        later.push(Later { entry, id, down });
    }
    Ok(later)
}
