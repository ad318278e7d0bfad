use super::moved::Moved;
use crate::context::Context;
use crate::database::{Run, Way};
use crate::failure::Result;

/// Record that the database is at a revision, without running anything
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// An id, a unique prefix of one, head, base, …
    #[arg(value_name = "REV", allow_negative_numbers = true)]
    revision: String,
    /// Forget revisions in the database that are not in migrations/
    #[arg(long)]
    purge: bool,
    /// Say what would be recorded; record nothing
    #[arg(long)]
    dry_run: bool,
}

pub(super) fn run(args: Args, context: &Context<'_>) -> Result<Moved> {
    let run = Run { target: Some(args.revision), dry_run: args.dry_run, purge: args.purge, ..Run::default() };
    super::moved::carry_out(context, Way::Stamp, run)
}
