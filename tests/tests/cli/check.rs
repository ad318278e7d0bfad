use crate::{USERS, project, reviewed, with_age};

#[test]
fn says_what_a_build_would_and_more() {
    let project = project();
    let check = project.json(&["check"], 1);
    assert_eq!(check["ok"], false);
    assert_eq!(check["problems"][0]["code"], "schema-changed");
    assert_eq!(check["problems"][0]["table"], "users");
    project.cargo(&["build"]).code(101).says("unreviewed schema change");

    project.migrate(&["revision", "-m", "create users"]).ok();
    assert_eq!(project.json(&["check"], 1)["problems"][0]["code"], "unreviewed");
    project.cargo(&["build"]).code(101);

    project.migrate(&["review", "--approve"]).ok();
    let check = project.json(&["check"], 0);
    assert_eq!(check["ok"], true);
    assert_eq!(check["problems"].as_array().unwrap().len(), 0);
    project.cargo(&["build"]).ok();

    project.write("src/lib.rs", &with_age());
    let check = project.json(&["check"], 1);
    assert_eq!(check["problems"][0]["column"], "age");
    project.migrate(&["check"]).code(1).shows("users.age").shows("cargo migrate revision");
}

#[test]
fn a_build_past_the_gate_is_noticed() {
    let project = reviewed();
    for state in ["off", "warn"] {
        let answer = project.migrate_with(&["check", "--format", "json"], &[("MIGRATE_GATE", state)]).code(1);
        assert!(answer.stdout.contains("built-past-gate"), "{answer:?}");
    }
    project.write(".cargo/config.toml", "[env]\nMIGRATE_GATE = \"warn\"\n");
    project.migrate(&["check"]).code(1).shows("built-past-gate");
}

#[test]
fn replaying_the_changes_gives_the_snapshot() {
    let project = reviewed();
    let text = project.read("migrations/schema.json");
    project.write("migrations/schema.json", &text.replace("email", "e_mail"));
    let check = project.json(&["check"], 1);
    let codes: Vec<_> =
        check["problems"].as_array().unwrap().iter().map(|problem| problem["code"].clone()).collect();
    assert!(
        codes.contains(&"history-broken".into()) && codes.contains(&"schema-changed".into()),
        "{check:#}"
    );
}

#[test]
fn a_hint_that_is_spent_may_go() {
    let project = reviewed();
    let renamed = USERS.replace(
        "    #[column(unique)]\n    pub email",
        "    #[column(unique, renamed_from = \"email\")]\n    pub mail",
    );
    project.write("src/lib.rs", &renamed);
    let written = project.json(&["revision", "-m", "rename"], 0);
    assert_eq!(written["changes"][0]["kind"], "rename_column");
    project.migrate(&["review", "--approve", "--ack", "all"]).ok();
    project.migrate(&["check"]).ok().says("can go");
    let build = project.cargo(&["build"]).ok();
    assert!(!build.stderr.contains("renamed_from"), "{build:?}");
}

#[test]
fn rustcs_own_errors_are_shown_unchanged() {
    let project = reviewed();
    project.write("src/lib.rs", &format!("{USERS}\nfn broken() -> u8 {{ \"text\" }}\n"));
    project.migrate(&["check"]).code(1).says("E0308").says("doesn't compile");
    project
        .migrate(&["revision", "-m", "x"])
        .code(1)
        .says("error[E0308]: mismatched types")
        .says("src/lib.rs");
    let failure = project.json(&["revision", "-m", "x"], 1);
    assert_eq!(failure["error"]["code"], "compile-failed");
}
