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

#[test]
fn a_revision_that_runs_nothing_or_has_no_way_back() {
    let project = project();
    project.migrate(&["revision", "-m", "create users"]).ok();
    let [dir] = project.revisions().try_into().unwrap();
    let [up, down] = ["up.sql", "down.sql"].map(|file| format!("migrations/{dir}/{file}"));
    let [up_text, down_text] = [&up, &down].map(|file| project.read(file));

    // It changes the schema, and its file is empty: no decision, but a loss.
    project.write(&up, "-- gone\n");
    let refused = project.json(&["review", "--approve", "--ack", "all"], 1);
    assert_eq!(refused["error"]["code"], "bad-file");
    for word in ["changes the schema, and runs nothing", "up.sql", "--amend --discard-edits"] {
        assert!(refused.to_string().contains(word), "{word}: {refused:#}");
    }
    assert!(project.read("migrations/review.toml").contains("pending"));
    project.write(&up, &up_text);

    // No way back is a hazard with a name.
    let path = project.path().join(&down);
    for text in [None, Some("-- nothing\n")] {
        match text {
            None => std::fs::remove_file(&path).unwrap(),
            Some(text) => project.write(&down, text),
        }
        let refused = project.json(&["review", "--approve"], 1);
        assert_eq!(refused["error"]["code"], "hazard-not-accepted");
        assert!(refused["error"]["help"].as_str().unwrap().contains("--ack irreversible"), "{refused:#}");
        project.migrate(&["lint"]).code(1).shows("irreversible").shows("there is no way back");
    }
    project.write(&down, &down_text);
    project.migrate(&["review", "--approve"]).ok();

    // Of one that is for SQL by hand, either file says what it waits for.
    project.migrate(&["revision", "--empty", "-m", "fill\nusers"]).ok();
    let dir = project.revisions().pop().unwrap();
    assert_eq!(
        project.read(&format!("migrations/{dir}/down.sql")),
        "-- fill users: write its way back here.\nSELECT 1;\n"
    );
    project.write(&format!("migrations/{dir}/up.sql"), "INSERT INTO users (email) VALUES ('ada');\n");
    project.migrate(&["review", "--approve"]).code(1).says("--ack irreversible");
    project.migrate(&["review", "--approve", "--ack", "irreversible"]).ok();
    project.migrate(&["check"]).ok();
}
