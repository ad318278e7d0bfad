//! A file that is edited after a database has run it: reported, refused, recorded.

use crate::{reviewed, with_age};

const URL: [&str; 2] = ["--database-url", "sqlite://app.db"];

fn with<'a>(args: &[&'a str]) -> Vec<&'a str> {
    [args, &URL].concat()
}

#[test]
fn an_edit_after_the_fact_is_told_everywhere_and_repaired_on_purpose() {
    let project = reviewed();
    project.migrate(&with(&["upgrade"])).ok();
    let first = project.revisions().remove(0);
    let id = &first[..17];
    let file = format!("migrations/{first}/up.sql");
    let before = project.read(&file);
    project.write(&file, &format!("{before}\n-- Said later: nobody else writes here.\n"));
    project.migrate(&["review", "--approve"]).ok();

    project
        .migrate(&with(&["current"]))
        .ok()
        .shows("Edited after they were applied")
        .shows(id)
        .shows("cargo migrate repair");
    assert_eq!(project.json(&with(&["current"]), 0)["edited"], serde_json::json!([id]));
    let check = project.json(&with(&["check"]), 1);
    let codes: Vec<_> =
        check["problems"].as_array().unwrap().iter().map(|problem| &problem["code"]).collect();
    assert_eq!(codes, ["edited-after-applied"], "{check:#}");
    assert_eq!(check["problems"][0]["revision"], *id);
    assert_eq!(project.json(&["check"], 0)["ok"], true, "without a database nobody knows");

    project.write("src/lib.rs", &with_age());
    project.migrate(&["revision", "-m", "add age"]).ok();
    project.migrate(&["review", "--approve"]).ok();
    let error = project.json(&with(&["upgrade"]), 1);
    assert_eq!(error["error"]["code"], "edited-after-applied");
    assert_eq!(project.json(&with(&["current"]), 0)["applied"].as_array().unwrap().len(), 1);

    // The difference, and nothing else.
    let dry = project
        .migrate(&with(&["repair", "--dry-run"]))
        .ok()
        .shows("  + -- Said later")
        .shows("dry run, would record 1 revision");
    assert!(!dry.stdout.contains("  - "), "only the line that is new: {}", dry.stdout);
    assert_eq!(project.json(&with(&["current"]), 0)["edited"], serde_json::json!([id]));
    // The difference first, then the record.
    project
        .migrate(&with(&["repair"]))
        .ok()
        .says("  + -- Said later")
        .shows("recorded 1 revision as they are now; nothing was run");
    assert_eq!(project.json(&with(&["current"]), 0)["edited"], serde_json::json!([]));
    project.migrate(&with(&["repair"])).ok().shows("nothing to do");
    project.migrate(&with(&["upgrade"])).ok();

    // Told otherwise, it goes on without a record.
    project.write(&file, &before);
    project.migrate(&["review", &first[..17], "--approve"]).ok();
    project.migrate(&with(&["downgrade", "-1"])).ok();
    project.migrate(&with(&["upgrade"])).code(1);
    project.migrate(&with(&["upgrade", "--edited"])).ok();
    assert_eq!(project.json(&with(&["current"]), 0)["edited"], serde_json::json!([id]));
}
