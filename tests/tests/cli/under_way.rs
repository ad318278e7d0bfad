//! An upgrade that is under way: stopped by Ctrl-C, watched in a log.

use migrate_core::Dialect;
use tests::postgres::{Scratch, connect};
use tests::postgres_test;
use tests::project::Project;
use tests::revisions::Revisions;

/// Three revisions, the second of which takes its time.
fn slow(seconds: u32) -> Project {
    let revisions = Revisions::new(Dialect::Postgres);
    revisions.by_hand("first", "CREATE TABLE a (id int);", "DROP TABLE a;").unwrap();
    revisions.by_hand("second", &format!("SELECT pg_sleep({seconds});"), "SELECT 1;").unwrap();
    revisions.by_hand("third", "CREATE TABLE c (id int);", "DROP TABLE c;").unwrap();
    Project::of(&revisions)
}

#[cfg(unix)]
postgres_test! {
    fn ctrl_c_stops_at_a_safe_point_and_says_where() {
        use std::process::{Command, Stdio};
        use std::time::{Duration, Instant};
        let (project, scratch) = (slow(4), Scratch::new());
        let url = ["--database-url", scratch.url()];
        let ids: Vec<String> = project.revisions().iter().map(|dir| dir[..17].to_owned()).collect();
        let mut program = project.program();
        program.arg("migrate").arg("upgrade").args(url).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = program.spawn().unwrap();
        let mut admin = connect(scratch.url());
        let sleeping = "SELECT query FROM pg_stat_activity WHERE query LIKE '%pg_sleep%' AND datname = current_database() AND pid <> pg_backend_pid()";
        let deadline = Instant::now() + Duration::from_secs(60);
        let rows = |admin: &mut _| -> Vec<String> {
            diesel::RunQueryDsl::load(diesel::dsl::sql::<diesel::sql_types::Text>(sleeping), admin).unwrap()
        };
        while rows(&mut admin).is_empty() {
            assert!(Instant::now() < deadline && child.try_wait().unwrap().is_none(), "it never came to the second");
            std::thread::sleep(Duration::from_millis(20));
        }
        Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
        let output = child.wait_with_output().unwrap();
        let answer = tests::answer::Answer::new(&output, project.path()).code(1);
        let answer = answer.says("stopping at the next safe point; Ctrl-C once more ends it at once");
        let answer = answer.says(&format!("stopped, as was asked for, before revision `{}`", ids[2]));
        answer.says(&format!("the database is at `{}`", ids[1])).says("run it again: it goes on there");
        let current = project.json(&[&["current"][..], &url].concat(), 0);
        assert_eq!(current["applied"].as_array().unwrap().len(), 2, "{current}");
        assert_eq!((&current["half"], &current["pending"][0]), (&serde_json::Value::Null, &ids[2].clone().into()));
        project.migrate(&[&["upgrade"][..], &url].concat()).ok().shows("applied 1 revision");
    }
}

postgres_test! {
    fn a_log_hears_now_and_then_how_far_it_is() {
        let (project, scratch) = (slow(11), Scratch::new());
        let url = ["--database-url", scratch.url()];
        let first = project.migrate(&[&["upgrade", "+1"][..], &url].concat()).ok();
        assert!(!first.stderr.contains("so far"), "nothing of what is quick: {}", first.stderr);
        let answer = project.migrate(&[&["upgrade"][..], &url].concat()).ok();
        let lines: Vec<&str> = answer.stderr.lines().filter(|line| line.contains("so far")).collect();
        assert!(!lines.is_empty() && lines.len() < 4, "{}", answer.stderr);
        assert!(lines[0].starts_with("1/2 ") && lines[0].contains(" second") && lines[0].ends_with(" s so far"), "{lines:?}");
        assert!(!answer.stderr.contains(['\r', '\u{1b}']), "no bar that draws over itself: {:?}", answer.stderr);
        project.migrate(&[&["downgrade", "base"][..], &url].concat()).ok();
        let quiet = project.migrate(&[&["upgrade", "-q"][..], &url].concat()).ok();
        assert_eq!(quiet.stderr, "");
    }
}
