//! What people read: every command of a day's work, word for word. `INSTA_UPDATE=always cargo test -p tests --test cli human`
//! writes the pictures anew; look at them.

use insta::assert_snapshot;
use tests::project::Project;

use crate::{USERS, project, reviewed, with_age};

const DB: &str = "app.db";

/// A call, and its picture under this name.
macro_rules! shows {
    ($project:expr, $name:literal, $code:literal, $args:expr) => {
        assert_snapshot!($name, $project.migrate(&$args).code($code).redacted())
    };
}

#[test]
fn the_way_there() {
    let fresh = Project::lib("//! Nothing yet.\n");
    shows!(fresh, "init", 0, ["init"]);
    let project = project();
    shows!(project, "revision", 0, ["revision", "-m", "create users"]);
    shows!(project, "review", 1, ["review"]);
    shows!(project, "check_unreviewed", 1, ["check"]);
    shows!(project, "approve", 0, ["review", "--approve", "--reviewer", "Ada"]);
    shows!(project, "check", 0, ["check"]);
    shows!(project, "upgrade_dry", 0, ["upgrade", "--dry-run", "--database-url", DB]);
    shows!(project, "upgrade", 0, ["upgrade", "--database-url", DB]);
    shows!(project, "upgrade_nothing", 0, ["upgrade", "--database-url", DB]);
    shows!(project, "nothing_changed", 0, ["revision", "-m", "again"]);
}

#[test]
fn where_things_stand() {
    let project = reviewed();
    shows!(project, "current_empty", 0, ["current", "--database-url", DB]);
    project.migrate(&["upgrade", "--database-url", DB]).ok();
    project.write("src/lib.rs", &with_age());
    project.migrate(&["revision", "-m", "年齢: how old 表"]).ok();
    shows!(project, "current_behind", 0, ["current", "--database-url", DB]);
    shows!(project, "history", 0, ["history", "--database-url", DB]);
    shows!(project, "heads", 0, ["heads"]);
    shows!(project, "show", 0, ["show", "head"]);
    shows!(project, "inspect", 0, ["inspect", "head"]);
    shows!(project, "lint", 0, ["lint"]);
    shows!(project, "diff", 0, ["diff", "--from", "base", "--to", "head"]);
    shows!(project, "verify", 0, ["verify", "head"]);
    shows!(project, "drift_none", 0, ["drift", "--database-url", DB]);
    project.sqlite(DB, "ALTER TABLE users ADD COLUMN extra TEXT; DROP INDEX users_email_key");
    shows!(project, "drift", 1, ["drift", "--database-url", DB]);
    shows!(project, "downgrade", 0, ["downgrade", "base", "--database-url", DB]);
}

#[test]
fn what_is_wrong() {
    let project = reviewed();
    shows!(project, "unknown_revision", 1, ["show", "nonsense"]);
    shows!(project, "no_database", 2, ["upgrade"]);
    project.write("src/lib.rs", &USERS.replace("    #[column(unique)]\n    pub email: String,\n", ""));
    shows!(project, "check_changed", 1, ["check"]);
    project.migrate(&["revision", "-m", "drop email"]).ok();
    shows!(project, "hazards", 1, ["review", "--approve"]);
    shows!(project, "lint_hazards", 1, ["lint"]);
    shows!(project, "upgrade_unreviewed", 1, ["upgrade", "--database-url", DB]);
    project.write("migrations/schema.json", "{");
    shows!(project, "broken_file", 1, ["heads"]);
}

#[test]
fn in_colour() {
    let project = reviewed();
    project.write("src/lib.rs", &USERS.replace("    #[column(unique)]\n    pub email: String,\n", ""));
    project.migrate(&["revision", "-m", "drop email"]).ok();
    let coloured = |args: &[&str], code: i32| {
        let answer = project.migrate(&[args, &["--color", "always"]].concat()).code(code);
        answer.redacted().replace('\u{1b}', "␛")
    };
    assert_snapshot!("colour_review", coloured(&["review"], 1));
    assert_snapshot!("colour_history", coloured(&["history"], 0));
    assert_snapshot!("colour_check", coloured(&["check"], 1));
    assert_snapshot!("colour_error", coloured(&["show", "nonsense"], 1));
}

#[test]
fn for_machines() {
    let project = reviewed();
    let json = |args: &[&str], code: i32| {
        let answer = project.migrate(&[args, &["--format", "json"]].concat()).code(code).redacted();
        // How long it took, each time another.
        let line = |line: &str| match line.split_once("\"ms\": ") {
            Some((before, after)) => {
                format!("{before}\"ms\": [MS]{}", after.trim_start_matches(|c: char| c.is_ascii_digit()))
            }
            None => line.to_owned(),
        };
        answer.lines().map(line).collect::<Vec<_>>().join("\n")
    };
    assert_snapshot!("json_current", json(&["current", "--database-url", DB], 0));
    assert_snapshot!("json_upgrade", json(&["upgrade", "--database-url", DB], 0));
    assert_snapshot!("json_history", json(&["history", "--database-url", DB], 0));
    assert_snapshot!("json_diff", json(&["diff", "--from", "base", "--to", "head"], 0));
    assert_snapshot!("json_verify", json(&["verify"], 0));
    assert_snapshot!("json_lint", json(&["lint"], 0));
    assert_snapshot!("json_error", json(&["show", "nonsense"], 1));
    project.write("src/lib.rs", &with_age());
    assert_snapshot!("json_check", json(&["check"], 1));
    assert_snapshot!("json_revision", json(&["revision", "-m", "add age"], 0));
}
