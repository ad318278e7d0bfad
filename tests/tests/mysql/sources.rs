//! Any source against any other, by the real program.

#[cfg(feature = "mysql")]
use super::help::{count, made, summaries, texts, version};
#[cfg(feature = "mysql")]
use migrate_core::Dialect;
use tests::mysql_test;
#[cfg(feature = "mysql")]
use tests::{
    mysql::{Scratch, connect, run, server_url},
    project::Project,
    revisions::Revisions,
};

#[cfg(feature = "mysql")]
const OLD: &str = "
CREATE TABLE teams (id bigint AUTO_INCREMENT PRIMARY KEY, name text NOT NULL, kept int);
CREATE TABLE users (id bigint unsigned AUTO_INCREMENT PRIMARY KEY, team_id bigint NOT NULL,
    email varchar(99) NOT NULL CHECK (length(email)>3), status enum('new', 'done') NOT NULL DEFAULT 'new');";
#[cfg(feature = "mysql")]
const NEW: &str = "
CREATE TABLE teams (id bigint AUTO_INCREMENT PRIMARY KEY, name varchar(40) NOT NULL, kept int);
CREATE TABLE users (id bigint unsigned AUTO_INCREMENT PRIMARY KEY,
    team_id bigint NOT NULL, at datetime(3) NOT NULL DEFAULT now(3), email varchar(99) NOT NULL UNIQUE CHECK (length(email)>3),
    status enum('new', 'doing', 'done') NOT NULL DEFAULT 'new', CONSTRAINT of FOREIGN KEY (team_id) REFERENCES teams (id) ON DELETE CASCADE);
CREATE INDEX users_at ON users (at);";

/// The scratch databases of the program that are on the server now.
#[cfg(feature = "mysql")]
fn left() -> Vec<String> {
    let query = "SELECT schema_name AS x FROM information_schema.schemata WHERE schema_name LIKE 'migrate\\_scratch%' ORDER BY 1";
    texts(&mut connect(server_url()), query)
}

/// Nobody else makes scratch databases meanwhile, so that those that are there can be listed.
#[cfg(feature = "mysql")]
fn alone() -> std::sync::MutexGuard<'static, ()> {
    static ALONE: std::sync::Mutex<()> = std::sync::Mutex::new(());
    ALONE.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

#[cfg(feature = "mysql")]
fn schema_of(sql: &str) -> migrate_core::Schema {
    made(sql).2
}

mysql_test! {
    fn the_plan_between_two_files_makes_one_into_the_other() {
        let _alone = alone();
        let folder = Project::folder(&[("old.sql", OLD), ("new.sql", NEW)]);
        let scratch = Scratch::new();
        let mut conn = scratch.connect();
        run(&mut conn, OLD);
        run(&mut conn, "INSERT INTO teams (name, kept) VALUES ('a', 7); INSERT INTO users (team_id, email) VALUES (1, 'ada@x')");
        let args = ["diff", "--from", "old.sql", "--to", "new.sql", "--scratch-url", server_url(), "--dialect", "mysql", "--format", "sql"];
        let plan = folder.migrate(&args).ok().stdout;
        assert!(plan.contains("ADD COLUMN `at` DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3) AFTER team_id")
            || plan.contains("ADD COLUMN at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3) AFTER team_id"), "{plan}");
        run(&mut conn, &plan);
        let after = folder.json(&["diff", "--from", scratch.url(), "--to", "new.sql", "--exit-code"], 0);
        assert_eq!(summaries(&after), [""; 0], "{after}");
        let rows = "SELECT CONCAT(email, kept, at IS NOT NULL) AS x FROM users JOIN teams ON teams.id = team_id";
        assert_eq!(texts(&mut conn, rows), ["ada@x71"]);
        folder.migrate(&["diff", "--from", "old.sql", "--to", scratch.url(), "--exit-code"]).code(1);
        assert_eq!(left(), [""; 0]);
        // What doesn't work leaves nothing, either.
        folder.write("bad.sql", "CREATE TABLE a (id int);\nCREATE TABLE a (id int);\nSELECT 1;");
        let bad = ["inspect", "bad.sql", "--scratch-url", server_url()];
        folder.migrate(&bad).code(1).says("Table 'a' already exists").says("bad.sql:2:");
        folder.write("bad.sql", "source other.sql\n");
        folder.migrate(&bad).code(1).says("`source` is a command of the mysql client");
        assert_eq!(left(), [""; 0]);
    }
}

mysql_test! {
    fn a_live_server_gets_what_it_alone_can_do_and_files_what_all_can() {
        let _alone = alone();
        let folder = Project::folder(&[("old.sql", OLD), ("new.sql", NEW)]);
        let scratch = Scratch::new();
        let mut conn = scratch.connect();
        run(&mut conn, OLD);
        let sql = |from: &str| {
            folder.migrate(&["diff", "--from", from, "--to", "new.sql", "--scratch-url", server_url(), "--dialect", "mysql", "--format", "sql"]).ok().stdout
        };
        let (live, file) = (sql(scratch.url()), sql("old.sql"));
        assert_eq!(live.contains("ALGORITHM=NOCOPY"), version().contains("MariaDB"), "{live}");
        assert!(!file.contains("NOCOPY") && file.contains("ALGORITHM=INPLACE"), "{file}");
        run(&mut conn, &live);
        folder.json(&["diff", "--from", scratch.url(), "--to", "new.sql", "--exit-code"], 0);
    }
}

mysql_test! {
    fn ctrl_c_removes_the_scratch_database() {
        let _alone = alone();
        let folder = Project::folder(&[("x.sql", "CREATE TABLE a (id int); SELECT SLEEP(60);")]);
        let mut command = folder.program();
        command.args(["inspect", "x.sql", "--scratch-url", server_url()]);
        command.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null());
        let mut child = command.spawn().unwrap();
        let mut waited = 0;
        while left().is_empty() && waited < 400 {
            std::thread::sleep(std::time::Duration::from_millis(50));
            waited += 1;
        }
        assert_eq!(left().len(), 1);
        std::thread::sleep(std::time::Duration::from_millis(300));
        let kill = std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status();
        assert!(kill.unwrap().success());
        assert_eq!(child.wait().unwrap().code(), Some(130));
        assert_eq!(left(), [""; 0]);
    }
}

mysql_test! {
    fn what_a_killed_process_left_is_swept_and_nothing_else() {
        let _alone = alone();
        let mut server = connect(server_url());
        let (ours, others, used) = ("migrate_scratch_650000000000000000000001", "migrate_scratch_mine", "migrate_scratch_650000000000000000000003");
        for name in [ours, others, used] {
            run(&mut server, &format!("CREATE DATABASE {name}"));
        }
        let user = connect(&tests::mysql::with_database(server_url(), used));
        let folder = Project::folder(&[("x.sql", "SELECT 1;")]);
        folder.migrate(&["inspect", "x.sql", "--scratch-url", server_url()]).ok();
        let there = left();
        drop(user);
        for name in [ours, others, used] {
            run(&mut server, &format!("DROP DATABASE IF EXISTS {name}"));
        }
        assert_eq!(there, [used, others]);
    }
}

mysql_test! {
    fn revisions_are_proven_and_a_database_is_held_against_them() {
        let _alone = alone();
        let revisions = Revisions::new(Dialect::Mysql);
        revisions.add_schema(&schema_of(OLD));
        revisions.add_schema(&schema_of(NEW));
        let project = Project::of(&revisions);
        let scratch = Scratch::new();
        let verified = project.json(&["verify", "--scratch-url", server_url()], 0);
        let last = verified["revisions"].as_array().unwrap().last().unwrap().clone();
        assert_eq!(last["steps"][0]["rows"], 4, "{verified}");
        assert_eq!(last["steps"][0]["notes"], serde_json::json!([]), "{verified}");

        let url = ["--database-url", scratch.url()];
        let with = |args: &[&'static str]| [args, &url].concat();
        for target in ["+1", "head", "-1", "head"] {
            let verb = if target == "-1" { "downgrade" } else { "upgrade" };
            project.migrate(&with(&[verb, target])).ok();
            assert_eq!(summaries(&project.json(&with(&["drift"]), 0)), [""; 0]);
        }
        let mut conn = scratch.connect();
        run(
            &mut conn,
            "ALTER TABLE users ALTER COLUMN status SET DEFAULT 'done', DROP COLUMN at; CREATE TABLE extra (a int);
             CREATE TRIGGER bump BEFORE INSERT ON teams FOR EACH ROW SET new.kept = 1;
             CREATE TABLE parts (id int PRIMARY KEY) PARTITION BY HASH (id) PARTITIONS 2",
        );
        let drift = project.json(&with(&["drift"]), 1);
        let found = summaries(&drift);
        for name in ["`extra`", "`users.status`", "`users.at`", "`parts`", "trigger `bump`"] {
            assert!(found.iter().any(|line| line.contains(name)), "{name} in {found:?}");
        }
        assert!(drift["unheld"].to_string().contains("p0 HASH"), "{drift}");
        let sql = project.migrate(&with(&["drift", "--format", "sql"])).code(1).stdout;
        assert!(sql.contains("AFTER team_id"), "{sql}");
        run(&mut conn, &sql);
        assert_eq!(summaries(&project.json(&with(&["drift"]), 0)), [""; 0]);
        assert_eq!(left(), [""; 0]);
    }
}

mysql_test! {
    fn a_database_is_shown_in_every_form() {
        let scratch = Scratch::new();
        let mut conn = scratch.connect();
        run(&mut conn, NEW);
        run(&mut conn, "INSERT INTO teams (name) VALUES ('a')");
        let folder = Project::folder(&[]);
        let inspect = |form: &'static str| folder.migrate(&["inspect", scratch.url(), "--format", form]).ok().stdout;
        assert!(inspect("human").contains("table users"), "{}", inspect("human"));
        let json: serde_json::Value = serde_json::from_str(&inspect("json")).unwrap();
        assert!(json.to_string().contains("\"dialect\":\"mysql\""), "{json}");
        assert!(inspect("rust").contains("pub struct User {") && inspect("rust").contains("pub id: u64"), "{}", inspect("rust"));
        // Its SQL makes it again.
        let other = Scratch::new();
        run(&mut other.connect(), &inspect("sql"));
        folder.json(&["diff", "--from", scratch.url(), "--to", other.url(), "--exit-code"], 0);
        folder.write("snapshot.json", &inspect("json"));
        folder.json(&["diff", "--from", "snapshot.json", "--to", scratch.url(), "--exit-code"], 0);
        assert_eq!(count(&mut conn, "teams"), 1);
        // A long way round of saying the same address.
        folder.migrate(&["inspect", &scratch.url().replace("mysql://", "mariadb://")]).ok().shows("table users");
    }
}

mysql_test! {
    fn sql_of_anybody_is_judged() {
        let folder = Project::folder(&[("x.sql", "ALTER TABLE users MODIFY COLUMN a bigint;\nDROP TABLE posts;\nALTER TABLE users ADD COLUMN b int NOT NULL;")]);
        let found = folder.json(&["lint", "--sql", "x.sql", "--dialect", "mysql"], 1);
        let codes = found["hazards"].to_string();
        for code in ["data-loss", "table-rewrite", "not-transactional"] {
            assert!(codes.contains(code), "{code} in {codes}");
        }
    }
}
