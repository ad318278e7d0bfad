//! The engine on diesel-async's connections: every runtime, every pool, and a future that is given up.

#![allow(clippy::unwrap_used, reason = "what a test can't go on without fails it")]
#![cfg(feature = "async")]

#[path = "runtime/set.rs"]
#[allow(dead_code, reason = "shared with the tests of the synchronous side")]
mod set;

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use diesel::sql_types::BigInt;
use diesel_async::pooled_connection::AsyncDieselConnectionManager;
use diesel_async::sync_connection_wrapper::SyncConnectionWrapper;
use diesel_async::{
    AsyncConnection, AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection, TransactionManager,
};
use migrate_core::embed::{DataStep, When, Work};
use migrate_core::runtime::{Direction, Event, Hooked, State};
use migrate_core::{Dialect, Migrator};
use set::{File, Rev, bare, migrator_of, rev, said, stepping, with_steps};
use tests::postgres::Scratch;
use tests::postgres_test;

type Deadpool = deadpool::managed::Pool<AsyncDieselConnectionManager<AsyncPgConnection>>;

const TWO: [Rev; 2] = [
    rev("2026-01-01-000000", "CREATE TABLE a (id INTEGER);", "DROP TABLE a;"),
    rev("2026-01-02-000000", "CREATE TABLE b (id INTEGER); INSERT INTO b VALUES (1), (2);", "DROP TABLE b;"),
];

fn app(revisions: &[Rev]) -> &'static Migrator {
    migrator_of(Dialect::Postgres, revisions)
}

fn on_one_thread<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(work)
}

fn on_many_threads<T: Send + 'static>(work: impl Future<Output = T> + Send + 'static) -> T {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    // Spawned, so that the future is proven to be `Send`.
    runtime.block_on(async { tokio::spawn(work).await.unwrap() })
}

async fn round<C: migrate_core::runtime::AsyncDatabase>(conn: &mut C, app: &'static Migrator) {
    assert_eq!(app.status_async(conn).await.unwrap().state, State::Behind(2));
    let (send, heard) = std::sync::mpsc::channel();
    let runner = app.on_async(conn).unwrap().on_event(move |event| {
        if let Event::Finished { revision, .. } = event {
            send.send(revision.to_owned()).unwrap();
        }
    });
    assert_eq!(runner.upgrade().await.unwrap().ran.len(), 2);
    assert_eq!(heard.iter().collect::<Vec<_>>(), ["2026-01-01-000000", "2026-01-02-000000"]);
    assert!(app.upgrade_async(conn).await.unwrap().is_empty());
    assert_eq!(app.status_async(conn).await.unwrap().state, State::AtHead);
    assert_eq!(app.downgrade_async(conn, "base").await.unwrap().ran.len(), 2);
}

postgres_test! {
    fn works_on_both_runtimes() {
        let scratch = Scratch::new();
        let url = scratch.url().to_owned();
        on_one_thread(async {
            round(&mut AsyncPgConnection::establish(&url).await.unwrap(), app(&TWO)).await;
        });
        on_many_threads(async move {
            round(&mut AsyncPgConnection::establish(&url).await.unwrap(), app(&TWO)).await;
        });
    }
}

postgres_test! {
    fn works_on_what_pools_lend() {
        let scratch = Scratch::new();
        let url = scratch.url().to_owned();
        on_many_threads(async move {
            let manager = AsyncDieselConnectionManager::<AsyncPgConnection>::new(&url);
            let pool: Deadpool = deadpool::managed::Pool::builder(manager).max_size(2).build().unwrap();
            round(&mut pool.get().await.unwrap(), app(&TWO)).await;
            let manager = AsyncDieselConnectionManager::<AsyncPgConnection>::new(&url);
            let pool = bb8::Pool::builder().max_size(2).build(manager).await.unwrap();
            round(&mut pool.get().await.unwrap(), app(&TWO)).await;
        });
    }
}

#[test]
fn works_on_sqlite() {
    let file = File::new();
    let path = file.path().to_str().unwrap().to_owned();
    let app = migrator_of(Dialect::Sqlite, &TWO);
    let again = path.clone();
    on_one_thread(async move {
        let mut conn = SyncConnectionWrapper::<diesel::SqliteConnection>::establish(&again).await.unwrap();
        round(&mut conn, app).await;
    });
    on_many_threads(async move {
        let mut conn = SyncConnectionWrapper::<diesel::SqliteConnection>::establish(&path).await.unwrap();
        round(&mut conn, app).await;
    });
}

postgres_test! {
    fn replicas_on_one_runtime_wait_for_each_other() {
        let scratch = Scratch::new();
        let slow = rev("2026-01-03-000000", "SELECT pg_sleep(0.3); CREATE TABLE c (id INTEGER);", "");
        let app = app(&[TWO[0], TWO[1], slow]);
        let url = scratch.url().to_owned();
        let ran = on_one_thread(async {
            let replica = || async {
                let mut conn = AsyncPgConnection::establish(&url).await.unwrap();
                app.upgrade_async(&mut conn).await.unwrap().ran.len()
            };
            let (a, b, c) = tokio::join!(replica(), replica(), replica());
            let mut ran = [a, b, c];
            ran.sort_unstable();
            ran
        });
        assert_eq!(ran, [0, 0, 3]);
    }
}

postgres_test! {
    fn a_future_that_is_dropped_leaves_a_database_that_can_be_gone_on_with() {
        let scratch = Scratch::new();
        let url = scratch.url().to_owned();
        let all = |slow: bool| {
            let sleep = if slow { "SELECT pg_sleep(60);" } else { "" };
            let up = Box::leak(format!("CREATE TABLE c (id INTEGER); {sleep}").into_boxed_str());
            let last = bare("2026-01-04-000000", "CREATE INDEX CONCURRENTLY i ON c (id);", "");
            app(&[TWO[0], TWO[1], rev("2026-01-03-000000", up, ""), last])
        };
        let (slow, quick) = (all(true), all(false));
        on_many_threads(async move {
            let manager = AsyncDieselConnectionManager::<AsyncPgConnection>::new(&url);
            let pool: Deadpool = deadpool::managed::Pool::builder(manager).max_size(1).build().unwrap();
            let mut conn = pool.get().await.unwrap();
            let given_up = tokio::time::timeout(Duration::from_millis(700), slow.upgrade_async(&mut conn)).await;
            assert!(given_up.is_err());
            drop(conn);
            // The pool's only connection was given up with its transaction; the server's end may still sleep.
            let mut admin = AsyncPgConnection::establish(&url).await.unwrap();
            let sleeping = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(60)%' AND pid <> pg_backend_pid()";
            admin.batch_execute(sleeping).await.unwrap();
            let mut conn = pool.get().await.unwrap();
            let report = quick.upgrade_async(&mut conn).await.unwrap();
            assert_eq!(report.from.as_deref(), Some("2026-01-02-000000"));
            assert_eq!(report.ran.len(), 2);
            let ran: i64 = diesel::dsl::sql::<BigInt>("SELECT count(*) FROM __migrate_journal").get_result(&mut conn).await.unwrap();
            assert_eq!(ran, 4);
        });
    }
}

postgres_test! {
    fn inside_a_transaction_nothing_is_run() {
        let scratch = Scratch::new();
        on_one_thread(async {
            let mut conn = AsyncPgConnection::establish(scratch.url()).await.unwrap();
            conn.begin_test_transaction().await.unwrap();
            let error = app(&TWO).upgrade_async(&mut conn).await.unwrap_err();
            assert!(said(&error).contains("inside a transaction already"), "{error}");
        });
    }
}

#[test]
fn a_data_step_needs_a_connection_of_diesels() {
    let file = File::new();
    let url = file.path().to_str().unwrap().to_owned();
    let second = stepping(rev("2026-01-02-000000", "SELECT 1;", ""), Some(When::After), None);
    let step = DataStep {
        revision: second.id,
        dialect: Dialect::Sqlite,
        up: Some(Work::Sqlite(|conn| {
            Ok(diesel::connection::SimpleConnection::batch_execute(conn, "INSERT INTO a VALUES (1)")?)
        })),
        down: None,
    };
    let all = with_steps(Dialect::Sqlite, &[TWO[0], second], &[step], "1.0");
    on_one_thread(async {
        let mut conn = SyncConnectionWrapper::<diesel::SqliteConnection>::establish(&url).await.unwrap();
        let error = all.upgrade_async(&mut conn).await.unwrap_err();
        assert!(
            said(&error).contains("not on an asynchronous one; nothing was run")
                && said(&error).contains("spawn_blocking"),
            "{}",
            said(&error)
        );
        assert_eq!(all.status_async(&mut conn).await.unwrap().state, State::Behind(2));
        // As the message says.
        let url = url.clone();
        let report = tokio::task::spawn_blocking(move || {
            all.upgrade(&mut <diesel::SqliteConnection as diesel::Connection>::establish(&url).unwrap())
                .unwrap()
        });
        assert_eq!(report.await.unwrap().ran.len(), 2);
        assert!(
            all.upgrade_async(&mut conn).await.unwrap().is_empty(),
            "with the step behind it, all is as ever"
        );
    });
}

/// A revision with a step on both ways; what `schema!` names of it has no function: `step("…", up, down)`.
fn stepped(dialect: Dialect) -> &'static Migrator {
    let second = stepping(
        rev("2026-01-02-000000", "CREATE TABLE c (id INTEGER);", "DROP TABLE c;"),
        Some(When::After),
        Some(When::Before),
    );
    let named = DataStep { revision: second.id, dialect, up: None, down: None };
    let third = rev("2026-01-03-000000", "CREATE TABLE d (id INTEGER);", "DROP TABLE d;");
    with_steps(dialect, &[TWO[0], second, third], &[named], "1.0")
}

async fn count<C: migrate_core::runtime::AsyncDatabase>(conn: &mut C, table: &'static str) -> i64
where
    i64: diesel::deserialize::FromSql<BigInt, C::Backend>,
    diesel::expression::SqlLiteral<BigInt>: diesel_async::methods::LoadQuery<'static, C, i64>,
{
    let sql = format!("SELECT COUNT(*) FROM {table}");
    diesel::dsl::sql::<BigInt>(&sql).get_result(conn).await.unwrap()
}

macro_rules! steps_and_hooks {
    ($conn:expr, $dialect:expr) => {{
        let (mut conn, all) = ($conn, stepped($dialect));
        // Nobody gave it: refused before anything runs.
        let error = all.upgrade_async(&mut conn).await.unwrap_err();
        assert!(
            said(&error).contains("nothing was run") && said(&error).contains(".data_step("),
            "{}",
            said(&error)
        );
        assert!(
            all.on_async(&mut conn)
                .unwrap()
                .data_step("2026-09-09", |_, _| Box::pin(async { Ok(()) }))
                .is_err()
        );
        // What fails takes its revision back, what it did in a transaction of its own, too.
        let error = all
            .on_async(&mut conn)
            .unwrap()
            .data_step("2026-01-02-000000", |direction, conn| Box::pin(on_its_way(direction, true, conn)))
            .unwrap()
            .upgrade()
            .await
            .unwrap_err();
        assert!(
            said(&error).contains("the data step of revision `2026-01-02-000000`")
                && said(&error).contains("not today"),
            "{}",
            said(&error)
        );
        assert_eq!(
            (all.status_async(&mut conn).await.unwrap().applied.len(), count(&mut conn, "a").await),
            (1, 0)
        );
        let heard = Heard::default();
        let runner = all
            .on_async(&mut conn)
            .unwrap()
            .data_step("2026-01-02-000000", |direction, conn| Box::pin(on_its_way(direction, false, conn)))
            .unwrap();
        let report = runner
            .before_each({
                let heard = Arc::clone(&heard);
                move |hooked, conn| Box::pin(hear("before", hooked, conn, Arc::clone(&heard)))
            })
            .after_each({
                let heard = Arc::clone(&heard);
                move |hooked, conn| Box::pin(hear("after", hooked, conn, Arc::clone(&heard)))
            })
            .upgrade()
            .await
            .unwrap();
        assert!(report.ran.len() == 2 && report.ran[0].data_step && !report.ran[1].data_step);
        assert_eq!(
            *heard.lock().unwrap(),
            [
                "before 2026-01-02-000000 false 0",
                "after 2026-01-02-000000 true 2",
                "before 2026-01-03-000000 false 2",
                "after 2026-01-03-000000 true 2",
            ]
        );
        // A hook that says no, and one that leaves a transaction open.
        let error = all
            .on_async(&mut conn)
            .unwrap()
            .to("-1")
            .before_each(|_, _| Box::pin(async { Err("closed on Sundays".into()) }))
            .downgrade()
            .await
            .unwrap_err();
        assert!(
            said(&error).contains("before revision `2026-01-03-000000`")
                && said(&error).contains("closed on Sundays"),
            "{}",
            said(&error)
        );
        assert_eq!(all.status_async(&mut conn).await.unwrap().applied.len(), 3);
        let back = all
            .on_async(&mut conn)
            .unwrap()
            .data_step("2026-01-02-000000", |direction, conn| Box::pin(on_its_way(direction, false, conn)))
            .unwrap()
            .to("2026-01-01-000000");
        assert_eq!(back.downgrade().await.unwrap().ran.len(), 2);
        assert_eq!(count(&mut conn, "a").await, 0, "the step's own way back");
        all.downgrade_async(&mut conn, "base").await.unwrap();
    }};
}

type Heard = Arc<std::sync::Mutex<Vec<String>>>;

/// A hook that asks the connection.
async fn hear<C>(when: &str, hooked: &Hooked<'_>, conn: &mut C, heard: Heard) -> migrate_core::embed::Done
where
    C: migrate_core::runtime::AsyncDatabase,
    i64: diesel::deserialize::FromSql<BigInt, C::Backend>,
    diesel::expression::SqlLiteral<BigInt>: diesel_async::methods::LoadQuery<'static, C, i64>,
{
    let rows = count(conn, "a").await;
    heard.lock().unwrap().push(format!("{when} {} {} {rows}", hooked.revision, hooked.elapsed.is_some()));
    Ok(())
}

/// Two rows, each in a transaction that is a savepoint here; on the way back they go.
async fn on_its_way<C>(direction: Direction, fails: bool, conn: &mut C) -> migrate_core::embed::Done
where
    C: migrate_core::runtime::AsyncDatabase,
{
    if direction == Direction::Down {
        return Ok(conn.batch_execute("DELETE FROM a").await?);
    }
    conn.batch_execute("INSERT INTO a VALUES (1)").await?;
    C::TransactionManager::begin_transaction(conn).await?;
    conn.batch_execute("INSERT INTO a VALUES (2)").await?;
    C::TransactionManager::commit_transaction(conn).await?;
    if fails { Err("not today".into()) } else { Ok(()) }
}

postgres_test! {
    fn steps_and_hooks_that_await() {
        let scratch = Scratch::new();
        let url = scratch.url().to_owned();
        on_one_thread(async {
            steps_and_hooks!(AsyncPgConnection::establish(&url).await.unwrap(), Dialect::Postgres);
        });
        on_many_threads(async move {
            let manager = AsyncDieselConnectionManager::<AsyncPgConnection>::new(&url);
            let pool: Deadpool = deadpool::managed::Pool::builder(manager).max_size(1).build().unwrap();
            steps_and_hooks!(pool.get().await.unwrap(), Dialect::Postgres);
        });
    }
}

#[test]
fn steps_and_hooks_that_await_on_sqlite() {
    let file = File::new();
    let path = file.path().to_str().unwrap().to_owned();
    on_one_thread(async move {
        steps_and_hooks!(
            SyncConnectionWrapper::<diesel::SqliteConnection>::establish(&path).await.unwrap(),
            Dialect::Sqlite
        );
    });
}

#[cfg(feature = "mysql")]
mod mysql {
    use diesel_async::AsyncMysqlConnection;
    use tests::mysql::Scratch;
    use tests::mysql_test;

    use super::*;

    mysql_test! {
        fn works_on_both_runtimes() {
            let scratch = Scratch::new();
            let app = migrator_of(Dialect::Mysql, &TWO);
            let url = scratch.url().to_owned();
            on_one_thread(async {
                round(&mut AsyncMysqlConnection::establish(&url).await.unwrap(), app).await;
            });
            on_many_threads(async move {
                round(&mut AsyncMysqlConnection::establish(&url).await.unwrap(), app).await;
            });
        }
    }

    mysql_test! {
        fn steps_and_hooks_that_await() {
            let scratch = Scratch::new();
            let url = scratch.url().to_owned();
            on_one_thread(async move {
                steps_and_hooks!(AsyncMysqlConnection::establish(&url).await.unwrap(), Dialect::Mysql);
            });
        }
    }

    mysql_test! {
        fn half_a_revision_is_gone_on_with() {
            let scratch = Scratch::new();
            let url = scratch.url().to_owned();
            let up = "CREATE TABLE a (id INTEGER PRIMARY KEY); INSERT INTO a VALUES (1); ALTER TABLE a ADD COLUMN n INTEGER; \
                      INSERT INTO a VALUES (2, 2);";
            let app = migrator_of(Dialect::Mysql, &[rev("2026-01-01-000000", up, "DROP TABLE a;")]);
            on_many_threads(async move {
                let mut conn = AsyncMysqlConnection::establish(&url).await.unwrap();
                // Somebody else's table stands where its third statement has to wait.
                let mut other = AsyncMysqlConnection::establish(&url).await.unwrap();
                let runner = app.on_async(&mut conn).unwrap().lock_timeout(Duration::from_secs(1)).retries(0);
                let (send, heard) = std::sync::mpsc::channel();
                let runner = runner.on_event(move |event| {
                    if let Event::Statement { number, .. } = event {
                        send.send(number).unwrap();
                        // Time for the other to take its lock.
                        std::thread::sleep(Duration::from_millis(if number == 2 { 700 } else { 0 }));
                    }
                });
                let holder = async move {
                    tokio::task::spawn_blocking(move || heard.iter().find(|number| *number == 2)).await.unwrap();
                    other.batch_execute("LOCK TABLES a WRITE").await.unwrap();
                    other
                };
                let (refused, mut other) = tokio::join!(runner.upgrade(), holder);
                let error = refused.unwrap_err();
                assert!(said(&error).contains("Lock wait timeout exceeded"), "{error}");
                other.batch_execute("UNLOCK TABLES").await.unwrap();
                let half = app.status_async(&mut conn).await.unwrap().half.unwrap();
                assert_eq!((half.done, half.statements), (2, 4));
                assert_eq!(app.upgrade_async(&mut conn).await.unwrap().ran.len(), 1);
                let rows: i64 = diesel::dsl::sql::<BigInt>("SELECT COUNT(*) FROM a").get_result(&mut conn).await.unwrap();
                assert_eq!(rows, 2);
            });
        }
    }
}
