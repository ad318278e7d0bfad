//! The models as the compiler sees them, one schema per dialect.

use migrate_core::change::{Backfill, Hints, Origin, Rename};
use migrate_core::history::History;
use migrate_core::model::record::{self, Record};
use migrate_core::{Dialect, Schema};

use crate::capture;
use crate::context::Context;
use crate::failure::{Failure, Result};

/// One `schema!`.
pub(crate) struct Models {
    pub(crate) record: Record,
}

impl Models {
    /// Builds the package past the gate, and reads them.
    pub(crate) fn capture(context: &Context<'_>) -> Result<Self> {
        Self::choose(capture::models(context.project()?, capture::Gate::Off, context.screen)?)
    }

    /// The only one.
    pub(crate) fn choose(mut records: Vec<Record>) -> Result<Self> {
        if records.len() > 1 {
            let names: Vec<&str> = records.iter().map(|record| record.name.as_str()).collect();
            return Err(Failure::usage(format!("there are several `schema!`: {}", names.join(", ")))
                .with_help("put each into a package, library or binary of its own"));
        }
        match records.pop() {
            Some(record) => Ok(Self { record }),
            None => Err(Failure::new("no-models", "there is no `schema!`")),
        }
    }

    /// The schema of a dialect, and what the models say about renames and backfills.
    pub(crate) fn schema(&self, dialect: Dialect) -> Result<(Schema, Hints)> {
        let (schema, hints) = self.record.schema(dialect)?;
        Ok((schema, hints_of(hints)))
    }

    /// The `schema!` and the settings must mean the same folder and dialects.
    pub(crate) fn agree_with(
        &self,
        histories: &[History],
        dialect: Option<Dialect>,
        context: &Context<'_>,
    ) -> Result<()> {
        let project = context.project()?;
        let theirs = project.dir.join(&self.record.dir);
        let ours = project.migrations();
        let same = theirs.canonicalize().ok().zip(ours.canonicalize().ok()).is_some_and(|(a, b)| a == b);
        if !same {
            return Err(Failure::usage(format!(
                "`schema!` keeps its revisions in `{}`, the settings in `{}`",
                self.record.dir,
                project.config.dir.as_deref().unwrap_or("migrations".as_ref()).display()
            ))
            .at(project.manifest.display())
            .with_help(format!("write `dir = {:?}` under `[package.metadata.migrate]`", self.record.dir)));
        }
        let lacks: Vec<Dialect> = self
            .record
            .dialects
            .iter()
            .copied()
            .filter(|wanted| {
                dialect.is_none() && !histories.iter().any(|history| history.dialect() == *wanted)
            })
            .collect();
        if let Some(lacking) = lacks.first() {
            return Err(Failure::new(
                "no-migrations",
                format!("`schema!` names {}, but there is no folder for it", lacking.title()),
            )
            .at(ours.display())
            .with_help(format!("run `cargo migrate init --dialect {lacking}`")));
        }
        Ok(())
    }
}

/// The record's hints as the diff takes them.
fn hints_of(hints: record::Hints) -> Hints {
    let origin = Origin::Attribute;
    let tables = hints.renamed_tables.into_iter().map(|(from, to)| Rename::Table { from, to, origin });
    let columns =
        hints.renamed_columns.into_iter().map(|(table, from, to)| Rename::Column { table, from, to, origin });
    Hints {
        renames: tables.chain(columns).collect(),
        backfills: hints
            .backfills
            .into_iter()
            .map(|(table, column, sql)| Backfill { table, column, sql })
            .collect(),
        ..Hints::none()
    }
}
