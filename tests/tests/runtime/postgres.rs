//! The same engine on PostgreSQL: locks, journal, statements outside of transactions.

use std::sync::Barrier;
use std::thread;
use std::time::Duration;

use diesel::connection::SimpleConnection as _;
use diesel::pg::PgConnection;
use diesel::prelude::*;
use diesel_migrations::MigrationHarness as _;
use migrate_core::runtime::{Event, State};
use migrate_core::{Dialect, Migrator};
use tests::postgres::Scratch;
use tests::postgres_test;

use super::set::{Rev, bare, rev, said};

fn app(revisions: &[Rev]) -> &'static Migrator {
    super::set::migrator_of(Dialect::Postgres, revisions)
}

#[derive(QueryableByName)]
struct Cell {
    #[diesel(sql_type = diesel::sql_types::Text)]
    x: String,
}

fn texts(conn: &mut PgConnection, sql: &str) -> Vec<String> {
    let rows: Vec<Cell> =
        diesel::sql_query(format!("SELECT x::text AS x FROM ({sql}) AS rows")).load(conn).unwrap();
    rows.into_iter().map(|row| row.x).collect()
}

fn tables(conn: &mut PgConnection) -> Vec<String> {
    texts(
        conn,
        "SELECT tablename AS x FROM pg_tables WHERE schemaname = 'public' AND tablename NOT LIKE '\\_\\_%' ORDER BY 1",
    )
}

fn ledger(conn: &mut PgConnection) -> Vec<String> {
    texts(conn, "SELECT version AS x FROM __diesel_schema_migrations ORDER BY version")
}

fn locks(conn: &mut PgConnection) -> Vec<String> {
    texts(
        conn,
        "SELECT pid AS x FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
    )
}

const THREE: [Rev; 3] = [
    rev("2026-01-01-000000", "CREATE TABLE a (id INTEGER);", "DROP TABLE a;"),
    rev("2026-01-02-000000", "CREATE TABLE b (id INTEGER); INSERT INTO b VALUES (1), (2);", "DROP TABLE b;"),
    rev("2026-01-03-000000", "CREATE TABLE c (id INTEGER);", "DROP TABLE c;"),
];

postgres_test! {
    fn up_and_down_and_between_diesel_and_us() {
        let scratch = Scratch::new();
        let mut conn = scratch.connect();
        let all = app(&THREE);
        assert_eq!(all.status(&mut conn).unwrap().state, State::Behind(3));
        let mut rows = Vec::new();
        let runner = all.on(&mut conn).unwrap().on_event(|event| {
            if let Event::Statement { rows: Some(count), .. } = event {
                rows.push(count);
            }
        });
        assert_eq!(runner.upgrade().unwrap().ran.len(), 3);
        assert_eq!(rows, [2]);
        assert!(all.upgrade(&mut conn).unwrap().is_empty());
        conn.revert_last_migration(all).unwrap();
        assert_eq!(all.upgrade(&mut conn).unwrap().ran.len(), 1);
        all.downgrade(&mut conn, "-2").unwrap();
        assert_eq!(tables(&mut conn), ["a"]);
        assert_eq!(conn.run_pending_migrations(all).unwrap().len(), 2);
        assert_eq!(tables(&mut conn), ["a", "b", "c"]);
        assert_eq!(locks(&mut conn), [""; 0], "no lock is left");
        assert_eq!(texts(&mut conn, "SELECT current_setting('lock_timeout') AS x"), ["0"], "no setting is left");
    }
}

postgres_test! {
    fn what_fails_is_turned_back_and_said() {
        let scratch = Scratch::new();
        let mut conn = scratch.connect();
        let broken = rev("2026-01-02-000000", "CREATE TABLE b (id INTEGER);\nINSERT INTO nowhere VALUES (1);", "");
        let error = app(&[THREE[0], broken]).upgrade(&mut conn).unwrap_err();
        assert_eq!(
            said(&error),
            "revision `2026-01-02-000000` (a revision) failed at `INSERT INTO nowhere VALUES (1)`: relation \"nowhere\" does not exist \
             (2026-01-02-000000_revision/up.sql:2:1); 1 revision before it was run; the database is at `2026-01-01-000000`"
        );
        assert_eq!(tables(&mut conn), ["a"]);
        assert_eq!(ledger(&mut conn), ["20260101000000"]);

        let error = conn
            .transaction::<_, Box<dyn std::error::Error>, _>(|conn| Ok(app(&THREE).upgrade(conn)?))
            .unwrap_err();
        assert!(error.to_string().contains("inside a transaction already"), "{error}");
        conn.batch_execute("BEGIN").unwrap();
        let error = app(&THREE).upgrade(&mut conn).unwrap_err();
        assert!(said(&error).contains("inside a transaction already"), "{error}");
        conn.batch_execute("ROLLBACK").unwrap();
        conn.batch_execute("SET default_transaction_read_only = on").unwrap();
        let error = app(&THREE).upgrade(&mut conn).unwrap_err();
        assert!(said(&error).contains("set to read only; nothing was run"), "{error}");
    }
}

postgres_test! {
    fn one_replica_applies_and_the_others_wait() {
        let scratch = Scratch::new();
        let slow = rev("2026-01-04-000000", "SELECT pg_sleep(1.3); CREATE TABLE d (id INTEGER);", "");
        let all = app(&[THREE[0], THREE[1], slow]);
        let barrier = Barrier::new(8);
        let outcomes: Vec<(usize, usize)> = thread::scope(|scope| {
            let start = || {
                scope.spawn(|| {
                    let mut conn = scratch.connect();
                    let mut waited = 0;
                    barrier.wait();
                    let runner = all.on(&mut conn).unwrap().on_event(|event| {
                        if let Event::Waiting { holder, .. } = event {
                            // Whoever had it a moment ago may be gone when asked for.
                            let named = holder.starts_with("session ");
                            assert!(named || holder == "another process", "{holder}");
                            waited += usize::from(named);
                        }
                    });
                    (runner.upgrade().unwrap().ran.len(), waited)
                })
            };
            let replicas: Vec<_> = (0..8).map(|_| start()).collect();
            replicas.into_iter().map(|replica| replica.join().unwrap()).collect()
        });
        let ran: Vec<_> = outcomes.iter().map(|(ran, _)| *ran).filter(|ran| *ran > 0).collect();
        assert_eq!(ran, [3], "one of them runs all");
        assert!(outcomes.iter().any(|(_, waited)| *waited > 0), "the wait is told");

        // A bounded wait ends in a clear error.
        let mut holder = scratch.connect();
        let mut conn = scratch.connect();
        let key = "SELECT pg_advisory_lock(hashtextextended('__migrate_journal public', 0))";
        holder.batch_execute(key).unwrap();
        let more = app(&[THREE[0], THREE[1], slow, rev("2026-01-05-000000", "CREATE TABLE e (id INTEGER);", "")]);
        let error = more.on(&mut conn).unwrap().wait(Duration::from_millis(200)).upgrade().unwrap_err();
        assert!(said(&error).contains("is upgrading the database, and was waited for"), "{error}");
        assert!(more.on(&mut conn).unwrap().transaction_pooling().wait(Duration::from_millis(200)).upgrade().is_err());
        drop(holder);
        assert_eq!(more.upgrade(&mut conn).unwrap().ran.len(), 1, "a dead holder frees the lock");
    }
}

postgres_test! {
    fn outside_of_a_transaction_it_goes_on_where_it_stopped() {
        let scratch = Scratch::new();
        let mut conn = scratch.connect();
        let table = rev("2026-01-01-000000", "CREATE TABLE t (a INTEGER, b INTEGER); INSERT INTO t VALUES (1, 1), (1, 2);", "DROP TABLE t;");
        let up = "SET lock_timeout = '3s';\nCREATE INDEX CONCURRENTLY i ON t (b);\nCREATE UNIQUE INDEX CONCURRENTLY u ON t (a);\nALTER TABLE t ADD COLUMN c INTEGER;";
        let down = "DROP INDEX CONCURRENTLY u; DROP INDEX CONCURRENTLY i; ALTER TABLE t DROP COLUMN c;";
        let all = app(&[table, bare("2026-01-02-000000", up, down)]);
        let error = all.upgrade(&mut conn).unwrap_err();
        assert!(
            said(&error).contains("Key (a)=(1) is duplicated") && said(&error).contains("the statements above line 3 stand, and are recorded"),
            "{}", said(&error)
        );
        let invalid = "SELECT indexrelid::regclass AS x FROM pg_index WHERE NOT indisvalid";
        assert_eq!(texts(&mut conn, invalid), ["u"]);
        let status = all.status(&mut conn).unwrap();
        assert_eq!(status.half.map(|half| (half.done, half.statements)), Some((2, 4)));
        conn.batch_execute("DELETE FROM t WHERE b = 2").unwrap();
        let mut heard = Vec::new();
        let runner = all.on(&mut conn).unwrap().on_event(|event| match event {
            Event::Resumed { done, of, .. } => heard.push(format!("resumed {done}/{of}")),
            Event::Statement { number, .. } => heard.push(format!("ran {number}")),
            _ => {}
        });
        runner.upgrade().unwrap();
        assert_eq!(heard, ["resumed 2/4", "ran 1", "ran 3", "ran 4"], "the setting again, then what was left");
        assert_eq!(texts(&mut conn, invalid), [""; 0]);
        let indexes = "SELECT indexname AS x FROM pg_indexes WHERE tablename = 't' ORDER BY 1";
        assert_eq!(texts(&mut conn, indexes), ["i", "u"]);
        all.downgrade(&mut conn, "-1").unwrap();
        assert_eq!(texts(&mut conn, indexes), [""; 0]);

        // Plain Diesel left an invalid index: it is in nobody's journal.
        conn.batch_execute("INSERT INTO t VALUES (1, 9)").unwrap();
        conn.batch_execute("CREATE UNIQUE INDEX CONCURRENTLY u ON t (a)").unwrap_err();
        conn.batch_execute("DELETE FROM t WHERE b = 9").unwrap();
        all.upgrade(&mut conn).unwrap();
        assert_eq!(texts(&mut conn, invalid), [""; 0]);

        // Through a pooler in transaction mode only revisions in transactions run.
        all.downgrade(&mut conn, "base").unwrap();
        let error = all.on(&mut conn).unwrap().transaction_pooling().upgrade().unwrap_err();
        assert!(said(&error).contains("can't be kept from others through a pooler in transaction mode"), "{error}");
        assert_eq!(ledger(&mut conn), ["20260101000000"]);
    }
}

postgres_test! {
    fn a_lock_of_somebody_else_is_waited_for_and_then_named() {
        let scratch = Scratch::new();
        let mut conn = scratch.connect();
        app(&THREE).on(&mut conn).unwrap().to("+1").upgrade().unwrap();
        let mut holder = scratch.connect();
        holder.batch_execute("SET application_name = 'night job'; BEGIN; SELECT * FROM a").unwrap();
        let alter = rev("2026-01-02-000000", "ALTER TABLE a ADD COLUMN more INTEGER;", "");
        let next = app(&[THREE[0], alter]);
        let short = Duration::from_millis(50);
        let mut waits = Vec::new();
        let runner = next.on(&mut conn).unwrap().lock_timeout(short).retries(2).on_event(|event| {
            if let Event::Retrying { because, after, .. } = event {
                assert!(because.contains("`night job`"), "{because}");
                waits.push(after);
            }
        });
        let error = runner.upgrade().unwrap_err();
        assert!(matches!(waits.as_slice(), [first, second] if second > first), "each time it steps back further: {waits:?}");
        let text = said(&error);
        assert!(text.contains("canceling statement due to lock timeout"), "{text}");
        assert!(text.contains("in the way was session ") && text.contains("of `night job` (idle in transaction"), "{text}");
        assert!(!text.contains("SELECT *"), "what it ran may hold secrets: {text}");

        let freed = thread::spawn(move || {
            thread::sleep(Duration::from_millis(400));
            drop(holder);
        });
        assert_eq!(next.on(&mut conn).unwrap().lock_timeout(short).upgrade().unwrap().ran.len(), 1);
        freed.join().unwrap();

        let slow = rev("2026-01-03-000000", "SELECT pg_sleep(5);", "");
        let error = app(&[THREE[0], alter, slow]).on(&mut conn).unwrap().statement_timeout(short).upgrade().unwrap_err();
        assert!(said(&error).contains("statement timeout") && said(&error).contains("allow the statement more time"), "{}", said(&error));
        let error = app(&[THREE[0], alter, slow]).on(&mut conn).unwrap().deadline(Duration::ZERO).upgrade().unwrap_err();
        assert!(said(&error).contains("the time for the whole upgrade is over"), "{}", said(&error));
    }
}
