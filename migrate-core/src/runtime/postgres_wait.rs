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

    /// Why a transaction could not begin: somebody else has the lock, or something else is wrong.
    pub(super) fn no_turn(&mut self, error: DieselError) -> Stop {
        drop(self.link.execute("ROLLBACK"));
        let others = format!(
            "SELECT count(*) FROM pg_locks WHERE {} AND granted AND pid <> pg_backend_pid()",
            is_key(self.key)
        );
        match self.link.number(&others) {
            Ok(1..) if self.limits.transaction_pooling => self.ledger().map_or_else(Stop::from, Stop::Moved),
            Ok(1..) => pooled("the connection changes its server process between transactions").into(),
            Ok(_) | Err(_) => error.into(),
        }
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
