//! An upgrade tried on a copy: what it costs is measured, the database stays as it is, and no copy stays.

#![allow(clippy::unwrap_used, reason = "what a test can't go on without fails it")]

use std::collections::BTreeSet;

use diesel::connection::SimpleConnection as _;
use migrate_core::Dialect;
use migrate_core::diff::{Backfill, Hints};
use migrate_core::rehearsal::{Options, Rehearsal, rehearse};
use migrate_core::runtime::Runner;
use migrate_core::schema::{Column, Index, IndexKind, PrimaryKey, Schema, Table};
use migrate_core::scratch::Server;
use tests::revisions::Revisions;
use tests::sqlite::{File, dump};

fn column(name: &str, ty: &str, nullable: bool) -> Column {
    Column { nullable, ..Column::new(name, ty.parse().unwrap()) }
}

/// First `users` with a nullable name and a count of 32 bits; then the name is required, and the count has 64.
fn folder(dialect: Dialect) -> Revisions {
    let mut users = Table::new("users".into());
    users.columns =
        vec![column("id", "bigint", false), column("name", "text", true), column("n", "integer", false)];
    users.primary_key = Some(PrimaryKey::new(vec!["id".to_owned()]));
    let first = Schema { tables: vec![users], ..Schema::default() };
    let mut second = first.clone();
    second.tables[0].columns[1].nullable = false;
    second.tables[0].columns[2].ty = "bigint".parse().unwrap();
    second.tables[0].indexes.push(Index::new("users_n", IndexKind::Plain, &["n"]));
    let folder = Revisions::new(dialect);
    folder.add(&first, &Hints::none()).unwrap();
    let backfill = Backfill { table: "users".into(), column: "name".to_owned(), sql: "'nobody'".to_owned() };
    folder.add(&second, &Hints { backfills: vec![backfill], ..Hints::none() }).unwrap();
    folder
}

fn statement<'r>(found: &'r Rehearsal, words: &str) -> &'r migrate_core::rehearsal::StatementRun {
    let all = found.passes[0].revisions.iter().flat_map(|revision| &revision.statements);
    let mut all = all.filter(|statement| statement.sql.contains(words));
    all.next().unwrap_or_else(|| panic!("no `{words}` in {found:#?}"))
}

fn copies() -> BTreeSet<String> {
    let names = std::fs::read_dir(std::env::temp_dir()).unwrap();
    let names = names.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned());
    names.filter(|name| name.starts_with("migrate-rehearsal-")).collect()
}

#[test]
fn sqlite_rebuilds_on_a_copy() {
    let (folder, file) = (folder(Dialect::Sqlite), File::new());
    let history = folder.history();
    let mut conn = file.connect();
    Runner::read(&history, &mut conn).unwrap().to("+1").upgrade().unwrap();
    conn.batch_execute(
        "WITH RECURSIVE i (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM i WHERE x < 3000) \
         INSERT INTO users SELECT x, CASE x % 2 WHEN 0 THEN 'a' END, x FROM i",
    )
    .unwrap();
    let before = dump(&mut conn);
    let address = file.path().display().to_string();
    let there = copies();
    let found = rehearse(&history, &address, &Server::Memory, &Options::default(), &mut |_| {}).unwrap();
    assert_eq!(dump(&mut conn), before, "the database itself is only read");
    assert_eq!(copies(), there, "no copy stays");
    assert!(found.is_ok(), "{found:#?}");
    assert_eq!(found.passes.len(), 3);
    let table = &found.tables[0];
    assert_eq!(
        (table.table.as_str(), table.before, &*table.after),
        ("users", Some(3000), &[Some(3000); 3][..])
    );
    let copy = statement(&found, "INSERT INTO __migrate_new_users");
    assert_eq!(copy.rows, Some(3000));
    assert_eq!(copy.locks[0].mode, "exclusive");
    assert_eq!(found.passes[0].revisions[0].rewritten[0].rows, 3000);

    // What would fail there, fails on the copy.
    conn.batch_execute(
        "CREATE TRIGGER no BEFORE DELETE ON users BEGIN SELECT RAISE(ABORT, 'no'); END; \
        CREATE INDEX unknown ON users (name)",
    )
    .unwrap();
    let found = rehearse(&history, &address, &Server::Memory, &Options::default(), &mut |_| {}).unwrap();
    let failure = found.failure.as_ref().expect("a failure");
    assert!(failure.starts_with("up: ") && failure.contains("would lose"), "{failure}");
    assert_eq!(copies(), there);
    // Nothing to do.
    let same = rehearse(
        &history,
        &address,
        &Server::Memory,
        &Options { target: Some("+0".into()), ..Options::default() },
        &mut |_| {},
    );
    if let Ok(same) = same {
        assert!(same.passes.is_empty());
    }
}

tests::postgres_test! {
    fn postgres_locks_and_rewrites_on_a_copy() {
        use tests::postgres::{Scratch, connect, run, server_url};
        let (folder, scratch) = (folder(Dialect::Postgres), Scratch::new());
        let history = folder.history();
        let mut conn = scratch.connect();
        Runner::read(&history, &mut conn).unwrap().to("+1").upgrade().unwrap();
        run(&mut conn, "INSERT INTO users SELECT x, CASE x % 2 WHEN 0 THEN 'a' END, x FROM generate_series(1, 20000) AS x");
        let server = Server::of(Dialect::Postgres, scratch.url());
        let databases = || {
            let mut conn = connect(server_url());
            let query = "SELECT datname::text FROM pg_database WHERE datname LIKE 'migrate_scratch%'";
            diesel::RunQueryDsl::load::<String>(diesel::dsl::sql::<diesel::sql_types::Text>(query), &mut conn).unwrap()
        };
        // Somebody is connected: a dump. Nobody is: a template.
        for (by, connected) in [("dump", true), ("template", false)] {
            let _hold = connected.then(|| scratch.connect());
            if !connected {
                conn = connect(server_url());
            }
            let found =
                rehearse(&history, scratch.url(), &server, &Options::default(), &mut |_| {}).unwrap();
            assert!(found.is_ok(), "{found:#?}");
            assert_eq!(found.copied_by, by);
            assert_eq!(found.passes.len(), 3);
            assert_eq!(found.tables.len(), 1);
            assert_eq!((found.tables[0].before, &*found.tables[0].after), (Some(20000), &[Some(20000); 3][..]));
            assert_eq!(statement(&found, "UPDATE users").rows, Some(10000));
            let altered = statement(&found, "TYPE bigint");
            let held = altered.locks.iter().find(|lock| lock.mode == "AccessExclusiveLock" && lock.object == "users");
            let all: Vec<_> = found.passes[0].revisions.iter().flat_map(|it| &it.statements).flat_map(|it| &it.locks).collect();
            let held = held.or(all.iter().copied().find(|lock| lock.mode == "AccessExclusiveLock" && lock.object == "users"));
            let held = held.unwrap_or_else(|| panic!("no exclusive lock in {found:#?}"));
            assert!(held.held > std::time::Duration::ZERO && held.held <= found.passes[0].elapsed);
            let rewritten = &found.passes[0].revisions[0].rewritten;
            assert_eq!((rewritten[0].table.as_str(), rewritten[0].rows), ("users", 20000));
            assert_eq!(databases(), Vec::<String>::new(), "no copy stays");
        }
        drop(conn);
        let mut conn = scratch.connect();
        assert_eq!(Runner::read(&history, &mut conn).unwrap().status().unwrap().pending.len(), 1);
    }
}
