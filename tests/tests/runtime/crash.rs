//! A process that is killed in the middle of a revision.

use std::env;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use diesel::prelude::*;
use migrate_core::Migrator;
use migrate_core::runtime::Event;

use super::set::{File, Rev, ledger, migrator, number, rev, tables, wrapped};

const PLAYED: &str = "TESTS_CRASH_DATABASE";
const SLOW: &str = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 40000000) SELECT count(*) FROM n;";

fn revisions(slow: bool) -> &'static Migrator {
    let middle = if slow { SLOW } else { "" };
    let up = format!(
        "PRAGMA foreign_keys=OFF; BEGIN; CREATE TABLE b (id INTEGER PRIMARY KEY); INSERT INTO b SELECT id FROM a; DROP TABLE a;\n\
         {middle} ALTER TABLE b RENAME TO a; COMMIT; PRAGMA foreign_keys=ON;"
    );
    let rebuild: Rev = wrapped("2", Box::leak(up.into_boxed_str()), "");
    migrator(&[rev("1", "CREATE TABLE a (id INTEGER); INSERT INTO a VALUES (1), (2);", ""), rebuild])
}

/// The victim: does nothing unless it is started by the test below.
#[test]
fn victim() {
    let Ok(path) = env::var(PLAYED) else { return };
    let mut conn = SqliteConnection::establish(&path).unwrap();
    let listener = |event: Event<'_>| {
        if let Event::Started { revision, .. } = event {
            println!("\nstarted {revision}");
        }
    };
    revisions(true).on(&mut conn).unwrap().on_event(listener).upgrade().unwrap();
    println!("\nfinished");
}

fn kill_in_revision(path: &Path, revision: &str) {
    let mut child = Command::new(env::current_exe().unwrap())
        .args(["--exact", "crash::victim", "--nocapture"])
        .env(PLAYED, path)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    for line in lines.map_while(Result::ok) {
        assert!(!line.contains("finished"), "too fast to be killed");
        if line.contains(&format!("started {revision}")) {
            break;
        }
    }
    // Into the slow statement, behind the `DROP TABLE`.
    thread::sleep(Duration::from_millis(300));
    child.kill().unwrap();
    child.wait().unwrap();
}

#[test]
fn a_killed_process_leaves_whole_revisions() {
    let file = File::new();
    kill_in_revision(&file.path(), "2");
    let mut conn = file.connect();
    assert_eq!(ledger(&mut conn), ["1"]);
    assert_eq!(tables(&mut conn), ["a"]);
    assert_eq!(number(&mut conn, "SELECT count(*) FROM a"), 2);
    // No lock is left behind, and the next start goes on.
    assert_eq!(revisions(false).upgrade(&mut conn).unwrap().ran.len(), 1);
    assert_eq!(number(&mut conn, "SELECT count(*) FROM a"), 2);
    assert_eq!(texts_of(&mut conn), ["ok"]);
}

fn texts_of(conn: &mut SqliteConnection) -> Vec<String> {
    super::set::texts(conn, "SELECT integrity_check AS x FROM pragma_integrity_check")
}
