//! The same promises on every database: what the journal keeps, edits and their repair, older binaries, the stop that
//! was asked for, and what is tried again.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use diesel::RunQueryDsl as _;
use diesel::connection::SimpleConnection;
use diesel::sql_types::Text;
use migrate_core::embed::GateState;
use migrate_core::runtime::{Database, Event, State};
use migrate_core::{ErrorCode, Migrator};
use tests::postgres_test;

use super::set::{File, Rev, bare, migrator_of, of_version, rev, said};

const A: Rev = rev("2026-01-01-000000", "CREATE TABLE a (id INTEGER PRIMARY KEY);", "DROP TABLE a;");
const B: Rev = rev("2026-01-02-000000", "CREATE TABLE b (id INTEGER);", "DROP TABLE b;");
const C: Rev = rev("2026-01-03-000000", "CREATE TABLE c (id INTEGER);", "DROP TABLE c;");

/// A connection that is asked for texts.
trait Asked: Database + SimpleConnection {
    fn texts(&mut self, sql: &str) -> Vec<String>;

    fn do_sql(&mut self, sql: &str) {
        self.batch_execute(sql).unwrap_or_else(|error| panic!("{sql}: {error}"));
    }
}

macro_rules! asked {
    ($conn:ty) => {
        impl Asked for $conn {
            fn texts(&mut self, sql: &str) -> Vec<String> {
                diesel::dsl::sql::<Text>(sql).load(self).unwrap_or_else(|error| panic!("{sql}: {error}"))
            }
        }
    };
}

asked!(diesel::SqliteConnection);
asked!(diesel::PgConnection);
#[cfg(feature = "mysql")]
asked!(diesel::MysqlConnection);

fn version(conn: &impl Database, revisions: &[Rev], version: &'static str) -> &'static Migrator {
    of_version(conn.dialect(), revisions, GateState::On, false, version)
}

fn each_run_is_a_row(conn: &mut impl Asked) {
    let app = version(conn, &[A, B], "1.2.3");
    app.upgrade(conn).unwrap();
    app.downgrade(conn, "-1").unwrap();
    let rows = conn.texts(
        "SELECT CONCAT_WS(' ', direction, name, done, statements, app, LENGTH(checksum), \
         CASE WHEN LENGTH(host) > 0 THEN 'host' END, CASE WHEN finished_at >= started_at AND ms >= 0 THEN 'timed' END, \
         ran, COALESCE(takes_back, '-')) FROM __migrate_journal ORDER BY entry",
    );
    assert_eq!(
        rows,
        [
            "up 2026-01-01-000000_revision 1 1 app 1.2.3 64 host timed CREATE TABLE a (id INTEGER PRIMARY KEY); DROP TABLE a;",
            "up 2026-01-02-000000_revision 1 1 app 1.2.3 64 host timed CREATE TABLE b (id INTEGER); DROP TABLE b;",
            "down 2026-01-02-000000_revision 1 1 app 1.2.3 64 host timed DROP TABLE b; -",
        ]
    );
    app.downgrade(conn, "base").unwrap();
}

fn an_edit_is_reported_refused_and_repaired(conn: &mut impl Asked) {
    let dialect = conn.dialect();
    migrator_of(dialect, &[A]).upgrade(conn).unwrap();
    let edited = Rev { up: "CREATE TABLE a (id INTEGER PRIMARY KEY); -- and a word", ..A };
    let app = migrator_of(dialect, &[edited, B]);
    assert_eq!(app.status(conn).unwrap().edited, ["2026-01-01-000000"]);
    let error = app.upgrade(conn).unwrap_err();
    assert_eq!(error.code(), ErrorCode::EditedAfterApplied);
    assert!(said(&error).contains("nothing was run"), "{}", said(&error));
    assert_eq!(app.status(conn).unwrap().state, State::Behind(1));
    // The difference first, and nothing is recorded by that.
    for dry in [true, false] {
        let runner = app.on(conn).unwrap();
        let found = if dry { runner.dry_run() } else { runner }.repair().unwrap();
        let [one] = found.as_slice() else { panic!("{found:?}") };
        assert_eq!((one.ran.as_str(), one.now.as_str()), (A.up, edited.up));
        assert_eq!(app.status(conn).unwrap().edited.is_empty(), !dry);
    }
    assert!(app.on(conn).unwrap().repair().unwrap().is_empty());
    assert_eq!(app.upgrade(conn).unwrap().ran.len(), 1);
    // What was is an edit now; whoever says so goes on.
    let old = migrator_of(dialect, &[A, B, C]);
    assert_eq!(old.upgrade(conn).unwrap_err().code(), ErrorCode::EditedAfterApplied);
    assert_eq!(old.on(conn).unwrap().allow_edited().upgrade().unwrap().ran.len(), 1);
    old.downgrade(conn, "base").unwrap();
}

fn an_older_binary_knows_what_it_may_do(conn: &mut impl Asked) {
    let breaking = Rev { breaks: true, ..C };
    let old = version(conn, &[A], "1.0.0");
    old.upgrade(conn).unwrap();
    version(conn, &[A, B], "1.1.0").upgrade(conn).unwrap();
    assert_eq!(old.upgrade(conn).unwrap().ahead, ["20260102000000"], "what came later breaks nothing");
    let new = version(conn, &[A, B, breaking], "2.0.0");
    new.upgrade(conn).unwrap();
    let newer = old.status(conn).unwrap().newer.unwrap();
    assert!(!newer.compatible && newer.reversible);
    assert_eq!(newer.needs.as_deref(), Some("app 2.0.0"));
    let error = old.upgrade(conn).unwrap_err();
    assert!(
        said(&error).contains(
            "the database needs `app 2.0.0`: its revision `2026-01-03-000000_revision` breaks older code"
        ),
        "{}",
        said(&error)
    );
    assert_eq!(new.status(conn).unwrap().state, State::AtHead, "nothing was taken back unasked");
    let report = old.on(conn).unwrap().allow_downgrade().upgrade().unwrap();
    let ran: Vec<_> = report.ran.iter().map(|ran| ran.revision.as_str()).collect();
    assert_eq!(ran, ["2026-01-03-000000", "2026-01-02-000000"]);
    assert_eq!(old.status(conn).unwrap().state, State::AtHead);
    assert_eq!(new.upgrade(conn).unwrap().ran.len(), 2);
    new.downgrade(conn, "base").unwrap();
}

fn a_stop_comes_at_a_safe_point_and_says_where(conn: &mut impl Asked) {
    let dialect = conn.dialect();
    let apart = bare(
        "2026-01-02-000000",
        "CREATE TABLE b (id INTEGER); CREATE TABLE b2 (id INTEGER); CREATE TABLE b3 (id INTEGER);",
        "DROP TABLE b3; DROP TABLE b2; DROP TABLE b;",
    );
    let all = migrator_of(dialect, &[A, apart, C]);
    let stop = Arc::new(AtomicBool::new(false));
    let stopped = |conn: &mut _, when: &dyn Fn(&Event<'_>) -> bool| {
        stop.store(false, Ordering::Relaxed);
        let runner = all.on(conn).unwrap().stop_when(Arc::clone(&stop));
        let error = runner
            .on_event(|event| stop.store(stop.load(Ordering::Relaxed) || when(&event), Ordering::Relaxed))
            .upgrade();
        let error = error.unwrap_err();
        assert_eq!(error.code(), ErrorCode::Interrupted, "{error}");
        said(&error)
    };
    let text = stopped(conn, &|event| matches!(event, Event::Finished { .. }));
    assert!(text.contains("stopped, as was asked for, before revision `2026-01-02-000000`"), "{text}");
    assert!(
        text.contains("it goes on there") && text.contains("the database is at `2026-01-01-000000`"),
        "{text}"
    );
    // Inside one that is recorded statement by statement, between those.
    let text = stopped(conn, &|event| {
        matches!(event, Event::Statement { revision: "2026-01-02-000000", number: 1, .. })
    });
    assert!(
        text.contains("stopped, as was asked for, before ") && text.contains("2026-01-02-000000"),
        "{text}"
    );
    let status = all.status(conn).unwrap();
    assert_eq!(status.applied, ["2026-01-01-000000"]);
    assert!(status.half.is_some_and(|half| half.done >= 1 && half.done < half.statements), "{text}");
    all.upgrade(conn).unwrap();
    assert_eq!(all.status(conn).unwrap().state, State::AtHead);
    all.downgrade(conn, "base").unwrap();
}

fn what_fails_by_itself_is_not_tried_again(conn: &mut impl Asked) {
    let twice = rev("2026-01-02-000000", "INSERT INTO a VALUES (1); INSERT INTO a VALUES (1);", "");
    let all = migrator_of(conn.dialect(), &[A, twice]);
    let mut retried = 0;
    let runner = all
        .on(conn)
        .unwrap()
        .on_event(|event| retried += usize::from(matches!(event, Event::Retrying { .. })));
    let error = runner.upgrade().unwrap_err();
    assert_eq!((error.code(), retried), (ErrorCode::Database, 0), "{error}");
    assert!(
        said(&error).to_lowercase().contains("unique") || said(&error).contains("Duplicate"),
        "{}",
        said(&error)
    );
    all.on(conn).unwrap().to("2026-01-01-000000").stamp(false).unwrap();
    migrator_of(conn.dialect(), &[A]).downgrade(conn, "base").unwrap();
}

fn events_and_hooks_tell_what_happens<C: Asked + 'static>(conn: &mut C) {
    let filled = rev(
        "2026-01-02-000000",
        "CREATE TABLE b (id INTEGER);\nINSERT INTO b VALUES (1), (2);",
        "DROP TABLE b;",
    );
    let all = migrator_of(conn.dialect(), &[A, filled]);
    let (mut heard, mut hooked) = (Vec::new(), Vec::new());
    let runner = all.on(conn).unwrap().before_each(|of, conn: &mut C| {
        let there = conn.texts("SELECT version FROM __diesel_schema_migrations").len();
        // The second is refused, with the first behind it.
        if there == 1 { Err(format!("not {}", of.revision).into()) } else { Ok(()) }
    });
    let error = runner
        .after_each(|of, conn: &mut C| {
            hooked.push((
                of.revision.to_owned(),
                of.elapsed.is_some(),
                conn.texts("SELECT version FROM __diesel_schema_migrations").len(),
            ));
            Ok(())
        })
        .upgrade()
        .unwrap_err();
    assert_eq!(error.code(), ErrorCode::Hook);
    assert!(
        said(&error).contains("not 2026-01-02-000000")
            && said(&error).contains("the database is at `2026-01-01-000000`"),
        "{}",
        said(&error)
    );
    assert_eq!(hooked, [("2026-01-01-000000".to_owned(), true, 1)]);
    let runner = all.on(conn).unwrap().on_event(|event| match event {
        Event::Started { revision, number, of, .. } => heard.push(format!("{revision} {number}/{of}")),
        Event::Statement { number, of, rows, .. } => heard.push(format!("{number}/{of} {rows:?}")),
        Event::Finished { .. } => heard.push("done".to_owned()),
        _ => {}
    });
    runner.upgrade().unwrap();
    assert_eq!(heard.first().map(String::as_str), Some("2026-01-02-000000 1/1"));
    assert_eq!(heard.get(2..).unwrap(), ["2/2 Some(2)", "done"], "{heard:?}");
    all.downgrade(conn, "base").unwrap();
}

/// A holder that dies frees what it held: a connection here, a whole process in `crash.rs`.
fn a_dead_holder_keeps_nobody_out<C: Asked + Send + 'static>(conn: &mut C, other: C, sleep: &'static str) {
    let slow = migrator_of(conn.dialect(), &[A, bare("2026-01-02-000000", sleep, "")]);
    let (send, heard) = std::sync::mpsc::channel();
    // The thread ends in the middle of its work, with its connection.
    let thread = std::thread::spawn(move || {
        let mut other = other;
        let runner = slow.on(&mut other).unwrap().on_event(move |event| {
            if let Event::Finished { .. } = event {
                send.send(()).unwrap();
                std::thread::sleep(Duration::from_millis(300));
                std::panic::resume_unwind(Box::new("gone"));
            }
        });
        let _ = runner.upgrade();
    });
    heard.recv_timeout(Duration::from_secs(60)).unwrap();
    let quick = migrator_of(conn.dialect(), &[A, B]);
    assert_eq!(quick.on(conn).unwrap().wait(Duration::from_secs(30)).upgrade().unwrap().ran.len(), 1);
    assert!(thread.join().is_err());
    quick.downgrade(conn, "base").unwrap();
}

fn all<C: Asked + Send + 'static>(mut connect: impl FnMut() -> C) {
    let mut conn = connect();
    each_run_is_a_row(&mut conn);
    conn.do_sql("DELETE FROM __migrate_journal");
    an_edit_is_reported_refused_and_repaired(&mut conn);
    an_older_binary_knows_what_it_may_do(&mut conn);
    a_stop_comes_at_a_safe_point_and_says_where(&mut conn);
    what_fails_by_itself_is_not_tried_again(&mut conn);
    events_and_hooks_tell_what_happens(&mut conn);
    a_dead_holder_keeps_nobody_out(&mut conn, connect(), B.up);
}

#[test]
fn on_sqlite() {
    let file = File::new();
    all(|| file.connect());
}

postgres_test! {
    fn on_postgres() {
        let scratch = tests::postgres::Scratch::new();
        all(|| scratch.connect());
    }
}

#[cfg(feature = "mysql")]
tests::mysql_test! {
    fn on_mysql() {
        let scratch = tests::mysql::Scratch::new();
        all(|| scratch.connect());
    }
}

postgres_test! {
    fn a_serialization_failure_is_tried_again() {
        use std::sync::Mutex;
        use diesel::PgConnection;
        use migrate_core::Dialect;
        use migrate_core::embed::{DataStep, Done, When, Work};
        static STRANGER: Mutex<Option<PgConnection>> = Mutex::new(None);
        /// Somebody changes the row between our look at it and our own change, once.
        fn step(conn: &mut PgConnection) -> Done {
            conn.batch_execute("SELECT count(*) FROM a")?;
            if let Some(mut stranger) = STRANGER.lock().unwrap().take() {
                stranger.batch_execute("UPDATE a SET id = id + 10")?;
            }
            Ok(conn.batch_execute("UPDATE a SET id = id + 1")?)
        }
        let scratch = tests::postgres::Scratch::new();
        let mut conn = scratch.connect();
        let second = super::set::stepping(rev("2026-01-02-000000", "SELECT 1;", ""), Some(When::After), None);
        let steps = [DataStep { revision: second.id, dialect: Dialect::Postgres, up: Some(Work::Postgres(step)), down: None }];
        let app = super::set::with_steps(Dialect::Postgres, &[A, second], &steps, "1.0");
        app.on(&mut conn).unwrap().to("+1").upgrade().unwrap();
        conn.do_sql("INSERT INTO a VALUES (1); SET default_transaction_isolation = 'repeatable read'");
        *STRANGER.lock().unwrap() = Some(scratch.connect());
        let mut tries = Vec::new();
        let runner = app.on(&mut conn).unwrap().on_event(|event| {
            if let Event::Retrying { attempt, after, .. } = event {
                tries.push((attempt, after));
            }
        });
        runner.upgrade().unwrap();
        let [(1, after)] = tries.as_slice() else { panic!("{tries:?}") };
        assert!(*after > Duration::ZERO);
        assert_eq!(conn.texts("SELECT id::text FROM a"), ["12"], "done once, on what the other left");
    }
}
