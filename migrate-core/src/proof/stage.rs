use super::rows::{self, Counts};
use super::run;
use crate::Result;
use crate::history::{History, Position};
use crate::introspect::{Introspected, Options};
use crate::scratch::{Scratch, Server};

/// A scratch database that revisions are tried on.
pub(super) struct Stage<'a> {
    pub(super) history: &'a History,
    pub(super) options: &'a Options,
    scratch: Scratch,
    /// Where it stands.
    pub(super) at: Position,
    /// What it holds.
    pub(super) found: Introspected,
    /// Whether rows are put in.
    pub(super) rows: bool,
}

impl<'a> Stage<'a> {
    /// A new one, with the revisions up to a place.
    pub(super) fn set(
        history: &'a History,
        at: &Position,
        server: &Server,
        options: &'a Options,
        rows: bool,
    ) -> Result<Self> {
        let mut scratch = Scratch::new(server)?;
        let found = super::expected(history, at, &mut scratch, options)?;
        Ok(Self { history, options, scratch, at: at.clone(), found, rows })
    }

    /// Puts rows into the tables that have none; gives how many there are then, and what got none.
    pub(super) fn fill(&mut self) -> Result<(Counts, Vec<String>)> {
        let conn = self.scratch.connection()?;
        let notes = if self.rows { rows::fill(conn, &self.found.schema)? } else { Vec::new() };
        Ok((rows::count(conn, &self.found.schema)?, notes))
    }

    /// Runs revisions to a place, and reads back what they made.
    pub(super) fn go(&mut self, to: &Position, up: bool) -> Result<()> {
        run::go(self.scratch.connection()?, self.history, to, up)?;
        self.at = to.clone();
        self.found = self.scratch.read(self.options)?;
        Ok(())
    }

    /// How many rows there are.
    pub(super) fn count(&mut self) -> Result<Counts> {
        rows::count(self.scratch.connection()?, &self.found.schema)
    }
}
