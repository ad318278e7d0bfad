//! One file per verb: its arguments and what it does. Each returns what it found and prints nothing.

mod check;
mod completions;
mod current;
mod diff;
mod downgrade;
mod drift;
mod heads;
mod history;
mod init;
mod inspect;
mod lint;
mod merge;
mod moved;
mod problems;
mod prove;
mod rebase;
mod rehearse;
mod repair;
mod restore;
mod review;
mod revision;
mod show;
mod stamp;
mod upgrade;
mod verify;
mod way_back;

use clap::Subcommand;

use crate::cli::Format;
use crate::context::Context;
use crate::failure::{Failure, Result};
use crate::output::Report;

/// The verbs.
#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    Init(init::Args),
    Revision(revision::Args),
    Review(review::Args),
    Check(check::Args),
    Upgrade(upgrade::Args),
    Downgrade(downgrade::Args),
    Current(current::Args),
    History(history::Args),
    Heads(heads::Args),
    Show(show::Args),
    Stamp(stamp::Args),
    Restore(restore::Args),
    Rehearse(rehearse::Args),
    Diff(diff::Args),
    Drift(drift::Args),
    Verify(verify::Args),
    Rebase(rebase::Args),
    Repair(repair::Args),
    Merge(merge::Args),
    Inspect(inspect::Args),
    Lint(lint::Args),
    Completions(completions::Args),
}

/// Does it.
pub(crate) fn run(verb: Verb, context: &Context<'_>) -> Result<Box<dyn Report>> {
    fn boxed<R: Report + 'static>(report: R) -> Box<dyn Report> {
        Box::new(report)
    }
    refuse_format(&verb, context.common.format)?;
    match verb {
        Verb::Init(args) => init::run(args, context).map(boxed),
        Verb::Revision(args) => revision::run(args, context).map(boxed),
        Verb::Review(args) => review::run(args, context).map(boxed),
        Verb::Check(args) => check::run(args, context).map(boxed),
        Verb::Upgrade(args) => upgrade::run(args, context),
        Verb::Downgrade(args) => downgrade::run(args, context),
        Verb::Current(args) => current::run(args, context).map(boxed),
        Verb::History(args) => history::run(args, context).map(boxed),
        Verb::Heads(args) => heads::run(args, context).map(boxed),
        Verb::Show(args) => show::run(args, context).map(boxed),
        Verb::Diff(args) => diff::run(args, context).map(boxed),
        Verb::Verify(args) => verify::run(args, context).map(boxed),
        Verb::Drift(args) => drift::run(args, context).map(boxed),
        Verb::Inspect(args) => inspect::run(args, context).map(boxed),
        Verb::Lint(args) => lint::run(args, context).map(boxed),
        Verb::Rebase(args) => rebase::run(args, context).map(boxed),
        Verb::Repair(args) => repair::run(args, context).map(boxed),
        Verb::Merge(args) => merge::run(args, context).map(boxed),
        Verb::Rehearse(args) => rehearse::run(args, context).map(boxed),
        Verb::Restore(args) => restore::run(args, context).map(boxed),
        Verb::Stamp(args) => stamp::run(args, context).map(boxed),
        Verb::Completions(args) => completions::run(args).map(boxed),
    }
}

/// Before any work is done: not every result has every form.
fn refuse_format(verb: &Verb, format: Format) -> Result<()> {
    let has_sql = matches!(
        verb,
        Verb::Revision(_)
            | Verb::Upgrade(_)
            | Verb::Downgrade(_)
            | Verb::Show(_)
            | Verb::Diff(_)
            | Verb::Drift(_)
            | Verb::Inspect(_)
    );
    match (format, verb) {
        (Format::Human | Format::Json, _) => Ok(()),
        (Format::Sql, _) if has_sql => Ok(()),
        (Format::Sql, _) => {
            Err(Failure::usage("this result has no SQL in it")
                .with_help("write --format human or --format json"))
        }
        (Format::Rust, Verb::Inspect(_)) => Ok(()),
        (Format::Rust, _) => {
            Err(Failure::usage("only `inspect` writes Rust")
                .with_help("write --format human or --format json"))
        }
    }
}
