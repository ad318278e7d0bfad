//! Functions in Rust beside a revision's SQL: written down, named, reviewed; run by the program, refused by the CLI.

use tests::project::Project;

use crate::{USERS, reviewed};

const URL: [&str; 2] = ["--database-url", "sqlite://app.db"];

fn with<'a>(args: &[&'a str]) -> Vec<&'a str> {
    [args, &URL].concat()
}

/// A project whose second revision has a data step, not yet named; and that revision.
fn with_step() -> (Project, String) {
    let project = reviewed();
    let written = project.json(&["revision", "-m", "lower mails", "--empty", "--data-step"], 0);
    assert_eq!(written["data_step"]["up"], "after", "{written:#}");
    let id = written["revision"].as_str().unwrap().to_owned();
    let metadata = project.read(&format!("migrations/{id}_lower_mails/metadata.toml"));
    assert!(metadata.contains("[data_step]\nup = \"after\"\n"), "{metadata}");
    // It goes one way only.
    project
        .migrate(&["review", "--approve", "--ack", "irreversible", "--reviewer", "Ada"])
        .ok()
        .shows("in Rust, after up.sql");
    (project, id)
}

fn named(step: &str) -> String {
    let source = USERS.replace("pub static APP", &format!("#[schema({step})]\n    pub static APP"));
    format!(
        "{source}
use diesel::prelude::*;

fn lower(conn: &mut SqliteConnection) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {{
    diesel::sql_query(\"UPDATE users SET email = lower(email)\").execute(conn)?;
    Ok(())
}}

/// Takes another kind of connection.
pub fn wrong(_: &mut String) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {{
    Ok(())
}}
"
    )
}

const MAIN: &str = r#"
use diesel::prelude::*;

fn main() {
    let mut conn = SqliteConnection::establish("app.db").unwrap();
    let report = PACKAGE::APP.upgrade(&mut conn).unwrap();
    println!("{}", report.ran.iter().filter(|ran| ran.data_step).count());
}
"#;

#[test]
fn the_gate_holds_schema_and_metadata_together() {
    let (project, id) = with_step();
    let forgotten = project.cargo(&["check", "-q"]).code(101);
    let forgotten = forgotten.says(&format!(
        "revision `{id}` (lower mails) has a data step in Rust, which `schema!` doesn't name"
    ));
    forgotten.says(&format!("#[schema(step(\"{id}\", up = function))]"));
    for (step, message) in [
        ("step(\"2020-01-01-000000\", up = lower)".to_owned(), "there is no revision `2020-01-01-000000`"),
        (format!("step(\"{id}\", up = lower, down = lower)"), "doesn't say that it has a data step `down`"),
        (format!("step(\"{id}\", down = lower)"), "says that it has a data step `up`: name its function"),
        (format!("step(\"{id}\")"), "a step wants a function"),
        (format!("step(\"{id}\", up = wrong)"), "expected fn pointer"),
    ] {
        project.write("src/lib.rs", &named(&step));
        project.cargo(&["check", "-q"]).code(101).says(message);
    }
    // Named alone: its function is given to the asynchronous runner.
    project.write("src/lib.rs", &named(&format!("step(\"{id}\", up)")).replace("fn lower", "pub fn lower"));
    project.cargo(&["check", "-q"]).ok();
    project.write("src/lib.rs", &named(&format!("step(\"{id}\", up = lower)")));
    project.cargo(&["check", "-q"]).ok();
    project.migrate(&["check"]).ok();

    // What was reviewed is that there is a step: without it the review holds no more.
    let path = format!("migrations/{id}_lower_mails/metadata.toml");
    let metadata = project.read(&path);
    project.write(&path, metadata.split("[data_step]").next().unwrap());
    project.migrate(&["check"]).code(1).shows("edited after its review");
}

#[test]
fn the_program_runs_it_and_the_cli_says_that_it_cant() {
    let (project, id) = with_step();
    project.write("src/lib.rs", &named(&format!("step(\"{id}\", up = lower)")));
    project.write("src/main.rs", &MAIN.replace("PACKAGE", &project.name().replace('-', "_")));
    project.migrate(&with(&["upgrade", "+1"])).ok();
    project.sqlite("app.db", "INSERT INTO users (id, email) VALUES (7, 'ADA@example.org')");
    for args in [&["upgrade"][..], &["upgrade", "--dry-run"]] {
        let error = project.json(&with(args), 1);
        assert_eq!(error["error"]["code"], "data-step", "{error:#}");
        assert!(
            error["error"]["message"]
                .as_str()
                .unwrap()
                .contains("`cargo migrate` can't run it; nothing was run")
        );
        assert!(error["error"]["help"].as_str().unwrap().contains("its own `migrate upgrade`"));
    }
    project.migrate(&with(&["rehearse"])).code(1).shows("has a data step in Rust");
    let verified = project.json(&["verify"], 0);
    let notes = verified["revisions"][1]["steps"][0]["notes"].to_string();
    assert!(notes.contains("this proves its SQL alone"), "{verified:#}");
    let sql = project.migrate(&["upgrade", "--sql", "head-1:head"]).ok();
    sql.shows("no script can").shows("fails on purpose");

    let ran = project.cargo(&["run", "-q"]).ok();
    assert_eq!(ran.stdout.trim(), "1");
    assert_eq!(project.texts("app.db", "SELECT email AS text FROM users"), ["ada@example.org"]);
    assert_eq!(project.json(&with(&["current"]), 0)["current"], id);
    // The way back has no step: the CLI can take it.
    project.migrate(&with(&["downgrade", "-1"])).ok();
}
