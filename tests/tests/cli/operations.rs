//! What is done around an upgrade of real data: rows asked first, a backup, the way back, a rehearsal.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::{USERS, reviewed, with_age};

const URL: [&str; 2] = ["--database-url", "sqlite://app.db"];

fn with<'a>(args: &[&'a str]) -> Vec<&'a str> {
    [args, &URL].concat()
}

/// A database at the first revision, with two users; a second revision is pending.
fn pending(source: &str) -> tests::project::Project {
    let project = reviewed();
    project.migrate(&with(&["upgrade"])).ok();
    project.sqlite(
        "app.db",
        "INSERT INTO users (id, email) VALUES (7, 'ada@example.org'), (8, 'bob@example.org')",
    );
    project.write("src/lib.rs", source);
    project.migrate(&["revision", "-m", "add age"]).ok();
    project.migrate(&["review", "--approve", "--ack", "all"]).ok();
    project
}

#[test]
fn rows_in_the_way_are_told_before_anything_runs() {
    let project =
        pending(&USERS.replace("    pub email: String,\n", "    pub email: String,\n    pub age: i32,\n"));
    let dry = project.json(&with(&["upgrade", "--dry-run"]), 1);
    let problem = &dry["problems"][0];
    assert_eq!((&problem["code"], &problem["rows"]), (&"no-value".into(), &2.into()), "{dry:#}");
    assert_eq!((&problem["table"], &problem["column"]), (&"users".into(), &"age".into()));
    assert_eq!((&problem["example"], &problem["certain"]), (&"id = 7".into(), &true.into()));
    project
        .migrate(&with(&["upgrade", "--dry-run"]))
        .code(1)
        .shows("Rows in the way")
        .shows("2 rows (one has id = 7)");
    let error = project.json(&with(&["upgrade", "--backup", "never.db"]), 1);
    assert_eq!(error["error"]["code"], "precondition");
    assert!(!project.path().join("never.db").exists(), "a doomed upgrade needs no backup");
    let answer = project.migrate(&with(&["upgrade"])).code(1).says("would fail").says("`backfill`");
    assert!(!answer.stderr.contains("ada@"), "nothing else of a row is shown");
    assert_eq!(project.json(&with(&["current"]), 0)["applied"].as_array().unwrap().len(), 1);
    project.sqlite("app.db", "DELETE FROM users");
    project.migrate(&with(&["upgrade"])).ok();
}

#[test]
fn a_backup_first_and_the_way_back() {
    let project = pending(&with_age());
    let up = project.json(&with(&["upgrade", "--backup", "before.db"]), 0);
    assert_eq!(up["backup"], "before.db");
    assert_eq!(up["way_back"]["backup"]["rows"]["users"], 2);
    assert_eq!(up["way_back"]["downgrade"], up["from"]);
    assert_eq!(up["way_back"]["takes_back"][0], up["to"]);
    project.sqlite("app.db", "UPDATE users SET age = 36");
    project.migrate(&with(&["restore", "before.db"])).code(1).says("isn't empty").says("--force");
    let back = project.json(&with(&["restore", "before.db", "--force"]), 0);
    assert_eq!(back["rows"]["users"], 2);
    assert_eq!(project.json(&with(&["current"]), 0)["applied"].as_array().unwrap().len(), 1);
    assert_eq!(project.texts("app.db", "SELECT email AS text FROM users ORDER BY id").len(), 2);

    project.migrate(&with(&["upgrade", "--backup", "before.db"])).code(1).says("is there already");
    project
        .migrate(&with(&["upgrade", "--backup", "second.db"]))
        .ok()
        .shows("Way back")
        .shows("cargo migrate downgrade")
        .shows("cargo migrate restore second.db --force");
    project.migrate(&with(&["downgrade", "-1", "--backup", "third.db"])).ok();
    project.migrate(&["restore", "third.db", "--database-url", "fresh.db"]).ok().shows("all counted");
    assert_eq!(
        project.json(&["current", "--database-url", "fresh.db"], 0)["applied"].as_array().unwrap().len(),
        2
    );
    project
        .migrate(&["restore", "src/lib.rs", "--database-url", "fresh.db", "--force"])
        .code(1)
        .says("no backup");
}

#[test]
fn a_rehearsal_leaves_the_database_and_nothing_else() {
    let project = pending(&USERS.replace("    pub email: String,\n", "    pub email: Option<String>,\n"));
    let before = std::fs::read(project.path().join("app.db")).unwrap();
    let tmp = project.path().join("tmp");
    std::fs::create_dir(&tmp).unwrap();
    let variable = [("TMPDIR", tmp.to_str().unwrap())];
    let answer = project.migrate_with(&with(&["rehearse", "--format", "json"]), &variable).ok();
    let found: serde_json::Value = serde_json::from_str(&answer.stdout).unwrap();
    assert_eq!((&found["ok"], found["passes"].as_array().unwrap().len()), (&true.into(), 3), "{found:#}");
    let users = &found["tables"][0];
    assert_eq!((&users["table"], &users["before"]), (&"users".into(), &2.into()));
    assert_eq!(users["after"], serde_json::json!([2, 2, 2]));
    let statements = found["passes"][0]["revisions"][0]["statements"].as_array().unwrap();
    assert!(statements.iter().all(|it| it["ms"].is_f64() && it["locks"][0]["mode"] == "exclusive"));
    project
        .migrate_with(&with(&["rehearse"]), &variable)
        .ok()
        .shows("Up again")
        .shows("rehearsed")
        .shows("2 rows are written again");
    assert_eq!(std::fs::read(project.path().join("app.db")).unwrap(), before);
    assert_eq!(std::fs::read_dir(&tmp).unwrap().count(), 0, "no copy stays");
    project.migrate(&with(&["upgrade"])).ok();
    project.migrate_with(&with(&["rehearse"]), &variable).ok().shows("nothing to rehearse");
}

#[cfg(unix)]
#[test]
fn ctrl_c_removes_the_copy() {
    let project = pending(&USERS.replace("    pub email: String,\n", "    pub email: Option<String>,\n"));
    project.sqlite(
        "app.db",
        "WITH RECURSIVE n (i) AS (SELECT 100 UNION ALL SELECT i + 1 FROM n WHERE i < 300000) \
         INSERT INTO users (id, email) SELECT i, 'somebody' || i || '@example.org' FROM n",
    );
    let tmp = project.path().join("tmp");
    std::fs::create_dir(&tmp).unwrap();
    let there = || std::fs::read_dir(&tmp).unwrap().count();
    let mut program = project.program();
    program
        .arg("migrate")
        .args(with(&["rehearse"]))
        .env("TMPDIR", &tmp)
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let mut child = program.spawn().unwrap();
    let deadline = Instant::now() + Duration::from_secs(60);
    while there() == 0 {
        assert!(Instant::now() < deadline && child.try_wait().unwrap().is_none(), "the copy never came");
        std::thread::sleep(Duration::from_millis(2));
    }
    std::thread::sleep(Duration::from_millis(100));
    assert!(child.try_wait().unwrap().is_none(), "it was over too soon to be stopped");
    Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    let status = child.wait().unwrap();
    assert!(!status.success());
    assert_eq!(there(), 0, "the copy stays");
    assert_eq!(
        project.texts("app.db", "SELECT CAST(count(*) AS TEXT) AS text FROM __diesel_schema_migrations"),
        ["1"]
    );
}
