//! What others did to a database: garbage in the ledger, another history, a lock, a clock that went backwards. The same
//! cases on every database.

use std::time::{Duration, Instant};

#[cfg(feature = "mysql")]
use diesel::RunQueryDsl as _;
use diesel::connection::{Connection, SimpleConnection};
use migrate_core::runtime::{Database, Event, State};
use migrate_core::{Dialect, ErrorCode, Migrator};
use tests::postgres_test;

use super::set::{File, Rev, bare, migrator_of, rev, said};

const TWO: [Rev; 2] = [
    rev("2026-01-01-000000", "CREATE TABLE a (id INTEGER);", "DROP TABLE a;"),
    rev("2026-01-02-000000", "CREATE TABLE b (id INTEGER);", "DROP TABLE b;"),
];
/// Another second revision.
const OTHER: Rev = rev("2026-01-02-000001", "CREATE TABLE other (id INTEGER);", "DROP TABLE other;");
const THIRD: Rev = rev("2026-01-03-000000", "CREATE TABLE c (id INTEGER);", "DROP TABLE c;");

fn app(dialect: Dialect, revisions: &[Rev]) -> &'static Migrator {
    migrator_of(dialect, revisions)
}

fn sql(conn: &mut impl SimpleConnection, sql: &str) {
    conn.batch_execute(sql).unwrap_or_else(|error| panic!("{sql}: {error}"));
}

fn two_binaries_with_different_histories(conn: &mut (impl Database + SimpleConnection)) {
    let dialect = conn.dialect();
    let (ours, theirs) = (app(dialect, &TWO), app(dialect, &[TWO[0], OTHER]));
    ours.upgrade(conn).unwrap();
    let status = theirs.status(conn).unwrap();
    assert_eq!(
        (status.state, status.unknown.as_slice()),
        (State::Diverged, ["20260102000000".to_owned()].as_slice())
    );
    for error in [theirs.upgrade(conn).unwrap_err(), theirs.downgrade(conn, "base").unwrap_err()] {
        assert_eq!(error.code(), ErrorCode::Diverged);
        assert!(
            said(&error).contains("has had revisions that are not here: `20260102000000`; nothing was run"),
            "{}",
            said(&error)
        );
    }
    assert_eq!(ours.status(conn).unwrap().state, State::AtHead);
    // One that merged both histories has a revision out of order, and runs it.
    let merged = app(dialect, &[TWO[0], TWO[1], OTHER]);
    assert_eq!(merged.upgrade(conn).unwrap().ran.len(), 1);
    let late = app(
        dialect,
        &[
            TWO[0],
            TWO[1],
            rev("2026-01-02-000000-5", "CREATE TABLE late (id INTEGER);", "DROP TABLE late;"),
            OTHER,
        ],
    );
    assert_eq!(late.status(conn).unwrap().out_of_order, ["2026-01-02-000000-5"]);
    assert_eq!(late.upgrade(conn).unwrap().ran.len(), 1);
    late.downgrade(conn, "base").unwrap();
}

fn garbage_in_the_ledger(conn: &mut (impl Database + SimpleConnection)) {
    let dialect = conn.dialect();
    let ours = app(dialect, &TWO);
    ours.upgrade(conn).unwrap();
    for (garbage, shown) in
        [("''", "``"), ("'zzz'", "`zzz`"), ("'20260101000000 '", "20260101000000 "), ("'ÄÖ''\"\\'", "ÄÖ")]
    {
        // MySQL's own quoting, and its comparison that doesn't see trailing blanks.
        if dialect == Dialect::Mysql && (garbage.contains(' ') || garbage.contains('\\')) {
            continue;
        }
        sql(conn, &format!("INSERT INTO __diesel_schema_migrations (version) VALUES ({garbage})"));
        let error = app(dialect, &[TWO[0], TWO[1], THIRD]).upgrade(conn).unwrap_err();
        assert_eq!(error.code(), ErrorCode::Diverged, "{garbage}: {error}");
        assert!(
            said(&error).contains(shown) && said(&error).contains("nothing was run"),
            "{garbage}: {}",
            said(&error)
        );
        assert!(!ours.status(conn).unwrap().unknown.is_empty());
        sql(conn, &format!("DELETE FROM __diesel_schema_migrations WHERE version = {garbage}"));
    }
    // A row of the journal that nobody of us wrote.
    sql(conn, "UPDATE __migrate_journal SET direction = 'sideways' WHERE version = '20260102000000'");
    let error = app(dialect, &[TWO[0], TWO[1], THIRD]).upgrade(conn).unwrap_err();
    assert!(
        said(&error).contains("holds a row that no version of this tool has written"),
        "{}",
        said(&error)
    );
    sql(conn, "UPDATE __migrate_journal SET direction = 'up' WHERE version = '20260102000000'");
    // What the ledger has forgotten runs again, and fails as it has to: the table is there.
    sql(conn, "DELETE FROM __diesel_schema_migrations WHERE version = '20260102000000'");
    let error = ours.upgrade(conn).unwrap_err();
    assert_eq!(error.code(), ErrorCode::Database);
    ours.on(conn).unwrap().stamp(false).unwrap();
    assert_eq!(ours.status(conn).unwrap().state, State::AtHead);
    // A ledger that isn't Diesel's.
    ours.downgrade(conn, "base").unwrap();
    sql(conn, "DROP TABLE __diesel_schema_migrations");
    sql(conn, "CREATE TABLE __diesel_schema_migrations (number INTEGER)");
    let error = ours.upgrade(conn).unwrap_err();
    assert!(error.code() == ErrorCode::Database && error.to_string().contains("version"), "{error}");
    sql(conn, "DROP TABLE __diesel_schema_migrations");
    ours.upgrade(conn).unwrap();
    ours.downgrade(conn, "base").unwrap();
}

/// What ran is told by the order of the journal's rows, never by its times.
fn a_clock_that_went_backwards(conn: &mut (impl Database + SimpleConnection)) {
    let dialect = conn.dialect();
    let ours = app(dialect, &TWO);
    ours.upgrade(conn).unwrap();
    sql(
        conn,
        "UPDATE __migrate_journal SET started_at = '2199-01-01T00:00:00Z', finished_at = '2199-01-01T00:00:01Z'",
    );
    ours.downgrade(conn, "-1").unwrap();
    let status = ours.status(conn).unwrap();
    assert_eq!((status.current.as_deref(), status.edited.len()), (Some("2026-01-01-000000"), 0));
    assert_eq!(ours.upgrade(conn).unwrap().ran.len(), 1);
    sql(conn, "UPDATE __migrate_journal SET started_at = '1970-01-01T00:00:00Z' WHERE direction = 'down'");
    assert_eq!(ours.status(conn).unwrap().state, State::AtHead);
    let old = app(dialect, &TWO[..1]);
    assert!(old.upgrade(conn).unwrap().ahead == ["20260102000000"]);
    assert_eq!(old.on(conn).unwrap().allow_downgrade().upgrade().unwrap().ran.len(), 1);
    ours.downgrade(conn, "base").unwrap();
}

fn inside_a_transaction(conn: &mut (impl Database + SimpleConnection), begin: &str) {
    let ours = app(conn.dialect(), &TWO);
    sql(conn, begin);
    let error = ours.upgrade(conn).unwrap_err();
    assert!(said(&error).contains("inside a transaction already; nothing was run"), "{}", said(&error));
    sql(conn, "ROLLBACK");
    ours.upgrade(conn).unwrap();
    ours.downgrade(conn, "base").unwrap();
}

/// `take` holds the lock that keeps upgraders apart, `free` gives it back.
fn a_lock_held_by_a_stranger(conn: &mut (impl Database + SimpleConnection), who: &str, free: impl FnOnce()) {
    let ours = app(conn.dialect(), &TWO);
    let mut told = 0;
    let start = Instant::now();
    let runner = ours.on(conn).unwrap().wait(Duration::from_millis(1200)).on_event(|event| {
        if let Event::Waiting { holder, .. } = event {
            assert!(holder.contains(who), "{holder}");
            told += 1;
        }
    });
    let error = runner.upgrade().unwrap_err();
    let waited = start.elapsed();
    assert!(said(&error).contains("nothing was run") && said(&error).contains(who), "{}", said(&error));
    assert!(
        told > 0 && (Duration::from_millis(1000)..Duration::from_secs(20)).contains(&waited),
        "{told} {waited:?}"
    );
    free();
    ours.upgrade(conn).unwrap();
    ours.downgrade(conn, "base").unwrap();
}

/// No further statement is begun; what stands is a revision, or a recorded statement of one.
fn a_deadline(conn: &mut (impl Database + SimpleConnection), sleep: &'static str) {
    let slow = rev("2026-01-02-000000", sleep, "");
    let ours = app(conn.dialect(), &[TWO[0], slow, THIRD]);
    let error = ours.on(conn).unwrap().deadline(Duration::from_millis(300)).upgrade().unwrap_err();
    assert!(said(&error).contains("the time for the whole upgrade is over, before "), "{}", said(&error));
    assert!(said(&error).contains("give it more time, then run it again"), "{}", said(&error));
    ours.upgrade(conn).unwrap();
    assert_eq!(ours.status(conn).unwrap().state, State::AtHead);
    ours.on(conn).unwrap().to("1").dry_run().upgrade().unwrap_err();
}

fn a_statement_that_takes_too_long(conn: &mut (impl Database + SimpleConnection), sleep: &'static str) {
    let ours = app(conn.dialect(), &[bare("2026-01-01-000000", sleep, "")]);
    let start = Instant::now();
    let error = ours.on(conn).unwrap().statement_timeout(Duration::from_millis(500)).upgrade().unwrap_err();
    assert!(start.elapsed() < Duration::from_secs(10), "it was ended");
    assert!(said(&error).contains("allow the statement more time"), "{}", said(&error));
    assert_eq!(ours.status(conn).unwrap().state, State::Behind(1));
}

const SQLITE_SLEEP: &str =
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 4000000) SELECT max(i) FROM n;";

#[test]
fn on_sqlite() {
    let file = File::new();
    let mut conn = file.connect();
    two_binaries_with_different_histories(&mut conn);
    garbage_in_the_ledger(&mut conn);
    a_clock_that_went_backwards(&mut conn);
    inside_a_transaction(&mut conn, "BEGIN");
    inside_a_transaction(&mut conn, "BEGIN IMMEDIATE");
    let lock = std::fs::File::create(format!("{}-migrate", file.path().display())).unwrap();
    lock.lock().unwrap();
    a_lock_held_by_a_stranger(&mut conn, "another process", || drop(lock));
    a_deadline(&mut conn, SQLITE_SLEEP);
}

postgres_test! {
    fn on_postgres() {
        let scratch = tests::postgres::Scratch::new();
        let mut conn = scratch.connect();
        two_binaries_with_different_histories(&mut conn);
        garbage_in_the_ledger(&mut conn);
        a_clock_that_went_backwards(&mut conn);
        inside_a_transaction(&mut conn, "BEGIN");
        inside_a_transaction(&mut conn, "START TRANSACTION ISOLATION LEVEL SERIALIZABLE");
        let mut holder = scratch.connect();
        sql(&mut holder, "SET application_name = 'a stranger'");
        let lock = "SELECT pg_advisory_lock(hashtextextended('__migrate_journal public', 0))";
        sql(&mut holder, lock);
        a_lock_held_by_a_stranger(&mut conn, "a stranger", || drop(holder));
        a_deadline(&mut conn, "SELECT pg_sleep(0.5);");
        let scratch = tests::postgres::Scratch::new();
        let mut conn = scratch.connect();
        a_statement_that_takes_too_long(&mut conn, "SELECT pg_sleep(30);");
        // One in a transaction is ended too.
        let ours = app(Dialect::Postgres, &[rev("2026-01-01-000000", "SELECT pg_sleep(30);", "")]);
        let error = ours.on(&mut conn).unwrap().statement_timeout(Duration::from_millis(300)).upgrade().unwrap_err();
        assert!(said(&error).contains("allow the statement more time"), "{}", said(&error));
        conn.transaction::<_, diesel::result::Error, _>(|conn| conn.batch_execute("SELECT 1")).unwrap();
    }
}

#[cfg(feature = "mysql")]
tests::mysql_test! {
    fn on_mysql() {
        let scratch = tests::mysql::Scratch::new();
        let mut conn = scratch.connect();
        two_binaries_with_different_histories(&mut conn);
        garbage_in_the_ledger(&mut conn);
        a_clock_that_went_backwards(&mut conn);
        inside_a_transaction(&mut conn, "START TRANSACTION");
        let mut holder = scratch.connect();
        let name: String = diesel::dsl::sql::<diesel::sql_types::Text>("SELECT DATABASE()").get_result(&mut holder).unwrap();
        let name: String = migrate_core::history::checksum([("sql", name.as_str())]).chars().take(40).collect();
        let got: i64 = diesel::dsl::sql::<diesel::sql_types::BigInt>(&format!("SELECT GET_LOCK('migrate:{name}', 0)"))
            .get_result(&mut holder)
            .unwrap();
        assert_eq!(got, 1);
        a_lock_held_by_a_stranger(&mut conn, "connection ", || drop(holder));
        a_deadline(&mut conn, "DO SLEEP(0.5);");
        let scratch = tests::mysql::Scratch::new();
        let mut conn = scratch.connect();
        a_statement_that_takes_too_long(&mut conn, "SELECT SLEEP(30);");
    }
}
