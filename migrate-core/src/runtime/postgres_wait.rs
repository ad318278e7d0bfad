//! Whoever else upgrades the same PostgreSQL database: waited for, named, and never passed.

use std::time::{Duration, Instant};

use diesel::result::Error as DieselError;

use super::carry::Stop;
use super::link::Link;
use super::postgres::PostgresSession;
use super::session::{Listener, Note, Session as _};
use crate::{Error, ErrorCode, Result};

/// A session of somebody else's, in words; no statement, which may hold secrets.
pub(super) const WHO: &str = "'session ' || a.pid || CASE WHEN a.application_name = '' THEN '' ELSE ' of `' || a.application_name || '`' END \
                   || COALESCE(' (' || a.state || ', its transaction began ' || to_char(a.xact_start AT TIME ZONE 'UTC', \
                   'YYYY-MM-DD HH24:MI:SS') || ' UTC, its last query ' || to_char(a.query_start AT TIME ZONE 'UTC', 'HH24:MI:SS') || ')', \
                   COALESCE(' (' || a.state || ')', ''))";

/// The setting of a session that says who holds its lock.
const NAME: &str = "migrate.holder";
/// What an error says where a transaction runs in another session than the lock's.
const ELSEWHERE: &str = "migrate: another session";
/// What an error says where somebody else has the lock.
const NO_TURN: &str = "migrate: no turn";

impl<L: Link> PostgresSession<L> {
    /// Tries again and again, as long as others may be waited for.
    pub(super) fn wait_for(
        &mut self,
        listener: &mut Listener<'_>,
        mut attempt: impl FnMut(&mut Self) -> Result<bool>,
    ) -> Result<()> {
        const TELL: Duration = Duration::from_secs(1);
        let start = Instant::now();
        let mut pause = Duration::from_millis(20);
        let mut told = Duration::ZERO;
        while !attempt(self)? {
            let elapsed = start.elapsed();
            if elapsed >= self.limits.wait {
                let holder = self.upgrader().unwrap_or_else(|| "another process".to_owned());
                return Err(Error::new(
                    ErrorCode::Database,
                    format!(
                        "{holder} is upgrading the database, and was waited for {} seconds; nothing was run",
                        elapsed.as_secs()
                    ),
                )
                .with_help(
                    "let it finish, or wait longer; a session that is idle for long may be one that a pooler kept: end it with `pg_terminate_backend`",
                ));
            }
            if elapsed >= told + TELL {
                told = elapsed;
                let holder = self.upgrader().unwrap_or_else(|| "another process".to_owned());
                listener(Note::Waiting { elapsed, holder: &holder });
            }
            std::thread::sleep(pause.min(self.limits.wait.saturating_sub(elapsed)));
            pause = (pause * 3 / 2).min(Duration::from_millis(250));
        }
        Ok(())
    }

    /// Behind a pooler: waits until the lock is free. Another may still be faster, which `begin` then sees.
    pub(super) fn wait_for_turn(&mut self, listener: &mut Listener<'_>) -> Result<(), Stop> {
        if self.holder.is_some() {
            return Ok(());
        }
        let key = self.key;
        self.wait_for(listener, |session| {
            let locks = format!("SELECT count(*) FROM pg_locks WHERE {} AND granted", is_key(key));
            session.number(&locks).map(|count| count == 0)
        })?;
        Ok(())
    }

    /// Takes the session's lock, and writes our name into the session: a pooler may give its connection to others, and
    /// to others of our kind, who could then take the same lock once more.
    pub(super) fn take_lock(&mut self, listener: &mut Listener<'_>) -> Result<()> {
        let nanos = std::time::SystemTime::UNIX_EPOCH.elapsed().map_or(0, |since| since.as_nanos());
        self.token = format!("{}-{nanos}", std::process::id());
        let (key, token) = (self.key, self.token.clone());
        let sql = format!(
            "SELECT CASE WHEN COALESCE(current_setting('{NAME}', true), '') <> '' THEN 0 WHEN pg_try_advisory_lock({key}) \
             THEN CASE WHEN set_config('{NAME}', '{token}', false) <> '' THEN pg_backend_pid() ELSE 0 END ELSE 0 END::bigint"
        );
        let mut holder = 0;
        self.wait_for(listener, |session| {
            holder = session.number(&sql)?;
            Ok(holder != 0)
        })?;
        self.holder = Some(holder);
        Ok(())
    }

    /// Gives the session's lock back. Behind a pooler its session has to be found again; where it can't be, it is ended,
    /// since the lock would stay with it for ever.
    pub(super) fn free_lock(&mut self) {
        const TRIES: u32 = 100;
        let Some(holder) = self.holder.take() else { return };
        let sql = format!(
            "SELECT CASE WHEN COALESCE(current_setting('{NAME}', true), '') = '{}' THEN \
             pg_advisory_unlock({})::int + length(set_config('{NAME}', '', false)) ELSE 0 END::bigint",
            self.token, self.key
        );
        for _ in 0..TRIES {
            match self.link.number(&sql) {
                Ok(0) => std::thread::sleep(Duration::from_millis(5)),
                Ok(_) | Err(_) => return,
            }
        }
        drop(self.link.execute(&format!(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid = {holder} AND state = 'idle'"
        )));
    }

    /// The statement that makes a transaction ours: without waiting, and an error where it can't be. Whoever holds the
    /// session's lock has it already. The words are shown as they are, whatever language the server speaks.
    pub(super) fn turn(&self) -> String {
        let elsewhere = match self.holder {
            Some(_) => format!(
                "WHEN COALESCE(current_setting('{NAME}', true), '') <> '{}' THEN '{ELSEWHERE}' ",
                self.token
            ),
            None => String::new(),
        };
        format!(
            "SELECT (CASE {elsewhere}WHEN pg_try_advisory_xact_lock({}) THEN '1' ELSE '{NO_TURN}' END)::int",
            self.key
        )
    }

    /// Why a transaction could not begin: somebody else has the lock, or something else is wrong.
    pub(super) fn no_turn(&mut self, error: DieselError) -> Stop {
        drop(self.link.execute("ROLLBACK"));
        let message = error.to_string();
        if message.contains(NO_TURN) && self.limits.transaction_pooling {
            return self.ledger().map_or_else(Stop::from, Stop::Moved);
        }
        if message.contains(NO_TURN) || message.contains(ELSEWHERE) {
            return pooled("the connection changes its server process between transactions").into();
        }
        error.into()
    }

    /// The session that holds the lock.
    fn upgrader(&mut self) -> Option<String> {
        let sql = format!(
            "SELECT {WHO} FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid WHERE {} AND l.granted LIMIT 1",
            is_key(self.key)
        );
        self.link.texts(&sql).ok()?.pop()
    }
}

pub(super) fn pooled(what: &str) -> Error {
    Error::new(ErrorCode::Unsupported, format!("{what}; nothing was run"))
        .with_help("upgrade over a direct connection, or through a pooler in session mode; `.transaction_pooling()` lets all other revisions run")
}

/// The rows of `pg_locks` that are this advisory lock: its number in two halves.
fn is_key(key: i64) -> String {
    format!(
        "locktype = 'advisory' AND objsubid = 1 AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) \
         AND ((classid::bigint << 32) | objid::bigint) = {key}"
    )
}
