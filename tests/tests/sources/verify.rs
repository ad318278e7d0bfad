//! Revisions proven on scratch databases.

use migrate_core::Dialect;
use serde_json::Value;
use tests::project::Project;
use tests::revisions::Revisions;

use crate::{project_of, schema_of};

const FIRST: &str = "
CREATE TABLE teams (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, kind TEXT NOT NULL CHECK (kind IN ('a', 'b')));
CREATE TABLE users (id INTEGER PRIMARY KEY, team_id INTEGER NOT NULL REFERENCES teams (id) ON DELETE CASCADE,
    boss_id INTEGER REFERENCES users (id), email TEXT NOT NULL UNIQUE CHECK (length(email) > 3));";
const SECOND: &str = "
CREATE TABLE teams (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, size INTEGER NOT NULL DEFAULT 3 CHECK (size > 2),
    kind TEXT NOT NULL CHECK (kind IN ('a', 'b')));
CREATE TABLE users (id INTEGER PRIMARY KEY, team_id INTEGER NOT NULL REFERENCES teams (id) ON DELETE CASCADE,
    boss_id INTEGER REFERENCES users (id), email TEXT NOT NULL UNIQUE CHECK (length(email) > 3));
CREATE INDEX users_boss_idx ON users (boss_id);";

fn project() -> Project {
    let revisions = Revisions::new(Dialect::Sqlite);
    revisions.add_schema(&schema_of(FIRST));
    revisions.add_schema(&schema_of(SECOND));
    project_of(&revisions)
}

/// The last revision's file, with something done to its text.
fn edit(project: &Project, file: &str, change: impl Fn(String) -> String) {
    let last = project.revisions().pop().unwrap();
    let path = format!("migrations/{last}/{file}");
    project.write(&path, &change(project.read(&path)));
}

/// SQL and one statement more, within its own transaction where it brings one.
fn and(sql: &str, statement: &str) -> String {
    match sql.rsplit_once("COMMIT;") {
        Some((before, after)) => format!("{before}{statement}\nCOMMIT;{after}"),
        None => format!("{sql}\n{statement}\n"),
    }
}

fn problems(answer: &Value, revision: usize) -> String {
    let steps = answer["revisions"][revision]["steps"].as_array().unwrap();
    steps.iter().map(|step| format!("{}: {}\n", step["step"], step["problems"])).collect()
}

#[test]
fn sound_revisions_are_proven_with_rows() {
    let project = project();
    let answer = project.json(&["verify"], 0);
    let revisions = answer["revisions"].as_array().unwrap();
    assert_eq!(revisions.len(), 2);
    assert!(
        revisions
            .iter()
            .all(|revision| revision["ok"] == true && revision["steps"].as_array().unwrap().len() == 3)
    );
    // Two rows in each of two tables, through the rebuild that a check needs, children and all.
    assert_eq!(revisions[1]["steps"][0]["rows"], 4, "{answer}");
    assert_eq!(revisions[1]["steps"][0]["notes"], serde_json::json!([]), "{answer}");
    let one = project.json(&["verify", "head"], 0);
    assert_eq!(one["revisions"].as_array().unwrap().len(), 1);
    project.migrate(&["verify"]).ok().shows("verified: 2 revisions").shows("4 rows");
    project.migrate(&["verify", "base"]).code(2);
}

#[test]
fn sql_that_does_something_else_than_it_says_is_found() {
    let project = project();
    edit(&project, "up.sql", |sql| sql.replace("CREATE INDEX users_boss_idx ON users (boss_id);", ""));
    let answer = project.json(&["verify"], 1);
    assert_eq!((&answer["revisions"][0]["ok"], &answer["revisions"][1]["ok"]), (&true.into(), &false.into()));
    assert!(problems(&answer, 1).contains("users_boss_idx"), "{answer}");
    // What it makes beside is worth a note, no more.
    let project = self::project();
    edit(&project, "up.sql", |sql| and(&sql, "CREATE INDEX by_hand ON users (email, id);"));
    edit(&project, "down.sql", |sql| and(&sql, "DROP INDEX by_hand;"));
    let answer = project.json(&["verify"], 0);
    assert!(answer["revisions"][1]["steps"][0]["notes"][0].as_str().unwrap().contains("by_hand"), "{answer}");
}

#[test]
fn a_way_back_that_leads_elsewhere_is_found() {
    let project = project();
    edit(&project, "up.sql", |sql| {
        and(&sql, "CREATE TRIGGER watch AFTER INSERT ON users BEGIN SELECT 1; END;")
    });
    let answer = project.json(&["verify"], 1);
    assert!(problems(&answer, 1).contains("new trigger `watch` of `users`"), "{answer}");
    project.migrate(&["verify"]).code(1).shows("not verified: 1 of 2 revisions");
}

#[test]
fn lost_rows_are_found_unless_the_sql_says_so() {
    let project = project();
    // As another tool would rebuild a table: with foreign keys on, dropping the parent deletes its children.
    let last = project.revisions().pop().unwrap();
    let bad = "CREATE TABLE new_teams (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, size INTEGER NOT NULL DEFAULT 3 \
               CHECK (size > 2), kind TEXT NOT NULL CHECK (kind IN ('a', 'b')));\n\
               INSERT INTO new_teams (id, name, kind) SELECT id, name, kind FROM teams;\nDROP TABLE teams;\n\
               ALTER TABLE new_teams RENAME TO teams;\nCREATE INDEX users_boss_idx ON users (boss_id);\n";
    project.write(&format!("migrations/{last}/up.sql"), bad);
    edit(&project, "metadata.toml", |toml| {
        toml.replace("foreign_keys = \"off\"\n", "")
            .replace("run_in_transaction = false", "run_in_transaction = true")
    });
    let answer = project.json(&["verify"], 1);
    assert!(problems(&answer, 1).contains("rows are lost: `users` had 2 rows, and has 0"), "{answer}");

    let project = self::project();
    edit(&project, "up.sql", |sql| sql.replace("CREATE INDEX", "DELETE FROM users;\nCREATE INDEX"));
    let answer = project.json(&["verify"], 0);
    assert!(answer["revisions"][1]["steps"][0]["notes"].to_string().contains("deletes rows"), "{answer}");
}

#[test]
fn sql_that_fails_is_told_with_its_place() {
    let project = project();
    edit(&project, "up.sql", |_| "CREATE TABEL x (a int);\n".to_owned());
    edit(&project, "metadata.toml", |toml| {
        toml.replace("foreign_keys = \"off\"\n", "")
            .replace("run_in_transaction = false", "run_in_transaction = true")
    });
    let answer = project.json(&["verify"], 1);
    assert!(
        problems(&answer, 1).contains("TABEL") && problems(&answer, 1).contains("up.sql:1:1"),
        "{answer}"
    );
}
