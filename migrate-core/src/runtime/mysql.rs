//! MySQL and MariaDB.
//!
//! A named lock of the session keeps other upgraders out, and dies with its connection
//! (<https://dev.mysql.com/doc/refman/8.4/en/locking-functions.html>). Nothing pretends that a change of the schema
//! can be rolled back: files run statement by statement, and the journal says how far they came. Only a file that
//! holds no change of the schema runs in one transaction.
//!
//! The file's statements run under an `sql_mode` in which they mean what they meant when they were written:
//! `"` quotes text and `\` escapes in it, `||` joins (as Diesel sets it), and bad values are errors.

use std::time::Instant;

use diesel::QueryResult;
use diesel::migration::CREATE_MIGRATIONS_TABLE;

use super::body::{Body, Mode};
use super::carry::{self, Carrier, Stop, execute_all, retrying, transaction};
use super::cause::{database, inside_transaction};
use super::journal::{self, Author, Entry, literal};
use super::link::{Borrower, Link};
use super::mysql_look as look;
use super::session::{Failed, Limits, Listener, Note, Ran, Session};
use super::stepwise::stepwise;
use super::unit::{Kind, units};
use crate::dialect::Piece;
use crate::embed::Done;
use crate::{Dialect, Error, ErrorCode, Result};

/// The engine's hold on a MySQL or MariaDB connection.
pub struct MysqlSession<L> {
    link: L,
    limits: Limits,
    /// The lock's name, once it is held.
    lock: Option<String>,
    compared: bool,
    /// The caller's own settings, to be put back.
    settings: Vec<String>,
}

impl<L: Link> MysqlSession<L> {
    /// Talks to nobody yet.
    pub fn new(link: L) -> Self {
        Self { link, limits: Limits::default(), lock: None, compared: false, settings: Vec::new() }
    }
}

impl<L: Link> Session for MysqlSession<L> {
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
        self.take_lock(listener)?;
        self.set_up().map_err(database)
    }

    fn close(&mut self) {
        for sql in std::mem::take(&mut self.settings) {
            drop(self.link.execute(&sql));
        }
        if let Some(name) = self.lock.take() {
            drop(self.link.execute(&format!("DO RELEASE_LOCK({})", literal(Dialect::Mysql, &name))));
        }
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
        let changes_rows_only = units(Dialect::Mysql, &first.statements)
            .iter()
            .all(|unit| matches!(unit.kind, Kind::Together | Kind::Setting));
        listener(Note::Started(0));
        let outcome = if changes_rows_only && first.mode != Mode::Bare && first.resume.is_none() {
            self.compare(seen).and_then(|()| {
                retrying(self, listener, |session, listener| {
                    transaction(session, |session| carry::whole(session, first, author, listener, |_| Ok(())))
                })
            })
        } else {
            // Making a table would end the transaction that the row of the journal is written in.
            self.compare(seen).and_then(|()| stepwise(self, first, seen, author, listener))
        };
        match outcome {
            Ok(elapsed) => Ok(Ran::Done(vec![elapsed])),
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
        if let Err(stop) = self.make_tables() {
            return stop.error().map_or(Ok(()), Err);
        }
        carry::rewrite(self, statements, |_| Ok(()))
    }
}

impl<L: Link> Carrier for MysqlSession<L> {
    const DIALECT: Dialect = Dialect::Mysql;
    type Link = L;

    fn link(&mut self) -> &mut L {
        &mut self.link
    }

    fn limits(&self) -> &Limits {
        &self.limits
    }

    /// Its message may be in any language.
    fn unless_missing(&mut self, table: &str, sql: &str) -> Result<Vec<String>> {
        let error = match self.link.texts(sql) {
            Ok(rows) => return Ok(rows),
            Err(error) => error,
        };
        let there: QueryResult<i64> = self.link.number(&format!(
            "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = '{table}'"
        ));
        match there {
            Ok(0) => Ok(Vec::new()),
            // Another process may have made it just now.
            Ok(_) => self.link.texts(sql).map_err(database),
            Err(_) => Err(database(error)),
        }
    }

    fn begin(&mut self) -> Result<(), Stop> {
        Ok(self.link.execute("START TRANSACTION")?)
    }

    fn compare(&mut self, seen: &[String]) -> Result<(), Stop> {
        if self.compared {
            return Ok(());
        }
        let now = self.ledger()?;
        if now != seen {
            return Err(Stop::Moved(now));
        }
        self.make_tables()?;
        self.compared = true;
        Ok(())
    }

    fn look(&mut self, pieces: &[Piece<'_>]) -> Result<String> {
        let tables: Vec<_> = pieces.iter().map(|piece| look::tables(piece.sql)).collect();
        // Where one statement doesn't say what it changes, everything is looked at.
        let tables = tables.into_iter().collect::<Option<Vec<_>>>().map(|tables| tables.concat());
        let rows = self.link.texts(&look::query(tables.as_deref())).map_err(database)?;
        Ok(journal::checksum(&rows.join("\n")))
    }

    fn happened(&mut self, pieces: &[Piece<'_>], before: &str) -> Result<bool> {
        if self.look(pieces)? == before {
            return Ok(false);
        }
        match pieces {
            [_] => Ok(true),
            _ => Err(Error::new(
                ErrorCode::Diverged,
                "a group of statements that belong together stopped somewhere inside; the schema has changed, but not how far can be told",
            )
            .with_help("bring the database to where it was before them, or after them, and record that with `cargo migrate stamp`")),
        }
    }

    fn tidy(&mut self, _: &Piece<'_>) -> Result<()> {
        Ok(())
    }

    fn blocked_by(&mut self, _: &str) -> Option<String> {
        // Who holds a metadata lock is only told by plugins; whoever has a transaction open is the likely one.
        let sql = "SELECT CONCAT('connection ', t.trx_mysql_thread_id, ' of ', p.user, '@', p.host, ' (its transaction began ', t.trx_started, ')') \
                   FROM information_schema.innodb_trx t JOIN information_schema.processlist p ON p.id = t.trx_mysql_thread_id \
                   WHERE t.trx_mysql_thread_id <> CONNECTION_ID() ORDER BY t.trx_started LIMIT 3";
        let holders = self.link.texts(sql).ok()?;
        (!holders.is_empty()).then(|| holders.join(" and "))
    }
}

impl<L: Link> MysqlSession<L> {
    /// Refuses a connection that can't do the work.
    fn refuse_unfit(&mut self) -> Result<()> {
        if self.link.in_transaction() {
            return Err(inside_transaction());
        }
        let refuse = |what: &str, help: &str| Err(Error::new(ErrorCode::Database, what).with_help(help));
        // MariaDB alone says so; elsewhere only Diesel's own transactions are known.
        if matches!(self.link.number("SELECT @@in_transaction"), Ok(1)) {
            return Err(inside_transaction());
        }
        if self.link.number("SELECT DATABASE() IS NULL").map_err(database)? == 1 {
            return refuse("no database is chosen; nothing was run", "name one at the end of the URL");
        }
        Ok(())
    }

    fn take_lock(&mut self, listener: &mut Listener<'_>) -> Result<()> {
        let database_name =
            self.link.texts("SELECT COALESCE(DATABASE(), '')").map_err(database)?.pop().unwrap_or_default();
        // Locks are the whole server's; a name has at most 64 characters.
        let hash: String = journal::checksum(&database_name).chars().take(40).collect();
        let name = format!("migrate:{hash}");
        let quoted = literal(Dialect::Mysql, &name);
        let start = Instant::now();
        loop {
            let left = self.limits.wait.saturating_sub(start.elapsed()).as_secs_f64().min(1.0);
            // MySQL takes whole seconds: a second at a time, so that the wait can be told.
            let sql = format!("SELECT COALESCE(GET_LOCK({quoted}, {}), 0)", left.ceil());
            if self.link.number(&sql).map_err(database)? == 1 {
                self.lock = Some(name);
                return Ok(());
            }
            let elapsed = start.elapsed();
            let holder = self
                .link
                .texts(&format!(
                    "SELECT CONCAT('connection ', p.id, ' of ', p.user, '@', p.host) FROM information_schema.processlist p WHERE p.id = IS_USED_LOCK({quoted})"
                ))
                .ok()
                .and_then(|mut holders| holders.pop())
                .unwrap_or_else(|| "another process".to_owned());
            if elapsed >= self.limits.wait {
                return Err(Error::new(
                    ErrorCode::Database,
                    format!(
                        "{holder} is upgrading the database, and was waited for {} seconds; nothing was run",
                        elapsed.as_secs()
                    ),
                )
                .with_help("let it finish, or wait longer"));
            }
            listener(Note::Waiting { elapsed, holder: &holder });
        }
    }

    /// The session's settings for the files' statements.
    fn set_up(&mut self) -> QueryResult<()> {
        const WANTED: [&str; 3] = ["STRICT_TRANS_TABLES", "NO_ENGINE_SUBSTITUTION", "PIPES_AS_CONCAT"];
        const UNWANTED: [&str; 9] = [
            "ANSI",
            "ANSI_QUOTES",
            "NO_BACKSLASH_ESCAPES",
            "IGNORE_SPACE",
            "ORACLE",
            "MSSQL",
            "DB2",
            "MAXDB",
            "POSTGRESQL",
        ];
        let before = self.link.texts("SELECT @@SESSION.sql_mode")?.pop().unwrap_or_default();
        let kept = before.split(',').filter(|mode| !mode.is_empty() && !UNWANTED.contains(mode));
        let mut modes: Vec<_> = kept.collect();
        modes.extend(WANTED.iter().filter(|mode| !before.split(',').any(|there| there == **mode)));
        let set = |name: &str, value: &str| format!("SET SESSION {name} = {value}");
        let text = |text: &str| format!("'{text}'");
        self.settings.push(set("sql_mode", &text(&before)));
        self.link.execute(&set("sql_mode", &text(&modes.join(","))))?;
        if let Some(timeout) = self.limits.lock_timeout {
            let seconds = timeout.as_secs().max(1).to_string();
            for name in ["lock_wait_timeout", "innodb_lock_wait_timeout"] {
                let before = self.link.number(&format!("SELECT CAST(@@SESSION.{name} AS SIGNED)"))?;
                self.settings.push(set(name, &before.to_string()));
                self.link.execute(&set(name, &seconds))?;
            }
        }
        // A server without it (MySQL has `max_execution_time`, for reading only) goes without.
        if let Some(timeout) = self.limits.statement_timeout
            && let Ok(before) = self.link.texts("SELECT CAST(@@SESSION.max_statement_time AS CHAR)")
        {
            self.settings.extend(before.first().map(|before| set("max_statement_time", before)));
            self.link.execute(&set("max_statement_time", &timeout.as_secs_f64().to_string()))?;
        }
        Ok(())
    }

    fn make_tables(&mut self) -> Result<(), Stop> {
        let sql = [CREATE_MIGRATIONS_TABLE.to_owned(), journal::create(Dialect::Mysql)];
        execute_all(self, &sql)
    }
}
