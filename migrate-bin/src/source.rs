//! Where a schema can come from: `models`, `head`, `base`, a revision, a snapshot, an artifact.

use std::path::{Path, PathBuf};

use migrate_core::change::Hints;
use migrate_core::diff::Pair;
use migrate_core::history::Snapshot;
use migrate_core::{Dialect, Schema};

use crate::capture;
use crate::connect::DatabaseUrl;
use crate::context::Context;
use crate::failure::{Failure, Result};
use crate::files;
use crate::models::Models;

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

/// A schema, and what goes with it.
#[derive(Clone, Debug)]
pub(crate) struct Loaded {
    /// The schema.
    pub(crate) schema: Schema,
    /// Whose.
    pub(crate) dialect: Dialect,
    /// What models say about renames and backfills.
    pub(crate) hints: Hints,
}

impl Source {
    /// Reads what was written; a file that is there is known by its first bytes.
    pub(crate) fn parse(text: &str) -> Self {
        let path = PathBuf::from(text);
        let extension = path.extension().map(|extension| extension.to_ascii_lowercase());
        let extension = extension.as_deref().and_then(|extension| extension.to_str()).unwrap_or_default();
        match (text, extension) {
            ("models", _) => Self::Models,
            ("database", _) => Self::Database,
            ("head" | "base" | "current", _) => Self::Revision(text.to_owned()),
            (_, "json") => Self::Snapshot(path),
            (_, "sql") => Self::Sql(path),
            (_, "rlib" | "exe" | "dll" | "so" | "dylib" | "a" | "lib") => Self::Artifact(path),
            _ if text.contains("://") || text.starts_with("sqlite:") => Self::Url(text.to_owned()),
            _ if path.is_file() && is_sqlite(&path) => Self::Url(text.to_owned()),
            _ if path.is_file() => Self::Artifact(path),
            _ => Self::Revision(text.to_owned()),
        }
    }

    fn knows_its_dialect(&self) -> bool {
        match self {
            Self::Snapshot(_) | Self::Url(_) | Self::Database => true,
            Self::Models | Self::Revision(_) | Self::Sql(_) | Self::Artifact(_) => false,
        }
    }

    /// The schema of one dialect: the one named, else the source's own.
    pub(crate) fn load(&self, dialect: Option<Dialect>, context: &Context<'_>) -> Result<Loaded> {
        match self {
            Self::Models => {
                let records = capture::models(context.project()?, capture::Gate::Off, context.screen)?;
                from_record(&Models::choose(records)?, dialect)
            }
            Self::Artifact(file) => from_record(&Models::choose(capture::artifact(file)?)?, dialect),
            Self::Snapshot(file) => {
                let snapshot = Snapshot::parse(file, &files::read(file)?)?;
                agree(snapshot.dialect, dialect, file)?;
                Ok(Loaded { schema: snapshot.schema, dialect: snapshot.dialect, hints: Hints::none() })
            }
            // The empty start is the same in every package, and outside of any.
            Self::Revision(name) => {
                if let ("base", Some(dialect)) = (name.as_str(), dialect) {
                    return Ok(Loaded { schema: Schema::default(), dialect, hints: Hints::none() });
                }
                let history = context.history(dialect)?;
                let position = context.resolve(&history, name)?;
                let schema = history.schema_at(&position)?;
                Ok(Loaded { schema, dialect: history.dialect(), hints: Hints::none() })
            }
            Self::Database => from_database(&context.need_database()?, dialect),
            Self::Url(url) => from_database(&DatabaseUrl::parse(url)?, dialect),
            Self::Sql(file) => from_sql(&files::read(file)?, file, dialect),
        }
    }
}

/// Loads both sides in one dialect: the one named, else that of the side which knows its own.
pub(crate) fn load_pair(
    sources: &Pair<Source>,
    dialect: Option<Dialect>,
    context: &Context<'_>,
) -> Result<Pair<Loaded>> {
    let (old, new) = if sources.old.knows_its_dialect() || !sources.new.knows_its_dialect() {
        let old = sources.old.load(dialect, context)?;
        let new = sources.new.load(Some(old.dialect), context)?;
        (old, new)
    } else {
        let new = sources.new.load(dialect, context)?;
        (sources.old.load(Some(new.dialect), context)?, new)
    };
    Ok(Pair::new(old, new))
}

/// The dialect that is named, else the only one of the `schema!`.
fn from_record(models: &Models, dialect: Option<Dialect>) -> Result<Loaded> {
    let dialect = match (dialect, models.record.dialects.as_slice()) {
        (Some(dialect), _) => dialect,
        (None, [only]) => *only,
        (None, several) => {
            let names: Vec<&str> = several.iter().map(|dialect| dialect.name()).collect();
            return Err(Failure::usage("the `schema!` is for several dialects")
                .with_help(format!("name one with `--dialect`: {}", names.join(", "))));
        }
    };
    let (schema, hints) = models.schema(dialect)?;
    Ok(Loaded { schema, dialect, hints })
}

fn is_sqlite(file: &Path) -> bool {
    use std::io::Read as _;
    let mut start = [0; 16];
    std::fs::File::open(file).and_then(|mut file| file.read_exact(&mut start)).is_ok()
        && start == *b"SQLite format 3\0"
}

fn agree(found: Dialect, wanted: Option<Dialect>, file: &Path) -> Result<()> {
    match wanted {
        Some(wanted) if wanted != found => {
            Err(Failure::usage(format!("the snapshot is for {}, not for {}", found.title(), wanted.title()))
                .at(file.display()))
        }
        Some(_) | None => Ok(()),
    }
}

fn from_database(url: &DatabaseUrl, _dialect: Option<Dialect>) -> Result<Loaded> {
    Err(Failure::new("unsupported", format!("can't read the schema of `{url}` yet")))
}

fn from_sql(_sql: &str, file: &Path, _dialect: Option<Dialect>) -> Result<Loaded> {
    Err(Failure::new("unsupported", "can't read SQL yet").at(file.display()))
}
