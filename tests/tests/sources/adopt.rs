//! `init --from-database`: a database that was there first.

use tests::project::Project;

use crate::summaries;

const TABLES: &str = "
CREATE TABLE teams (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE users (id INTEGER PRIMARY KEY, team_id INTEGER NOT NULL REFERENCES teams (id), born DATE);";

#[test]
fn a_database_becomes_a_project() {
    let project = Project::lib("//! The application.\n#![allow(dead_code)]\n\npub fn f() {}\n");
    project.sqlite("app.db", TABLES);
    project.sqlite(
        "app.db",
        "CREATE TABLE alembic_version (version_num TEXT); INSERT INTO teams VALUES (1, 'a')",
    );
    let answer = project.json(&["init", "--from-database", "sqlite://app.db"], 0);
    assert!(answer["revision"].is_string(), "{answer}");
    let models = project.read("src/models.rs");
    assert!(models.contains("pub struct User {") && !models.contains("alembic"), "{models}");
    assert!(models.contains("pub born: Option<chrono::NaiveDate>"), "{models}");
    assert!(
        project
            .read("src/lib.rs")
            .starts_with("//! The application.\n#![allow(dead_code)]\n\npub mod models;\n")
    );
    assert!(project.read("Cargo.toml").contains("alembic_version"));

    // Recorded as applied, still to be reviewed, and nothing was touched.
    let url = ["--database-url", "app.db"];
    let current = project.json(&[&["current"][..], &url].concat(), 0);
    assert_eq!((&current["current"], &current["pending"]), (&answer["revision"], &serde_json::json!([])));
    project.cargo(&["check"]).code(101).says("cargo migrate review");
    project.migrate(&["review", "--approve", "--ack", "all"]).ok();
    project.cargo(&["check"]).ok();
    project.migrate(&["check"]).ok();
    assert_eq!(project.texts("app.db", "SELECT name AS text FROM teams"), ["a"]);
    assert_eq!(summaries(&project.json(&[&["drift"][..], &url].concat(), 0)), [""; 0]);
    project.migrate(&["verify"]).ok();
    // The baseline makes the same anew, and the next change is an ordinary one.
    project.migrate(&["upgrade", "--database-url", "new.db"]).ok();
    project.json(&["diff", "--from", "app.db", "--to", "new.db", "--exit-code"], 0);
    project.migrate(&["init", "--from-database", "app.db"]).code(2).says("has a `schema!` already");
}

#[test]
fn a_diesel_project_keeps_its_migrations() {
    let project = Project::lib("");
    let old = "migrations/2020-01-01-000000_create";
    project.write(&format!("{old}/up.sql"), TABLES);
    project.write(&format!("{old}/down.sql"), "DROP TABLE users; DROP TABLE teams;");
    project.sqlite("app.db", TABLES);
    project
        .migrate(&["init", "--from-database", "app.db"])
        .code(1)
        .says("hasn't had the migration `2020-01-01-000000`");
    project.sqlite(
        "app.db",
        "CREATE TABLE __diesel_schema_migrations (version VARCHAR(50) PRIMARY KEY NOT NULL,
             run_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP);
         INSERT INTO __diesel_schema_migrations (version) VALUES ('20200101000000')",
    );
    project.migrate(&["init", "--from-database", "app.db"]).ok();
    project.migrate(&["review", "--approve", "--ack", "all"]).ok();
    let current = project.json(&["current", "--database-url", "app.db"], 0);
    assert_eq!(current["applied"].as_array().unwrap().len(), 2);
    assert_eq!(current["unknown"], serde_json::json!([]));
    // From nothing, the old migration makes the tables, and the baseline finds them.
    project.migrate(&["upgrade", "--unreviewed", "--database-url", "new.db"]).ok();
    assert_eq!(summaries(&project.json(&["drift", "--database-url", "new.db"], 0)), [""; 0]);
    project.migrate(&["verify", "head"]).ok();
    project.migrate(&["check"]).ok();
}
