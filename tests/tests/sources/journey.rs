//! A change that takes several revisions, from the models to the database and back, with rows; by our engine and by
//! Diesel's; and an index whose making was interrupted.

use diesel::PgConnection;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use diesel_migrations::{FileBasedMigrations, MigrationHarness as _};
use serde_json::json;
use tests::postgres::{Scratch, run};
use tests::postgres_test;
use tests::project::Project;

use crate::summaries;

const BEFORE: &str = r#"use model_derive::{SqlEnum, Table};

#[derive(SqlEnum)]
pub enum State { New, Done }

#[derive(Table)]
#[table(name = "teams")]
pub struct Team {
    #[column(primary_key)]
    pub id: i64,
}

#[derive(Table)]
#[table(name = "users")]
pub struct User {
    #[column(primary_key)]
    pub id: i64,
    pub team_id: i64,
    pub email: String,
    pub nick: Option<String>,
    #[column(default = "new")]
    pub state: State,
}

model_derive::schema! {
    /// The application's database.
    pub static APP: Postgres = [Team, User];
}
"#;

/// A label, an index, a unique constraint, two NOT NULLs, a foreign key and a check.
fn after() -> String {
    BEFORE
        .replace("New, Done", "New, Doing, Done")
        .replace("name = \"users\"", "name = \"users\", index(state, id), check(\"length(email) > 3\")")
        .replace("    pub team_id", "    #[column(references = Team::id, index)]\n    pub team_id")
        .replace("    pub email", "    #[column(unique)]\n    pub email")
        .replace("    pub nick: Option<String>", "    #[column(backfill = \"'nobody ' || id\")]\n    pub nick: String,\n    #[column(default = 0)]\n    pub visits: i32")
}

const ROWS: &str = "INSERT INTO teams SELECT n FROM generate_series(1, 10) n;
    INSERT INTO users (id, team_id, email, nick, state)
    SELECT n, 1 + n % 10, 'user' || n || '@x', CASE WHEN n % 2 = 0 THEN 'nick' || n END, 'done' FROM generate_series(1, 1000) n";

fn texts(conn: &mut PgConnection, sql: &str) -> Vec<String> {
    diesel::dsl::sql::<Text>(sql).load(conn).unwrap()
}

fn number(conn: &mut PgConnection, sql: &str) -> i64 {
    diesel::dsl::sql::<BigInt>(sql).get_result(conn).unwrap()
}

/// Every row as it was: what the change adds, and fills, aside.
fn rows(conn: &mut PgConnection) -> String {
    let sql = "SELECT count(*) || ' ' || md5(string_agg(concat_ws('/', id, team_id, email, state), ',' ORDER BY id)) FROM users";
    texts(conn, sql).remove(0)
}

const INVALID: &str = "SELECT indexrelid::regclass::text FROM pg_index WHERE NOT indisvalid";

fn drift(project: &Project, scratch: &Scratch) {
    let answer = project.json(&["drift", "--database-url", scratch.url()], 0);
    assert_eq!((summaries(&answer), &answer["unheld"]), (vec![], &json!([])), "{answer}");
}

postgres_test! {
    fn a_change_in_several_revisions_goes_there_and_back() {
        let project = Project::postgres(BEFORE);
        let (ours, theirs, stopped) = (Scratch::new(), Scratch::new(), Scratch::new());
        project.migrate(&["init", "--dialect", "postgres"]).ok();
        let revision = |message: &str| {
            project.json(&["revision", "-m", message, "--scratch-url", ours.url()], 0)
        };
        revision("create");
        project.migrate(&["review", "--approve", "--ack", "all"]).ok();
        let files = || FileBasedMigrations::from_path(project.path().join("migrations")).unwrap();
        let mut conns = Vec::new();
        for scratch in [&ours, &theirs, &stopped] {
            project.migrate(&["upgrade", "--database-url", scratch.url()]).ok();
            let mut conn = scratch.connect();
            run(&mut conn, ROWS);
            conns.push(conn);
        }
        let before = rows(&mut conns[0]);
        let base = project.revisions().len();

        project.write("src/lib.rs", &after());
        project.cargo(&["check"]).code(101).says("unreviewed schema change");
        let made = revision("more");
        let parts = project.revisions().split_off(base);
        assert!(parts.len() > 3, "{parts:?}");
        assert!(parts.iter().all(|part| part.ends_with("_more")), "{parts:?}");
        project.cargo(&["check"]).code(101).says("cargo migrate review");
        // One review for all of them.
        project.migrate(&["review", "--approve", "--ack", "all"]).ok();
        project.migrate(&["check"]).ok();
        project.cargo(&["check"]).ok();

        let url = ["--database-url", ours.url()];
        let with = |args: &[&'static str]| [args, &url].concat();
        let answer = project.json(&with(&["upgrade"]), 0);
        assert_eq!(answer["applied"].as_array().unwrap().len(), parts.len(), "{answer}");
        assert_eq!(answer["to"], made["revision"]);
        assert_eq!(rows(&mut conns[0]), before);
        let filled = "SELECT count(*) FROM users WHERE nick IS NOT NULL AND visits = 0 AND (id % 2 = 0) = (nick = 'nick' || id)";
        assert_eq!(number(&mut conns[0], filled), 1000);
        drift(&project, &ours);
        project.json(&["diff", "--from", ours.url(), "--to", "models", "--exit-code"], 0);
        // Half of the way back, all of it, and there again.
        project.migrate(&with(&["downgrade", "-2"])).ok();
        drift(&project, &ours);
        project.migrate(&with(&["upgrade"])).ok();
        let back = format!("-{}", parts.len());
        let args = ["downgrade", &back, "--database-url", ours.url()];
        project.migrate(&args).ok();
        drift(&project, &ours);
        assert_eq!(rows(&mut conns[0]), before);

        // Diesel's own harness does the same.
        conns[1].run_pending_migrations(files()).unwrap();
        drift(&project, &theirs);
        assert_eq!(rows(&mut conns[1]), before);
        for _ in &parts {
            conns[1].revert_last_migration(files()).unwrap();
        }
        drift(&project, &theirs);
        assert_eq!(rows(&mut conns[1]), before);

        // A unique index can't be made yet: Diesel leaves half of it, and we go on behind that.
        run(&mut conns[2], "UPDATE users SET email = 'user1@x' WHERE id = 2");
        conns[2].run_pending_migrations(files()).unwrap_err();
        assert_eq!(texts(&mut conns[2], INVALID).len(), 1);
        let status = project.migrate(&["drift", "--database-url", stopped.url()]);
        status.code(1).shows("drop invalid index `users_email_key` of `users`");
        run(&mut conns[2], "UPDATE users SET email = 'user2@x' WHERE id = 2");
        project.migrate(&["upgrade", "--database-url", stopped.url()]).ok();
        assert_eq!(texts(&mut conns[2], INVALID), [""; 0]);
        assert_eq!(rows(&mut conns[2]), before);
        drift(&project, &stopped);
        interrupted(&project, &stopped, &back, &mut conns[2]);
    }
}

/// The server ends our session while it waits for an older transaction, in the midst of an index.
fn interrupted(project: &Project, scratch: &Scratch, back: &str, conn: &mut PgConnection) {
    project.migrate(&["downgrade", back, "--database-url", scratch.url()]).ok();
    let mut old = scratch.connect();
    run(
        &mut old,
        "BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM pg_class; SELECT 1 FROM teams",
    );
    let mut upgrade = project.program();
    upgrade.args(["upgrade", "--database-url", scratch.url()]);
    let upgrade =
        upgrade.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::piped()).spawn().unwrap();
    let building = "SELECT count(*) FROM pg_stat_progress_create_index WHERE phase LIKE 'waiting%'";
    let mut waited = 0;
    while number(conn, building) == 0 && waited < 600 {
        std::thread::sleep(std::time::Duration::from_millis(50));
        waited += 1;
    }
    let ended = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_progress_create_index";
    assert_eq!(number(conn, ended), 1);
    let output = upgrade.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stderr));
    run(&mut old, "ROLLBACK");
    assert_eq!(texts(conn, INVALID).len(), 1);
    project.migrate(&["upgrade", "--database-url", scratch.url()]).ok();
    assert_eq!(texts(conn, INVALID), [""; 0]);
    drift(project, scratch);
}
