//! SQLite on a disk that is too small, that fills up, that may only be read.

use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use migrate_core::ErrorCode;
use tests::disk::Disk;
use tests::disk_test;

use super::set::{Rev, migrator, number, rev, said, texts, wrapped};

/// A table of six megabytes, and a child of one of its rows.
const FILLED: Rev = rev(
    "2026-01-01-000000",
    "CREATE TABLE big (id INTEGER PRIMARY KEY, x BLOB); \
     CREATE TABLE child (id INTEGER PRIMARY KEY, big_id INTEGER REFERENCES big (id) ON DELETE CASCADE); \
     WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1500) INSERT INTO big SELECT i, randomblob(4000) FROM n; \
     INSERT INTO child VALUES (1, 7);",
    "DROP TABLE child; DROP TABLE big;",
);

/// Made as the plan makes it.
const REBUILT: Rev = wrapped(
    "2026-01-02-000000",
    "PRAGMA foreign_keys=OFF;\nBEGIN;\nCREATE TABLE \"__migrate_new_big\" (id INTEGER PRIMARY KEY, x BLOB NOT NULL);\n\
     INSERT INTO \"__migrate_new_big\" (id, x) SELECT id, x FROM big;\nDROP TABLE big;\n\
     ALTER TABLE \"__migrate_new_big\" RENAME TO big;\nCOMMIT;\nPRAGMA foreign_keys=ON;\n",
    "SELECT 1;",
);

/// The same, spelt so that nobody can tell beforehand how much room it takes.
const UNFORESEEN: Rev = wrapped(
    "2026-01-02-000000",
    "PRAGMA foreign_keys=OFF;\nBEGIN;\nCREATE TABLE other (id INTEGER PRIMARY KEY, x BLOB NOT NULL);\n\
     INSERT INTO other (id, x) SELECT id, x FROM big;\nDROP TABLE big;\n\
     ALTER TABLE other RENAME TO big;\nCOMMIT;\nPRAGMA foreign_keys=ON;\n",
    "SELECT 1;",
);

fn open(disk: &Disk) -> SqliteConnection {
    SqliteConnection::establish(disk.path().join("app.db").to_str().unwrap()).unwrap()
}

fn all_is_there(conn: &mut SqliteConnection) {
    assert_eq!(number(conn, "SELECT count(*) FROM big WHERE length(x) = 4000"), 1500);
    assert_eq!(number(conn, "SELECT count(*) FROM child"), 1);
    assert_eq!(texts(conn, "SELECT integrity_check AS x FROM pragma_integrity_check"), ["ok"]);
    assert_eq!(number(conn, "SELECT count(*) FROM pragma_foreign_key_check"), 0);
}

disk_test! {
    fn a_rebuild_that_there_is_no_room_for_is_refused_before_it_begins() {
        let disk = Disk::new(10);
        let mut conn = open(&disk);
        migrator(&[FILLED]).upgrade(&mut conn).unwrap();
        let all = migrator(&[FILLED, REBUILT]);
        let mut ran = 0;
        let runner = all.on(&mut conn).unwrap().on_event(|event| {
            if let migrate_core::runtime::Event::Statement { .. } = event {
                ran += 1;
            }
        });
        let error = runner.upgrade().unwrap_err();
        assert_eq!((error.code(), ran), (ErrorCode::Precondition, 0), "{error}");
        let text = said(&error);
        assert!(text.contains("`big` is made anew, which needs 6.") && text.contains("are free; nothing was run"), "{text}");
        assert_eq!(all.on(&mut conn).unwrap().dry_run().upgrade().unwrap_err().code(), ErrorCode::Precondition);
        all_is_there(&mut conn);
        disk.resize(40);
        all.upgrade(&mut conn).unwrap();
        all_is_there(&mut conn);
    }
}

disk_test! {
    fn a_disk_that_fills_up_in_the_middle_of_a_rebuild_loses_nothing() {
        let disk = Disk::new(10);
        let mut conn = open(&disk);
        migrator(&[FILLED]).upgrade(&mut conn).unwrap();
        let all = migrator(&[FILLED, UNFORESEEN]);
        for _ in 0..2 {
            let error = all.upgrade(&mut conn).unwrap_err();
            let text = said(&error);
            assert!(text.contains("disk is full") && text.contains("make room, then run it again"), "{text}");
            assert!(text.contains("the database is at `2026-01-01-000000`"), "{text}");
            all_is_there(&mut conn);
        }
        // Nobody's lock, setting or half transaction is left; nor for whoever comes anew.
        assert_eq!(number(&mut conn, "SELECT foreign_keys FROM pragma_foreign_keys"), 1);
        conn.batch_execute("UPDATE child SET id = 2; UPDATE child SET id = 1").unwrap();
        all_is_there(&mut open(&disk));
        disk.resize(40);
        all.upgrade(&mut open(&disk)).unwrap();
        all_is_there(&mut conn);
    }
}

disk_test! {
    fn a_disk_that_may_only_be_read_is_noticed_before_anything_runs() {
        let disk = Disk::new(10);
        migrator(&[FILLED]).upgrade(&mut open(&disk)).unwrap();
        disk.set_read_only(true);
        let mut conn = open(&disk);
        let all = migrator(&[FILLED, rev("2026-01-02-000000", "CREATE TABLE b (id INTEGER);", "")]);
        assert_eq!(all.status(&mut conn).unwrap().pending.len(), 1, "looking is fine");
        let error = all.upgrade(&mut conn).unwrap_err();
        assert_eq!(error.code(), ErrorCode::Precondition, "{error}");
        assert!(said(&error).contains("may only be read; nothing was run"), "{}", said(&error));
        // With nothing to do nobody has to write.
        assert!(migrator(&[FILLED]).upgrade(&mut conn).unwrap().is_empty());
        drop(conn);
        disk.set_read_only(false);
        all.upgrade(&mut open(&disk)).unwrap();
    }
}
