//! A database against its revision.

use migrate_core::Dialect;
use tests::revisions::Revisions;

use crate::{project_of, schema_of, summaries};

const FIRST: &str =
    "CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT NOT NULL CHECK (length(email)>3));";
const SECOND: &str = "
CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT NOT NULL CHECK (length(email)>3), age INTEGER);
CREATE INDEX users_age_idx ON users (age);";

fn revisions() -> Revisions {
    let revisions = Revisions::new(Dialect::Sqlite);
    revisions.add_schema(&schema_of(FIRST));
    revisions.add_schema(&schema_of(SECOND));
    revisions
}

const DRIFT: [&str; 3] = ["drift", "--database-url", "app.db"];

#[test]
fn a_database_as_its_revision_has_it_has_no_drift() {
    let project = project_of(&revisions());
    // Also half way, and before anything.
    for target in ["base", "+1", "head"] {
        if target != "base" {
            project.migrate(&["upgrade", target, "--database-url", "app.db"]).ok();
        }
        let answer = project.json(&DRIFT, 0);
        assert!(summaries(&answer).is_empty() && answer["statements"].as_array().unwrap().is_empty());
    }
    project.migrate(&DRIFT).ok().shows("no drift");
    assert!(!project.path().join("other.db").exists());
    project.migrate(&["drift", "--database-url", "other.db"]).ok();
    assert!(!project.path().join("other.db").exists(), "looking makes no file");
}

#[test]
fn what_somebody_changed_is_told_and_how_to_mend_it() {
    let project = project_of(&revisions());
    project.migrate(&["upgrade", "--database-url", "app.db"]).ok();
    project.sqlite("app.db", "DROP INDEX users_age_idx; ALTER TABLE users ADD COLUMN extra TEXT;");
    let answer = project.json(&DRIFT, 1);
    let found = summaries(&answer);
    assert!(found.iter().any(|line| line.contains("users_age_idx")), "{found:?}");
    assert!(found.iter().any(|line| line.contains("`users.extra`")), "{found:?}");
    assert!(answer["hazards"].as_array().unwrap().iter().any(|hazard| hazard["code"] == "data-loss"));
    let sql = project.migrate(&["drift", "--database-url", "app.db", "--format", "sql"]).code(1);
    project.sqlite("app.db", &sql.stdout);
    project.json(&DRIFT, 0);
}

#[test]
fn what_no_schema_holds_is_never_passed_over() {
    let project = project_of(&revisions());
    project.migrate(&["upgrade", "--database-url", "app.db"]).ok();
    project.sqlite("app.db", "CREATE TRIGGER watch AFTER INSERT ON users BEGIN SELECT 1; END");
    let answer = project.json(&DRIFT, 1);
    assert_eq!(summaries(&answer), ["drop trigger `watch` of `users`"]);
    project.migrate(&DRIFT).code(1).shows("drop trigger `watch` of `users`");
    // No model declares it, and none would take it away.
    let answer = project.json(&["diff", "--from", "app.db", "--to", "head"], 0);
    assert!(summaries(&answer).is_empty(), "{answer}");
    assert_eq!(answer["unheld"][0]["name"], "watch");
    // A trigger that a revision made by hand is no drift.
    let project = project_of(&revisions());
    let last = project.revisions().pop().unwrap();
    let file = format!("migrations/{last}/up.sql");
    let sql = project.read(&file) + "CREATE TRIGGER watch AFTER INSERT ON users BEGIN SELECT 1; END;\n";
    project.write(&file, &sql);
    project.migrate(&["upgrade", "--unreviewed", "--database-url", "app.db"]).ok();
    project.json(&DRIFT, 0);
    project.sqlite("app.db", "DROP TRIGGER watch");
    project.migrate(&DRIFT).code(1).shows("new trigger `watch` of `users`");
}

#[test]
fn a_database_of_somebody_else_is_not_judged() {
    let project = project_of(&revisions());
    project.migrate(&["upgrade", "--database-url", "app.db"]).ok();
    project.sqlite("app.db", "INSERT INTO __diesel_schema_migrations (version) VALUES ('20300101000000')");
    project.migrate(&DRIFT).code(1).says("revisions that are not here");
}
