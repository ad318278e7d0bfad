//! Hazards of revisions, and of any SQL.

use tests::project::Project;

use crate::{USERS, project, reviewed};

fn codes(document: &serde_json::Value) -> Vec<String> {
    let hazards = document["hazards"].as_array().unwrap();
    hazards.iter().map(|hazard| hazard["code"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn of_any_sql_in_any_dialect() {
    // Outside of any package.
    let project = Project::with_files(&[
        ("x.sql", "-- a\nCREATE TABLE a (b int);\nDROP TABLE users;\n"),
        ("src/lib.rs", ""),
    ]);
    let found = project.json(&["lint", "--sql", "x.sql", "--dialect", "sqlite"], 1);
    assert_eq!(codes(&found), ["data-loss", "breaks-old-code"]);
    assert_eq!(found["hazards"][0]["line"], 3);
    assert_eq!(found["hazards"][0]["statement"], "DROP TABLE users");
    assert!(found["hazards"][0]["message"].as_str().unwrap().contains("users"));
    project
        .migrate(&["lint", "--sql", "x.sql", "--dialect", "sqlite"])
        .code(1)
        .shows("line 3")
        .shows("! data-loss");
    project.json(&["lint", "--sql", "x.sql", "--dialect", "sqlite", "--ack", "all"], 0);

    project.write("y.sql", "CREATE INDEX i ON users (email); ALTER TABLE users ALTER COLUMN id TYPE int;");
    let found = project.json(&["lint", "--sql", "y.sql", "--dialect", "postgres"], 1);
    assert_eq!(
        codes(&found),
        ["index-not-concurrent", "table-rewrite", "long-lock", "may-fail-on-data", "breaks-old-code"]
    );
    project.write("z.sql", "ALTER TABLE `users` MODIFY `id` INT; ALTER TABLE users ADD COLUMN `a` INT;");
    let found = project.json(&["lint", "--sql", "z.sql", "--dialect", "mysql"], 1);
    assert!(codes(&found).contains(&"not-transactional".to_owned()), "{found:#}");

    project.write("none.sql", "SELECT 1;");
    let none = project.json(&["lint", "--sql", "none.sql", "--dialect", "mysql"], 0);
    assert_eq!(codes(&none).len(), 0);
    project.migrate(&["lint", "--sql", "x.sql"]).code(2).says("--dialect");
    project.migrate(&["lint", "--sql", "gone.sql", "--dialect", "sqlite"]).code(1).says("gone.sql");
    project.migrate(&["lint", "head", "--sql", "x.sql"]).code(2);
    project
        .migrate(&["lint", "--sql", "x.sql", "--dialect", "sqlite", "--ack", "data-loos"])
        .code(2)
        .says("data-loss");
}

#[test]
fn of_a_revision_as_its_text_stands() {
    let project = reviewed();
    project.json(&["lint"], 0);
    project.write("src/lib.rs", &USERS.replace("    #[column(unique)]\n    pub email: String,\n", ""));
    project.migrate(&["revision", "-m", "drop email"]).ok();
    let found = project.json(&["lint"], 1);
    assert!(codes(&found).contains(&"data-loss".to_owned()), "{found:#}");
    assert!(found["hazards"][0]["line"].as_u64().unwrap() > 1);
    project.json(&["lint", "create users"], 0);
    // What the review accepted is accepted.
    project.migrate(&["review", "--approve", "--ack", "all"]).ok();
    let found = project.json(&["lint", "drop email"], 0);
    assert_eq!(found["hazards"][0]["accepted"], true);
}

#[test]
fn what_was_written_by_hand_is_reviewed_for_what_it_does() {
    let project = project();
    project.migrate(&["revision", "-m", "clear", "--empty"]).ok();
    let [dir] = project.revisions().try_into().unwrap();
    project.write(&format!("migrations/{dir}/up.sql"), "-- all of them\nDELETE FROM users;\n");
    let refused = project.json(&["review", "--approve"], 1);
    assert_eq!(refused["error"]["code"], "hazard-not-accepted");
    project.migrate(&["review"]).code(1).shows("data-loss");
    project.write(&format!("migrations/{dir}/down.sql"), "INSERT INTO users (email) VALUES ('nobody');\n");
    project.migrate(&["review", "--approve", "--ack", "data-loss"]).ok();
    assert!(project.read("migrations/review.toml").contains("data-loss"));
}
