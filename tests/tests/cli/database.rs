use crate::{reviewed, with_age};

const URL: [&str; 2] = ["--database-url", "sqlite://app.db"];

fn two() -> tests::project::Project {
    let project = reviewed();
    project.write("src/lib.rs", &with_age());
    project.migrate(&["revision", "-m", "add age"]).ok();
    project.migrate(&["review", "--approve", "--ack", "all"]).ok();
    project
}

fn with<'a>(args: &[&'a str]) -> Vec<&'a str> {
    [args, &URL].concat()
}

#[test]
fn up_and_down_and_where_it_stands() {
    let project = two();
    let current = project.json(&with(&["current"]), 0);
    assert!(current["current"].is_null() && current["applied"].as_array().unwrap().is_empty());
    assert_eq!(current["pending"].as_array().unwrap().len(), 2);
    assert!(!project.path().join("app.db").exists(), "looking makes no file");
    project.migrate(&with(&["current", "--check-head"])).code(1);

    let dry = project.json(&with(&["upgrade", "--dry-run"]), 0);
    assert_eq!(dry["applied"].as_array().unwrap().len(), 2);
    assert!(!project.path().join("app.db").exists());

    let up = project.json(&with(&["upgrade", "+1"]), 0);
    assert_eq!(up["applied"].as_array().unwrap().len(), 1);
    assert!(up["from"].is_null() && up["applied"][0]["ms"].is_u64());
    let up = project.json(&with(&["upgrade"]), 0);
    assert_eq!(up["to"], project.json(&with(&["current"]), 0)["head"]);
    project.migrate(&with(&["upgrade"])).ok().shows("nothing to do");
    project.migrate(&with(&["current", "--check-head"])).ok().shows("at head");

    project.sqlite("app.db", "INSERT INTO users (id, email, age) VALUES (1, 'ada@example.org', 36)");
    let down = project.json(&with(&["downgrade", "-1"]), 0);
    assert_eq!(down["applied"].as_array().unwrap().len(), 1);
    assert_eq!(project.texts("app.db", "SELECT email AS text FROM users"), ["ada@example.org"]);
    project.migrate(&with(&["downgrade", "base"])).ok();
    assert!(project.json(&with(&["current"]), 0)["current"].is_null());
    project.migrate(&with(&["downgrade"])).code(2);
}

#[test]
fn a_script_does_what_an_upgrade_does() {
    let project = two();
    let script = project.migrate(&["upgrade", "--sql"]).ok();
    project.sqlite("script.db", &script.stdout);
    assert_eq!(
        project.json(&["current", "--database-url", "script.db"], 0)["pending"].as_array().unwrap().len(),
        0
    );
    let back = project.migrate(&["downgrade", "--sql", "head:base"]).ok();
    project.sqlite("script.db", &back.stdout);
    assert_eq!(
        project.json(&["current", "--database-url", "script.db"], 0)["applied"].as_array().unwrap().len(),
        0
    );
    let range = project.migrate(&["upgrade", "--sql", "head-1:head"]).ok();
    assert!(range.stdout.contains("age") && !range.stdout.contains("CREATE TABLE users"));
    let json = project.json(&["upgrade", "--sql"], 0);
    assert_eq!(json["sql"], script.stdout.trim_end().to_owned() + "\n");
    project.migrate(&with(&["upgrade", "base:head"])).code(2).says("--sql");
}

#[test]
fn what_nobody_reviewed_is_not_run() {
    let project = crate::project();
    project.migrate(&["revision", "-m", "create users"]).ok();
    let failure = project.json(&with(&["upgrade"]), 1);
    assert_eq!(failure["error"]["code"], "unreviewed");
    project.migrate(&["upgrade", "--sql"]).code(1);
    project.migrate(&with(&["upgrade", "--unreviewed"])).ok();
}

#[test]
fn stamp_records_without_running() {
    let project = two();
    project.migrate(&with(&["stamp", "head"])).ok().shows("nothing was run");
    assert_eq!(project.json(&with(&["current"]), 0)["applied"].as_array().unwrap().len(), 2);
    assert_eq!(
        project.texts("app.db", "SELECT name AS text FROM sqlite_schema WHERE name = 'users'").len(),
        0
    );
    project.sqlite("app.db", "INSERT INTO __diesel_schema_migrations (version) VALUES ('20200101000000')");
    let current = project.json(&with(&["current"]), 0);
    assert_eq!(current["unknown"][0], "20200101000000");
    project.migrate(&with(&["upgrade"])).code(1).says("20200101000000");
    project.migrate(&with(&["stamp", "base"])).code(1);
    project.migrate(&with(&["stamp", "base", "--purge"])).ok();
    project.migrate(&with(&["upgrade"])).ok();
}

#[test]
fn repair_records_what_an_applied_file_holds_now() {
    let project = two();
    project.migrate(&with(&["upgrade"])).ok();
    project.migrate(&with(&["repair"])).ok().shows("nothing to do");
    let dir = project.revisions().pop().unwrap();
    let up = format!("migrations/{dir}/up.sql");
    project.write(&up, &format!("{}-- a word more\n", project.read(&up)));
    project.migrate(&["review", "--approve", "--ack", "all"]).ok();
    let id = dir.split('_').next().unwrap();
    assert_eq!(project.json(&with(&["current"]), 0)["edited"].as_array().unwrap().len(), 1);
    project.migrate(&with(&["repair", "--dry-run"])).ok().shows("+ -- a word more").shows("dry run");
    assert_eq!(project.json(&with(&["current"]), 0)["edited"].as_array().unwrap().len(), 1);
    let repaired = project.json(&with(&["repair", id]), 0);
    assert_eq!(repaired["repaired"][0]["revision"], id);
    assert!(repaired["repaired"][0]["now"].as_str().unwrap().ends_with("-- a word more\n"), "{repaired:#}");
    assert_eq!(project.json(&with(&["current"]), 0)["edited"].as_array().unwrap().len(), 0);
}

#[test]
fn history_and_heads_and_show() {
    let project = two();
    let history = project.json(&["history"], 0);
    let [newest, oldest] = history.as_array().unwrap().as_slice() else { panic!("{history:#}") };
    assert_eq!(newest["parent"], oldest["revision"]);
    assert!(oldest["parent"].is_null() && oldest["applied"].is_null());
    assert!(newest["created_at"].as_str().unwrap().ends_with('Z'));
    project.migrate(&with(&["upgrade", "+1"])).ok();
    let history = project.json(&with(&["history"]), 0);
    assert_eq!((&history[0]["applied"], &history[1]["applied"]), (&false.into(), &true.into()));
    project.migrate(&with(&["history"])).ok().shows("current");
    assert_eq!(project.json(&["history", "-r", "head:head"], 0).as_array().unwrap().len(), 1);
    assert_eq!(project.json(&["history", "-r", ":head-1"], 0)[0]["revision"], oldest["revision"]);
    project.migrate(&["history", "-r", "head"]).code(2);

    let heads = project.json(&["heads"], 0);
    assert_eq!(heads.as_array().unwrap().len(), 1);
    assert_eq!(heads[0]["revision"], newest["revision"]);
    for name in ["head", "add age", "head-0", newest["revision"].as_str().unwrap()] {
        assert_eq!(project.json(&["show", name], 0)["revision"], newest["revision"]);
    }
    assert_eq!(project.json(&with(&["show", "current"]), 0)["revision"], oldest["revision"]);
    project
        .migrate(&["show", "head-1"])
        .ok()
        .shows("CREATE TABLE users")
        .shows("DROP TABLE users")
        .shows("approved by");
    project.migrate(&["show", "base"]).code(1);
    project.migrate(&["show", "current"]).code(2).says("no database");
}

#[test]
fn the_address_comes_from_many_places_and_its_password_goes_nowhere() {
    let project = reviewed();
    project.write(".env", "DATABASE_URL=sqlite://from-env.db\n");
    project.migrate(&["upgrade"]).ok();
    assert!(project.path().join("from-env.db").exists());
    let variable = [("DATABASE_URL", "sqlite://from-variable.db")];
    project.migrate_with(&["upgrade"], &variable).ok();
    assert!(project.path().join("from-variable.db").exists());
    project.migrate_with(&["upgrade", "--database-url", "flag.db"], &variable).ok();
    assert!(project.path().join("flag.db").exists());

    let secret = "s3cr3t/word";
    let parts = [
        ("POSTGRES_USER", "me"),
        ("POSTGRES_PASSWORD", secret),
        ("POSTGRES_DB", "app"),
        ("DATABASE_URL", ""),
    ];
    project.write(".env", "");
    for args in [&["current"][..], &["upgrade"], &["current", "--format", "json"], &["history", "-v"]] {
        let answer = project.migrate_with(args, &parts);
        assert!(!format!("{answer:?}").contains("s3cr3t"), "{answer:?}");
    }
    let url = format!("mysql://me:{secret}@localhost/app");
    for args in
        [&["current"][..], &["upgrade"], &["inspect", &url], &["diff", "--from", "base", "--to", &url]]
    {
        let answer = project.migrate(&[args, &["--database-url", &url]].concat());
        assert!(answer.code > 0 && !format!("{answer:?}").contains("s3cr3t"), "{answer:?}");
    }
}
