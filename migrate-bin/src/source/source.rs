use std::path::{Path, PathBuf};

use migrate_core::Dialect;

use crate::connect::DatabaseUrl;
use crate::context::Context;
use crate::failure::Result;

/// What a user wrote for SRC.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    /// What the package's code says.
    Models,
    /// A revision, by any of its names; `head` and `base` too.
    Revision(String),
    /// The database in use.
    Database,
    /// A database by its address.
    Url(String),
    /// A snapshot.
    Snapshot(PathBuf),
    /// SQL, to be run in a scratch database.
    Sql(PathBuf),
    /// An rlib or an executable.
    Artifact(PathBuf),
}

impl Source {
    /// Reads what was written; a file that is there is known by its first bytes.
    pub(crate) fn parse(text: &str) -> Self {
        let path = PathBuf::from(text);
        let extension = path.extension().map(|extension| extension.to_ascii_lowercase());
        let extension = extension.as_deref().and_then(|extension| extension.to_str()).unwrap_or_default();
        let is_url = text.contains("://") || text.starts_with("sqlite:") || text == ":memory:";
        match (text, extension) {
            ("models", _) => Self::Models,
            ("database", _) => Self::Database,
            ("head" | "base" | "current", _) => Self::Revision(text.to_owned()),
            _ if is_url => Self::Url(text.to_owned()),
            (_, "json") => Self::Snapshot(path),
            (_, "sql") => Self::Sql(path),
            (_, "rlib" | "exe" | "dll" | "so" | "dylib" | "a" | "lib") => Self::Artifact(path),
            (_, "db" | "sqlite" | "sqlite3") => Self::Url(text.to_owned()),
            _ if path.is_file() && is_sqlite(&path) => Self::Url(text.to_owned()),
            _ if path.is_file() => Self::Artifact(path),
            _ => Self::Revision(text.to_owned()),
        }
    }

    /// Whether its dialect is known before it is looked for anywhere else.
    pub(super) fn knows_its_dialect(&self) -> bool {
        match self {
            Self::Snapshot(_) | Self::Url(_) | Self::Database => true,
            Self::Models | Self::Revision(_) | Self::Sql(_) | Self::Artifact(_) => false,
        }
    }

    /// The database that it names, if it names one.
    pub(crate) fn database(&self, context: &Context<'_>) -> Result<Option<DatabaseUrl>> {
        match self {
            Self::Url(url) => DatabaseUrl::parse(url).map(Some),
            Self::Database => context.need_database().map(Some),
            Self::Models | Self::Revision(_) | Self::Snapshot(_) | Self::Sql(_) | Self::Artifact(_) => {
                Ok(None)
            }
        }
    }
}

fn is_sqlite(file: &Path) -> bool {
    use std::io::Read as _;
    let mut start = [0; 16];
    std::fs::File::open(file).and_then(|mut file| file.read_exact(&mut start)).is_ok()
        && start == *b"SQLite format 3\0"
}

/// Refuses a source of another dialect than the one that is wanted.
pub(super) fn agree(
    found: Dialect,
    wanted: Option<Dialect>,
    what: &str,
    place: &dyn std::fmt::Display,
) -> Result<()> {
    match wanted {
        Some(wanted) if wanted != found => Err(crate::failure::Failure::usage(format!(
            "{what} is {}, not {}",
            found.title(),
            wanted.title()
        ))
        .at(place)),
        Some(_) | None => Ok(()),
    }
}
