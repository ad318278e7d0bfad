use crate::{USERS, reviewed};

fn renamed() -> String {
    USERS.replace("pub email", "pub mail_address")
}

#[test]
fn a_likely_rename_is_not_taken_for_a_drop() {
    let project = reviewed();
    project.write("src/lib.rs", &renamed());
    let files = project.files("migrations");
    project
        .migrate(&["revision", "-m", "x"])
        .code(1)
        .says("--rename users.email:users.mail_address")
        .says("--no-rename");
    assert_eq!(project.files("migrations"), files);
    let failure = project.json(&["revision", "-m", "x"], 1);
    assert_eq!(failure["error"]["code"], "rename-or-drop");
}

#[test]
fn a_rename_keeps_the_rows() {
    let project = reviewed();
    let url = ["--database-url", "app.db"];
    project.migrate(&[&["upgrade"][..], &url].concat()).ok();
    project.sqlite("app.db", "INSERT INTO users (id, email) VALUES (1, 'ada@example.org')");
    project.write("src/lib.rs", &renamed());
    let written = project.json(&["revision", "-m", "x", "--rename", "users.email:users.mail_address"], 0);
    assert_eq!(written["changes"][0]["kind"], "rename_column");
    project.migrate(&["review", "--approve", "--ack", "all"]).ok();
    project.migrate(&[&["upgrade"][..], &url].concat()).ok();
    assert_eq!(project.texts("app.db", "SELECT mail_address AS text FROM users"), ["ada@example.org"]);
    project.migrate(&[&["downgrade", "-1"][..], &url].concat()).ok();
    assert_eq!(project.texts("app.db", "SELECT email AS text FROM users"), ["ada@example.org"]);
}

#[test]
fn a_drop_is_a_drop_where_it_is_said() {
    let project = reviewed();
    project.write("src/lib.rs", &renamed());
    let written = project.json(&["revision", "-m", "x", "--no-rename"], 0);
    let kinds: Vec<_> =
        written["changes"].as_array().unwrap().iter().map(|change| change["kind"].clone()).collect();
    assert!(kinds.contains(&"drop_column".into()) && kinds.contains(&"add_column".into()), "{kinds:?}");
}

#[test]
fn a_table_is_renamed_by_flag_with_its_columns() {
    let project = reviewed();
    project.write("src/lib.rs", &renamed().replace("name = \"users\"", "name = \"people\""));
    let args =
        ["revision", "-m", "x", "--rename", "users:people", "--rename", "users.email:people.mail_address"];
    let written = project.json(&args, 0);
    let kinds: Vec<_> =
        written["changes"].as_array().unwrap().iter().map(|change| change["kind"].clone()).collect();
    assert!(!kinds.contains(&"drop_table".into()) && !kinds.contains(&"drop_column".into()), "{kinds:?}");
}

#[test]
fn what_is_no_rename_is_refused() {
    let project = reviewed();
    project.migrate(&["revision", "-m", "x", "--rename", "nonsense"]).code(2).says("OLD:NEW");
    project.write("src/lib.rs", &renamed());
    project
        .migrate(&["revision", "-m", "x", "--rename", "users.emial:users.mail_address"])
        .code(1)
        .says("users.email");
    project.migrate(&["revision", "-m", "x", "--rename", "users.email:users.post"]).code(1);
    assert_eq!(project.revisions().len(), 1);
}
