//! The project's own commands, before and after the work.

use crate::{reviewed, with_age};

const URL: [&str; 2] = ["--database-url", "sqlite://app.db"];

fn with<'a>(args: &[&'a str]) -> Vec<&'a str> {
    [args, &URL].concat()
}

/// Writes down what it was told, a line per call.
const LOG: &str = r#"["sh", "-c", "echo heard; echo $(env | grep ^MIGRATE_ | grep -v -e ^MIGRATE_TEST -e ^MIGRATE_FOUND | sort) >> hooks.log"]"#;

#[test]
fn commands_before_and_after_know_what_it_is_about() {
    let project = reviewed();
    let manifest = project.read("Cargo.toml");
    let names = ["before-revision", "before-upgrade", "after-upgrade", "before-downgrade", "after-downgrade"];
    let hooks: String = names.iter().map(|name| format!("{name} = {LOG}\n")).collect();
    project.write("Cargo.toml", &format!("{manifest}\n[package.metadata.migrate.hooks]\n{hooks}"));
    let up = project.json(&with(&["upgrade"]), 0);
    let first = up["to"].as_str().unwrap();
    project.migrate(&with(&["upgrade"])).ok();
    project.migrate(&with(&["upgrade", "--dry-run"])).ok();
    project.migrate(&with(&["downgrade", "base"])).ok().says("heard");
    project.write("src/lib.rs", &with_age());
    project.migrate(&["revision", "-m", "add age"]).ok();
    let told = |direction: &str, from: &str, hook: &str, to: &str| {
        format!(
            "MIGRATE_DIALECT=sqlite MIGRATE_DIRECTION={direction} MIGRATE_FROM={from} MIGRATE_HOOK={hook} \
             MIGRATE_REVISIONS={first} MIGRATE_TO={to}"
        )
    };
    let expected = [
        told("up", "base", "before-upgrade", first),
        told("up", "base", "after-upgrade", first),
        told("down", first, "before-downgrade", "base"),
        told("down", first, "after-downgrade", "base"),
        "MIGRATE_HOOK=before-revision".to_owned(),
    ];
    assert_eq!(project.read("hooks.log").lines().collect::<Vec<_>>(), expected);
}

#[test]
fn a_command_that_says_no_stops_the_work() {
    let project = reviewed();
    let manifest = project.read("Cargo.toml");
    let set = |hooks: &str| {
        project.write("Cargo.toml", &format!("{manifest}\n[package.metadata.migrate.hooks]\n{hooks}\n"));
    };
    set(r#"before-upgrade = ["sh", "-c", "exit 3"]"#);
    let error = project.json(&with(&["upgrade"]), 1);
    assert_eq!(error["error"]["code"], "hook");
    let message = error["error"]["message"].as_str().unwrap();
    assert!(
        message.contains("the hook `before-upgrade` failed") && message.contains("3; nothing was run"),
        "{message}"
    );
    assert_eq!(project.json(&with(&["current"]), 0)["current"], serde_json::Value::Null);
    set(r#"before-upgrade = "no-such-program""#);
    project.migrate(&with(&["upgrade"])).code(1).says("can't be started");
    // One after the work can't undo it.
    set(r#"after-upgrade = ["sh", "-c", "exit 3"]"#);
    let answer = project.migrate(&with(&["upgrade"])).ok();
    answer.says("the hook `after-upgrade` failed").says("what was done stands");
    assert_eq!(project.json(&with(&["current"]), 0)["state"], "at-head");
}
