//! Applied by the real program: questions first, half ways told and gone on with, copies and rehearsals.

#[cfg(feature = "mysql")]
use super::help::{count, made, texts};
#[cfg(feature = "mysql")]
use migrate_core::{
    Dialect,
    diff::{Backfill, Hints},
};
use tests::mysql_test;
#[cfg(feature = "mysql")]
use tests::{
    mysql::{Scratch, run, server_url},
    project::Project,
    revisions::Revisions,
};

/// Users whose number gets another width and whose name is required, in the second revision.
#[cfg(feature = "mysql")]
fn revisions() -> Revisions {
    let revisions = Revisions::new(Dialect::Mysql);
    let first = made(
        "CREATE TABLE users (id bigint AUTO_INCREMENT PRIMARY KEY, name varchar(20), n bigint NOT NULL)",
    )
    .2;
    let second = made(
        "CREATE TABLE users (id bigint AUTO_INCREMENT PRIMARY KEY, name varchar(20) NOT NULL, n int NOT NULL, UNIQUE KEY users_n (n))",
    )
    .2;
    revisions.add_schema(&first);
    let backfill = Backfill { table: "users".into(), column: "name".to_owned(), sql: "'nobody'".to_owned() };
    revisions.add(&second, &Hints { backfills: vec![backfill], ..Hints::none() }).unwrap();
    revisions
}

mysql_test! {
    fn what_would_fail_on_its_rows_is_asked_first() {
        let project = Project::of(&revisions());
        let scratch = Scratch::new();
        let url = ["--database-url", scratch.url()];
        project.migrate(&[&["upgrade", "+1"][..], &url].concat()).ok();
        let mut conn = scratch.connect();
        run(&mut conn, "INSERT INTO users (n) VALUES (1), (1), (3000000000)");
        let upgrade = [&["upgrade"][..], &url].concat();
        let refused = project.migrate(&upgrade).code(1);
        assert!(refused.stderr.contains("users_n") || refused.stderr.contains("`n`"), "{refused:?}");
        assert!(refused.stderr.contains('2') || refused.stderr.contains('1'), "{refused:?}");
        let current = project.json(&[&["current"][..], &url].concat(), 0);
        assert_eq!(current["half"], serde_json::Value::Null, "nothing was begun: {current}");
        run(&mut conn, "UPDATE users SET n = id");
        project.migrate(&upgrade).ok();
        assert_eq!(texts(&mut conn, "SELECT CONCAT(name, n) AS x FROM users ORDER BY id"), ["nobody1", "nobody2", "nobody3"]);
    }
}

mysql_test! {
    fn half_a_revision_is_shown_and_gone_on_with() {
        let project = Project::of(&revisions());
        let last = project.revisions().pop().unwrap();
        let file = format!("migrations/{last}/up.sql");
        let sql = project.read(&file) + "INSERT INTO users (id, name, n) VALUES (1, 'a', 1);\nALTER TABLE users ADD COLUMN last int;\n";
        project.write(&file, &sql);
        let scratch = Scratch::new();
        let mut conn = scratch.connect();
        let url = ["--database-url", scratch.url()];
        project.migrate(&[&["upgrade", "+1"][..], &url].concat()).ok();
        run(&mut conn, "INSERT INTO users (id, name, n) VALUES (1, NULL, 7)");
        let upgrade = [&["upgrade", "--unreviewed"][..], &url].concat();
        project.migrate(&upgrade).code(1).says("Duplicate entry");
        let current = project.json(&[&["current"][..], &url].concat(), 0);
        let (done, all) = (current["half"]["done"].as_u64().unwrap(), current["half"]["statements"].as_u64().unwrap());
        assert!(done > 0 && done == all - 2, "{current}");
        project.migrate(&[&["current"][..], &url].concat()).ok().shows(&format!("{done} of its {all} statements ran"));
        assert_eq!(texts(&mut conn, "SELECT name AS x FROM users"), ["nobody"]);
        run(&mut conn, "DELETE FROM users");
        project.migrate(&upgrade).ok();
        assert_eq!(count(&mut conn, "users"), 1);
        let current = project.json(&[&["current"][..], &url].concat(), 0);
        assert_eq!((&current["half"], &current["pending"]), (&serde_json::Value::Null, &serde_json::json!([])));
    }
}

mysql_test! {
    fn a_copy_is_taken_and_brought_back() {
        let project = Project::of(&revisions());
        let scratch = Scratch::new();
        let mut conn = scratch.connect();
        let url = ["--database-url", scratch.url()];
        let with = |args: &[&'static str]| [args, &url].concat();
        project.migrate(&with(&["upgrade", "+1"])).ok();
        run(
            &mut conn,
            "INSERT INTO users (name, n) SELECT CONCAT('it''s\\t', seq), seq FROM seq_1_to_3000;
             CREATE TABLE `a b` (x blob, d json); INSERT INTO `a b` VALUES (x'00ff', '{}'), (NULL, NULL);
             CREATE VIEW v AS SELECT name FROM users; CREATE PROCEDURE p() SELECT 1;
             CREATE TRIGGER t BEFORE INSERT ON `a b` FOR EACH ROW SET new.x = 'x'",
        );
        project.migrate(&with(&["upgrade", "--backup", "before.sql"])).ok();
        run(&mut conn, "DELETE FROM users WHERE id % 2 = 0; DROP VIEW v; CREATE TABLE later (id int)");
        project.migrate(&with(&["restore", "before.sql"])).code(1).says("--force");
        project.migrate(&with(&["restore", "before.sql", "--force"])).ok();
        let mut conn = scratch.connect();
        assert_eq!(texts(&mut conn, "SELECT CONCAT(COUNT(*), ' ', MAX(name)) AS x FROM v"), ["3000 it's\t999"]);
        assert_eq!(texts(&mut conn, "SELECT HEX(x) AS x FROM `a b` WHERE x IS NOT NULL"), ["00FF"]);
        assert_eq!(texts(&mut conn, "SELECT table_name AS x FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = 'later'"), [""; 0]);
        assert_eq!(texts(&mut conn, "SELECT trigger_name AS x FROM information_schema.triggers WHERE trigger_schema = DATABASE()"), ["t"]);
        assert_eq!(project.json(&with(&["current"]), 0)["pending"].as_array().unwrap().len(), 1);
        project.migrate(&with(&["upgrade"])).ok();
    }
}

mysql_test! {
    fn an_upgrade_is_rehearsed_on_a_copy() {
        let project = Project::of(&revisions());
        let scratch = Scratch::new();
        let mut conn = scratch.connect();
        let url = ["--database-url", scratch.url()];
        project.migrate(&[&["upgrade", "+1"][..], &url].concat()).ok();
        run(&mut conn, "INSERT INTO users (n) SELECT seq FROM seq_1_to_2000");
        // Without it nobody can look at the server's locks. Some builds have it in them, or already.
        let sees_locks = diesel::connection::SimpleConnection::batch_execute(&mut conn, "INSTALL SONAME 'metadata_lock_info'").is_ok();
        let found = project.json(&[&["rehearse", "--scratch-url", server_url()][..], &url].concat(), 0);
        assert_eq!((&found["ok"], found["passes"].as_array().unwrap().len()), (&true.into(), 3), "{found:#}");
        let users = &found["tables"][0];
        assert_eq!((&users["table"], &users["before"]), (&"users".into(), &2000.into()));
        assert_eq!(users["after"], serde_json::json!([2000, 2000, 2000]));
        let revision = &found["passes"][0]["revisions"][0];
        let statements = revision["statements"].as_array().unwrap();
        assert!(statements.iter().all(|statement| statement["ms"].is_f64()), "{revision:#}");
        assert!(statements.iter().any(|statement| statement["rows"] == 2000), "the backfill: {revision:#}");
        assert_eq!(revision["rewritten"], serde_json::json!([{ "table": "users", "rows": 2000 }]), "{revision:#}");
        if sees_locks {
            let locks: Vec<_> = statements.iter().flat_map(|it| it["locks"].as_array().unwrap()).collect();
            assert!(locks.iter().any(|lock| lock["object"] == "users" && lock["ms"].as_f64().unwrap() > 0.0), "{revision:#}");
        }
        let current = project.json(&[&["current"][..], &url].concat(), 0);
        assert_eq!(current["pending"].as_array().unwrap().len(), 1, "the database itself is only read");
        assert_eq!(texts(&mut conn, "SELECT COUNT(name) AS x FROM users").len(), 1);
        // What would fail there, fails on the copy.
        run(&mut conn, "UPDATE users SET n = 1");
        project.migrate(&[&["rehearse", "--scratch-url", server_url()][..], &url].concat()).code(1);
    }
}
