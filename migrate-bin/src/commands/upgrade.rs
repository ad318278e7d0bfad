use std::path::PathBuf;

use migrate_core::Dialect;
use migrate_core::backup::BackupTo;
use migrate_core::command::Limits;
use migrate_core::runtime::{Steps, script};

use super::moved::Script;
use crate::context::Context;
use crate::database::{Run, Way};
use crate::failure::{Failure, Result};
use crate::output::Report;

/// Bring the database to head, or to a revision
///
/// It never asks: the review was the question. Revisions that are not reviewed, or were edited after it, are refused.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// head, +N, a revision; with --sql also FROM:TO
    #[arg(value_name = "TARGET", default_value = "head")]
    target: String,
    /// Print a script instead; no database is needed
    #[arg(long)]
    sql: bool,
    /// Say what would run; run nothing
    #[arg(long, conflicts_with = "sql")]
    dry_run: bool,
    /// Run revisions that nobody has reviewed as they are
    #[arg(long)]
    unreviewed: bool,
    /// First copy the database into this new file; `cargo migrate restore` brings it back
    #[arg(long, value_name = "PATH", conflicts_with_all = ["sql", "dry_run"])]
    backup: Option<PathBuf>,
    /// Go on where a file was edited after the database had run it
    #[arg(long)]
    edited: bool,
    /// With --sql: for this dialect
    #[arg(long)]
    dialect: Option<Dialect>,
    #[command(flatten)]
    limits: Limits,
}

pub(super) fn run(args: Args, context: &Context<'_>) -> Result<Box<dyn Report>> {
    if args.sql {
        let history = context.history(args.dialect)?;
        let (from, to) = args.target.split_once(':').unwrap_or(("base", &args.target));
        let or =
            |name: &str, default: &str| if name.is_empty() { default.to_owned() } else { name.to_owned() };
        let sql = script(&Steps::read(&history)?, &or(from, "base"), &or(to, "head"), args.unreviewed)?;
        return Ok(Box::new(Script { sql }));
    }
    if args.target.contains(':') {
        return Err(Failure::usage(format!("`{}`: a range is for --sql", args.target))
            .with_help("name the target alone"));
    }
    let run = Run {
        target: Some(args.target),
        dry_run: args.dry_run,
        unreviewed: args.unreviewed,
        edited: args.edited,
        backup: args.backup.map(BackupTo::file),
        purge: false,
        limits: args.limits,
    };
    Ok(Box::new(super::moved::carry_out(context, Way::Up, run)?))
}
