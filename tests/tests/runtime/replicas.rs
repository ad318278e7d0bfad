//! Several start at once: each revision runs once.

use std::sync::Barrier;
use std::thread;

use super::set::{File, Rev, ledger, migrator, number, rev, wrapped};

fn revisions() -> Vec<Rev> {
    let mut revisions = vec![rev("2026-01-01-000000", "CREATE TABLE log (n INTEGER, t TEXT);", "")];
    for n in 1..20 {
        let id: &'static str = Box::leak(format!("2026-01-01-0000{n:02}").into_boxed_str());
        // Would go unnoticed if it ran twice, but for the count.
        let up: &'static str = Box::leak(format!("INSERT INTO log (n) VALUES ({n});").into_boxed_str());
        if n % 5 == 0 {
            let up = format!("PRAGMA foreign_keys=OFF; BEGIN; {up} COMMIT; PRAGMA foreign_keys=ON;");
            revisions.push(wrapped(id, Box::leak(up.into_boxed_str()), ""));
        } else {
            revisions.push(rev(id, up, ""));
        }
    }
    revisions
}

#[test]
fn eight_replicas_share_the_work() {
    let file = File::new();
    let app = migrator(&revisions());
    let barrier = Barrier::new(8);
    let ran: usize = thread::scope(|scope| {
        let replicas: Vec<_> = (0..8)
            .map(|_| {
                scope.spawn(|| {
                    let mut conn = file.connect();
                    barrier.wait();
                    app.upgrade(&mut conn).unwrap().ran.len()
                })
            })
            .collect();
        replicas.into_iter().map(|replica| replica.join().unwrap()).sum()
    });
    assert_eq!(ran, 20, "each revision was run by one of them");
    let mut conn = file.connect();
    assert_eq!(ledger(&mut conn).len(), 20);
    assert_eq!(number(&mut conn, "SELECT count(*) * 1000 + count(DISTINCT n) FROM log"), 19_019);
}

#[test]
fn one_that_comes_late_waits_and_then_has_nothing_to_do() {
    let file = File::new();
    let slow = "CREATE TABLE a (id INTEGER); WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000000) SELECT count(*) FROM n;";
    let app = migrator(&[rev("1", slow, ""), rev("2", "CREATE TABLE b (id INTEGER);", "")]);
    let (first, second) = thread::scope(|scope| {
        let start = || {
            scope.spawn(|| {
                let mut conn = file.connect();
                app.upgrade(&mut conn).unwrap().ran.len()
            })
        };
        let (first, second) = (start(), start());
        (first.join().unwrap(), second.join().unwrap())
    });
    assert_eq!(first + second, 2);
}
