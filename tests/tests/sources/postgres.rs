//! PostgreSQL: scratch databases and what they leave; servers that refuse.

use diesel::prelude::*;
use diesel::sql_types::Text;
use once_cell::sync::Lazy;
use tests::postgres::{Cluster, Scratch, connect, run, schema_of, server_url};
use tests::project::Project;
use tests::{postgres_cluster_test, postgres_test};

#[derive(QueryableByName)]
struct Name {
    #[diesel(sql_type = Text)]
    name: String,
}

/// The scratch databases of the program that are on this server now.
fn left(server: &Cluster, pattern: &str) -> Vec<String> {
    let query =
        format!("SELECT datname::text AS name FROM pg_database WHERE datname ~ '{pattern}' ORDER BY 1");
    let rows: Vec<Name> = diesel::sql_query(query).load(&mut connect(&server.url("postgres"))).unwrap();
    rows.into_iter().map(|row| row.name).collect()
}

/// A server that nobody else uses meanwhile: its own databases can be listed.
fn alone() -> std::sync::MutexGuard<'static, Cluster> {
    static ALONE: Lazy<std::sync::Mutex<Cluster>> =
        Lazy::new(|| std::sync::Mutex::new(Cluster::start(&[], |_| Ok(())).unwrap()));
    ALONE.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// The URL of a role of its own on the test's server.
fn as_role(role: &str, password: &str) -> String {
    let rest = server_url().split_once('@').unwrap().1;
    format!("postgres://{role}:{password}@{rest}")
}

postgres_cluster_test! {
    fn a_file_is_read_in_a_scratch_database_that_goes_again() {
        let server = alone();
        let url = server.url("postgres");
        let folder = Project::folder(&[(
            "x.sql",
            "\\restrict abc\nSELECT pg_catalog.set_config('search_path', '', false);\n\
             CREATE TABLE public.users (id bigint PRIMARY KEY, email text NOT NULL CHECK (length(email)>3));\n\
             COPY public.users (id, email) FROM stdin;\n1\tit's; one\n\\.\nCREATE INDEX i ON public.users (email);\n",
        )]);
        let args = ["inspect", "x.sql", "--scratch-url", &url];
        folder.migrate(&args).ok().shows("table users").shows("length(email) > 3");
        assert_eq!(left(&server, "^migrate_scratch_"), [""; 0]);
        // What doesn't work leaves nothing, either.
        folder.write("x.sql", "CREATE TABLE users (id int);\nCREATE TABLE users (id int);\nSELECT;");
        folder.migrate(&args).code(1).says("relation \"users\" already exists").says("x.sql:2:");
        folder.write("x.sql", "CREATE TABLE users (\n  id int,\n  at tiem);");
        folder.migrate(&args).code(1).says("type \"tiem\" does not exist").says("x.sql:3:6").says("^");
        folder.write("x.sql", "CREATE TABLE users (id int);\n\\connect other\n");
        folder.migrate(&args).code(1).says("`\\connect` is a command of psql").says("x.sql:2:1");
        folder.write("x.sql", "CREATE ROLE somebody;");
        folder.migrate(&args).code(1).says("`CREATE ROLE` reaches beyond the scratch database");
        assert_eq!(left(&server, "^migrate_scratch_"), [""; 0]);
    }
}

postgres_test! {
    fn a_database_is_read_where_it_is() {
        let scratch = Scratch::new();
        run(&mut scratch.connect(), "CREATE SCHEMA app; CREATE TABLE app.users (id int); CREATE TABLE posts (id int)");
        let folder = Project::folder(&[]);
        let shown = folder.migrate(&["inspect", scratch.url()]).ok();
        shown.shows("table app.users").shows("table posts");
        // The search path says which names stand bare.
        let url = format!("{}?options=-csearch_path%3Dapp", scratch.url());
        folder.migrate(&["inspect", &url]).ok().shows("table users").shows("table public.posts");
        folder.migrate(&["inspect", &format!("{}?sslmode=prefer", scratch.url())]).ok();
    }
}

postgres_test! {
    fn what_can_not_be_opened_says_why() {
        let folder = Project::folder(&[("x.sql", "SELECT 1;")]);
        let base = server_url().rsplit_once('/').unwrap().0;
        let refused = |url: &str, says: &str, help: &str| {
            folder.migrate(&["inspect", url]).code(1).says(says).says(help);
        };
        refused(&format!("{base}/nowhere"), "database \"nowhere\" does not exist", "create it first");
        refused(&as_role("nobody_here", "x"), "role \"nobody_here\" does not exist", "spelt");
        refused("postgres://postgres@127.0.0.1:1/x", "Connection refused", "a server listens there");
        refused("postgres://postgres@no.such.host.invalid/x", "could not translate host name", "spelt right");
        refused(&format!("{}?sslmode=require", server_url()), "SSL", "sslmode");
        refused(&format!("{base}/x?colour=red"), "colour", "postgres://");
    }
}

postgres_test! {
    fn a_role_without_rights_makes_no_scratch_database() {
        let mut server = connect(server_url());
        let role = format!("plain_{}", std::process::id());
        run(&mut server, &format!("CREATE ROLE {role} LOGIN PASSWORD 'tiny-secret'"));
        let folder = Project::folder(&[("x.sql", "SELECT 1;")]);
        let url = as_role(&role, "tiny-secret");
        let answer = folder.migrate(&["inspect", "x.sql", "--scratch-url", &url]).code(1);
        run(&mut server, &format!("DROP ROLE {role}"));
        let answer = answer.says("no scratch database can be made").says("permission denied").says("CREATEDB");
        assert!(!answer.stderr.contains("tiny-secret"), "{answer:?}");
    }
}

postgres_cluster_test! {
    fn what_a_killed_process_left_is_swept_and_nothing_else() {
        let server = alone();
        let url = server.url("postgres");
        let mut conn = connect(&url);
        let mark = "scratch database of cargo migrate: may be dropped once nobody is connected to it";
        let (ours, others, used) = (
            "migrate_scratch_650000000000000000000001",
            "migrate_scratch_650000000000000000000002",
            "migrate_scratch_650000000000000000000003",
        );
        for name in [ours, others, used] {
            run(&mut conn, &format!("CREATE DATABASE {name} TEMPLATE template0"));
        }
        for name in [ours, used] {
            run(&mut conn, &format!("COMMENT ON DATABASE {name} IS '{mark}'"));
        }
        let user = connect(&format!("{}?dbname={used}", &url));
        let folder = Project::folder(&[("x.sql", "SELECT 1;")]);
        folder.migrate(&["inspect", "x.sql", "--scratch-url", &url]).ok();
        let there = left(&server, "^migrate_scratch_65");
        drop(user);
        for name in [ours, others, used] {
            run(&mut conn, &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
        }
        assert_eq!(there, [others, used]);
    }
}

postgres_cluster_test! {
    #[cfg(unix)]
    fn a_signal_removes_the_scratch_database() {
        let server = alone();
        let url = server.url("postgres");
        let folder = Project::folder(&[("x.sql", "CREATE TABLE a (id int); SELECT pg_sleep(60);")]);
        for signal in ["-INT", "-TERM"] {
            let mut child = folder
                .program()
                .args(["inspect", "x.sql", "--scratch-url", &url])
                .stdout(std::process::Stdio::null())
                .stderr(std::process::Stdio::null())
                .spawn()
                .unwrap();
            let mut waited = 0;
            while left(&server, "^migrate_scratch_").is_empty() && waited < 1200 {
                std::thread::sleep(std::time::Duration::from_millis(50));
                waited += 1;
            }
            assert_eq!(left(&server, "^migrate_scratch_").len(), 1);
            std::thread::sleep(std::time::Duration::from_millis(200));
            let kill = std::process::Command::new("kill").args([signal, &child.id().to_string()]).status();
            assert!(kill.unwrap().success());
            assert_eq!(child.wait().unwrap().code(), Some(130));
            assert_eq!(left(&server, "^migrate_scratch_"), [""; 0], "{signal}");
        }
    }
}

const OLD: &str = "
CREATE TYPE status AS ENUM ('new', 'done');
CREATE TABLE teams (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL, kept int);
CREATE TABLE users (id bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, team_id bigint NOT NULL,
    email text NOT NULL CHECK (length(email)>3), status status NOT NULL DEFAULT 'new');";
const NEW: &str = "
CREATE TYPE status AS ENUM ('new', 'doing', 'done');
CREATE TABLE teams (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name varchar(40) NOT NULL, kept int);
CREATE TABLE users (id bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
    team_id bigint NOT NULL REFERENCES teams ON DELETE CASCADE, email text NOT NULL UNIQUE CHECK (length(email) > 3),
    status status NOT NULL DEFAULT 'new', at timestamptz NOT NULL DEFAULT now());
CREATE INDEX users_team_id_idx ON users (team_id);";

postgres_test! {
    fn the_plan_between_two_files_makes_one_into_the_other() {
        let folder = Project::folder(&[("old.sql", OLD), ("new.sql", NEW)]);
        let scratch = Scratch::new();
        let mut conn = scratch.connect();
        run(&mut conn, OLD);
        run(&mut conn, "INSERT INTO teams (name, kept) VALUES ('a', 7); INSERT INTO users (team_id, email) VALUES (1, 'ada@x')");
        let plan = folder.migrate(&["diff", "--from", "old.sql", "--to", "new.sql", "--scratch-url", server_url(), "--format", "sql"]);
        for statement in migrate_core::dialect::split(migrate_core::Dialect::Postgres, &plan.ok().stdout) {
            run(&mut conn, statement.sql);
        }
        let after = folder.json(&["diff", "--from", scratch.url(), "--to", "new.sql", "--exit-code"], 0);
        assert_eq!(crate::summaries(&after), [""; 0], "{after}");
        let rows: Vec<Name> = diesel::sql_query(
            "SELECT email || kept || (at IS NOT NULL) AS name FROM users JOIN teams ON teams.id = team_id",
        )
        .load(&mut conn)
        .unwrap();
        assert_eq!(rows.iter().map(|row| row.name.as_str()).collect::<Vec<_>>(), ["ada@x7true"]);
        folder.migrate(&["diff", "--from", "old.sql", "--to", scratch.url(), "--exit-code"]).code(1);
    }
}

postgres_test! {
    fn revisions_are_proven_and_a_database_is_held_against_them() {
        let revisions = tests::revisions::Revisions::new(migrate_core::Dialect::Postgres);
        revisions.add_schema(&schema_of(OLD));
        revisions.add_schema(&schema_of(NEW));
        let project = crate::project_of(&revisions);
        let scratch = Scratch::new();
        let verified = project.json(&["verify", "--scratch-url", server_url()], 0);
        let last = verified["revisions"].as_array().unwrap().last().unwrap().clone();
        assert_eq!(last["steps"][0]["rows"], 4, "{verified}");

        let url = ["--database-url", scratch.url()];
        let with = |args: &[&'static str]| [args, &url].concat();
        project.migrate(&with(&["upgrade"])).ok();
        assert_eq!(crate::summaries(&project.json(&with(&["drift"]), 0)), [""; 0]);
        let mut conn = scratch.connect();
        run(
            &mut conn,
            "ALTER TABLE users ALTER COLUMN status SET DEFAULT 'done'; CREATE TABLE extra (a int);
             CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'; GRANT SELECT ON teams TO PUBLIC",
        );
        let drift = project.json(&with(&["drift"]), 1);
        let found = crate::summaries(&drift);
        assert!(found.len() == 3 && found.iter().any(|line| line.contains("`extra`")), "{found:?}");
        assert!(found.contains(&"drop function `f()`"), "{found:?}");
        assert!(found.iter().any(|line| line.contains("`users.status`")), "{found:?}");
        assert!(drift["left_alone"].to_string().contains("grants"), "{drift}");
    }
}
