//! What several commands ask of revisions.

use migrate_core::history::{Batch, History, Revision};
use migrate_core::plan::Hazard;
use migrate_core::{Change, Dialect};

use crate::context::Context;
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

/// The revisions, `review.toml` put together again where a merge in version control left it in pieces.
pub(crate) fn mended(dialect: Option<Dialect>, context: &Context<'_>) -> Result<Vec<History>> {
    let histories = context.histories(dialect)?;
    let mut batch = Batch::new(&context.project()?.migrations())?;
    let mut mended = false;
    for history in &histories {
        mended |= history.mend_review(&mut batch)?;
    }
    if !mended {
        return Ok(histories);
    }
    batch.commit()?;
    context.screen.note("a merge had left `review.toml` in pieces: the entries of both sides are kept");
    context.histories(dialect)
}
