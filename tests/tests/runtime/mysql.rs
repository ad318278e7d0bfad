//! The same engine on MySQL and MariaDB, where every change of the schema commits by itself.

use std::sync::Barrier;
use std::thread;
use std::time::Duration;

use diesel::connection::SimpleConnection as _;
use diesel::mysql::MysqlConnection;
use diesel::prelude::*;
use diesel_migrations::MigrationHarness as _;
use migrate_core::runtime::{Event, State};
use migrate_core::{Dialect, Migrator};
use tests::mysql::Scratch;
use tests::mysql_test;

use super::set::{Rev, rev, said};

fn app(revisions: &[Rev]) -> &'static Migrator {
    super::set::migrator_of(Dialect::Mysql, revisions)
}

#[derive(QueryableByName)]
struct Cell {
    #[diesel(sql_type = diesel::sql_types::Text)]
    x: String,
}

fn texts(conn: &mut MysqlConnection, sql: &str) -> Vec<String> {
    let rows: Vec<Cell> = diesel::sql_query(format!("SELECT CAST(x AS CHAR) AS x FROM ({sql}) AS all_rows"))
        .load(conn)
        .unwrap();
    // What is selected from a derived table has lost its order.
    let mut rows: Vec<_> = rows.into_iter().map(|row| row.x).collect();
    rows.sort();
    rows
}

fn tables(conn: &mut MysqlConnection) -> Vec<String> {
    texts(
        conn,
        "SELECT table_name AS x FROM information_schema.tables WHERE table_schema = DATABASE() AND LEFT(table_name, 2) <> '__' ORDER BY 1",
    )
}

fn ledger(conn: &mut MysqlConnection) -> Vec<String> {
    texts(conn, "SELECT version AS x FROM __diesel_schema_migrations ORDER BY version")
}

const THREE: [Rev; 3] = [
    rev("2026-01-01-000000", "CREATE TABLE a (id INTEGER);", "DROP TABLE a;"),
    rev("2026-01-02-000000", "CREATE TABLE b (id INTEGER); INSERT INTO b VALUES (1), (2);", "DROP TABLE b;"),
    rev(
        "2026-01-03-000000",
        "INSERT INTO b VALUES (3); UPDATE b SET id = id + 1;",
        "DELETE FROM b WHERE id = 4;",
    ),
];

mysql_test! {
    fn up_and_down_and_between_diesel_and_us() {
        let scratch = Scratch::new();
        let mut conn = scratch.connect();
        let all = app(&THREE);
        assert_eq!(all.status(&mut conn).unwrap().state, State::Behind(3));
        assert_eq!(all.upgrade(&mut conn).unwrap().ran.len(), 3);
        assert!(all.upgrade(&mut conn).unwrap().is_empty());
        let rows = "SELECT CONCAT(direction, ' ', done, '/', statements, ' ', mode) AS x FROM __migrate_journal ORDER BY entry";
        assert_eq!(texts(&mut conn, rows), ["up 1/1 transaction", "up 2/2 transaction", "up 2/2 transaction"]);
        conn.revert_last_migration(all).unwrap();
        assert_eq!(all.upgrade(&mut conn).unwrap().ran.len(), 1);
        all.downgrade(&mut conn, "-2").unwrap();
        assert_eq!(tables(&mut conn), ["a"]);
        assert_eq!(conn.run_pending_migrations(all).unwrap().len(), 2);
        all.downgrade(&mut conn, "base").unwrap();
        assert_eq!(tables(&mut conn), [""; 0]);
    }
}

mysql_test! {
    fn five_statements_go_on_at_the_fourth() {
        let scratch = Scratch::new();
        let mut conn = scratch.connect();
        let up = "CREATE TABLE a (id INTEGER PRIMARY KEY, n INTEGER);\nSET @start = 7;\nINSERT INTO a VALUES (1, @start), (2, 7);\n\
                  ALTER TABLE a ADD UNIQUE (n);\nALTER TABLE a ADD COLUMN m INTEGER;\nINSERT INTO a VALUES (3, @start + 1, 1);";
        let five = app(&[rev("2026-01-01-000000", up, "DROP TABLE a;")]);
        let error = five.upgrade(&mut conn).unwrap_err();
        assert!(
            said(&error).contains("Duplicate entry '7'") && said(&error).contains("the statements above line 4 stand, and are recorded"),
            "{}", said(&error)
        );
        let status = five.status(&mut conn).unwrap();
        assert_eq!(status.state, State::Behind(1));
        assert_eq!(status.half.map(|half| (half.done, half.statements)), Some((3, 6)));
        assert_eq!(ledger(&mut conn), [""; 0]);
        conn.batch_execute("UPDATE a SET n = 0 WHERE id = 2").unwrap();
        let mut conn = scratch.connect();
        let mut heard = Vec::new();
        let runner = five.on(&mut conn).unwrap().on_event(|event| match event {
            Event::Resumed { done, of, .. } => heard.push(format!("resumed {done}/{of}")),
            Event::Statement { number, .. } => heard.push(format!("ran {number}")),
            _ => {}
        });
        runner.upgrade().unwrap();
        assert_eq!(heard, ["resumed 3/6", "ran 2", "ran 4", "ran 5", "ran 6"]);
        assert_eq!(texts(&mut conn, "SELECT n AS x FROM a ORDER BY id"), ["0", "7", "8"]);
        assert_eq!(ledger(&mut conn), ["20260101000000"]);
        assert!(five.upgrade(&mut conn).unwrap().is_empty());
    }
}

mysql_test! {
    fn a_statement_that_ran_without_its_record_is_recognized() {
        let scratch = Scratch::new();
        let mut conn = scratch.connect();
        let up = "CREATE TABLE a (id INTEGER PRIMARY KEY);\nALTER TABLE a ADD COLUMN n INTEGER;\nALTER TABLE a ADD COLUMN m INTEGER;";
        let all = app(&[rev("2026-01-01-000000", up, "DROP TABLE a;")]);
        // A process that dies in its second statement, which somebody's lock on the table keeps waiting, while the
        // server goes on with it: the journal has the announcement, and nobody writes what came of it.
        conn.batch_execute("CREATE TABLE a (id INTEGER PRIMARY KEY)").unwrap();
        conn.batch_execute("DROP TABLE a").unwrap();
        let mut holder = scratch.connect();
        let mut victim = scratch.connect();
        let id = texts(&mut victim, "SELECT CONNECTION_ID() AS x").remove(0);
        let (send, created) = std::sync::mpsc::channel();
        let victim = thread::spawn(move || {
            let runner = all.on(&mut victim).unwrap().on_event(|event| {
                if let Event::Statement { number: 1, .. } = event {
                    send.send(()).unwrap();
                    thread::sleep(Duration::from_millis(300));
                }
            });
            runner.lock_timeout(Duration::from_secs(30)).upgrade().is_err()
        });
        created.recv().unwrap();
        holder.batch_execute("LOCK TABLES a WRITE").unwrap();
        thread::sleep(Duration::from_millis(600));
        conn.batch_execute(&format!("KILL {id}")).unwrap();
        assert!(victim.join().unwrap());
        holder.batch_execute("UNLOCK TABLES").unwrap();
        assert_eq!(all.status(&mut conn).unwrap().half.map(|half| half.done), Some(1));
        let columns = "SELECT column_name AS x FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'a' ORDER BY 1";
        assert_eq!(texts(&mut conn, columns), ["id"], "the statement never took place");
        // Now as if it had: the same announcement, and the column is there.
        conn.batch_execute("ALTER TABLE a ADD COLUMN n INTEGER").unwrap();
        let mut recognized = Vec::new();
        let runner = all.on(&mut conn).unwrap().on_event(|event| {
            if let Event::Recognized { number, .. } = event {
                recognized.push(number);
            }
        });
        runner.upgrade().unwrap();
        assert_eq!(recognized, [2]);
        assert_eq!(texts(&mut conn, columns), ["id", "m", "n"]);
    }
}

mysql_test! {
    fn one_replica_applies_and_the_others_wait() {
        let scratch = Scratch::new();
        let slow = rev("2026-01-04-000000", "DO SLEEP(1.3); CREATE TABLE d (id INTEGER);", "");
        let all = app(&[THREE[0], THREE[1], slow]);
        let barrier = Barrier::new(8);
        let outcomes: Vec<(usize, usize)> = thread::scope(|scope| {
            let start = || {
                scope.spawn(|| {
                    let mut conn = scratch.connect();
                    let mut waited = 0;
                    barrier.wait();
                    let runner = all.on(&mut conn).unwrap().on_event(|event| {
                        if let Event::Waiting { .. } = event {
                            waited += 1;
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
    }
}

mysql_test! {
    fn statements_mean_what_they_meant_whatever_the_sql_mode() {
        let scratch = Scratch::new();
        let mut conn = scratch.connect();
        let quoted = rev("2026-01-01-000000", "CREATE TABLE a (t TEXT); INSERT INTO a VALUES (\"it's \\\"so\\\"\" || '\\\\'); -- 'x\\\\'", "DROP TABLE a;");
        for mode in ["ANSI_QUOTES", "NO_BACKSLASH_ESCAPES", "ANSI", "", "ORACLE"] {
            conn.batch_execute(&format!("SET SESSION sql_mode = '{mode}'")).unwrap();
            let before = texts(&mut conn, "SELECT @@SESSION.sql_mode AS x");
            let all = app(&[quoted]);
            all.upgrade(&mut conn).unwrap();
            assert_eq!(texts(&mut conn, "SELECT t AS x FROM a"), ["it's \"so\"\\"], "{mode}");
            assert_eq!(texts(&mut conn, "SELECT @@SESSION.sql_mode AS x"), before);
            assert!(all.status(&mut conn).unwrap().edited.is_empty());
            all.downgrade(&mut conn, "base").unwrap();
        }
    }
}

mysql_test! {
    fn a_lock_of_somebody_else_is_waited_for_and_then_named() {
        let scratch = Scratch::new();
        let mut conn = scratch.connect();
        app(&THREE).on(&mut conn).unwrap().to("+1").upgrade().unwrap();
        let mut holder = scratch.connect();
        holder.batch_execute("START TRANSACTION").unwrap();
        holder.batch_execute("INSERT INTO a VALUES (1)").unwrap();
        let next = app(&[THREE[0], rev("2026-01-02-000000", "ALTER TABLE a ADD COLUMN more INTEGER;", "")]);
        let error = next.on(&mut conn).unwrap().lock_timeout(Duration::from_secs(1)).retries(1).upgrade().unwrap_err();
        let text = said(&error);
        assert!(text.contains("Lock wait timeout exceeded") && text.contains("in the way was connection "), "{text}");
        assert_eq!(next.status(&mut conn).unwrap().half.map(|half| half.done), Some(0));
        holder.batch_execute("ROLLBACK").unwrap();
        next.upgrade(&mut conn).unwrap();
    }
}
