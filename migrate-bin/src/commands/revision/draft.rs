//! One dialect's part of a revision.

use std::path::PathBuf;

use migrate_core::change::Hints;
use migrate_core::diff::{self, Pair};
use migrate_core::history::{Batch, Draft, History, Id, Timestamp};
use migrate_core::plan::{self, Plan};
use migrate_core::{Change, Dialect, Schema};

use super::Args;
use crate::context::Context;
use crate::failure::Result;
use crate::models::Models;
use crate::renames;

/// What is written, if anything is.
pub(super) struct Drafted {
    pub(super) dialect: Dialect,
    pub(super) changes: Vec<Change>,
    pub(super) plan: Plan,
    schema: Schema,
    /// The revision in whose place it comes.
    amends: Option<Id>,
    pub(super) path: Option<PathBuf>,
}

/// What is new about a revision in all dialects.
pub(super) struct New<'a> {
    pub(super) id: &'a Id,
    pub(super) message: &'a str,
    pub(super) now: Timestamp,
    /// Also where nothing changed.
    pub(super) empty: bool,
}

/// Nothing, for whoever writes the SQL.
pub(super) fn empty(histories: &[History]) -> Result<Vec<Drafted>> {
    histories
        .iter()
        .map(|history| {
            let schema = history.snapshot()?.clone();
            let plan = plan::plan(history.dialect(), &schema, &[], &plan::Options::default())?;
            Ok(Drafted {
                dialect: history.dialect(),
                changes: Vec::new(),
                plan,
                schema,
                amends: None,
                path: None,
            })
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
        let renewed = amended.and_then(|id| history.revision(id));
        let old = match renewed {
            Some(revision) => history.schema_before(revision)?,
            None => history.snapshot()?.clone(),
        };
        let (schema, hints) = models.schema(dialect)?;
        let pair = Pair::new(&old, &schema);
        let hints: Hints = renames::settle(dialect, pair, hints, &answered, context.ask)?;
        // What was answered for one dialect holds for all.
        answered.renames = renames::flags(&hints, pair);
        answered.no_rename |= context.ask.allowed();
        let changes = diff::diff(pair, &hints)?;
        let plan = plan::plan(dialect, &old, &changes, &plan::Options::default())?;
        let schema = diff::replayed(&old, &changes)?;
        let amends = renewed.map(|revision| revision.id.clone());
        drafts.push(Drafted { dialect, changes, plan, schema, amends, path: None });
    }
    Ok(drafts)
}

impl Drafted {
    /// Lays it into the batch: a revision more, one in another's place, or one less. A dialect that nothing changed
    /// for gets none.
    pub(super) fn write(&mut self, new: &New<'_>, history: &History, batch: &mut Batch) -> Result<()> {
        let renewed = self.amends.as_ref().and_then(|id| history.revision(id));
        if self.changes.is_empty() && !new.empty {
            if let Some(renewed) = renewed {
                history.remove(&renewed.id, &self.schema, batch)?;
            }
            return Ok(());
        }
        let parents = match renewed {
            Some(renewed) => renewed.parents.clone(),
            None => history.head()?.map(|head| head.id.clone()).into_iter().collect(),
        };
        let draft = Draft {
            id: new.id.clone(),
            message: new.message.to_owned(),
            parents,
            created_at: new.now,
            up: text(&self.plan.up.to_sql(), new.message),
            down: text(&self.plan.down.to_sql(), new.message),
            run_in_transaction: self.plan.up.run_in_transaction(),
            foreign_keys_off: self.plan.up.foreign_keys_off(),
            changes: self.changes.clone(),
        };
        self.path = Some(match renewed {
            Some(renewed) => history.replace(&renewed.id, &draft, &self.schema, batch)?,
            None => history.add(&draft, &self.schema, batch)?,
        });
        Ok(())
    }
}

/// Diesel refuses an empty file.
fn text(sql: &str, message: &str) -> String {
    if sql.trim().is_empty() { format!("-- {message}: write the SQL here.\n") } else { sql.to_owned() }
}
