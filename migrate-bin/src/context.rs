//! What every command needs: the flags, the package, its revisions, the database.

use std::cell::OnceCell;
use std::collections::BTreeSet;
use std::path::PathBuf;

use migrate_core::Dialect;
use migrate_core::history::{History, Id, Position, Timestamp, needs_current};

use crate::ask::Ask;
use crate::cli::{Common, Format};
use crate::connect::{DatabaseUrl, Environment};
use crate::database::Database;
use crate::failure::{Failure, Result};
use crate::output::Screen;
use crate::project::Project;

/// What every command needs; each part is looked up when it is first asked for.
pub(crate) struct Context<'a> {
    /// The flags.
    pub(crate) common: &'a Common,
    /// Where talk goes.
    pub(crate) screen: &'a Screen,
    /// Who answers questions.
    pub(crate) ask: Ask,
    project: OnceCell<Project>,
}

impl<'a> Context<'a> {
    /// Goes to the folder that `-C` names.
    pub(crate) fn new(common: &'a Common, screen: &'a Screen) -> Result<Self> {
        if let Some(dir) = &common.directory {
            std::env::set_current_dir(dir).map_err(|error| {
                Failure::usage(format!("can't change to `{}`", dir.display())).because(&error)
            })?;
        }
        let ask = Ask::new(common.no_input, common.format != Format::Human, screen.colors());
        Ok(Self { common, screen, ask, project: OnceCell::new() })
    }

    /// The package at work.
    pub(crate) fn project(&self) -> Result<&Project> {
        if let Some(project) = self.project.get() {
            return Ok(project);
        }
        let project = Project::find(self.common)?;
        Ok(self.project.get_or_init(|| project))
    }

    /// The package at work, if the folder at hand is in one: much can be done outside of any.
    pub(crate) fn maybe_project(&self) -> Option<Result<&Project>> {
        let named = self.common.manifest_path.is_some() || self.common.package.is_some();
        let inside = || {
            let here = std::env::current_dir().ok()?;
            here.ancestors().any(|dir| dir.join("Cargo.toml").is_file()).then_some(())
        };
        (named || self.project.get().is_some() || inside().is_some()).then(|| self.project())
    }

    /// The folder of each dialect: those that the settings name, else those that are there.
    pub(crate) fn folders(&self) -> Result<Vec<(Dialect, PathBuf)>> {
        let project = self.project()?;
        let dir = project.migrations();
        let dialects = match project.config.dialects.as_slice() {
            [] => History::dialects_in(&dir)?,
            named => named.to_vec(),
        };
        if dialects.is_empty() || !dir.is_dir() {
            return Err(Failure::new(
                "no-migrations",
                format!("package `{}` has no revisions folder", project.name),
            )
            .at(dir.display())
            .with_help(
                "run `cargo migrate init`, or name the folder: `dir` in `[package.metadata.migrate]`",
            ));
        }
        Ok(History::layout(&dir, &dialects))
    }

    /// The revisions of one dialect: the one named, else the database's, else the only one.
    pub(crate) fn history(&self, dialect: Option<Dialect>) -> Result<History> {
        let folders = self.folders()?;
        let dialect = match (dialect, folders.as_slice()) {
            (Some(dialect), _) => dialect,
            (None, [(only, _)]) => *only,
            (None, several) => match self.database_url()? {
                Some(url) => url.dialect(),
                None => {
                    let names: Vec<&str> = several.iter().map(|(dialect, _)| dialect.name()).collect();
                    return Err(Failure::usage("there are revisions of several dialects")
                        .with_help(format!("name one with `--dialect`: {}", names.join(", "))));
                }
            },
        };
        let Some((dialect, dir)) = folders.into_iter().find(|(found, _)| *found == dialect) else {
            return Err(Failure::usage(format!("there are no revisions for {}", dialect.title())).with_help(
                format!(
                    "run `cargo migrate init --dialect {dialect}`, and name `{}` in `schema!`",
                    dialect.word()
                ),
            ));
        };
        Ok(History::read(&dir, dialect)?)
    }

    /// The revisions of every dialect, or of the one named.
    pub(crate) fn histories(&self, dialect: Option<Dialect>) -> Result<Vec<History>> {
        if dialect.is_some() {
            return Ok(vec![self.history(dialect)?]);
        }
        self.folders()?.into_iter().map(|(dialect, dir)| Ok(History::read(&dir, dialect)?)).collect()
    }

    /// The database in use, where one is named.
    pub(crate) fn database_url(&self) -> Result<Option<DatabaseUrl>> {
        // A call outside any package may still name a database.
        let dir = match self.maybe_project() {
            Some(project) => project.ok().map(|project| project.dir.clone()),
            None => None,
        };
        Environment::read(dir.as_deref())?.database(self.common.database_url.as_deref())
    }

    /// The database in use; without one there is nothing to do.
    pub(crate) fn need_database(&self) -> Result<DatabaseUrl> {
        self.database_url()?.ok_or_else(|| {
            Failure::usage("no database is named").with_help(
                "give `--database-url sqlite://app.db`, or set DATABASE_URL, in the environment or in `.env`",
            )
        })
    }

    /// The revision that a name means; the database is asked only where the name depends on it.
    pub(crate) fn resolve(&self, history: &History, name: &str) -> Result<Position> {
        let current = self.current_for(history, name)?;
        Ok(history.resolve(name, current.as_ref())?)
    }

    /// Both ends of a range.
    pub(crate) fn resolve_range(&self, history: &History, range: &str) -> Result<(Position, Position)> {
        let current = self.current_for(history, range)?;
        Ok(history.resolve_range(range, current.as_ref())?)
    }

    fn current_for(&self, history: &History, name: &str) -> Result<Option<Position>> {
        if !needs_current(name) {
            return Ok(None);
        }
        let status = Database::look(&self.need_database()?)?.status(history)?;
        Ok(Some(status.current.map_or(Position::Base, |id| Position::At(Id::from(id.as_str())))))
    }

    /// The versions that the database in use has had; `None` where none is named, or one of another kind.
    pub(crate) fn applied(&self, history: &History) -> Result<Option<BTreeSet<String>>> {
        match self.database_url()? {
            Some(url) if url.dialect() == history.dialect() => {
                let status = Database::look(&url)?.status(history)?;
                Ok(Some(status.applied.iter().map(|id| Id::from(id.as_str()).version()).collect()))
            }
            Some(_) | None => Ok(None),
        }
    }

    /// Now.
    pub(crate) fn now(&self) -> Timestamp {
        Timestamp::from_system(std::time::SystemTime::now())
    }
}
