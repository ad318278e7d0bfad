use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The one list of known dialects.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Dialect {
    /// SQLite 3.35 and later.
    Sqlite,
    /// PostgreSQL 13 and later.
    Postgres,
    /// MySQL 8 and MariaDB 10.6 and later.
    Mysql,
}

impl Dialect {
    /// All of them, in the order in which per-dialect arrays are laid.
    pub const ALL: [Self; 3] = [Self::Sqlite, Self::Postgres, Self::Mysql];

    /// Its name on the command line, in folders and files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite",
            Self::Postgres => "postgres",
            Self::Mysql => "mysql",
        }
    }

    /// Its name as its makers write it.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
            Self::Mysql => "MySQL",
        }
    }

    /// Its word in `schema!`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Sqlite => "Sqlite",
            Self::Postgres => "Postgres",
            Self::Mysql => "Mysql",
        }
    }

    /// Whether names that differ only in case are one name to it. MySQL folds columns only on some machines' tables,
    /// so there each spelling counts.
    pub const fn folds_case(self) -> bool {
        match self {
            Self::Sqlite => true,
            Self::Postgres | Self::Mysql => false,
        }
    }

    /// Whether a new column may stand anywhere, not only last.
    pub const fn places_columns(self) -> bool {
        match self {
            Self::Sqlite | Self::Postgres => false,
            Self::Mysql => true,
        }
    }

    /// Its place in [`Dialect::ALL`].
    pub const fn index(self) -> usize {
        self as usize
    }
}

impl fmt::Display for Dialect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Why a text names no dialect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseDialectError(String);

impl fmt::Display for ParseDialectError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is not a dialect: one of sqlite, postgres, mysql", self.0)
    }
}

impl std::error::Error for ParseDialectError {}

impl FromStr for Dialect {
    type Err = ParseDialectError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "sqlite" => Ok(Self::Sqlite),
            "postgres" | "postgresql" => Ok(Self::Postgres),
            "mysql" | "mariadb" => Ok(Self::Mysql),
            other => Err(ParseDialectError(other.to_owned())),
        }
    }
}
