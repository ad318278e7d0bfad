//! Behind PgBouncer in transaction mode: each transaction may run on another of the server's connections.

use std::sync::Barrier;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use diesel::connection::SimpleConnection as _;
use diesel::pg::PgConnection;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use migrate_core::runtime::State;
use migrate_core::{Dialect, ErrorCode, Migrator};
use tests::pooler::Pooler;
use tests::pooler_test;
use tests::postgres::{Scratch, server_url};

use super::set::{Rev, bare, migrator_of, rev, said};

const REVISIONS: [Rev; 4] = [
    rev("2026-01-01-000000", "CREATE TABLE a (id INTEGER); SELECT pg_sleep(0.2);", "DROP TABLE a;"),
    rev("2026-01-02-000000", "CREATE TABLE b (id INTEGER); INSERT INTO b VALUES (1);", "DROP TABLE b;"),
    rev(
        "2026-01-03-000000",
        "INSERT INTO b VALUES (2); SELECT pg_sleep(0.2);",
        "DELETE FROM b WHERE id = 2;",
    ),
    rev("2026-01-04-000000", "ALTER TABLE b ADD COLUMN n INTEGER;", "ALTER TABLE b DROP COLUMN n;"),
];

fn app(revisions: &[Rev]) -> &'static Migrator {
    migrator_of(Dialect::Postgres, revisions)
}

fn count(conn: &mut PgConnection, sql: &str) -> i64 {
    diesel::dsl::sql::<BigInt>(sql).get_result(conn).unwrap()
}

const LOCKS: &str = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' \
                     AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";

/// Somebody else's transactions, so that the pooler hands out now this one of the server's connections, now that.
fn noise(url: &str, stop: &AtomicBool) {
    let mut conn = PgConnection::establish(url).unwrap();
    while !stop.load(Ordering::Relaxed) {
        conn.batch_execute("SELECT pg_sleep(0.003)").unwrap();
    }
}

/// So many programs that start at once; how many revisions each of them ran.
fn herd(url: &str, app: &'static Migrator, size: usize, pooling: bool) -> Vec<Result<usize, String>> {
    let barrier = Barrier::new(size);
    let stop = AtomicBool::new(false);
    thread::scope(|scope| {
        let noises: Vec<_> = (0..2).map(|_| scope.spawn(|| noise(url, &stop))).collect();
        let start = || {
            scope.spawn(|| {
                let mut conn = PgConnection::establish(url).unwrap();
                barrier.wait();
                let runner = app.on(&mut conn).unwrap().wait(Duration::from_secs(60));
                let runner = if pooling { runner.transaction_pooling() } else { runner };
                runner.upgrade().map(|report| report.ran.len()).map_err(|error| said(&error))
            })
        };
        let replicas: Vec<_> = (0..size).map(|_| start()).collect();
        let done: Vec<_> = replicas.into_iter().map(|replica| replica.join().unwrap()).collect();
        stop.store(true, Ordering::Relaxed);
        noises.into_iter().for_each(|noise| drop(noise.join()));
        done
    })
}

pooler_test! {
    fn eight_programs_share_the_work_and_no_lock_is_left() {
        let pooler = Pooler::start(server_url(), 4);
        let scratch = Scratch::new();
        let all = app(&REVISIONS);
        let done = herd(&pooler.url(scratch.url()), all, 8, true);
        let ran: usize = done.iter().map(|done| *done.as_ref().unwrap_or_else(|error| panic!("{error}"))).sum();
        assert_eq!(ran, 4, "each revision ran once: {done:?}");
        let mut direct = scratch.connect();
        assert_eq!(all.status(&mut direct).unwrap().state, State::AtHead);
        assert_eq!(count(&mut direct, "SELECT count(*) FROM b"), 2);
        assert_eq!(count(&mut direct, "SELECT count(*) FROM __migrate_journal"), 4);
        assert_eq!(count(&mut direct, LOCKS), 0);
        let mut conn = PgConnection::establish(&pooler.url(scratch.url())).unwrap();
        all.on(&mut conn).unwrap().transaction_pooling().to("base").downgrade().unwrap();
        assert_eq!(all.status(&mut direct).unwrap().state, State::Behind(4));
    }
}

pooler_test! {
    fn what_cant_be_kept_from_others_there_is_refused_before_it_runs() {
        let pooler = Pooler::start(server_url(), 4);
        let scratch = Scratch::new();
        let index = bare("2026-01-02-000000", "CREATE INDEX CONCURRENTLY i ON a (id);", "DROP INDEX i;");
        let all = app(&[REVISIONS[0], index]);
        let mut conn = PgConnection::establish(&pooler.url(scratch.url())).unwrap();
        let error = all.on(&mut conn).unwrap().transaction_pooling().upgrade().unwrap_err();
        assert_eq!(error.code(), ErrorCode::Unsupported);
        let text = said(&error);
        assert!(text.contains("through a pooler in transaction mode; nothing was run; upgrade over a direct connection"), "{text}");
        let mut direct = scratch.connect();
        assert_eq!(count(&mut direct, "SELECT count(*) FROM pg_indexes WHERE indexname = 'i'"), 0);
        all.upgrade(&mut direct).unwrap();
    }
}

pooler_test! {
    fn nobody_said_that_there_is_a_pooler_and_still_each_revision_runs_once() {
        let pooler = Pooler::start(server_url(), 4);
        let scratch = Scratch::new();
        let all = app(&REVISIONS);
        let done = herd(&pooler.url(scratch.url()), all, 6, false);
        let mut direct = scratch.connect();
        // Some may be refused, and say why; nothing runs twice, and nothing is left behind.
        let ran: usize = done.iter().filter_map(|done| done.as_ref().ok()).sum();
        assert!(ran <= 4, "{done:?}");
        for error in done.iter().filter_map(|done| done.as_ref().err()) {
            let clear = "the connection changes its server process between transactions; nothing was run";
            assert!(error.contains(clear) || error.contains("is upgrading the database"), "{error}");
        }
        all.upgrade(&mut direct).unwrap();
        assert_eq!(count(&mut direct, "SELECT count(*) FROM b"), 2);
        assert_eq!(count(&mut direct, "SELECT count(*) FROM __migrate_journal"), 4, "each revision ran once: {done:?}");
        assert_eq!(count(&mut direct, LOCKS), 0);
    }
}
