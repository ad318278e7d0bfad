//! What several commands ask of revisions.

use migrate_core::Change;
use migrate_core::history::{History, Revision};
use migrate_core::plan::{self, Hazard};

use crate::failure::Result;

/// What a revision changes, and how dangerous that is.
pub(crate) fn hazards(history: &History, revision: &Revision) -> Result<(Vec<Change>, Vec<Hazard>)> {
    let changes = revision.changes()?.to_vec();
    if changes.is_empty() {
        return Ok((changes, Vec::new()));
    }
    let before = history.schema_before(revision)?;
    let plan = plan::plan(history.dialect(), &before, &changes, &plan::Options::default())?;
    Ok((changes, plan.hazards))
}
