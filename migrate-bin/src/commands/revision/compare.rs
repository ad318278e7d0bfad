//! What a revision is to hold, dialect by dialect.

use migrate_core::change::Hints;
use migrate_core::diff::{self, Pair};
use migrate_core::history::{History, Id};
use migrate_core::plan;

use super::Args;
use super::drafted::Drafted;
use crate::context::Context;
use crate::failure::Result;
use crate::models::Models;
use crate::renames;

/// Nothing, for whoever writes the SQL.
pub(super) fn empty(histories: &[History]) -> Result<Vec<Drafted>> {
    histories
        .iter()
        .map(|history| {
            let schema = history.snapshot()?.clone();
            let plan = plan::plan(history.dialect(), &schema, &[], &plan::Options::default())?;
            Ok(Drafted::new(history.dialect(), Vec::new(), plan, schema).wanted())
        })
        .collect()
}

/// What the models changed, dialect by dialect.
pub(super) fn compare(
    histories: &[History],
    amended: Option<&Id>,
    args: &Args,
    context: &Context<'_>,
) -> Result<Vec<Drafted>> {
    let models = Models::capture(context)?;
    models.agree_with(histories, args.dialect, context)?;
    let mut drafts = Vec::new();
    let mut answered = args.renames.clone();
    for history in histories {
        let dialect = history.dialect();
        let old = match amended.and_then(|id| history.revision(id)) {
            Some(revision) => {
                let first = history.parts(revision).first().copied().unwrap_or(revision);
                history.schema_before(first)?
            }
            None => history.snapshot()?.clone(),
        };
        let (schema, hints) = models.schema(dialect)?;
        let pair = Pair::new(&old, &schema);
        let hints: Hints = renames::settle(dialect, pair, hints, &answered, context.ask)?;
        // What was answered for one dialect holds for all.
        answered.renames = renames::flags(&hints, pair);
        answered.no_rename |= context.ask.allowed();
        let changes = diff::diff(pair, &hints)?;
        let options = plan::Options { online: models.record.online, ..plan::Options::default() };
        let plan = plan::plan(dialect, &old, &changes, &options)?;
        let schema = diff::replayed(&old, &changes)?;
        drafts.push(Drafted::new(dialect, changes, plan, schema));
    }
    Ok(drafts)
}
