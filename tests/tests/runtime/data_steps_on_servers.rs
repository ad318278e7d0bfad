//! Functions in Rust beside a revision's SQL, on servers.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use diesel::connection::SimpleConnection as _;
use diesel::pg::PgConnection;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use migrate_core::embed::{DataStep, Done, When, Work};
use migrate_core::runtime::{Event, Steps, script};
use migrate_core::{Dialect, Migrator};
use tests::postgres::Scratch;
use tests::postgres_test;

use super::set::{Rev, bare, rev, said, stepping, with_steps};

const MAILS: Rev = rev(
    "2026-01-01-000000",
    "CREATE TABLE users (id INTEGER PRIMARY KEY, mail VARCHAR(20)); INSERT INTO users VALUES (1, 'A@X'), (2, 'b@x');",
    "DROP TABLE users;",
);
const SECOND: &str = "2026-01-02-000000";

fn app(second: Rev, up: fn(&mut PgConnection) -> Done) -> &'static Migrator {
    let step =
        DataStep { revision: SECOND, dialect: Dialect::Postgres, up: Some(Work::Postgres(up)), down: None };
    with_steps(Dialect::Postgres, &[MAILS, second], &[step], "1.0")
}

fn count(conn: &mut PgConnection, sql: &str) -> i64 {
    diesel::dsl::sql::<BigInt>(sql).get_result(conn).unwrap()
}

const LOWERED: &str = "SELECT count(*) FROM users WHERE mail = lower(mail)";
const APPLIED: &str = "SELECT count(*) FROM __diesel_schema_migrations";

fn lower(conn: &mut PgConnection) -> Done {
    Ok(conn.transaction(|conn| conn.batch_execute("UPDATE users SET mail = lower(mail)"))?)
}

postgres_test! {
    fn a_step_shares_the_transaction_of_its_revision() {
        fn fails(conn: &mut PgConnection) -> Done {
            lower(conn)?;
            Ok(conn.batch_execute("INSERT INTO users VALUES (1, 'twice')")?)
        }
        fn commits(conn: &mut PgConnection) -> Done {
            Ok(conn.batch_execute("COMMIT")?)
        }
        let scratch = Scratch::new();
        let mut conn = scratch.connect();
        let second = stepping(rev(SECOND, "ALTER TABLE users ADD COLUMN n INTEGER;", ""), Some(When::After), None);
        let error = app(second, fails).upgrade(&mut conn).unwrap_err();
        assert!(said(&error).contains("the data step of revision `2026-01-02-000000` (a revision) failed: duplicate key"), "{}", said(&error));
        assert!(said(&error).contains("Key (id)=(1) already exists"), "the database's own words: {}", said(&error));
        assert_eq!((count(&mut conn, LOWERED), count(&mut conn, APPLIED)), (1, 1));
        app(second, lower).upgrade(&mut conn).unwrap();
        assert_eq!((count(&mut conn, LOWERED), count(&mut conn, APPLIED)), (2, 2));
        conn.transaction::<_, diesel::result::Error, _>(|conn| conn.batch_execute("DELETE FROM users")).unwrap();

        let scratch = Scratch::new();
        let mut conn = scratch.connect();
        let error = app(second, commits).upgrade(&mut conn).unwrap_err();
        assert!(said(&error).contains("ended the transaction that it ran in"), "{}", said(&error));
    }
}

postgres_test! {
    fn a_step_that_somebody_is_in_the_way_of_is_called_again() {
        static CALLS: AtomicUsize = AtomicUsize::new(0);
        fn counted(conn: &mut PgConnection) -> Done {
            CALLS.fetch_add(1, Ordering::Relaxed);
            lower(conn)
        }
        let scratch = Scratch::new();
        let mut conn = scratch.connect();
        let second = stepping(rev(SECOND, "-- the step does it", ""), Some(When::After), None);
        let all = app(second, counted);
        all.on(&mut conn).unwrap().to("+1").upgrade().unwrap();
        let mut holder = scratch.connect();
        holder.batch_execute("BEGIN; SELECT * FROM users FOR UPDATE").unwrap();
        let released = thread::spawn(move || {
            thread::sleep(Duration::from_millis(700));
            holder.batch_execute("ROLLBACK").unwrap();
        });
        let mut retried = 0;
        let runner = all.on(&mut conn).unwrap().lock_timeout(Duration::from_millis(100)).on_event(|event| {
            if let Event::Retrying { .. } = event {
                retried += 1;
            }
        });
        runner.upgrade().unwrap();
        released.join().unwrap();
        assert!(retried > 0 && CALLS.load(Ordering::Relaxed) == retried + 1, "{retried}");
        assert_eq!(count(&mut conn, LOWERED), 2);
    }
}

postgres_test! {
    fn outside_of_a_transaction_a_step_has_one_of_its_own() {
        static CALLS: AtomicUsize = AtomicUsize::new(0);
        fn counted(conn: &mut PgConnection) -> Done {
            CALLS.fetch_add(1, Ordering::Relaxed);
            lower(conn)
        }
        let scratch = Scratch::new();
        let mut conn = scratch.connect();
        let build = "CREATE UNIQUE INDEX CONCURRENTLY i ON users (lower(mail));";
        let second = stepping(bare(SECOND, build, "DROP INDEX i;"), Some(When::Before), None);
        let all = app(second, counted);
        all.on(&mut conn).unwrap().to("+1").upgrade().unwrap();
        conn.batch_execute("INSERT INTO users VALUES (3, 'B@X')").unwrap();
        let error = all.upgrade(&mut conn).unwrap_err();
        assert!(said(&error).contains("could not create unique index"), "{}", said(&error));
        // The step stands and is recorded: after the row is gone, only the index is made.
        assert_eq!(count(&mut conn, LOWERED), 3);
        conn.batch_execute("DELETE FROM users WHERE id = 3").unwrap();
        all.upgrade(&mut conn).unwrap();
        assert_eq!(CALLS.load(Ordering::Relaxed), 1);
        assert_eq!(count(&mut conn, "SELECT count(*) FROM pg_index WHERE indexrelid = 'i'::regclass AND indisvalid"), 1);
    }
}

postgres_test! {
    fn a_script_stops_where_it_would_have_to_call_a_function() {
        let scratch = Scratch::new();
        let mut conn = scratch.connect();
        let all = app(stepping(rev(SECOND, "SELECT 1;", ""), Some(When::After), None), lower);
        let steps = Steps::embedded(all.dialect(Dialect::Postgres).unwrap(), all.data_steps());
        let error = conn.batch_execute(&script(&steps, "base", "head", false).unwrap()).unwrap_err();
        assert!(error.to_string().contains("revision 2026-01-02-000000 has a data step in Rust"), "{error}");
    }
}

#[cfg(feature = "mysql")]
mod mysql {
    use diesel::mysql::MysqlConnection;
    use tests::mysql::Scratch;
    use tests::mysql_test;

    use super::*;

    fn app(second: Rev, up: fn(&mut MysqlConnection) -> Done) -> &'static Migrator {
        let step =
            DataStep { revision: SECOND, dialect: Dialect::Mysql, up: Some(Work::Mysql(up)), down: None };
        with_steps(Dialect::Mysql, &[MAILS, second], &[step], "1.0")
    }

    fn count(conn: &mut MysqlConnection, sql: &str) -> i64 {
        diesel::dsl::sql::<BigInt>(sql).get_result(conn).unwrap()
    }

    const LOWERED: &str = "SELECT COUNT(*) FROM users WHERE BINARY mail = LOWER(mail)";

    mysql_test! {
        fn a_step_beside_changes_of_the_schema_runs_once_with_its_record() {
            static CALLS: AtomicUsize = AtomicUsize::new(0);
            fn counted(conn: &mut MysqlConnection) -> Done {
                CALLS.fetch_add(1, Ordering::Relaxed);
                Ok(conn.transaction(|conn| conn.batch_execute("UPDATE users SET mail = LOWER(mail)"))?)
            }
            let scratch = Scratch::new();
            let mut conn = scratch.connect();
            let broken = stepping(rev(SECOND, "ALTER TABLE users ADD COLUMN n INTEGER; nonsense;", ""), Some(When::Before), None);
            let error = app(broken, counted).upgrade(&mut conn).unwrap_err();
            assert!(said(&error).contains("near 'nonsense'") && said(&error).contains("stand, and are recorded"), "{}", said(&error));
            let mended = stepping(rev(SECOND, "ALTER TABLE users ADD COLUMN n INTEGER; UPDATE users SET n = 1;", ""), Some(When::Before), None);
            let half = app(mended, counted).status(&mut conn).unwrap().half.unwrap();
            assert_eq!((half.done, half.statements), (2, 3));
            app(mended, counted).upgrade(&mut conn).unwrap();
            assert_eq!(CALLS.load(Ordering::Relaxed), 1);
            assert_eq!(count(&mut conn, LOWERED), 2);
            assert_eq!(count(&mut conn, "SELECT COUNT(*) FROM users WHERE n = 1"), 2);
        }
    }

    mysql_test! {
        fn a_step_that_fails_is_turned_back_and_one_that_changes_the_schema_is_noticed() {
            fn fails(conn: &mut MysqlConnection) -> Done {
                conn.batch_execute("DELETE FROM users")?;
                Err("no".into())
            }
            fn creates(conn: &mut MysqlConnection) -> Done {
                Ok(conn.batch_execute("CREATE TABLE made (id INTEGER)")?)
            }
            let scratch = Scratch::new();
            let mut conn = scratch.connect();
            let second = stepping(rev(SECOND, "UPDATE users SET id = id + 10;", ""), Some(When::After), None);
            let error = app(second, fails).upgrade(&mut conn).unwrap_err();
            assert!(said(&error).contains("failed: no"), "{}", said(&error));
            assert_eq!(count(&mut conn, "SELECT COUNT(*) FROM users WHERE id < 10"), 2);
            let error = app(second, creates).upgrade(&mut conn).unwrap_err();
            assert!(said(&error).contains("nor change the schema on MySQL"), "{}", said(&error));
        }
    }

    mysql_test! {
        fn a_script_stops_where_it_would_have_to_call_a_function() {
            let scratch = Scratch::new();
            let mut conn = scratch.connect();
            let all = app(stepping(rev(SECOND, "SELECT 1;", ""), Some(When::After), None), |_| Ok(()));
            let steps = Steps::embedded(all.dialect(Dialect::Mysql).unwrap(), all.data_steps());
            let sql = script(&steps, "base", "head", false).unwrap();
            let stop = sql.lines().find(|line| line.starts_with("SIGNAL")).unwrap().trim_end_matches(';');
            let error = diesel::sql_query(stop).execute(&mut conn).unwrap_err();
            assert!(error.to_string().contains("has a data step in Rust"), "{error}");
        }
    }
}
