use std::path::PathBuf;

use super::{Answer, Limits};
use crate::embed::Migrator;
use crate::runtime::{Database, Runner};

/// Bring the database up to date, take revisions back, look where it stands.
///
/// ```
/// # use clap::Parser;
/// #[derive(Parser)]
/// enum Command {
///     /// Serve requests
///     Serve,
///     /// The database's schema
///     Migrate(migrate_core::command::Migrate),
/// }
///
/// # fn main() {
/// let command = Command::parse_from(["myapp", "migrate", "upgrade", "+1", "--wait", "5m"]);
/// # assert!(matches!(command, Command::Migrate(_)));
/// # }
/// ```
///
/// and where the command is carried out: `Command::Migrate(migrate) => return migrate.run(&APP, &mut conn).print()`,
/// in a `main` that gives an [`ExitCode`](std::process::ExitCode).
#[derive(Clone, Debug, clap::Args)]
pub struct Migrate {
    #[command(subcommand)]
    pub(super) verb: Verb,
    /// How to write the result
    #[arg(long, global = true, value_enum, value_name = "FORMAT", default_value_t = Format::Human)]
    pub(super) format: Format,
    #[arg(skip)]
    pub(super) address: Option<String>,
}

/// How the result is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// For people
    Human,
    /// One JSON document, as `cargo migrate` writes it
    Json,
}

/// What can be done.
#[derive(Clone, Debug, clap::Subcommand)]
pub enum Verb {
    /// Bring the database to head, or to a revision
    Upgrade {
        /// head, +N, a revision
        #[arg(value_name = "TARGET", default_value = "head")]
        target: String,
        /// Say what would run; run nothing
        #[arg(long)]
        dry_run: bool,
        /// First copy the database into this new file
        #[arg(long, value_name = "PATH", conflicts_with = "dry_run")]
        backup: Option<PathBuf>,
        /// Go on where a revision was edited after the database had run it
        #[arg(long)]
        edited: bool,
        /// Take back what a newer version of this program has run, by what the database keeps of it
        #[arg(long)]
        take_back: bool,
        /// How long things may take
        #[command(flatten)]
        limits: Limits,
    },
    /// Take revisions back, down to a revision or to base
    Downgrade {
        /// -N, a revision (which stays), base
        #[arg(value_name = "TARGET", allow_negative_numbers = true)]
        target: String,
        /// Say what would run; run nothing
        #[arg(long)]
        dry_run: bool,
        /// First copy the database into this new file
        #[arg(long, value_name = "PATH", conflicts_with = "dry_run")]
        backup: Option<PathBuf>,
        /// How long things may take
        #[command(flatten)]
        limits: Limits,
    },
    /// Show where the database is
    Current {
        /// Exit 1 where the database is not at head
        #[arg(long)]
        check_head: bool,
    },
    /// List the revisions that this program carries, newest first
    History,
    /// Record that the database is at a revision, without running anything
    Stamp {
        /// An id, a unique prefix of one, head, base, …
        #[arg(value_name = "REV", allow_negative_numbers = true)]
        revision: String,
        /// Forget revisions in the database that this program doesn't carry
        #[arg(long)]
        purge: bool,
        /// Say what would be recorded; record nothing
        #[arg(long)]
        dry_run: bool,
    },
    /// Try an upgrade on a copy of the database: up, down, and up again
    ///
    /// Data steps run, too. The database itself is only read; the copy is removed.
    Rehearse {
        /// head, +N, a revision
        #[arg(value_name = "TARGET", default_value = "head")]
        target: String,
        /// Make the copy on this server; the database's own, unless told otherwise
        #[arg(long, value_name = "URL")]
        scratch_url: Option<String>,
    },
    /// Bring a backup back into the database
    ///
    /// The program ends after it: its connection was to what was there before.
    Restore {
        /// What `upgrade --backup` wrote
        #[arg(value_name = "PATH")]
        path: PathBuf,
        /// Replace all that the database holds
        #[arg(long)]
        force: bool,
    },
    /// Record what edited revisions hold now, after showing what ran
    Repair {
        /// This revision only
        #[arg(value_name = "REV")]
        revision: Option<String>,
        /// Show it; record nothing
        #[arg(long)]
        dry_run: bool,
    },
}

impl Migrate {
    /// The database's own address, for `rehearse` and `restore`, and for `--backup` on a server: `pg_dump` and
    /// `mysqldump` connect by themselves.
    #[must_use]
    pub fn at(mut self, address: impl Into<String>) -> Self {
        self.address = Some(address.into());
        self
    }

    /// Does what was asked for.
    pub fn run<C: Database>(&self, app: &Migrator, conn: &mut C) -> Answer {
        self.run_with(app, conn, |runner| runner)
    }

    /// The same, with options of the program's own: `|runner| runner.stop_when(flag)`.
    pub fn run_with<'a, C: Database>(
        &self,
        app: &Migrator,
        conn: &'a mut C,
        options: impl FnOnce(Runner<'a, C>) -> Runner<'a, C>,
    ) -> Answer {
        super::carry_out::carry_out(self, app, conn, options)
    }
}
