//! Functions in Rust beside a revision's SQL.

use std::sync::atomic::{AtomicUsize, Ordering};

use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use diesel_migrations::MigrationHarness as _;
use migrate_core::embed::{DataStep, Done, When, Work};
use migrate_core::runtime::{Event, Steps, script};
use migrate_core::{Dialect, ErrorCode, Migrator};

use super::set::{File, Rev, bare, ledger, number, rev, said, stepping, tables, texts, with_steps, wrapped};

const MAILS: Rev = rev(
    "2026-01-01-000000",
    "CREATE TABLE users (id INTEGER PRIMARY KEY, mail TEXT); INSERT INTO users VALUES (1, 'A@X'), (2, 'b@x');",
    "DROP TABLE users;",
);
const LOWER: Rev = rev(
    "2026-01-02-000000",
    "ALTER TABLE users ADD COLUMN seen INTEGER;",
    "ALTER TABLE users DROP COLUMN seen;",
);

diesel::table! {
    users (id) {
        id -> BigInt,
        mail -> Text,
    }
}

/// With Diesel's own words, and with a transaction inside the one that is open.
fn lower(conn: &mut SqliteConnection) -> Done {
    conn.transaction(|conn| {
        for (id, mail) in users::table.select((users::id, users::mail)).load::<(i64, String)>(conn)? {
            diesel::update(users::table.find(id)).set(users::mail.eq(mail.to_lowercase())).execute(conn)?;
        }
        conn.batch_execute("UPDATE users SET seen = 1")
    })?;
    // One that is turned back takes only its own work with it.
    let undone = conn.transaction::<(), diesel::result::Error, _>(|conn| {
        conn.batch_execute("DELETE FROM users")?;
        Err(diesel::result::Error::RollbackTransaction)
    });
    assert!(undone.is_err());
    Ok(())
}

fn upper(conn: &mut SqliteConnection) -> Done {
    Ok(conn.batch_execute("UPDATE users SET mail = upper(mail), seen = 0")?)
}

fn app(
    revisions: &[Rev],
    up: Option<fn(&mut SqliteConnection) -> Done>,
    down: Option<fn(&mut SqliteConnection) -> Done>,
) -> &'static Migrator {
    let step = DataStep {
        revision: LOWER.id,
        dialect: Dialect::Sqlite,
        up: up.map(Work::Sqlite),
        down: down.map(Work::Sqlite),
    };
    with_steps(Dialect::Sqlite, revisions, &[step], "1.0")
}

fn mails(conn: &mut SqliteConnection) -> Vec<String> {
    texts(conn, "SELECT mail AS x FROM users ORDER BY id")
}

const BOTH: Rev = stepping(LOWER, Some(When::After), Some(When::Before));

#[test]
fn a_step_runs_after_the_sql_on_the_way_up_and_before_it_on_the_way_down() {
    let file = File::new();
    let mut conn = file.connect();
    let app = app(&[MAILS, BOTH], Some(lower), Some(upper));
    let mut seen = Vec::new();
    let report = app
        .on(&mut conn)
        .unwrap()
        .on_event(|event| match event {
            Event::DataStep { revision, number, of, .. } => {
                seen.push(format!("step {revision} {number}/{of}"))
            }
            Event::Statement { number, of, .. } => seen.push(format!("sql {number}/{of}")),
            _ => {}
        })
        .upgrade()
        .unwrap();
    assert_eq!(seen, ["sql 1/2", "sql 2/2", "sql 1/2", "step 2026-01-02-000000 2/2"]);
    assert_eq!(report.ran.iter().map(|ran| ran.data_step).collect::<Vec<_>>(), [false, true]);
    assert_eq!(mails(&mut conn), ["a@x", "b@x"]);
    assert_eq!(number(&mut conn, "SELECT sum(seen) FROM users"), 2);
    assert_eq!(ledger(&mut conn).len(), 2);
    assert!(app.upgrade(&mut conn).unwrap().is_empty());
    app.downgrade(&mut conn, "-1").unwrap();
    assert_eq!(mails(&mut conn), ["A@X", "B@X"]);
    // The connection is as it was: a transaction is one again.
    conn.transaction::<_, diesel::result::Error, _>(|conn| conn.batch_execute("DELETE FROM users")).unwrap();
    assert_eq!(number(&mut conn, "SELECT count(*) FROM users"), 0);
}

#[test]
fn a_step_that_fails_takes_its_revision_back() {
    fn fails(conn: &mut SqliteConnection) -> Done {
        conn.batch_execute("DELETE FROM users")?;
        Err("mail 7 has no @".into())
    }
    fn panics(conn: &mut SqliteConnection) -> Done {
        conn.batch_execute("DELETE FROM users")?;
        panic!("nobody thought of that")
    }
    fn says_no(conn: &mut SqliteConnection) -> Done {
        Ok(conn.batch_execute("INSERT INTO nowhere VALUES (1)")?)
    }
    let file = File::new();
    let mut conn = file.connect();
    for (function, words) in [
        (fails as fn(&mut SqliteConnection) -> Done, "failed: mail 7 has no @"),
        (panics, "failed: it panicked: nobody thought of that"),
        (says_no, "failed: no such table: nowhere"),
    ] {
        let error = app(&[MAILS, BOTH], Some(function), Some(upper)).upgrade(&mut conn).unwrap_err();
        let text = said(&error);
        assert!(text.starts_with("the data step of revision `2026-01-02-000000` (a revision) "), "{text}");
        assert!(text.contains(words) && text.contains("the database is at `2026-01-01-000000`"), "{text}");
        assert_eq!(mails(&mut conn), ["A@X", "b@x"]);
        assert_eq!(
            number(&mut conn, "SELECT count(*) FROM pragma_table_info('users') WHERE name = 'seen'"),
            0
        );
    }
    app(&[MAILS, BOTH], Some(lower), Some(upper)).upgrade(&mut conn).unwrap();
    assert_eq!(mails(&mut conn), ["a@x", "b@x"]);
}

#[test]
fn a_step_that_breaks_out_of_its_transaction_is_noticed() {
    fn commits(conn: &mut SqliteConnection) -> Done {
        Ok(conn.batch_execute("UPDATE users SET mail = 'x'; COMMIT; BEGIN")?)
    }
    let file = File::new();
    let mut conn = file.connect();
    let error = app(&[MAILS, BOTH], Some(commits), Some(upper)).upgrade(&mut conn).unwrap_err();
    assert!(said(&error).contains("ended the transaction that it ran in"), "{}", said(&error));
    assert_eq!(ledger(&mut conn), ["20260101000000"]);
}

#[test]
fn without_the_function_nothing_runs() {
    let file = File::new();
    let mut conn = file.connect();
    for dry in [true, false] {
        let app = app(&[MAILS, BOTH], None, Some(upper));
        let runner = app.on(&mut conn).unwrap();
        let error = if dry { runner.dry_run() } else { runner }.upgrade().unwrap_err();
        assert_eq!(error.code(), ErrorCode::DataStep);
        assert!(
            said(&error).contains("whose function this program doesn't name; nothing was run"),
            "{}",
            said(&error)
        );
        assert_eq!(tables(&mut conn), [""; 0]);
    }
    // Up to it is fine.
    app(&[MAILS, BOTH], None, None).on(&mut conn).unwrap().to("+1").upgrade().unwrap();
    assert_eq!(tables(&mut conn), ["users"]);
}

#[test]
fn diesels_harness_runs_the_steps_of_a_binary() {
    let file = File::new();
    let mut conn = file.connect();
    let app = app(&[MAILS, BOTH], Some(lower), Some(upper));
    conn.run_pending_migrations(app).unwrap();
    assert_eq!(mails(&mut conn), ["a@x", "b@x"]);
    conn.revert_last_migration(app).unwrap();
    assert_eq!(mails(&mut conn), ["A@X", "B@X"]);
    let without = self::app(&[MAILS, BOTH], None, None);
    let error = conn.run_pending_migrations(without).unwrap_err();
    assert!(error.to_string().contains("whose function this program doesn't name"), "{error}");
    assert_eq!(ledger(&mut conn), ["20260101000000"]);
}

#[test]
fn statement_by_statement_a_step_runs_once_and_what_follows_is_gone_on_with() {
    static CALLS: AtomicUsize = AtomicUsize::new(0);
    fn counted(conn: &mut SqliteConnection) -> Done {
        CALLS.fetch_add(1, Ordering::Relaxed);
        Ok(conn.batch_execute("INSERT INTO users VALUES (3, 'c@x')")?)
    }
    let file = File::new();
    let mut conn = file.connect();
    let broken = stepping(
        bare(LOWER.id, "CREATE TABLE b (id INTEGER); VACUUM; nonsense;", ""),
        Some(When::Before),
        None,
    );
    let error = app(&[MAILS, broken], Some(counted), None).upgrade(&mut conn).unwrap_err();
    assert!(said(&error).contains("nonsense"), "{}", said(&error));
    let mended = stepping(
        bare(LOWER.id, "CREATE TABLE b (id INTEGER); VACUUM; CREATE TABLE c (id INTEGER);", ""),
        Some(When::Before),
        None,
    );
    let half = app(&[MAILS, mended], Some(counted), None).status(&mut conn).unwrap().half.unwrap();
    assert_eq!((half.done, half.statements), (3, 4));
    // Whoever hasn't the function doesn't go on either, although only SQL is left.
    let error = app(&[MAILS, mended], None, None).upgrade(&mut conn).unwrap_err();
    assert_eq!(error.code(), ErrorCode::DataStep);
    app(&[MAILS, mended], Some(counted), None).upgrade(&mut conn).unwrap();
    assert_eq!(CALLS.load(Ordering::Relaxed), 1);
    assert_eq!(mails(&mut conn), ["A@X", "b@x", "c@x"]);
    assert_eq!(tables(&mut conn), ["b", "c", "users"]);
}

#[test]
fn a_step_beside_a_rebuild_runs_with_foreign_keys_off_in_the_same_transaction() {
    fn looks(conn: &mut SqliteConnection) -> Done {
        let on: i32 =
            diesel::dsl::sql::<diesel::sql_types::Integer>("PRAGMA foreign_keys").get_result(conn)?;
        assert_eq!(on, 0);
        Ok(conn.batch_execute("UPDATE users SET mail = 'looked'")?)
    }
    let file = File::new();
    let mut conn = file.connect();
    let up =
        "PRAGMA foreign_keys=OFF;\nBEGIN;\nCREATE TABLE b (id INTEGER);\nCOMMIT;\nPRAGMA foreign_keys=ON;\n";
    let rebuild = stepping(wrapped(LOWER.id, up, up), Some(When::After), None);
    app(&[MAILS, rebuild], Some(looks), None).upgrade(&mut conn).unwrap();
    assert_eq!(mails(&mut conn), ["looked", "looked"]);
    assert_eq!(number(&mut conn, "SELECT foreign_keys FROM pragma_foreign_keys"), 1);
}

#[test]
fn an_older_binary_doesnt_take_back_what_takes_a_function() {
    let file = File::new();
    let mut conn = file.connect();
    app(&[MAILS, BOTH], Some(lower), Some(upper)).upgrade(&mut conn).unwrap();
    let old = super::set::migrator(&[MAILS]);
    let error = old.on(&mut conn).unwrap().allow_downgrade().upgrade().unwrap_err();
    assert!(said(&error).contains("run the version that has it: app 1.0"), "{}", said(&error));
    assert_eq!(ledger(&mut conn).len(), 2);
}

#[test]
fn a_script_stops_where_it_would_have_to_call_a_function() {
    let file = File::new();
    let mut conn = file.connect();
    let app = app(&[MAILS, BOTH], Some(lower), Some(upper));
    let steps = Steps::embedded(app.dialect(Dialect::Sqlite).unwrap(), app.data_steps());
    let sql = script(&steps, "base", "head", false).unwrap();
    assert!(sql.contains("-- Here a data step in Rust runs"), "{sql}");
    let error = conn.batch_execute(&sql).unwrap_err();
    assert!(error.to_string().contains("revision 2026-01-02-000000 has a data step in Rust"), "{error}");
}
