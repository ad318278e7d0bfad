//! What goes wrong, what is said of it, and what stands afterwards.

use std::fs;

use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;

use super::set::{File, bare, foreign_keys, ledger, migrator, rev, said, tables};

#[test]
fn a_statement_that_fails_takes_its_revision_back_and_no_other() {
    let file = File::new();
    let mut conn = file.connect();
    let app = migrator(&[
        rev("1", "CREATE TABLE a (id INTEGER);", ""),
        rev(
            "2",
            "-- first\nCREATE TABLE b (id INTEGER);\n\n-- then\nINSERT INTO nowhere\n  VALUES (1);\n",
            "",
        ),
        rev("3", "CREATE TABLE c (id INTEGER);", ""),
    ]);
    let error = app.upgrade(&mut conn).unwrap_err();
    assert_eq!(
        said(&error),
        "revision `2` (a revision) failed at `INSERT INTO nowhere…`: no such table: nowhere (2_revision/up.sql:5:1); \
         1 revision before it was run; the database is at `1`"
    );
    assert_eq!(tables(&mut conn), ["a"]);
    assert_eq!(ledger(&mut conn), ["1"]);
    // The connection is fit for use.
    conn.transaction::<_, diesel::result::Error, _>(|conn| conn.batch_execute("INSERT INTO a VALUES (1)"))
        .unwrap();
}

#[test]
fn a_first_revision_that_fails_leaves_no_ledger() {
    let file = File::new();
    let mut conn = file.connect();
    assert!(migrator(&[rev("1", "nonsense", "")]).upgrade(&mut conn).is_err());
    assert_eq!(super::set::number(&mut conn, "SELECT count(*) FROM sqlite_schema"), 0);
}

#[test]
fn without_a_transaction_what_ran_stands_and_is_said() {
    let file = File::new();
    let mut conn = file.connect();
    let fine =
        bare("1", "PRAGMA journal_mode = WAL; VACUUM; CREATE TABLE a (id INTEGER);", "DROP TABLE a; VACUUM;");
    migrator(&[fine]).upgrade(&mut conn).unwrap();
    assert_eq!(ledger(&mut conn), ["1"]);
    migrator(&[fine]).downgrade(&mut conn, "base").unwrap();
    assert_eq!(tables(&mut conn), [""; 0]);

    conn.batch_execute("PRAGMA foreign_keys = ON").unwrap();
    let up = "CREATE TABLE a (id INTEGER);\nPRAGMA foreign_keys = OFF;\nBEGIN; INSERT INTO a VALUES (1);\nnonsense;\nCOMMIT;\nVACUUM;";
    let half = bare("2", up, "");
    let app = migrator(&[half]);
    let error = app.upgrade(&mut conn).unwrap_err();
    assert!(said(&error).contains("the statements above line 3 stand, and are recorded"), "{}", said(&error));
    assert_eq!(tables(&mut conn), ["a"]);
    assert_eq!(ledger(&mut conn), [""; 0]);
    assert_eq!(foreign_keys(&mut conn), 1);
    conn.batch_execute("BEGIN; COMMIT").unwrap();
    let stopped = app.status(&mut conn).unwrap().half.unwrap();
    assert_eq!((stopped.done, stopped.statements, stopped.version.as_str()), (1, 7, "2"));

    // The statements that ran may not change; the rest may be mended, and is gone on with.
    let other = bare("2", "CREATE TABLE b (id INTEGER);", "");
    let error = migrator(&[other]).upgrade(&mut conn).unwrap_err();
    assert!(
        said(&error)
            .contains("stopped after 1 of its 7 statements, and its file begins with other statements now"),
        "{error}"
    );
    let mended =
        bare("2", "CREATE TABLE a (id INTEGER);\nPRAGMA foreign_keys = OFF; INSERT INTO a VALUES (7);", "");
    let app = migrator(&[mended]);
    assert_eq!(app.upgrade(&mut conn).unwrap().ran.len(), 1);
    assert_eq!(super::set::number(&mut conn, "SELECT id FROM a"), 7);
    assert_eq!(ledger(&mut conn), ["2"]);
    let status = app.status(&mut conn).unwrap();
    assert!(status.half.is_none() && status.edited.is_empty(), "{status:?}");

    let file = File::new();
    let mut conn = file.connect();
    let open = bare("1", "BEGIN; CREATE TABLE b (id INTEGER);", "");
    let error = migrator(&[open]).upgrade(&mut conn).unwrap_err();
    assert!(said(&error).contains("begins a transaction that it doesn't end"), "{}", said(&error));
    assert_eq!(tables(&mut conn), [""; 0]);
}

#[test]
fn a_file_that_would_break_out_is_refused_before_anything_runs() {
    let file = File::new();
    let mut conn = file.connect();
    let app = migrator(&[rev("1", "CREATE TABLE a (id INTEGER);", ""), rev("2", "SELECT 1;\nCOMMIT;", "")]);
    let error = app.upgrade(&mut conn).unwrap_err();
    assert!(said(&error).contains("(2_revision/up.sql:2:1)"), "{error}");
    assert_eq!(tables(&mut conn), [""; 0]);

    let mut last = rev("2", "CREATE TABLE b (id INTEGER);", "");
    last.down = None;
    let app = migrator(&[
        rev("1", "CREATE TABLE a (id INTEGER);", ""),
        last,
        rev("3", "CREATE TABLE c (id INTEGER);", "DROP TABLE c;"),
    ]);
    app.upgrade(&mut conn).unwrap();
    let error = app.downgrade(&mut conn, "base").unwrap_err();
    assert!(said(&error).contains("has no `down.sql`; nothing was run"), "{error}");
    assert_eq!(tables(&mut conn), ["a", "b", "c"]);
}

#[test]
fn locked_read_only_and_damaged_files() {
    let app = migrator(&[rev("1", "CREATE TABLE a (id INTEGER);", "")]);

    let file = File::new();
    let mut holder = file.connect();
    holder.batch_execute("BEGIN IMMEDIATE").unwrap();
    let mut conn = file.connect();
    let runner = app.on(&mut conn).unwrap().wait(std::time::Duration::from_millis(50));
    let error = runner.upgrade().unwrap_err();
    assert!(
        said(&error).contains("database is locked; another process is writing to it"),
        "{}",
        said(&error)
    );
    holder.batch_execute("COMMIT").unwrap();
    app.upgrade(&mut conn).unwrap();

    let file = File::new();
    drop(file.connect().batch_execute("CREATE TABLE x (id INTEGER)"));
    let url = format!("file:{}?mode=ro", file.path().display());
    let mut conn = SqliteConnection::establish(&url).unwrap();
    let error = app.upgrade(&mut conn).unwrap_err();
    assert!(said(&error).contains("readonly database; give the right to write"), "{}", said(&error));

    let file = File::new();
    fs::write(file.path(), "this is no database, but it is long enough to have a header of one".repeat(10))
        .unwrap();
    let error = app.upgrade(&mut file.connect()).unwrap_err();
    assert!(
        said(&error).contains("file is not a database; see that the file is a SQLite database"),
        "{}",
        said(&error)
    );
}

#[test]
fn a_full_disk_turns_the_revision_back() {
    let file = File::new();
    let mut conn = file.connect();
    let fill = "CREATE TABLE big (x BLOB); WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000) \
                INSERT INTO big SELECT zeroblob(4096) FROM n;";
    let app = migrator(&[rev("1", "CREATE TABLE a (id INTEGER);", ""), rev("2", fill, "")]);
    conn.batch_execute("PRAGMA max_page_count = 50").unwrap();
    let error = app.upgrade(&mut conn).unwrap_err();
    assert!(said(&error).contains("database or disk is full"), "{}", said(&error));
    assert_eq!(tables(&mut conn), ["a"]);
    conn.batch_execute("PRAGMA max_page_count = 100000").unwrap();
    assert_eq!(app.upgrade(&mut conn).unwrap().ran.len(), 1);
    conn.transaction::<_, diesel::result::Error, _>(|conn| conn.batch_execute("INSERT INTO a VALUES (1)"))
        .unwrap();
}
