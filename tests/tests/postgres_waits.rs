//! An index comes and goes beside those who write: they wait for nobody, also where it is all that changes.

#![allow(clippy::unwrap_used, reason = "what a test can't go on without fails it")]

use std::thread;
use std::time::Duration;

use diesel::PgConnection;
use diesel::connection::SimpleConnection as _;
use migrate_core::Dialect;
use migrate_core::diff::{Hints, Pair, diff};
use migrate_core::introspect::postgres::introspect;
use migrate_core::plan::{Mode, Options, plan};
use tests::postgres::{Scratch, schema_of};
use tests::postgres_test;

const TABLE: &str = "CREATE TABLE t (a int, b int);";

/// What the plan from one script to the other runs.
fn statement(from: &str, to: &str) -> String {
    let (from, to) = (schema_of(from), schema_of(to));
    let changes = diff(Pair::new(&from, &to), &Hints::none()).unwrap();
    let plan = plan(Dialect::Postgres, &from, &changes, &Options::default()).unwrap();
    assert_eq!((plan.up.statements.len(), plan.up.mode, plan.stages.len()), (1, Mode::Apart, 0), "{plan:?}");
    plan.up.to_sql()
}

/// Runs it while one session has written and goes on, and another wants to write.
fn beside_writers(from: &str, to: &str) {
    let sql = statement(from, to);
    let scratch = Scratch::new();
    let (mut builder, mut open, mut writer) = (scratch.connect(), scratch.connect(), scratch.connect());
    builder.batch_execute(from).unwrap();
    open.batch_execute("BEGIN; INSERT INTO t VALUES (1, 1)").unwrap();
    let running = thread::spawn(move || builder.batch_execute(&sql));
    wait_for_a_waiter(&mut writer);
    writer.batch_execute("SET lock_timeout = '2s'; INSERT INTO t VALUES (2, 2)").unwrap();
    open.batch_execute("COMMIT").unwrap();
    running.join().unwrap().unwrap();
    assert_eq!(introspect(&mut writer).unwrap().schema, schema_of(to));
}

/// Until somebody waits for the transaction that is open.
fn wait_for_a_waiter(conn: &mut PgConnection) {
    #[derive(diesel::QueryableByName)]
    struct Waiting {
        #[diesel(sql_type = diesel::sql_types::Bool)]
        there: bool,
    }
    let sql = "SELECT EXISTS (SELECT 1 FROM pg_stat_activity \
               WHERE datname = current_database() AND wait_event_type = 'Lock') AS there";
    for _ in 0..500 {
        let waiting: Waiting = diesel::RunQueryDsl::get_result(diesel::sql_query(sql), conn).unwrap();
        if waiting.there {
            return;
        }
        thread::sleep(Duration::from_millis(20));
    }
    panic!("nobody waits");
}

postgres_test! {
    fn an_index_alone_is_made_and_dropped_beside_writers() {
        for index in ["CREATE INDEX i ON t (a);", "CREATE UNIQUE INDEX i ON t (a) WHERE b > 100;"] {
            let with = format!("{TABLE} {index}");
            beside_writers(TABLE, &with);
            beside_writers(&with, TABLE);
        }
    }
}
