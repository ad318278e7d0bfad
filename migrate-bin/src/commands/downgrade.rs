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

/// Take revisions back, down to a revision or to base
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// -N, a revision (which stays), base; with --sql FROM:TO, or TO alone from head
    #[arg(value_name = "TARGET", allow_negative_numbers = true)]
    target: String,
    /// Print a script instead; no database is needed
    #[arg(long)]
    sql: bool,
    /// Say what would run; run nothing
    #[arg(long, conflicts_with = "sql")]
    dry_run: bool,
    /// First copy the database into this new file; `cargo migrate restore` brings it back
    #[arg(long, value_name = "PATH", conflicts_with_all = ["sql", "dry_run"])]
    backup: Option<PathBuf>,
    /// With --sql: for this dialect
    #[arg(long)]
    dialect: Option<Dialect>,
    #[command(flatten)]
    limits: Limits,
}

pub(super) fn run(args: Args, context: &Context<'_>) -> Result<Box<dyn Report>> {
    if args.sql {
        let history = context.history(args.dialect)?;
        let (from, to) = args.target.split_once(':').unwrap_or(("head", &args.target));
        let or =
            |name: &str, default: &str| if name.is_empty() { default.to_owned() } else { name.to_owned() };
        let (from, to) = (or(from, "head"), or(to, "base"));
        // `-2` without a database: two back from where the script starts.
        let to = if to.starts_with('-') { format!("{from}{to}") } else { to };
        // What was applied may be taken back, whatever became of its review.
        let sql = script(&Steps::read(&history)?, &from, &to, true)?;
        return Ok(Box::new(Script { sql }));
    }
    if args.target.contains(':') {
        return Err(Failure::usage(format!("`{}`: a range is for --sql", args.target))
            .with_help("name the target alone"));
    }
    let run = Run {
        target: Some(args.target),
        dry_run: args.dry_run,
        limits: args.limits,
        backup: args.backup.map(BackupTo::file),
        ..Run::default()
    };
    Ok(Box::new(super::moved::carry_out(context, Way::Down, run)?))
}
