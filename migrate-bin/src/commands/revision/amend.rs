//! `--amend`: which revision is renewed, and whether it may be.

use migrate_core::history::{History, Id, Revision as Written};

use super::{Args, drafted};
use crate::context::Context;
use crate::failure::{Failure, Result};

/// The newest revision, in whichever dialects have it.
pub(super) fn newest(histories: &[History], args: &Args, context: &Context<'_>) -> Result<Id> {
    let mut heads = Vec::new();
    for history in histories {
        heads.extend(history.head()?.map(|head| (history, head)));
    }
    let Some(id) = heads.iter().map(|(_, head)| head.id.clone()).max() else {
        return Err(Failure::new("nothing-to-amend", "there is no revision to amend")
            .with_help("leave `--amend` away to write the first"));
    };
    for (history, head) in heads.iter().filter(|(_, head)| head.id == id) {
        guard(history, head, args, context)?;
    }
    Ok(id)
}

fn guard(history: &History, head: &Written, args: &Args, context: &Context<'_>) -> Result<()> {
    let (id, message) = (&head.id, &head.message);
    let parts = history.parts(head);
    if parts.iter().any(|part| part.review.is_approved()) {
        return Err(Failure::new("reviewed", format!("revision `{id}` ({message}) is reviewed"))
            .with_help("leave `--amend` away: what changed since then is a revision of its own"));
    }
    let applied = context.applied(history)?.unwrap_or_default();
    if parts.iter().any(|part| applied.contains(&part.version())) {
        return Err(Failure::new(
            "applied",
            format!("revision `{id}` ({message}) is applied to the database in use"),
        )
        .with_help("run `cargo migrate downgrade -1` first, or leave `--amend` away"));
    }
    if !args.discard_edits && !args.dry_run && drafted::edited(history, head)? {
        return Err(Failure::new("edited", format!("the SQL of revision `{id}` was changed by hand"))
            .at(head.path.join("up.sql").display())
            .with_help("to lose that, add --discard-edits; to keep it, leave `--amend` away"));
    }
    Ok(())
}
