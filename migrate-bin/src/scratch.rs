//! Where scratch databases are made: the flag, the settings, else the server of the database at hand.

use migrate_core::Dialect;
use migrate_core::scratch::{Scratch, Server};

use crate::connect::DatabaseUrl;
use crate::context::Context;
use crate::failure::{Failure, Result};
use crate::interrupt;
use crate::source::Source;

/// The argument of whatever needs scratch databases.
#[derive(Clone, Debug, Default, clap::Args)]
pub(crate) struct ScratchArgs {
    /// A server where scratch databases may be made and dropped [default: SQLite in memory; else the database's own]
    #[arg(long, value_name = "URL")]
    scratch_url: Option<String>,
}

/// What is known about where they may be made.
#[derive(Debug, Default)]
pub(crate) struct Scratches {
    /// The flag's, or the settings'.
    named: Option<DatabaseUrl>,
    /// Databases that the call names: their own servers will do.
    near: Vec<DatabaseUrl>,
}

impl ScratchArgs {
    /// Gathers it; a wrong address is told before any work.
    pub(crate) fn gather<'s>(
        &self,
        sources: impl IntoIterator<Item = &'s Source>,
        context: &Context<'_>,
    ) -> Result<Scratches> {
        let named = match &self.scratch_url {
            Some(url) => Some(DatabaseUrl::parse(url)?),
            None => match context.maybe_project() {
                Some(project) => {
                    project?.config.scratch_url.as_deref().map(DatabaseUrl::parse).transpose()?
                }
                None => None,
            },
        };
        let mut near = Vec::new();
        for source in sources {
            near.extend(source.database(context)?);
        }
        Ok(Scratches { named, near })
    }
}

impl Scratches {
    /// The server of this database will do, too.
    pub(crate) fn near(&mut self, url: &DatabaseUrl) {
        self.near.push(url.clone());
    }

    /// The dialect that a file of SQL is in, where nothing but the call can tell.
    pub(crate) fn dialect_of_sql(&self, dialect: Option<Dialect>, context: &Context<'_>) -> Result<Dialect> {
        if let Some(dialect) = dialect.or_else(|| self.named.as_ref().map(DatabaseUrl::dialect)) {
            return Ok(dialect);
        }
        if let Some(url) = context.database_url()? {
            return Ok(url.dialect());
        }
        if context.maybe_project().is_some()
            && let Ok([(only, _)]) = context.folders().as_deref()
        {
            return Ok(*only);
        }
        Err(Failure::usage("which database is the SQL for?")
            .with_help("say `--dialect sqlite`, `postgres` or `mysql`"))
    }

    /// Where they are made. From here on, Ctrl-C removes those that are there.
    pub(crate) fn server(&self, dialect: Dialect, context: &Context<'_>) -> Result<Server> {
        if dialect == Dialect::Sqlite {
            return Ok(Server::Memory);
        }
        interrupt::watch();
        if let Some(named) = &self.named {
            if named.dialect() != dialect {
                return Err(Failure::usage(format!(
                    "the scratch server `{named}` is {}, but this needs {}",
                    named.dialect().title(),
                    dialect.title()
                )));
            }
            return Ok(Server::of(dialect, named.for_diesel()));
        }
        let near = self.near.iter().find(|url| url.dialect() == dialect).cloned();
        match near.map_or_else(|| context.database_url(), |near| Ok(Some(near)))? {
            Some(url) if url.dialect() == dialect => Ok(Server::of(dialect, url.for_diesel())),
            Some(_) | None => {
                Err(Failure::usage(format!("this needs a scratch database of {}", dialect.title()))
                    .with_help(format!(
                        "name a server where databases may be made and dropped: `--scratch-url {}`",
                        match dialect {
                            Dialect::Mysql => "mysql://root@localhost",
                            Dialect::Sqlite | Dialect::Postgres => "postgres://postgres@localhost/postgres",
                        }
                    )))
            }
        }
    }

    /// A new one.
    pub(crate) fn make(&self, dialect: Dialect, context: &Context<'_>) -> Result<Scratch> {
        Ok(Scratch::new(&self.server(dialect, context)?)?)
    }
}
