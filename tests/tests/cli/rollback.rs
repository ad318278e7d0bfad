//! Deploys that are rolled back: real programs of three versions on one database.

use std::process::Command;

use tests::answer::Answer;
use tests::project::Project;

use crate::{USERS, reviewed, with_age};

const MAIN: &str = r#"
use diesel::prelude::*;

fn main() {
    let mut conn = SqliteConnection::establish("app.db").unwrap();
    let runner = PACKAGE::APP.on(&mut conn).unwrap();
    let take_back = std::env::args().any(|arg| arg == "--take-back");
    match if take_back { runner.allow_downgrade() } else { runner }.upgrade() {
        Ok(report) => println!("ran {}, ahead {}", report.ran.len(), report.ahead.len()),
        Err(error) => {
            eprintln!("{error}; {}", error.help().unwrap_or_default());
            std::process::exit(1);
        }
    }
}
"#;

/// Builds the program as it is now, under another name.
fn build(project: &Project, version: &str) -> std::path::PathBuf {
    let manifest = project.read("Cargo.toml");
    let old = manifest.lines().find(|line| line.starts_with("version = ")).unwrap().to_owned();
    project.write("Cargo.toml", &manifest.replacen(&old, &format!("version = \"{version}\""), 1));
    project.cargo(&["build", "-q"]).ok();
    let program = project.path().join(format!("program-{version}"));
    std::fs::copy(project.artifact("debug", project.name()), &program).unwrap();
    program
}

fn run(project: &Project, program: &std::path::Path, args: &[&str]) -> Answer {
    let output = Command::new(program).args(args).current_dir(project.path()).output().unwrap();
    Answer::new(&output, project.path())
}

#[test]
fn an_older_program_knows_whether_it_can_run() {
    let project = reviewed();
    project.write("src/main.rs", &MAIN.replace("PACKAGE", &project.name().replace('-', "_")));
    let first = build(&project, "1.0.0");
    run(&project, &first, &[]).ok().shows("ran 1, ahead 0");

    project.write("src/lib.rs", &with_age());
    project.migrate(&["revision", "-m", "add age"]).ok();
    project.migrate(&["review", "--approve"]).ok();
    let second = build(&project, "1.1.0");
    run(&project, &second, &[]).ok().shows("ran 1, ahead 0");
    project.sqlite("app.db", "INSERT INTO users (id, email, age) VALUES (1, 'ada@example.org', 36)");
    // What came later breaks nothing.
    run(&project, &first, &[]).ok().shows("ran 0, ahead 1");

    project.write("src/lib.rs", USERS);
    project.migrate(&["revision", "-m", "drop age"]).ok();
    project.migrate(&["review", "--approve", "--ack", "all"]).ok();
    let third = build(&project, "2.0.0");
    run(&project, &third, &[]).ok().shows("ran 1, ahead 0");
    for program in [&first, &second] {
        let answer = run(&project, program, &[]).code(1);
        answer.says(&format!("the database needs `{} 2.0.0`", project.name())).says("breaks older code");
    }
    // Only when it is told to.
    run(&project, &second, &["--take-back"]).ok().shows("ran 1, ahead 0");
    assert_eq!(
        project.texts("app.db", "SELECT email || ' ' || (age IS NULL) AS text FROM users"),
        ["ada@example.org 1"]
    );
    run(&project, &first, &["--take-back"]).ok().shows("ran 1, ahead 0");
    assert_eq!(
        project.texts("app.db", "SELECT name AS text FROM pragma_table_info('users')"),
        ["id", "email"]
    );
    // And forward again.
    run(&project, &third, &[]).ok().shows("ran 2, ahead 0");
    assert_eq!(project.texts("app.db", "SELECT email AS text FROM users"), ["ada@example.org"]);
}
