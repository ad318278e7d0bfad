use std::path::Path;

use migrate_core::change::Hints;
use migrate_core::dialect::mysql::Flavour;
use migrate_core::history::Snapshot;
use migrate_core::introspect::{Introspected, Options, Seen};
use migrate_core::{Dialect, Schema};

use super::Source;
use super::source::agree;
use crate::capture;
use crate::connect::DatabaseUrl;
use crate::context::Context;
use crate::database::Database;
use crate::failure::{Failure, Result};
use crate::files;
use crate::models::Models;
use crate::scratch::{ScratchArgs, Scratches};

/// The arguments of whatever reads sources.
#[derive(Clone, Debug, Default, clap::Args)]
pub(crate) struct SourceArgs {
    /// Of this dialect: sqlite, postgres, mysql
    #[arg(long)]
    pub(crate) dialect: Option<Dialect>,
    #[command(flatten)]
    pub(crate) scratch: ScratchArgs,
}

/// A schema, and what goes with it.
#[derive(Clone, Debug)]
pub(crate) struct Loaded {
    /// The schema.
    pub(crate) schema: Schema,
    /// What else there is, where it was read from a database.
    pub(crate) seen: Vec<Seen>,
    /// Whose.
    pub(crate) dialect: Dialect,
    /// What models say about renames and backfills.
    pub(crate) hints: Hints,
    /// In whose words it is.
    pub(crate) origin: Origin,
    /// Which server it is on, as far as that matters and it is on one.
    pub(crate) flavour: Flavour,
}

/// In whose words expressions and defaults are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    /// As the models, or a revision, have them.
    Written,
    /// As a database gives them back.
    Read,
}

impl Loaded {
    /// As models or revisions have it.
    pub(crate) fn written(schema: Schema, dialect: Dialect, hints: Hints) -> Self {
        Self { schema, seen: Vec::new(), dialect, hints, origin: Origin::Written, flavour: Flavour::Any }
    }

    /// As a database gives it back.
    pub(crate) fn read(found: Introspected, dialect: Dialect) -> Self {
        let (hints, origin) = (Hints::none(), Origin::Read);
        Self { schema: found.schema, seen: found.seen, dialect, hints, origin, flavour: Flavour::Any }
    }
}

impl Source {
    /// The schema of one dialect: the one named, else the source's own.
    pub(crate) fn load(
        &self,
        dialect: Option<Dialect>,
        scratches: &Scratches,
        context: &Context<'_>,
    ) -> Result<Loaded> {
        match self {
            Self::Models => {
                let records = capture::models(context.project()?, capture::Gate::Off, context.screen)?;
                from_record(&Models::choose(records)?, dialect)
            }
            Self::Artifact(file) => from_record(&Models::choose(capture::artifact(file)?)?, dialect),
            Self::Snapshot(file) => {
                let snapshot = Snapshot::parse(file, &files::read(file)?)?;
                agree(snapshot.dialect, dialect, "the snapshot", &file.display())?;
                Ok(Loaded::written(snapshot.schema, snapshot.dialect, Hints::none()))
            }
            // The empty start is the same in every package, and outside of any.
            Self::Revision(name) => {
                if let ("base", Some(dialect)) = (name.as_str(), dialect) {
                    return Ok(Loaded::written(Schema::default(), dialect, Hints::none()));
                }
                let history =
                    context.history(dialect).map_err(|failure| self.no_source(name, failure, context))?;
                let position = context.resolve(&history, name)?;
                let schema = history.schema_at(&position)?;
                Ok(Loaded::written(schema, history.dialect(), Hints::none()))
            }
            Self::Database => from_database(&context.need_database()?, dialect, context),
            Self::Url(url) => from_database(&DatabaseUrl::parse(url)?, dialect, context),
            Self::Sql(file) => from_sql(file, dialect, scratches, context),
        }
    }

    /// Outside of any package, a misspelt file is no revision.
    fn no_source(&self, name: &str, failure: Failure, context: &Context<'_>) -> Failure {
        if context.maybe_project().is_some() || failure.code != "no-package" {
            return failure;
        }
        Failure::usage(format!(
            "there is no file `{name}`, and no package here that could have such a revision"
        ))
        .with_help(
            "SRC is models, head, base, database, a revision, x.json, x.sql, an rlib or executable, a URL",
        )
    }
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
    Ok(Loaded::written(schema, dialect, hints))
}

fn from_database(url: &DatabaseUrl, dialect: Option<Dialect>, context: &Context<'_>) -> Result<Loaded> {
    agree(url.dialect(), dialect, "the database", url)?;
    if url.is_missing_file() {
        return Err(Failure::new("database", format!("there is no database `{url}`"))
            .with_help("see that the path is right"));
    }
    let mut database = Database::look(url)?;
    let flavour = database.flavour()?;
    let found = database.introspect(&options(context)?)?;
    Ok(Loaded { flavour, ..Loaded::read(found, url.dialect()) })
}

fn from_sql(
    file: &Path,
    dialect: Option<Dialect>,
    scratches: &Scratches,
    context: &Context<'_>,
) -> Result<Loaded> {
    let sql = files::read(file)?;
    let dialect = scratches.dialect_of_sql(dialect, context)?;
    let mut scratch = scratches.make(dialect, context)?;
    scratch.run_script(file, &sql).map_err(|error| Failure::from(error).with_excerpt(&sql))?;
    let found = scratch.read(&options(context)?)?;
    Ok(Loaded::read(found, dialect))
}

/// What of a database is read: all but what the settings leave out.
pub(crate) fn options(context: &Context<'_>) -> Result<Options> {
    let ignore = match context.maybe_project() {
        Some(project) => project?.config.ignore.clone(),
        None => Vec::new(),
    };
    Ok(Options { ignore, ..Options::all() })
}
