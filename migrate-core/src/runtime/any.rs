//! Whatever kind of connection there is, as one database for the engine.

use super::body::Body;
use super::journal::{Author, Entry};
use super::session::{Database, Failed, Limits, Listener, Ran, Session};
use crate::connection::AnyConnection;
use crate::embed::Done;
use crate::{Dialect, Result};

impl Database for AnyConnection {
    type Session<'c> = AnySession<'c>;

    fn dialect(&self) -> Dialect {
        Self::dialect(self)
    }

    fn session(&mut self) -> AnySession<'_> {
        AnySession(match self {
            #[cfg(feature = "sqlite-system")]
            Self::Sqlite(conn) => Box::new(conn.session()),
            #[cfg(feature = "postgres-system")]
            Self::Postgres(conn) => Box::new(conn.session()),
            #[cfg(feature = "mysql")]
            Self::Mysql(conn) => Box::new(conn.session()),
        })
    }
}

/// The engine's hold on any connection.
pub struct AnySession<'c>(Box<dyn Session + 'c>);

impl Session for AnySession<'_> {
    fn limit(&mut self, limits: &Limits) {
        self.0.limit(limits);
    }

    fn ledger(&mut self) -> Result<Vec<String>> {
        self.0.ledger()
    }

    fn journal(&mut self) -> Result<Vec<Entry>> {
        self.0.journal()
    }

    fn texts(&mut self, version: &str) -> Result<[Option<String>; 2]> {
        self.0.texts(version)
    }

    fn open(&mut self, limits: &Limits, listener: &mut Listener<'_>) -> Result<()> {
        self.0.open(limits, listener)
    }

    fn close(&mut self) {
        self.0.close();
    }

    fn run(
        &mut self,
        bodies: &[Body<'_>],
        seen: &[String],
        author: &Author,
        listener: &mut Listener<'_>,
    ) -> Result<Ran, Failed> {
        self.0.run(bodies, seen, author, listener)
    }

    fn ask(&mut self, sql: &str) -> Result<Vec<String>> {
        self.0.ask(sql)
    }

    fn lend(&mut self, borrower: &mut dyn FnMut(&mut dyn std::any::Any) -> Done) -> Done {
        self.0.lend(borrower)
    }

    fn rewrite(&mut self, statements: &[String]) -> Result<()> {
        self.0.rewrite(statements)
    }
}
