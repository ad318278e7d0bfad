//! Files of SQL, snapshots and databases, in a folder without any package.

use tests::project::Project;

use crate::summaries;

const OLD: &str = "
CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT NOT NULL CHECK (length(email) > 3), kept INTEGER);
CREATE INDEX users_email_idx ON users (email);
CREATE VIEW names AS SELECT email FROM users;
";
const NEW: &str = "
CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT NOT NULL CHECK (length(email) > 3), age INTEGER DEFAULT 3, kept INTEGER);
CREATE INDEX users_email_idx ON users (email);
CREATE TABLE posts (id INTEGER PRIMARY KEY, user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE);
CREATE TRIGGER watch AFTER INSERT ON posts BEGIN SELECT 1; END;
";

fn folder() -> Project {
    Project::folder(&[("old.sql", OLD), ("new.sql", NEW)])
}

#[test]
fn the_plan_between_two_files_makes_one_into_the_other() {
    let folder = folder();
    let args = ["diff", "--from", "old.sql", "--to", "new.sql", "--dialect", "sqlite"];
    let answer = folder.json(&args, 0);
    let found = summaries(&answer);
    assert!(found.iter().any(|line| line.contains("`users.age`")), "{found:?}");
    assert!(found.iter().any(|line| line.contains("`posts`")), "{found:?}");
    assert!(found.iter().any(|line| line.contains("drop view `names`")), "{found:?}");
    assert!(!found.iter().any(|line| line.contains("check")), "{found:?}");
    assert!(found.iter().any(|line| line.contains("new trigger `watch` of `posts`")), "{found:?}");
    assert_eq!(answer["unheld"].as_array().unwrap().len(), 0);

    // A database with the one schema and a row in it, brought to the other.
    folder.sqlite("app.db", OLD);
    folder.sqlite("app.db", "INSERT INTO users VALUES (1, 'ada@example.org', 7)");
    let plan = folder.migrate(&["diff", "--from", "app.db", "--to", "new.sql", "--format", "sql"]).ok();
    folder.sqlite("app.db", &plan.stdout);
    assert_eq!(
        folder.texts("app.db", "SELECT email || kept || age AS text FROM users"),
        ["ada@example.org73"]
    );
    let after = folder.json(&["diff", "--from", "sqlite://app.db", "--to", "new.sql", "--exit-code"], 0);
    assert!(summaries(&after).is_empty(), "{after}");
    folder.migrate(&["diff", "--from", "old.sql", "--to", "app.db", "--exit-code"]).code(1);
}

#[test]
fn a_snapshot_compares_with_a_database_in_its_words() {
    let folder = folder();
    let json = folder.migrate(&["inspect", "new.sql", "--dialect", "sqlite", "--format", "json"]).ok();
    folder.write("new.json", &json.stdout);
    folder.sqlite("app.db", NEW);
    let answer = folder.json(&["diff", "--from", "new.json", "--to", "app.db", "--exit-code"], 0);
    assert!(summaries(&answer).is_empty(), "{answer}");
    // A view that no snapshot speaks of is left alone; between two databases it counts.
    folder.sqlite("app.db", "CREATE VIEW one AS SELECT 1 AS one");
    folder.json(&["diff", "--from", "app.db", "--to", "new.json", "--exit-code"], 0);
    folder.json(&["diff", "--from", "app.db", "--to", "new.sql", "--exit-code"], 1);
}

#[test]
fn whatever_is_there_is_shown() {
    let folder = folder();
    folder.sqlite("app.db", NEW);
    let shown = folder.migrate(&["inspect", "app.db"]).ok();
    shown.shows("table posts").shows("on delete cascade").shows("trigger").shows("watch");
    let sql = folder.migrate(&["inspect", "app.db", "--format", "sql"]).ok();
    folder.sqlite("again.db", &sql.stdout);
    folder.json(&["diff", "--from", "app.db", "--to", "again.db", "--exit-code"], 0);
    folder.migrate(&["inspect", "base", "--dialect", "sqlite"]).ok().shows("no tables");
}
