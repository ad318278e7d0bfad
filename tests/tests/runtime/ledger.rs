//! Upgrade, downgrade and stamp; the ledger moves between Diesel's harness and us.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use diesel::connection::{Connection as _, InstrumentationEvent};
use diesel_migrations::MigrationHarness as _;
use migrate_core::runtime::State;

use super::set::{File, ledger, migrator, rev, tables, texts};

const REVISIONS: [super::set::Rev; 3] = [
    rev("2026-01-01-000000", "CREATE TABLE a (id INTEGER);", "DROP TABLE a;"),
    rev("2026-01-02-000000", "CREATE TABLE b (id INTEGER);", "DROP TABLE b;"),
    rev("2026-01-03-000000", "CREATE TABLE c (id INTEGER);", "DROP TABLE c;"),
];

#[test]
fn up_and_down_and_again() {
    let file = File::new();
    let mut conn = file.connect();
    let app = migrator(&REVISIONS);
    let report = app.upgrade(&mut conn).unwrap();
    let ids: Vec<_> = report.ran.iter().map(|ran| ran.revision.as_str()).collect();
    assert_eq!(ids, ["2026-01-01-000000", "2026-01-02-000000", "2026-01-03-000000"]);
    assert_eq!((report.from.as_deref(), report.to.as_deref()), (None, Some("2026-01-03-000000")));
    assert!(app.upgrade(&mut conn).unwrap().is_empty());
    assert_eq!(tables(&mut conn), ["a", "b", "c"]);

    let report = app.downgrade(&mut conn, "-2").unwrap();
    assert_eq!(report.ran[0].revision, "2026-01-03-000000");
    assert_eq!(report.to.as_deref(), Some("2026-01-01-000000"));
    assert_eq!(tables(&mut conn), ["a"]);
    assert_eq!(app.on(&mut conn).unwrap().to("+1").upgrade().unwrap().ran.len(), 1);
    assert_eq!(ledger(&mut conn), ["20260101000000", "20260102000000"]);
    app.downgrade(&mut conn, "base").unwrap();
    assert_eq!(tables(&mut conn), [""; 0]);
    assert_eq!(ledger(&mut conn), [""; 0]);
}

#[test]
fn a_database_moves_freely_between_diesel_and_us() {
    let file = File::new();
    let mut conn = file.connect();
    let (first, all) = (migrator(&REVISIONS[..1]), migrator(&REVISIONS));
    // Diesel, we, Diesel, we.
    conn.run_pending_migrations(first).unwrap();
    assert_eq!(all.status(&mut conn).unwrap().state, State::Behind(2));
    all.on(&mut conn).unwrap().to("+1").upgrade().unwrap();
    assert_eq!(conn.run_pending_migrations(all).unwrap().len(), 1);
    assert_eq!(all.status(&mut conn).unwrap().state, State::AtHead);
    assert!(all.upgrade(&mut conn).unwrap().is_empty());
    conn.revert_last_migration(all).unwrap();
    assert_eq!(all.status(&mut conn).unwrap().state, State::Behind(1));
    all.downgrade(&mut conn, "base").unwrap();
    assert_eq!(tables(&mut conn), [""; 0]);
    assert_eq!(conn.run_pending_migrations(all).unwrap().len(), 3);
}

#[test]
fn our_ledger_is_diesels_to_the_letter() {
    let sql = "SELECT sql AS x FROM sqlite_schema WHERE name = '__diesel_schema_migrations'";
    let (ours, theirs) = (File::new(), File::new());
    let (mut our_conn, mut their_conn) = (ours.connect(), theirs.connect());
    migrator(&REVISIONS).upgrade(&mut our_conn).unwrap();
    their_conn.run_pending_migrations(migrator(&REVISIONS)).unwrap();
    assert_eq!(texts(&mut our_conn, sql), texts(&mut their_conn, sql));
    let columns = "SELECT version || typeof(version) || length(run_on) || typeof(run_on) AS x FROM __diesel_schema_migrations";
    assert_eq!(texts(&mut our_conn, columns), texts(&mut their_conn, columns));
}

#[test]
fn a_dry_run_changes_nothing() {
    let file = File::new();
    let mut conn = file.connect();
    let app = migrator(&REVISIONS);
    let report = app.on(&mut conn).unwrap().to("+2").dry_run().upgrade().unwrap();
    assert!(report.dry_run);
    assert_eq!(report.ran.len(), 2);
    assert_eq!(report.to.as_deref(), Some("2026-01-02-000000"));
    assert_eq!(texts(&mut conn, "SELECT name AS x FROM sqlite_schema"), [""; 0]);
}

#[test]
fn stamping_records_without_running() {
    let file = File::new();
    let mut conn = file.connect();
    let app = migrator(&REVISIONS);
    app.on(&mut conn).unwrap().to("2026-01-02").stamp(false).unwrap();
    assert_eq!(ledger(&mut conn), ["20260101000000", "20260102000000"]);
    assert_eq!(tables(&mut conn), [""; 0]);
    app.on(&mut conn).unwrap().to("-1").stamp(false).unwrap();
    assert_eq!(ledger(&mut conn), ["20260101000000"]);

    // A ledger of somebody else's is only overwritten on demand.
    let other = migrator(&[rev("1999-01-01-000000", "SELECT 1;", "SELECT 1;")]);
    assert!(other.on(&mut conn).unwrap().stamp(false).is_err());
    other.on(&mut conn).unwrap().stamp(true).unwrap();
    assert_eq!(ledger(&mut conn), ["19990101000000"]);
}

#[test]
fn with_nothing_to_do_one_statement_is_enough() {
    let file = File::new();
    let mut conn = file.connect();
    let app = migrator(&REVISIONS);
    app.upgrade(&mut conn).unwrap();
    let statements = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&statements);
    conn.set_instrumentation(move |event: InstrumentationEvent<'_>| {
        if let InstrumentationEvent::StartQuery { .. } = event {
            counter.fetch_add(1, Ordering::Relaxed);
        }
    });
    assert!(app.upgrade(&mut conn).unwrap().is_empty());
    assert_eq!(statements.load(Ordering::Relaxed), 1);
    app.status(&mut conn).unwrap();
    assert_eq!(statements.load(Ordering::Relaxed), 3, "the status reads the journal too");
}
