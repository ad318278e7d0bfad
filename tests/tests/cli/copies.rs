//! A copy that can't be read again is none: nothing runs.

#![cfg(unix)]

use std::os::unix::fs::PermissionsExt as _;

use migrate_core::Dialect;
use tests::postgres_test;
use tests::project::Project;
use tests::revisions::Revisions;

/// A table with rows, and a revision that is pending.
fn project(dialect: Dialect, table: &str) -> Project {
    let revisions = Revisions::new(dialect);
    revisions.by_hand("first", table, "DROP TABLE a;").unwrap();
    revisions.by_hand("second", "CREATE TABLE b (id int);", "DROP TABLE b;").unwrap();
    Project::of(&revisions)
}

/// The database's own program, which says that all went well, and wrote only the start of it.
fn half_a(program: &str, project: &Project) -> String {
    let path = std::env::var("PATH").unwrap();
    let script = format!(
        "#!/bin/sh\nPATH='{path}' {program} \"$@\" || exit 1\n\
         for word; do\n  case \"$last\" in --file | --result-file) truncate -s 900 \"$word\" ;; esac\n  last=$word\ndone\n"
    );
    let file = format!("programs/{program}");
    project.write(&file, &script);
    let file = project.path().join(file);
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o755)).unwrap();
    format!("{}:{path}", project.path().join("programs").display())
}

fn is_refused(project: &Project, url: &str, program: &str) {
    let url = ["--database-url", url];
    project.migrate(&[&["upgrade", "+1"][..], &url].concat()).ok();
    let path = half_a(program, project);
    let upgrade = [&["upgrade", "--backup", "before.copy"][..], &url].concat();
    let answer = project.migrate_with(&upgrade, &[("PATH", &path)]).code(1);
    assert!(answer.stderr.starts_with("error: "), "{}", answer.stderr);
    let current = project.json(&[&["current"][..], &url].concat(), 0);
    assert_eq!(current["applied"].as_array().unwrap().len(), 1, "nothing ran: {current}");
    let left: Vec<_> =
        std::fs::read_dir(project.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    let copies = left
        .iter()
        .filter(|name| name.to_string_lossy().contains("copy") || name.to_string_lossy().contains("backup"));
    assert_eq!(copies.count(), 0, "{left:?}");
    // The same with a program that does its work.
    project.migrate(&upgrade).ok().shows("before.copy");
}

postgres_test! {
    fn a_dump_that_lost_its_end_on_postgres() {
        let scratch = tests::postgres::Scratch::new();
        let rows = "CREATE TABLE a AS SELECT i, md5(i::text) AS t FROM generate_series(1, 2000) i;";
        is_refused(&project(Dialect::Postgres, rows), scratch.url(), "pg_dump");
    }
}

#[cfg(feature = "mysql")]
tests::mysql_test! {
    fn a_dump_that_lost_its_end_on_mysql() {
        use std::process::Command;
        let scratch = tests::mysql::Scratch::new();
        let program = ["mariadb-dump", "mysqldump"].into_iter().find(|name| Command::new(name).arg("--version").output().is_ok());
        let rows = "CREATE TABLE a (id INTEGER, t TEXT); INSERT INTO a VALUES (1, REPEAT('x', 3000));";
        is_refused(&project(Dialect::Mysql, rows), scratch.url(), program.unwrap());
    }
}
