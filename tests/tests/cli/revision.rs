use crate::{USERS, project, reviewed, with_age};

#[test]
fn writes_what_changed_and_nothing_twice() {
    let project = project();
    let written = project.json(&["revision", "-m", "create users"], 0);
    assert_eq!(written["message"], "create users");
    assert_eq!(written["changes"][0]["kind"], "create_table");
    assert_eq!(written["changes"][0]["table"], "users");
    assert!(written["statements"]["up"][0]["sql"].as_str().unwrap().starts_with("CREATE TABLE users"));
    assert!(written["statements"]["down"][0]["sql"].as_str().unwrap().starts_with("DROP"));
    let [dir] = project.revisions().try_into().unwrap();
    let id = written["revision"].as_str().unwrap();
    assert_eq!(dir, format!("{id}_create_users"));
    assert!(written["path"].as_str().unwrap().ends_with(&dir));
    for file in ["up.sql", "down.sql", "metadata.toml", "changes.json"] {
        assert!(!project.read(&format!("migrations/{dir}/{file}")).is_empty());
    }
    assert!(project.read(&format!("migrations/{dir}/metadata.toml")).contains("run_in_transaction = true"));
    assert!(project.read("migrations/schema.json").contains("\"users\""));
    assert!(project.read("migrations/review.toml").contains("pending"));

    let files = project.files("migrations");
    let again = project.json(&["revision", "-m", "again"], 0);
    assert!(again["revision"].is_null());
    assert_eq!(again["changes"].as_array().unwrap().len(), 0);
    project.migrate(&["revision", "-m", "again"]).ok().shows("nothing changed");
    assert_eq!(project.files("migrations"), files);
}

#[test]
fn a_dry_run_writes_nothing() {
    let project = project();
    let files = project.files("migrations");
    project.migrate(&["revision", "--dry-run"]).ok().shows("CREATE TABLE").shows("+ new table `users`");
    let sql = project.migrate(&["revision", "--dry-run", "--format", "sql"]).ok();
    assert!(sql.stdout.contains("CREATE TABLE users"));
    assert_eq!(project.files("migrations"), files);
}

#[test]
fn a_message_is_needed() {
    let project = project();
    project.migrate(&["revision"]).code(2).says("-m");
    assert_eq!(project.revisions().len(), 0);
}

#[test]
fn an_empty_revision_compares_nothing() {
    let project = project();
    // The models don't even compile.
    project.write("src/lib.rs", "what?");
    let written = project.json(&["revision", "-m", "fill ages", "--empty"], 0);
    assert_eq!(written["changes"].as_array().unwrap().len(), 0);
    let [dir] = project.revisions().try_into().unwrap();
    assert!(project.read(&format!("migrations/{dir}/up.sql")).starts_with("--"));
    assert_eq!(project.read(&format!("migrations/{dir}/changes.json")).matches("kind").count(), 0);
    project.migrate(&["revision", "-m", "fill more", "--empty"]).ok().shows("write its up.sql and down.sql");
}

#[test]
fn amend_renews_the_newest_while_it_is_open() {
    let project = reviewed();
    project.write("src/lib.rs", &with_age());
    project.migrate(&["revision", "-m", "add age"]).ok();
    let before = project.revisions();
    project.write("src/lib.rs", &with_age().replace("age: Option<i32>", "years: Option<i32>"));
    let amended = project.json(&["revision", "--amend"], 0);
    assert_eq!(project.revisions(), before, "the same id and name");
    assert_eq!(amended["message"], "add age");
    assert_eq!(amended["changes"][0]["column"], "years");
    // Back to what was before it: nothing is left of it.
    project.write("src/lib.rs", USERS);
    let gone = project.json(&["revision", "--amend"], 0);
    assert!(gone["revision"].is_null());
    assert_eq!(project.revisions().len(), 1);
    project.migrate(&["check"]).ok();
    // And the one that is reviewed stays.
    project.write("src/lib.rs", &with_age());
    project.migrate(&["revision", "--amend"]).code(1).says("is reviewed");
}

#[test]
fn amend_loses_no_edit_and_no_applied_revision() {
    let project = project();
    project.migrate(&["revision", "-m", "create users"]).ok();
    let [dir] = project.revisions().try_into().unwrap();
    let up = format!("migrations/{dir}/up.sql");
    let url = ["--database-url", "app.db"];
    project.migrate(&[&["upgrade", "--unreviewed"][..], &url].concat()).ok();
    project.write("src/lib.rs", &with_age());
    project.migrate(&[&["revision", "--amend"][..], &url].concat()).code(1).says("is applied");
    project.migrate(&[&["downgrade", "base"][..], &url].concat()).ok();
    project.write(&up, &(project.read(&up) + "-- by hand\n"));
    project.migrate(&["revision", "--amend"]).code(1).says("--discard-edits");
    assert!(project.read(&up).contains("-- by hand"));
    project.migrate(&["revision", "--amend", "--discard-edits"]).ok();
    assert!(project.read(&up).contains("age") && !project.read(&up).contains("by hand"));
}

#[test]
fn a_hook_sees_the_folder() {
    let project = project();
    let manifest = project.read("Cargo.toml");
    project.write("Cargo.toml", &(manifest + "\n[package.metadata.migrate]\nhooks = { after-revision = [\"cp\", \"-r\", \"-t\", \"copies\"] }\n"));
    project.write("copies/x", "");
    project.migrate(&["revision", "-m", "create users"]).ok();
    assert_eq!(project.revisions_in("copies").len(), 1);
}
