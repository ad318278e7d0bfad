//! What our own table keeps: what ran, edits made afterwards, and what an older binary may do.

use migrate_core::embed::GateState;
use migrate_core::runtime::State;
use migrate_core::{Dialect, ErrorCode, Migrator};

use super::set::{File, Rev, bare, ledger, migrator, number, of_version, rev, said, tables, texts};

const A: Rev = rev("2026-01-01-000000", "CREATE TABLE a (id INTEGER);", "DROP TABLE a;");
const B: Rev = rev("2026-01-02-000000", "CREATE TABLE b (id INTEGER);", "DROP TABLE b;");
const C: Rev = rev("2026-01-03-000000", "CREATE TABLE c (id INTEGER);", "DROP TABLE c;");

fn version(revisions: &[Rev], version: &'static str) -> &'static Migrator {
    of_version(Dialect::Sqlite, revisions, GateState::On, false, version)
}

#[test]
fn each_run_is_a_row() {
    let file = File::new();
    let mut conn = file.connect();
    let app = version(
        &[A, bare("2026-01-02-000000", "CREATE TABLE b (id INTEGER); VACUUM;", "DROP TABLE b;")],
        "1.2.3",
    );
    app.upgrade(&mut conn).unwrap();
    app.downgrade(&mut conn, "base").unwrap();
    let rows = texts(
        &mut conn,
        "SELECT direction || ' ' || name || ' ' || done || '/' || statements || ' ' || mode || ' ' || app || ' ' || \
         (finished_at >= started_at) || (ms >= 0) || (length(checksum) = 64) || (length(host) > 0) || ' ' || ran || ' ' || coalesce(takes_back, '-') AS x \
         FROM __migrate_journal ORDER BY entry",
    );
    assert_eq!(
        rows,
        [
            "up 2026-01-01-000000_revision 1/1 transaction app 1.2.3 1111 CREATE TABLE a (id INTEGER); DROP TABLE a;",
            "up 2026-01-02-000000_revision 2/2 bare app 1.2.3 1111 CREATE TABLE b (id INTEGER); VACUUM; DROP TABLE b;",
            "down 2026-01-02-000000_revision 1/1 bare app 1.2.3 1111 DROP TABLE b; -",
            "down 2026-01-01-000000_revision 1/1 transaction app 1.2.3 1111 DROP TABLE a; -",
        ]
    );
}

#[test]
fn a_file_edited_after_it_ran_is_noticed() {
    let file = File::new();
    let mut conn = file.connect();
    migrator(&[A]).upgrade(&mut conn).unwrap();
    let edited = Rev { up: "CREATE TABLE a (id INTEGER, more TEXT);", ..A };
    let app = migrator(&[edited, B]);
    let status = app.status(&mut conn).unwrap();
    assert_eq!(
        (status.state, status.edited.as_slice()),
        (State::Behind(1), &["2026-01-01-000000".to_owned()][..])
    );
    let error = app.upgrade(&mut conn).unwrap_err();
    assert_eq!(error.code(), ErrorCode::EditedAfterApplied);
    assert!(said(&error).contains("was edited after this database had run it; nothing was run"), "{error}");
    assert_eq!(tables(&mut conn), ["a"]);
    assert_eq!(app.on(&mut conn).unwrap().allow_edited().upgrade().unwrap().ran.len(), 1);
    // Line ends of another system are no edit, and what is taken back and run again is what counts.
    let crlf = Rev { up: "CREATE TABLE c\r\n(id INTEGER);", ..C };
    migrator(&[A, B, crlf]).upgrade(&mut conn).unwrap();
    let lf = Rev { up: "CREATE TABLE c\n(id INTEGER);", ..C };
    assert!(migrator(&[A, B, lf]).status(&mut conn).unwrap().edited.is_empty());
    app.on(&mut conn).unwrap().to("base").downgrade().unwrap_err();
    let all = migrator(&[edited, B, lf]);
    all.downgrade(&mut conn, "base").unwrap();
    all.upgrade(&mut conn).unwrap();
    assert!(all.status(&mut conn).unwrap().edited.is_empty());
}

#[test]
fn a_ledger_of_plain_diesel_has_no_edits_and_gets_a_journal() {
    use diesel_migrations::MigrationHarness as _;
    let file = File::new();
    let mut conn = file.connect();
    conn.run_pending_migrations(migrator(&[A])).unwrap();
    let edited = Rev { up: "CREATE TABLE a (other INTEGER);", ..A };
    let app = migrator(&[edited, B]);
    assert!(app.status(&mut conn).unwrap().edited.is_empty(), "nobody knows what ran");
    app.upgrade(&mut conn).unwrap();
    assert_eq!(number(&mut conn, "SELECT count(*) FROM __migrate_journal"), 1);
    // What plain Diesel ran can't be judged by an older binary.
    let older = migrator(&[]);
    assert_eq!(older.status(&mut conn).unwrap().newer, None);
    assert!(older.upgrade(&mut conn).is_err());
}

#[test]
fn an_older_binary_knows_what_it_may_do() {
    let file = File::new();
    let mut conn = file.connect();
    let breaking = Rev { breaks: true, ..C };
    let old = version(&[A], "1.0.0");
    old.upgrade(&mut conn).unwrap();

    // Compatible: it runs.
    version(&[A, B], "1.1.0").upgrade(&mut conn).unwrap();
    let newer = old.status(&mut conn).unwrap().newer.unwrap();
    assert!(newer.compatible && newer.needs.is_none());
    assert_eq!(old.upgrade(&mut conn).unwrap().ahead, ["20260102000000"]);

    // Broken: it says what is needed, or goes back when it is told to.
    version(&[A, B, breaking], "2.0.0").upgrade(&mut conn).unwrap();
    let newer = old.status(&mut conn).unwrap().newer.unwrap();
    assert!(!newer.compatible && newer.reversible);
    assert_eq!(newer.needs.as_deref(), Some("app 2.0.0"));
    assert_eq!(newer.because.as_deref(), Some("2026-01-03-000000_revision"));
    let error = old.upgrade(&mut conn).unwrap_err();
    assert_eq!(error.code(), ErrorCode::Diverged);
    assert!(
        said(&error).contains("the database needs `app 2.0.0`: its revision `2026-01-03-000000_revision` breaks older code, and `app 1.0.0` is older"),
        "{error}"
    );
    assert_eq!(tables(&mut conn), ["a", "b", "c"]);
    let report = old.on(&mut conn).unwrap().allow_downgrade().upgrade().unwrap();
    let ran: Vec<_> = report.ran.iter().map(|ran| ran.revision.as_str()).collect();
    assert_eq!(ran, ["2026-01-03-000000", "2026-01-02-000000"], "newest first, by what the journal keeps");
    assert_eq!(tables(&mut conn), ["a"]);
    assert_eq!(ledger(&mut conn), ["20260101000000"]);
    assert_eq!(old.status(&mut conn).unwrap().state, State::AtHead);
    version(&[A, B, breaking], "2.0.0").upgrade(&mut conn).unwrap();
    assert_eq!(tables(&mut conn), ["a", "b", "c"]);
}

#[test]
fn what_cannot_be_taken_back_is_said_before_anything_runs() {
    let file = File::new();
    let mut conn = file.connect();
    let mut last = B;
    last.down = None;
    version(&[A, last, C], "2.0.0").upgrade(&mut conn).unwrap();
    let error = version(&[A], "1.0.0").on(&mut conn).unwrap().allow_downgrade().upgrade().unwrap_err();
    assert!(
        said(&error).contains(
            "has nothing that takes it back; nothing was run; run the version that has it: app 2.0.0"
        ),
        "{}",
        said(&error)
    );
    assert_eq!(tables(&mut conn), ["a", "b", "c"]);
}

#[test]
fn a_branch_merged_late_is_reported_and_a_stamp_is_recorded() {
    let file = File::new();
    let mut conn = file.connect();
    migrator(&[A, C]).upgrade(&mut conn).unwrap();
    let all = migrator(&[A, B, C]);
    assert_eq!(all.status(&mut conn).unwrap().out_of_order, ["2026-01-02-000000"]);
    all.on(&mut conn).unwrap().stamp(false).unwrap();
    assert!(all.status(&mut conn).unwrap().out_of_order.is_empty());
    let edited = Rev { up: "CREATE TABLE b (other TEXT);", ..B };
    assert_eq!(migrator(&[A, edited, C]).status(&mut conn).unwrap().edited, ["2026-01-02-000000"]);
}
