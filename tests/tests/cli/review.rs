use crate::{USERS, project, reviewed, with_age};

#[test]
fn shows_and_needs_approve_without_a_terminal() {
    let project = project();
    project.migrate(&["revision", "-m", "create users"]).ok();
    project.migrate(&["review"]).code(1).shows("CREATE TABLE users").shows("--approve");
    assert!(project.read("migrations/review.toml").contains("pending"));
    let answer = project.json(&["review", "--approve", "--reviewer", "Ada"], 0);
    assert_eq!(answer["approved"], true);
    let file = project.read("migrations/review.toml");
    assert!(file.contains("approved") && file.contains("Ada") && file.contains("sha256"), "{file}");
    project.migrate(&["review"]).ok().shows("nothing waits");
    project.migrate(&["review", "head"]).ok().shows("approved by Ada");
}

#[test]
fn a_hazard_is_accepted_by_name() {
    let project = reviewed();
    project.write("src/lib.rs", &USERS.replace("    #[column(unique)]\n    pub email: String,\n", ""));
    let written = project.json(&["revision", "-m", "drop email"], 0);
    let codes: Vec<_> =
        written["hazards"].as_array().unwrap().iter().map(|hazard| hazard["code"].clone()).collect();
    assert!(codes.contains(&"data-loss".into()), "{codes:?}");

    let refused = project.json(&["review", "--approve"], 1);
    assert_eq!(refused["error"]["code"], "hazard-not-accepted");
    assert!(refused["error"]["help"].as_str().unwrap().contains("--ack data-loss"));
    project.migrate(&["review", "--approve", "--ack", "data-loos"]).code(2);
    assert!(project.read("migrations/review.toml").contains("pending"));

    project.migrate(&["review", "--approve", "--ack", "all", "--ack", "long-lock"]).ok().says("isn't needed");
    assert!(project.read("migrations/review.toml").contains("data-loss"));
}

#[test]
fn an_edit_reopens_a_review() {
    let project = reviewed();
    let [dir] = project.revisions().try_into().unwrap();
    let up = format!("migrations/{dir}/up.sql");
    let text = project.read(&up);
    // A checkout with other line ends is no edit.
    project.write(&up, &text.replace('\n', "\r\n"));
    project.migrate(&["check"]).ok();
    project.write(&up, &format!("{text}-- more\n"));
    let check = project.json(&["check"], 1);
    assert_eq!(check["problems"][0]["code"], "edited-after-review");
    project.migrate(&["upgrade", "--database-url", "app.db"]).code(1).says("was edited after its review");
    project.migrate(&["review"]).code(1).shows("edited after Ada");
    project.migrate(&["review", "--approve"]).ok();
    project.migrate(&["check"]).ok();
}

#[test]
fn several_wait_and_are_approved_together() {
    let project = project();
    project.migrate(&["revision", "-m", "create users"]).ok();
    project.write("src/lib.rs", &with_age());
    project.migrate(&["revision", "-m", "add age"]).ok();
    project.migrate(&["review", "age", "--approve"]).ok();
    let history = project.json(&["history"], 0);
    assert_eq!((&history[0]["reviewed"], &history[1]["reviewed"]), (&true.into(), &false.into()));
    project.migrate(&["review", "--approve"]).ok();
    assert_eq!(project.json(&["history"], 0)[1]["reviewed"], true);
}
