use std::path::PathBuf;

use migrate_core::backup::{self, Restored};
use serde_json::{Value, json};

use crate::context::Context;
use crate::failure::Result;
use crate::output::{Page, Report, Tone, paint, plural};

/// Bring a backup back into the database
///
/// It asks nothing: a database that isn't empty is refused, unless --force is said. Afterwards every table is counted
/// and compared with the backup.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  cargo migrate restore before.db\n  cargo migrate restore before.dump --force"
)]
pub(crate) struct Args {
    /// What `upgrade --backup` wrote
    #[arg(value_name = "PATH")]
    path: PathBuf,
    /// Replace all that the database holds
    #[arg(long)]
    force: bool,
}

/// What came back.
pub(crate) struct Brought {
    path: PathBuf,
    database: String,
    restored: Restored,
}

pub(super) fn run(args: Args, context: &Context<'_>) -> Result<Brought> {
    let url = context.need_database()?;
    let progress = context.screen.lasting(format!("restoring {url}"));
    let restored = backup::restore(url.dialect(), &args.path, &url.for_diesel(), args.force);
    progress.finish();
    Ok(Brought { path: args.path, database: url.to_string(), restored: restored? })
}

impl Report for Brought {
    fn human(&self, page: &mut Page) {
        let rows: u64 = self.restored.rows.values().sum();
        page.line(format_args!(
            "restored {} into {}: {}, {} rows, all counted",
            paint(Tone::Name, &self.path.display().to_string()),
            paint(Tone::Name, &self.database),
            plural(self.restored.rows.len(), "table"),
            rows,
        ));
    }

    fn json(&self) -> Value {
        json!({ "restored": self.path.display().to_string(), "database": self.database, "rows": self.restored.rows })
    }
}
