//! Locks, seen from a second connection: while a statement runs, and once more when it is done, for its locks stay
//! until the transaction ends.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use super::report::Lock;
use crate::connection::AnyConnection;
use crate::dialect::Dialect;

/// How often it is looked.
const EVERY: Duration = Duration::from_millis(10);

/// What is seen, by what is locked and how.
type Seen = BTreeMap<(String, String), Span>;

#[derive(Clone, Copy)]
struct Span {
    first: Instant,
    last: Instant,
    told: bool,
}

/// Looks until it is dropped.
pub(super) struct Watch {
    shared: Option<Arc<Mutex<Look>>>,
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
    dialect: Dialect,
}

struct Look {
    conn: AnyConnection,
    query: String,
    seen: Seen,
}

impl Look {
    fn take(&mut self) {
        let Ok(rows) = self.conn.texts(&self.query) else { return };
        let now = Instant::now();
        for row in rows {
            let Some((object, mode)) = row.split_once('\u{1f}') else { continue };
            let span = Span { first: now, last: now, told: false };
            self.seen.entry((object.to_owned(), mode.to_owned())).or_insert(span).last = now;
        }
    }
}

impl Watch {
    /// Over the work of one connection. Where nothing can be seen, it sees nothing.
    pub(super) fn over(worker: &mut AnyConnection, address: &str) -> Self {
        let dialect = worker.dialect();
        let mut watch = Self { shared: None, stop: Arc::default(), thread: None, dialect };
        let query = match dialect {
            // One lock for the whole file: there is nothing to look at.
            Dialect::Sqlite => return watch,
            Dialect::Postgres => "SELECT pg_backend_pid()::text",
            Dialect::Mysql => "SELECT CAST(CONNECTION_ID() AS CHAR)",
        };
        let Some(id) = worker.texts(query).ok().and_then(|mut ids| ids.pop()) else { return watch };
        let query = match dialect {
            Dialect::Sqlite => return watch,
            // Every statement takes share locks on the catalog; they hold nobody up.
            Dialect::Postgres => format!(
                "SELECT l.relation::regclass::text || chr(31) || l.mode FROM pg_locks l \
                 JOIN pg_class c ON c.oid = l.relation JOIN pg_namespace n ON n.oid = c.relnamespace \
                 WHERE l.pid = {id} AND l.locktype = 'relation' AND l.granted AND c.relkind IN ('r', 'p', 'i', 'm', 'v') \
                 AND n.nspname !~ '^pg_' AND c.relname NOT LIKE '\\_\\_diesel%' AND c.relname NOT LIKE '\\_\\_migrate%'"
            ),
            // MariaDB: a plugin, <https://mariadb.com/kb/en/metadata-lock-info-plugin/>. MySQL shows its own in
            // <https://dev.mysql.com/doc/refman/8.4/en/performance-schema-metadata-locks-table.html>.
            Dialect::Mysql => [
                format!(
                    "SELECT CAST(CONCAT(table_name, CHAR(31), lock_mode) AS CHAR) FROM information_schema.metadata_lock_info \
                     WHERE thread_id = {id} AND table_schema = DATABASE() AND table_name NOT LIKE '\\_\\_%'"
                ),
                format!(
                    "SELECT CAST(CONCAT(l.object_name, CHAR(31), l.lock_type) AS CHAR) FROM performance_schema.metadata_locks l \
                     JOIN performance_schema.threads t ON t.thread_id = l.owner_thread_id WHERE t.processlist_id = {id} \
                     AND l.object_type = 'TABLE' AND l.lock_status = 'GRANTED' AND l.object_schema = DATABASE() \
                     AND l.object_name NOT LIKE '\\_\\_%'"
                ),
            ]
            .into_iter()
            .find(|query| worker.texts(query).is_ok())
            .unwrap_or_default(),
        };
        let Ok(conn) = AnyConnection::open(dialect, address) else { return watch };
        let shared = Arc::new(Mutex::new(Look { conn, query, seen: Seen::new() }));
        let (look, stop) = (Arc::clone(&shared), Arc::clone(&watch.stop));
        watch.thread = Some(std::thread::spawn(move || {
            while !stop.load(Ordering::Relaxed) {
                if let Ok(mut look) = look.lock() {
                    look.take();
                }
                std::thread::sleep(EVERY);
            }
        }));
        watch.shared = Some(shared);
        watch
    }

    /// The locks that are new since the last statement; those that went meanwhile have their whole time.
    pub(super) fn statement(&self, elapsed: Duration) -> Vec<Lock> {
        let Some(shared) = &self.shared else {
            return match self.dialect {
                Dialect::Sqlite => vec![Lock {
                    object: "the database".to_owned(),
                    mode: "exclusive".to_owned(),
                    held: elapsed,
                }],
                Dialect::Postgres | Dialect::Mysql => Vec::new(),
            };
        };
        let Ok(mut look) = shared.lock() else { return Vec::new() };
        look.take();
        let mut locks = Vec::new();
        for ((object, mode), span) in look.seen.iter_mut().filter(|(_, span)| !span.told) {
            span.told = true;
            // It was taken at some time within the statement, at the latest when it was first seen.
            let held = span.last.duration_since(span.first).max(elapsed);
            locks.push(Lock { object: object.clone(), mode: mode.clone(), held });
        }
        locks
    }

    /// The revision is done, and its locks are gone: how long each was held since its statement.
    pub(super) fn finished(&self) -> Vec<Lock> {
        let Some(shared) = &self.shared else { return Vec::new() };
        let Ok(mut look) = shared.lock() else { return Vec::new() };
        let now = Instant::now();
        let seen = std::mem::take(&mut look.seen);
        let held = |span: Span| now.duration_since(span.first).max(span.last.duration_since(span.first));
        seen.into_iter().map(|((object, mode), span)| Lock { object, mode, held: held(span) }).collect()
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
