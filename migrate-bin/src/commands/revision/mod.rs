//! Writes a revision for what changed in the models.

mod amend;
mod compare;
mod drafted;
mod report;

use migrate_core::Dialect;
use migrate_core::embed::{DataSteps, When};
use migrate_core::history::{Batch, History, Id};

use self::drafted::Drafted;
use self::report::{Revision, What};
use super::prove::prove;
use crate::context::Context;
use crate::failure::{Failure, Result};
use crate::hooks::{self, Moment};
use crate::renames::RenameArgs;
use crate::scratch::ScratchArgs;

/// Compile the models, compare them with the snapshot, write a revision for review
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// What it does, in your words
    #[arg(short, long, value_name = "MSG")]
    message: Option<String>,
    /// Without comparing anything: for SQL of your own, such as a data step
    #[arg(long, conflicts_with_all = ["amend", "renames", "no_rename"])]
    empty: bool,
    /// With a data step: a function in Rust beside its SQL, which `schema!` names; `both` for the way back too
    #[arg(long, value_name = "WAYS", num_args = 0..=1, default_missing_value = "up")]
    data_step: Option<Ways>,
    /// Renew the newest revision (same id), while it is neither reviewed nor applied
    #[arg(long)]
    amend: bool,
    /// With --amend: drop what was changed by hand in the revision's SQL
    #[arg(long, requires = "amend")]
    discard_edits: bool,
    #[command(flatten)]
    renames: RenameArgs,
    /// Show what would be written; write nothing
    #[arg(long)]
    dry_run: bool,
    /// For this dialect only
    #[arg(long)]
    dialect: Option<Dialect>,
    #[command(flatten)]
    scratch: ScratchArgs,
}

/// Which of a revision's files have a data step beside them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Ways {
    /// After up.sql
    Up,
    /// After up.sql, and before down.sql
    Both,
}

impl Ways {
    const fn steps(self) -> DataSteps {
        let down = match self {
            Self::Up => None,
            Self::Both => Some(When::Before),
        };
        DataSteps { up: Some(When::After), down }
    }
}

pub(super) fn run(args: Args, context: &Context<'_>) -> Result<Revision> {
    hooks::before(
        &context.project()?.config.hooks.before_revision,
        &Moment::plain("before-revision"),
        context,
    )?;
    let histories = context.histories(args.dialect)?;
    for history in &histories {
        // Nothing can stand on several heads, or on a snapshot that can't be read.
        history.head()?;
        history.snapshot()?;
    }
    let amended = if args.amend { Some(amend::newest(&histories, &args, context)?) } else { None };
    let mut drafts = if args.empty {
        compare::empty(&histories)?
    } else {
        compare::compare(&histories, amended.as_ref(), &args, context)?
    };
    let unchanged = !args.empty && drafts.iter().all(|draft| draft.changes.is_empty());
    if unchanged && amended.is_none() {
        return Ok(Revision::unwritten(None, String::new(), drafts, What::Nothing));
    }
    if args.dry_run {
        let message = args.message.unwrap_or_default();
        return Ok(Revision::unwritten(None, message, drafts, What::DryRun));
    }
    let message =
        if unchanged { String::new() } else { message(&args, amended.as_ref(), &histories, context)? };
    let mut batch = Batch::new(&context.project()?.migrations())?;
    let now = context.now();
    let taken = histories.iter().flat_map(History::revisions).map(|revision| &revision.id);
    let old = amended.as_ref().map_or_else(Vec::new, |id| drafted::parts(&histories, id));
    let count = drafts.iter().map(Drafted::len).max().unwrap_or(0);
    let ids = drafted::ids(now, taken, &old, count);
    for (history, draft) in histories.iter().zip(&mut drafts) {
        draft.data_steps = args.data_step.map(Ways::steps);
        draft.write(&ids, &message, history, &old, now, &mut batch)?;
    }
    batch.commit()?;
    if unchanged {
        return Ok(Revision::unwritten(amended, message, drafts, What::Removed));
    }
    after(&drafts, context);
    let what = if amended.is_some() { What::Amended } else { What::Written };
    // SQL that is still to be written proves nothing.
    let written = histories.iter().zip(&drafts).filter(|(_, draft)| !draft.paths.is_empty() && !args.empty);
    let proven = prove(written.map(|(history, _)| history), &ids, &args.scratch, context)?;
    Ok(Revision { id: ids.last().cloned(), message, drafts, what, proven })
}

fn message(
    args: &Args,
    amended: Option<&Id>,
    histories: &[History],
    context: &Context<'_>,
) -> Result<String> {
    let old = || amended.and_then(|id| histories.iter().find_map(|history| history.revision(id)));
    if let Some(message) = args.message.clone().or_else(|| old().map(|revision| revision.message.clone())) {
        return Ok(message);
    }
    context
        .ask
        .line("what does this revision do?", "`-m \"what it does\"`")
        .map_err(|failure| Failure { exit: crate::exit::Exit::Usage, ..failure })
}

/// The project's own command, for each folder that was written.
fn after(drafts: &[Drafted], context: &Context<'_>) {
    let Ok(project) = context.project() else { return };
    for draft in drafts {
        for (path, id) in draft.paths.iter().zip(&draft.ids) {
            let moment = Moment {
                dialect: Some(draft.dialect),
                revisions: vec![id.to_string()],
                ..Moment::plain("after-revision")
            };
            hooks::after(&project.config.hooks.after_revision, Some(path), &moment, context);
        }
    }
}
