//! The test server itself: starts, gives databases, and takes them back.

#![allow(clippy::unwrap_used, reason = "what a test can't go on without fails it")]

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use tests::postgres::{Scratch, connect, run, server_url};
use tests::postgres_test;

postgres_test! {
    fn a_scratch_database_lives_as_long_as_its_handle() {
        let scratch = Scratch::new();
        let mut conn = scratch.connect();
        run(&mut conn, "CREATE TABLE t (id int); INSERT INTO t VALUES (1), (2)");
        assert_eq!(diesel::select(sql::<BigInt>("(SELECT count(*) FROM t)")).get_result(&mut conn), Ok(2));
        let name: String = diesel::select(sql::<Text>("current_database()")).get_result(&mut conn).unwrap();
        // Dropped although a connection is still open.
        drop(scratch);
        let left = sql::<BigInt>("SELECT count(*) FROM pg_database WHERE datname = ").bind::<Text, _>(name);
        assert_eq!(left.get_result(&mut connect(server_url())), Ok(0));
    }
}

/// `tests/postgres-versions` runs it on PostgreSQL 12.
#[test]
#[ignore = "needs a PostgreSQL server that is too old: `tests/postgres-versions 12` has one"]
fn a_server_that_is_too_old_is_refused() {
    use migrate_core::schema::{Column, Table, Type};
    let mut schema = migrate_core::Schema::default();
    let mut table = Table::new("users".into());
    table.columns.push(Column::new("id", Type::Int { bits: 64, unsigned: false }));
    schema.tables.push(table);
    let revisions = tests::revisions::Revisions::new(migrate_core::Dialect::Postgres);
    revisions.add_schema(&schema);
    let project = tests::project::Project::lib("");
    for (path, text) in revisions.files() {
        project.write(&format!("migrations/{path}"), &text);
    }
    let url = tests::postgres::server_url();
    for args in [&["inspect", url][..], &["drift", "--database-url", url]] {
        project.migrate(args).code(1).says("13 is the oldest").says("upgrade the server");
    }
    project.migrate(&["verify", "--scratch-url", url]).code(1).shows("13 is the oldest");
    project
        .migrate(&["upgrade", "--database-url", url])
        .code(1)
        .says("older than PostgreSQL 13; nothing was run");
    let mut conn = tests::postgres::connect(url);
    let there = "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace";
    let there: i64 = diesel::dsl::sql::<diesel::sql_types::BigInt>(there).get_result(&mut conn).unwrap();
    let left = "SELECT count(*) FROM pg_database WHERE datname LIKE 'migrate_scratch%'";
    let left: i64 = diesel::dsl::sql::<diesel::sql_types::BigInt>(left).get_result(&mut conn).unwrap();
    assert_eq!((there, left), (0, 0));
}
