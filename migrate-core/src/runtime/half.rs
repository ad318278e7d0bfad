//! What the journal knows of the revisions at hand: one that stopped on its way, and files that were edited since.

use super::apply::body_of;
use super::body::{Body, Direction, Mode, Resume};
use super::journal::{Entry, checksum, prefix};
use super::step::{Reviewed, Step, Steps};
use crate::{Error, ErrorCode, Result};

/// A revision that stopped on its way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Half {
    /// Its version, as in the ledger.
    pub version: String,
    /// The name of its directory.
    pub name: String,
    /// Which of its files.
    pub direction: Direction,
    /// How many of its statements had run.
    pub done: usize,
    /// How many there are.
    pub statements: usize,
}

impl From<&Entry> for Half {
    fn from(entry: &Entry) -> Self {
        Self {
            version: entry.version.clone(),
            name: entry.name.clone(),
            direction: entry.direction,
            done: entry.done,
            statements: entry.statements,
        }
    }
}

/// What is left of a revision that stopped on its way.
pub(super) fn body<'s>(steps: &'s Steps<'s>, half: &Entry, allow_unreviewed: bool) -> Result<Body<'s>> {
    let Some(place) = steps.list.iter().position(|step| step.cmp_version(&half.version).is_eq()) else {
        return Err(Error::new(
            ErrorCode::Diverged,
            format!(
                "revision `{}` stopped after {}, and isn't at hand; nothing was run",
                half.name,
                so_many(half)
            ),
        )
        .with_help(format!("let the program that began it finish it: {}", half.app)));
    };
    if !allow_unreviewed {
        steps.refuse_unreviewed(&[place])?;
    }
    let step =
        steps.list.get(place).copied().ok_or_else(|| Error::new(ErrorCode::Internal, "no such step"))?;
    let mut body = body_of(steps, step, half.direction)?;
    let ran = body.statements.get(..half.done);
    if ran.is_none_or(|ran| prefix(ran) != half.prefix) {
        return Err(Error::new(
            ErrorCode::Diverged,
            format!(
                "revision `{}` ({}) stopped after {}, and its file begins with other statements now; nothing was run",
                step.id,
                step.message,
                so_many(half)
            ),
        )
        .in_file(body.file())
        .with_help("restore the statements that ran as they were; those after them may be changed"));
    }
    body.mode = Mode::Bare;
    body.resume = Some(Resume { done: half.done, announced: half.announced.clone() });
    Ok(body)
}

fn so_many(half: &Entry) -> String {
    format!("{} of its {} statements", half.done, half.statements)
}

/// The revisions that are applied, and whose file isn't what ran.
pub(super) fn edited<'s>(steps: &'s Steps<'s>, applied: &[String], journal: &[Entry]) -> Vec<&'s Step<'s>> {
    let ran = |version: &str| {
        let at = journal.binary_search_by(|entry| entry.version.as_str().cmp(version)).ok()?;
        journal.get(at).filter(|entry| entry.finished && entry.direction == Direction::Up)
    };
    let mut found = Vec::new();
    for version in applied {
        let Some(entry) = ran(version) else { continue };
        let step = steps.list.iter().find(|step| step.cmp_version(version).is_eq());
        found.extend(step.filter(|step| checksum(step.up) != entry.checksum));
    }
    found
}

/// The error for a file that isn't any more what was applied.
pub(super) fn refuse_edited(step: &Step<'_>) -> Error {
    let reviewed = match step.review {
        Reviewed::Yes | Reviewed::No => "",
        Reviewed::Edited => ", and after its review",
    };
    Error::new(
        ErrorCode::EditedAfterApplied,
        format!(
            "revision `{}` ({}) was edited after this database had run it{reviewed}; nothing was run",
            step.id, step.message
        ),
    )
    .in_file(format!("{}/up.sql", step.dir))
    .with_help(
        "restore the file and write what is new into a revision of its own; if the edit is meant, \
         `cargo migrate repair` records it, and `.allow_edited()` (`--edited`) goes on without",
    )
}
