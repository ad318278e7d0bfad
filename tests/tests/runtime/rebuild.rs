//! A table that is rebuilt keeps its rows and its children, under our engine and under Diesel's harness.

use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use diesel_migrations::MigrationHarness as _;

use super::set::{File, Rev, foreign_keys, ledger, migrator, number, rev, said, tables, texts, wrapped};

const CREATE: Rev = rev(
    "2026-01-01-000000",
    "CREATE TABLE parent (id INTEGER PRIMARY KEY, name TEXT);
     CREATE TABLE child (id INTEGER PRIMARY KEY, parent_id INTEGER NOT NULL REFERENCES parent (id) ON DELETE CASCADE);
     CREATE TRIGGER touch AFTER INSERT ON parent BEGIN UPDATE parent SET name = name || '!' WHERE id = NEW.id; END;",
    "DROP TABLE child; DROP TABLE parent;",
);

const REBUILD: Rev = wrapped(
    "2026-01-02-000000",
    "-- why\nPRAGMA foreign_keys=OFF;\nBEGIN;\n\
     CREATE TABLE parent_new (id INTEGER PRIMARY KEY, name TEXT NOT NULL);\n\
     INSERT INTO parent_new (id, name) SELECT id, name FROM parent;\n\
     DROP TABLE parent;\nALTER TABLE parent_new RENAME TO parent;\nCOMMIT;\nPRAGMA foreign_keys=ON;\n",
    "PRAGMA foreign_keys=OFF; BEGIN; CREATE TABLE n (id INTEGER PRIMARY KEY, name TEXT); INSERT INTO n SELECT id, name FROM parent; \
     DROP TABLE parent; ALTER TABLE n RENAME TO parent; COMMIT; PRAGMA foreign_keys=ON;",
);

fn with_rows() -> (File, SqliteConnection) {
    let file = File::new();
    let mut conn = file.connect();
    migrator(&[CREATE]).upgrade(&mut conn).unwrap();
    conn.batch_execute("PRAGMA foreign_keys = ON; INSERT INTO parent VALUES (1, 'a'), (2, 'b'); INSERT INTO child VALUES (10, 1), (20, 2);")
        .unwrap();
    (file, conn)
}

fn children(conn: &mut SqliteConnection) -> Vec<String> {
    texts(
        conn,
        "SELECT child.id || '-' || name AS x FROM child JOIN parent ON parent.id = parent_id ORDER BY child.id",
    )
}

#[test]
fn rows_and_children_survive_both_ways() {
    type Run = fn(&mut SqliteConnection);
    let ways: [(Run, Run); 2] = [
        (
            |conn| drop(migrator(&[CREATE, REBUILD]).upgrade(conn).unwrap()),
            |conn| drop(migrator(&[CREATE, REBUILD]).downgrade(conn, "-1").unwrap()),
        ),
        (
            |conn| drop(conn.run_pending_migrations(migrator(&[CREATE, REBUILD])).unwrap()),
            |conn| drop(conn.revert_last_migration(migrator(&[CREATE, REBUILD])).unwrap()),
        ),
    ];
    for (up, down) in ways {
        let (_file, mut conn) = with_rows();
        up(&mut conn);
        assert_eq!(children(&mut conn), ["10-a!", "20-b!"]);
        assert!(conn.batch_execute("INSERT INTO parent VALUES (3, NULL)").is_err(), "the rebuild took place");
        assert_eq!(ledger(&mut conn).len(), 2);
        assert_eq!(foreign_keys(&mut conn), 1);
        down(&mut conn);
        assert_eq!(children(&mut conn), ["10-a!", "20-b!"]);
        assert_eq!(ledger(&mut conn).len(), 1);
        conn.batch_execute("INSERT INTO parent VALUES (3, NULL); DELETE FROM parent WHERE id = 1;").unwrap();
        assert_eq!(children(&mut conn).len(), 1, "the cascade is at work again");
    }
}

#[test]
fn the_connections_own_setting_is_put_back() {
    for setting in ["ON", "OFF"] {
        let (_file, mut conn) = with_rows();
        conn.batch_execute(&format!("PRAGMA foreign_keys = {setting}")).unwrap();
        let before = foreign_keys(&mut conn);
        migrator(&[CREATE, REBUILD]).upgrade(&mut conn).unwrap();
        assert_eq!(foreign_keys(&mut conn), before);
    }
}

#[test]
fn a_rebuild_that_fails_leaves_everything_as_it_was() {
    let broken = wrapped(
        "2026-01-02-000000",
        "PRAGMA foreign_keys=OFF; BEGIN; PRAGMA legacy_alter_table=ON; PRAGMA writable_schema=ON;\n\
         DROP TABLE parent;\n\nSELECT no_such_function();\nCOMMIT; PRAGMA foreign_keys=ON;",
        "",
    );
    let (_file, mut conn) = with_rows();
    let error = migrator(&[CREATE, broken]).upgrade(&mut conn).unwrap_err();
    assert_eq!(
        said(&error),
        "revision `2026-01-02-000000` (a revision) failed at `SELECT no_such_function()`: no such function: no_such_function \
         (2026-01-02-000000_revision/up.sql:4:1); no revision was run; the database is at `2026-01-01-000000`"
    );
    assert_eq!(children(&mut conn), ["10-a!", "20-b!"]);
    assert_eq!(foreign_keys(&mut conn), 1);
    assert_eq!(number(&mut conn, "SELECT legacy_alter_table FROM pragma_legacy_alter_table"), 0);
    assert!(conn.batch_execute("DELETE FROM sqlite_schema").is_err(), "the schema is not writable");
    assert_eq!(ledger(&mut conn).len(), 1);
}

#[test]
fn rows_that_lose_their_parent_stop_the_commit() {
    let careless = wrapped(
        "2026-01-02-000000",
        "PRAGMA foreign_keys=OFF; BEGIN; DELETE FROM parent WHERE id = 2; COMMIT; PRAGMA foreign_keys=ON;",
        "",
    );
    let (_file, mut conn) = with_rows();
    let error = migrator(&[CREATE, careless]).upgrade(&mut conn).unwrap_err();
    assert!(
        said(&error)
            .contains("would leave the row with rowid 20 of `child` that refers to no row of `parent`"),
        "{error}"
    );
    assert_eq!(children(&mut conn).len(), 2);
    assert_eq!(ledger(&mut conn).len(), 1);
}

#[test]
fn inside_a_transaction_nothing_is_run() {
    for next in [REBUILD, rev("2026-01-02-000000", "CREATE TABLE x (id INTEGER);", "")] {
        let (_file, mut conn) = with_rows();
        conn.begin_test_transaction().unwrap();
        let error = migrator(&[CREATE, next]).upgrade(&mut conn).unwrap_err();
        assert!(said(&error).contains("inside a transaction already"), "{error}");
        assert_eq!(tables(&mut conn), ["child", "parent"]);
        assert!(
            migrator(&[CREATE]).upgrade(&mut conn).unwrap().is_empty(),
            "with nothing to do there is nothing to refuse"
        );
    }
}
