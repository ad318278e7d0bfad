use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::Dialect;

/// Rows per table, by the name that the copy itself gives the table.
pub type Rows = BTreeMap<String, u64>;

/// Where a copy is to go.
#[derive(Clone, PartialEq, Eq)]
pub struct BackupTo {
    pub(super) path: PathBuf,
    pub(super) address: Option<String>,
}

impl BackupTo {
    /// Into this file, which must not be there yet.
    pub fn file(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into(), address: None }
    }

    /// The database's own address: `pg_dump` and `mysqldump` connect by themselves, and no connection tells its
    /// password. SQLite doesn't need it.
    #[must_use]
    pub fn address(mut self, address: impl Into<String>) -> Self {
        self.address = Some(address.into());
        self
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl std::fmt::Debug for BackupTo {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "BackupTo({})", self.path.display())
    }
}

impl From<&str> for BackupTo {
    fn from(path: &str) -> Self {
        Self::file(path)
    }
}

impl From<String> for BackupTo {
    fn from(path: String) -> Self {
        Self::file(path)
    }
}

impl From<&Path> for BackupTo {
    fn from(path: &Path) -> Self {
        Self::file(path)
    }
}

impl From<PathBuf> for BackupTo {
    fn from(path: PathBuf) -> Self {
        Self::file(path)
    }
}

/// A copy that was taken, and read again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Backup {
    /// Where it is.
    pub path: PathBuf,
    /// Of what kind of database.
    pub dialect: Dialect,
    /// Its size.
    pub bytes: u64,
    /// What was read in it.
    pub rows: Rows,
}
