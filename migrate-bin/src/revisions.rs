//! What several commands ask of revisions.

use migrate_core::history::{History, Position, Revision};
use migrate_core::plan::{self, Hazard};
use migrate_core::{Change, Schema};

use crate::failure::Result;

/// The schema that a revision stands on.
pub(crate) fn before(history: &History, revision: &Revision) -> Result<Schema> {
    let position = match revision.parents.first() {
        Some(parent) => Position::At(parent.clone()),
        None => Position::Base,
    };
    Ok(history.schema_at(&position)?)
}

/// What a revision changes, and how dangerous that is.
pub(crate) fn hazards(history: &History, revision: &Revision) -> Result<(Vec<Change>, Vec<Hazard>)> {
    let changes = revision.changes()?.to_vec();
    if changes.is_empty() {
        return Ok((changes, Vec::new()));
    }
    let before = before(history, revision)?;
    let plan = plan::plan(history.dialect(), &before, &changes, &plan::Options::default())?;
    Ok((changes, plan.hazards))
}
