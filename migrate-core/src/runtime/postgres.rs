//! PostgreSQL.
//!
//! An advisory lock of the session keeps other upgraders out, and dies with its connection
//! (<https://www.postgresql.org/docs/current/explicit-locking.html#ADVISORY-LOCKS>). Each transaction takes the
//! same lock once more: the server's own backend then surely holds it. Behind a pooler that hands out another
//! backend for each transaction ([`Limits::transaction_pooling`]) that second lock is the only one.
//!
//! But for the last one, transactions of an upgrade commit without waiting for the disk: the server keeps their
//! order, and the last one waits for all (<https://www.postgresql.org/docs/current/wal-async-commit.html>).

use std::fmt::Write as _;
use std::time::Duration;

use diesel::migration::CREATE_MIGRATIONS_TABLE;

use super::body::{Body, Mode};
use super::carry::{self, Carrier, Stop, retrying, transaction};
use super::cause::{database, inside_transaction};
use super::journal::{self, Author, Entry, literal};
use super::link::{Borrower, Link};
use super::postgres_index as index;
use super::postgres_wait::{WHO, pooled};
use super::session::{Failed, Limits, Listener, Note, Ran, Session};
use super::stepwise::stepwise;
use crate::dialect::Piece;
use crate::embed::Done;
use crate::{Dialect, Error, ErrorCode, Result};

const LEDGER: &str = "__diesel_schema_migrations";

/// The engine's hold on a PostgreSQL connection.
pub struct PostgresSession<L> {
    pub(super) link: L,
    pub(super) limits: Limits,
    /// The advisory lock's number.
    pub(super) key: i64,
    /// Whose session holds the lock: the backend's process id.
    pub(super) holder: Option<i64>,
    /// What we called ourselves in the session that holds the lock.
    pub(super) token: String,
    /// The ledger was compared under the session's lock.
    compared: bool,
    /// More revisions follow: the next commit need not wait for the disk.
    more: bool,
    /// Some commit did not wait.
    flush: bool,
    /// The caller's own settings, to be put back.
    settings: Vec<(&'static str, String)>,
}

/// What the engine sets for itself.
const SETTINGS: [&str; 2] = ["lock_timeout", "statement_timeout"];

impl<L: Link> PostgresSession<L> {
    /// Talks to nobody yet.
    pub fn new(link: L) -> Self {
        Self {
            link,
            limits: Limits::default(),
            key: 0,
            holder: None,
            token: String::new(),
            compared: false,
            more: false,
            flush: false,
            settings: Vec::new(),
        }
    }
}

impl<L: Link> Session for PostgresSession<L> {
    fn ledger(&mut self) -> Result<Vec<String>> {
        carry::ledger(self)
    }

    fn journal(&mut self) -> Result<Vec<Entry>> {
        carry::journal(self)
    }

    fn texts(&mut self, version: &str) -> Result<[Option<String>; 2]> {
        carry::texts(self, version)
    }

    fn open(&mut self, limits: &Limits, listener: &mut Listener<'_>) -> Result<()> {
        self.limits = limits.clone();
        self.refuse_unfit()?;
        self.key = self.number(&format!(
            "SELECT hashtextextended('__migrate_journal ' || COALESCE((SELECT n.nspname::text FROM pg_class c \
             JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = to_regclass('{LEDGER}')), current_schema()::text, ''), 0)"
        ))?;
        if limits.transaction_pooling {
            return Ok(());
        }
        self.take_lock(listener)?;
        for name in SETTINGS {
            if let Some(value) = self.texts_of(&format!("SELECT current_setting('{name}')"))?.pop() {
                self.settings.push((name, value));
            }
        }
        Ok(())
    }

    fn close(&mut self) {
        for (name, value) in std::mem::take(&mut self.settings) {
            let value = literal(Dialect::Postgres, &value);
            drop(self.link.execute(&format!("SELECT set_config('{name}', {value}, false)")));
        }
        if std::mem::take(&mut self.flush) {
            // A commit that waits: with it, all before it are on disk.
            drop(self.link.execute("SELECT pg_logical_emit_message(true, 'migrate', '')"));
        }
        self.free_lock();
        self.compared = false;
    }

    fn run(
        &mut self,
        bodies: &[Body<'_>],
        seen: &[String],
        author: &Author,
        listener: &mut Listener<'_>,
    ) -> Result<Ran, Failed> {
        let Some(first) = bodies.first() else { return Ok(Ran::Done(Vec::new())) };
        self.more = bodies.len() > 1;
        let outcome = match first.mode {
            Mode::Transaction | Mode::ForeignKeysOff => {
                listener(Note::Started(0));
                retrying(self, listener, |session, listener| {
                    session.wait_for_turn(listener)?;
                    transaction(session, |session| {
                        session.compare(seen)?;
                        carry::whole(session, first, author, listener, |_| Ok(()))
                    })
                })
            }
            Mode::Bare => self.bare(first, seen, author, listener),
        };
        match outcome {
            Ok(elapsed) => {
                self.compared = self.holder.is_some();
                self.flush = self.more;
                Ok(Ran::Done(vec![elapsed]))
            }
            Err(stop) => {
                self.compared = false;
                stop.answer(0)
            }
        }
    }

    fn ask(&mut self, sql: &str) -> Result<Vec<String>> {
        carry::ask(self, sql)
    }

    fn lend(&mut self, borrower: &mut Borrower<'_>) -> Done {
        self.link.lend(false, borrower)
    }

    fn rewrite(&mut self, statements: &[String]) -> Result<()> {
        self.more = false;
        carry::rewrite(self, statements, Self::make_tables)
    }
}

impl<L: Link> Carrier for PostgresSession<L> {
    const DIALECT: Dialect = Dialect::Postgres;
    type Link = L;

    fn link(&mut self) -> &mut L {
        &mut self.link
    }

    fn limits(&self) -> &Limits {
        &self.limits
    }

    /// Its message may be in any language.
    fn unless_missing(&mut self, table: &str, sql: &str) -> Result<Vec<String>> {
        let missing = format!("SELECT (to_regclass('{table}') IS NULL)::int::bigint");
        // An error would end the caller's transaction.
        if self.link.in_transaction() && self.number(&missing)? == 1 {
            return Ok(Vec::new());
        }
        let error = match self.link.texts(sql) {
            Ok(rows) => return Ok(rows),
            Err(error) => error,
        };
        match self.link.number(&missing) {
            Ok(1) => Ok(Vec::new()),
            Err(again) if again.to_string().contains("transaction is aborted") => Err(inside_transaction()),
            // Another process may have made it just now.
            Ok(_) => self.texts_of(sql),
            Err(_) => Err(database(error)),
        }
    }

    fn begin(&mut self) -> Result<(), Stop> {
        let mut sql = "BEGIN;".to_owned();
        for (name, value) in self.timeouts() {
            let _ = write!(sql, " SET LOCAL {name} = {value};");
        }
        if self.more {
            sql.push_str(" SET LOCAL synchronous_commit = off;");
        }
        let _ = write!(sql, " {}", self.turn());
        self.link.execute(&sql).map_err(|error| self.no_turn(error))
    }

    fn turned_back(&mut self) {
        self.compared = false;
    }

    fn compare(&mut self, seen: &[String]) -> Result<(), Stop> {
        if self.compared {
            return Ok(());
        }
        // An error would end the transaction: asked first.
        let there = self.number(&format!("SELECT (to_regclass('{LEDGER}') IS NOT NULL)::int::bigint"))?;
        let mut now = match there {
            0 => Vec::new(),
            _ => self.texts_of(&format!("SELECT version::text FROM {LEDGER}"))?,
        };
        now.sort();
        if now != seen {
            return Err(Stop::Moved(now));
        }
        self.make_tables()
    }

    fn look(&mut self, pieces: &[Piece<'_>]) -> Result<String> {
        match pieces.first().and_then(|piece| index::seen(piece.sql)) {
            Some(sql) => Ok(self.texts_of(&sql)?.join("\n")),
            None => Ok("-".to_owned()),
        }
    }

    fn happened(&mut self, pieces: &[Piece<'_>], before: &str) -> Result<bool> {
        Ok(self.look(pieces)? != before)
    }

    fn tidy(&mut self, piece: &Piece<'_>) -> Result<()> {
        let Some(sql) = index::left_behind(piece.sql) else { return Ok(()) };
        for name in self.texts_of(&sql)? {
            if let Some(builder) = self.texts_of(&index::builder(&name))?.pop() {
                return Err(Error::new(
                    ErrorCode::Database,
                    format!("the index `{name}` is being built by {builder}; nothing was run"),
                )
                .with_help("let it finish, then upgrade again"));
            }
            self.link.execute(&format!("DROP INDEX CONCURRENTLY IF EXISTS {name}")).map_err(database)?;
        }
        Ok(())
    }

    fn blocked_by(&mut self, sql: &str) -> Option<String> {
        // Our own transaction is turned back by now, so that nobody is blocked by us any more: whoever holds a
        // lock on a table that the statement names was in the way.
        let sql = literal(Dialect::Postgres, &sql.to_lowercase());
        let holders = format!(
            "SELECT DISTINCT {WHO} FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid JOIN pg_class c ON c.oid = l.relation \
             WHERE l.granted AND l.pid <> pg_backend_pid() AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database()) \
             AND c.relkind IN ('r', 'p', 'm', 'v', 'i') AND strpos({sql}, lower(c.relname::text)) > 0 LIMIT 3"
        );
        let holders = self.link.texts(&holders).ok()?;
        (!holders.is_empty()).then(|| holders.join(" and "))
    }
}

impl<L: Link> PostgresSession<L> {
    pub(super) fn number(&mut self, sql: &str) -> Result<i64> {
        self.link.number(sql).map_err(database)
    }

    fn texts_of(&mut self, sql: &str) -> Result<Vec<String>> {
        self.link.texts(sql).map_err(database)
    }

    /// Refuses a connection that can't do the work.
    fn refuse_unfit(&mut self) -> Result<()> {
        // A setting for the transaction is gone by the next statement, where there is no transaction around both.
        self.link.execute("SELECT set_config('migrate.inside', 'yes', true)").map_err(database)?;
        let facts = self.texts_of(
            "SELECT concat_ws(' ', COALESCE(NULLIF(current_setting('migrate.inside', true), ''), 'no'), \
             CASE WHEN pg_is_in_recovery() THEN 'replica' ELSE current_setting('transaction_read_only') END, \
             current_setting('server_version_num'))",
        )?;
        let facts = facts.first().map(String::as_str).unwrap_or_default();
        let mut facts = facts.split(' ');
        let (inside, read_only, version) = (facts.next(), facts.next(), facts.next());
        if inside == Some("yes") || self.link.in_transaction() {
            return Err(inside_transaction());
        }
        let refuse = |what: &str, help: &str| Err(Error::new(ErrorCode::Database, what).with_help(help));
        match read_only {
            Some("replica") => {
                return refuse(
                    "the server is a read-only replica; nothing was run",
                    "name the primary server",
                );
            }
            Some("on") => {
                return refuse(
                    "the connection is set to read only; nothing was run",
                    "use one with `default_transaction_read_only = off`, to the primary server",
                );
            }
            _ => {}
        }
        if version.and_then(|version| version.parse::<u32>().ok()).is_some_and(|version| version < 130_000) {
            return refuse(
                "the server is older than PostgreSQL 13; nothing was run",
                "upgrade the server first",
            );
        }
        Ok(())
    }

    fn timeouts(&self) -> Vec<(&'static str, u128)> {
        let of = |name, timeout: Option<Duration>| timeout.map(|timeout| (name, timeout.as_millis()));
        let both = [
            of("lock_timeout", self.limits.lock_timeout),
            of("statement_timeout", self.limits.statement_timeout),
        ];
        both.into_iter().flatten().collect()
    }

    fn make_tables(&mut self) -> Result<(), Stop> {
        self.link.execute(&format!("{CREATE_MIGRATIONS_TABLE};\n{}", journal::create(Dialect::Postgres)))?;
        Ok(())
    }

    fn bare(
        &mut self,
        body: &Body<'_>,
        seen: &[String],
        author: &Author,
        listener: &mut Listener<'_>,
    ) -> Result<Duration, Stop> {
        if self.limits.transaction_pooling {
            return Err(pooled(&format!(
                "revision `{}` runs outside of a transaction, which can't be kept from others through a pooler in transaction mode",
                body.step.id
            ))
            .into());
        }
        for (name, value) in self.timeouts() {
            self.link.execute(&format!("SET {name} = {value}"))?;
        }
        listener(Note::Started(0));
        self.more = false;
        stepwise(self, body, seen, author, listener)
    }
}
