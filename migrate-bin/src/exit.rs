//! What the process answers with: a part of the contract, so it stands in one place.

use std::process::ExitCode;

/// The exit codes, as `--help` shows them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Done, and nothing wrong found.
    Done,
    /// The answer is no (a check failed, a drift was found, a hazard wasn't accepted), or the work failed.
    No,
    /// The call is wrong.
    Usage,
}

impl Exit {
    /// Its number.
    pub(crate) const fn number(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::No => 1,
            Self::Usage => 2,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.number())
    }
}

/// What a shell makes of Ctrl-C.
pub(crate) const INTERRUPTED: i32 = 130;

/// The last part of `--help`.
pub(crate) const HELP: &str = "\
Exit codes:
  0  done, and nothing wrong found
  1  the answer is no (check failed, drift found, hazard not accepted), or the work failed
  2  the call is wrong

Environment:
  DATABASE_URL     the database, where --database-url isn't given; read from .env too
  POSTGRES_USER, POSTGRES_PASSWORD, POSTGRES_HOST, POSTGRES_PORT, POSTGRES_DB
  MYSQL_USER, MYSQL_PASSWORD, MYSQL_HOST, MYSQL_PORT, MYSQL_DATABASE
                   its parts, where DATABASE_URL isn't set
  MIGRATE_GATE     on (default), warn or off: what a build does about an unreviewed change
  NO_COLOR         no colours";
