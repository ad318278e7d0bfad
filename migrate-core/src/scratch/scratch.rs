use std::path::Path;

use super::server::Server;
use super::{registry, script};
use crate::change::Hints;
use crate::connection::AnyConnection;
use crate::diff::{Pair, diff};
use crate::introspect::{Introspected, Options, flavour, introspect};
use crate::plan::{self, plan};
use crate::schema::Schema;
use crate::{Dialect, Error, ErrorCode, Result};

/// A database of one purpose; gone when this value is.
pub struct Scratch {
    server: Server,
    /// Nothing for SQLite, whose scratch databases go with their connection.
    there: Option<(String, AnyConnection)>,
    /// Nothing only while it is being dropped.
    conn: Option<AnyConnection>,
}

impl std::fmt::Debug for Scratch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Scratch({})", self.there.as_ref().map_or(":memory:", |(name, _)| name))
    }
}

impl Scratch {
    /// A new, empty database.
    ///
    /// # Errors
    ///
    /// Where the server can't be reached, or lets nobody create databases.
    pub fn new(server: &Server) -> Result<Self> {
        let mut admin = server.connect()?;
        match server {
            Server::Memory => Ok(Self { server: server.clone(), there: None, conn: Some(admin) }),
            Server::Of { .. } => {
                let (name, conn) = server.create(&mut admin)?;
                Ok(Self { server: server.clone(), there: Some((name, admin)), conn: Some(conn) })
            }
        }
    }

    /// A copy of a PostgreSQL database, file by file, as
    /// [`CREATE DATABASE … TEMPLATE`](https://www.postgresql.org/docs/current/manage-ag-templatedbs.html) makes it; `None`
    /// where somebody is connected to it, where it is on another server, or where that can't be done at all.
    ///
    /// # Errors
    ///
    /// Where the copy was made and can't be opened.
    pub(crate) fn copied(server: &Server, address: &str) -> Result<Option<Self>> {
        let Some((name, admin)) = server.copy(address) else { return Ok(None) };
        let conn = server.open(&name)?;
        Ok(Some(Self { server: server.clone(), there: Some((name, admin)), conn: Some(conn) }))
    }

    /// Its address, as Diesel takes it; `None` for SQLite's, which are in memory.
    pub(crate) fn address(&self) -> Option<String> {
        let (name, _) = self.there.as_ref()?;
        self.server.address_of(name)
    }

    /// What it speaks.
    pub fn dialect(&self) -> Dialect {
        self.server.dialect()
    }

    /// The connection to it.
    ///
    /// # Errors
    ///
    /// Where it broke, and can't be made again.
    pub fn connection(&mut self) -> Result<&mut AnyConnection> {
        match &mut self.conn {
            Some(conn) => Ok(conn),
            none @ None => {
                let Some((name, _)) = &self.there else {
                    return Err(Error::new(ErrorCode::Database, "the scratch database is gone"));
                };
                Ok(none.insert(self.server.open(name)?))
            }
        }
    }

    /// Makes a schema in it, from nothing.
    ///
    /// # Errors
    ///
    /// What the database said to which statement.
    pub fn build(&mut self, schema: &Schema) -> Result<()> {
        let empty = Schema::default();
        let changes = diff(Pair::new(&empty, schema), &Hints::none())?;
        if self.dialect() == Dialect::Mysql {
            self.run_all([MODE])?;
        }
        let options = plan::Options::on(flavour(self.connection()?)?);
        let plan = plan(self.dialect(), &empty, &changes, &options)?;
        self.run_all(plan.up.statements.iter().map(|statement| statement.sql.as_str()))
    }

    /// A schema as a database gives it back: built in a scratch database, and read. `beside` is what it is compared
    /// with; its extensions are made, too, for their types may be in use without the schema saying where they are from.
    ///
    /// # Errors
    ///
    /// Where no scratch database can be had, or the schema can't be built in one.
    pub fn written_back(
        server: &Server,
        schema: &Schema,
        beside: &Introspected,
        options: &Options,
    ) -> Result<Introspected> {
        let mut scratch = Self::new(server)?;
        let mut whole = schema.clone();
        whole.extensions.extend(beside.schema.extensions.iter().cloned());
        scratch.build(&whole)?;
        let mut found = scratch.read(options)?;
        found.only_declared(schema);
        Ok(found)
    }

    /// Runs statements, each by itself.
    ///
    /// # Errors
    ///
    /// What the database said to which statement.
    pub fn run_all<'s>(&mut self, statements: impl IntoIterator<Item = &'s str>) -> Result<()> {
        let conn = self.connection()?;
        for sql in statements {
            conn.run(sql).map_err(|refused| {
                let error = Error::new(
                    ErrorCode::Database,
                    format!("a scratch database refused `{}`: {refused}", brief(sql)),
                );
                match refused.hint.clone() {
                    Some(hint) => error.with_help(hint),
                    None => error,
                }
            })?;
        }
        Ok(())
    }

    /// Runs a file of SQL, statement by statement, as the database's own shell would.
    ///
    /// # Errors
    ///
    /// What the database said, at its line and column; or what can't be run here.
    pub fn run_script(&mut self, file: &Path, sql: &str) -> Result<()> {
        script::run(self.connection()?, file, sql)?;
        if self.there.is_some() {
            // A script may have changed its session: where bare names live, who speaks.
            self.conn = None;
        }
        Ok(())
    }

    /// Reads back what it holds.
    ///
    /// # Errors
    ///
    /// Where it can't be read.
    pub fn read(&mut self, options: &Options) -> Result<Introspected> {
        introspect(self.connection()?, options)
    }
}

/// What the runtime sets as well, so that what is built means what it means there.
const MODE: &str = "SET SESSION sql_mode = 'STRICT_TRANS_TABLES,NO_ENGINE_SUBSTITUTION,PIPES_AS_CONCAT'";

impl Drop for Scratch {
    fn drop(&mut self) {
        self.conn = None;
        let Some((name, mut admin)) = self.there.take() else { return };
        // A connection that sat idle may be gone.
        let dropped = self.server.drop_database(&mut admin, &name).or_else(|_| {
            self.server.connect().and_then(|mut admin| self.server.drop_database(&mut admin, &name))
        });
        // What can't be dropped stays noted: a signal handler may still try, and the next process sweeps.
        if dropped.is_ok() {
            registry::forget(&name);
        }
    }
}

/// The first line of a statement, short enough for a message.
fn brief(sql: &str) -> String {
    const SHOWN: usize = 60;
    let line = sql.lines().next().unwrap_or_default();
    let short: String = line.chars().take(SHOWN).collect();
    if short.len() < sql.trim_end().len() { format!("{short}…") } else { short }
}
