//! What several commands ask of revisions.

use migrate_core::Change;
use migrate_core::history::{History, Revision};
use migrate_core::plan::Hazard;

use crate::failure::Result;

/// What a revision changes, and how dangerous that is.
pub(crate) fn hazards(history: &History, revision: &Revision) -> Result<(Vec<Change>, Vec<Hazard>)> {
    let mut hazards: Vec<Hazard> = Vec::new();
    for finding in history.findings(revision)? {
        if !hazards.contains(&finding.hazard) {
            hazards.push(finding.hazard);
        }
    }
    Ok((revision.changes()?.to_vec(), hazards))
}
