//! What leaves the program: one document, quiet pipes, help that helps.

use std::process::{Command, Stdio};

use crate::{reviewed, with_age};

#[test]
fn help_names_codes_and_variables() {
    let project = reviewed();
    let help = project.migrate(&["--help"]).ok();
    for word in ["Exit codes:", "DATABASE_URL", "MIGRATE_GATE", "Examples:", "revision", "upgrade", "stamp"] {
        assert!(help.stdout.contains(word), "{word}: {}", help.stdout);
    }
    for verb in [
        "init",
        "revision",
        "review",
        "check",
        "upgrade",
        "downgrade",
        "current",
        "history",
        "heads",
        "show",
        "stamp",
        "diff",
        "inspect",
        "lint",
        "rebase",
        "merge",
        "completions",
    ] {
        project.migrate(&[verb, "--help"]).ok().shows("Usage: cargo migrate");
    }
    project.migrate(&["--version"]).ok();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        project.migrate(&["completions", shell]).ok().shows("cargo-migrate").shows("revision");
    }
    project.migrate(&["revision", "--help"]).ok().shows("Examples:").shows("cargo migrate revision -m");
}

#[test]
fn colours_come_when_called() {
    let project = reviewed();
    assert!(!project.migrate(&["history"]).stdout.contains('\u{1b}'));
    assert!(project.migrate(&["history", "--color", "always"]).stdout.contains('\u{1b}'));
    assert!(!project.migrate(&["history", "--color", "never"]).stdout.contains('\u{1b}'));
}

#[test]
fn quiet_is_quiet_and_verbose_says_what_cargo_says() {
    let project = reviewed();
    let args = ["review", "--approve", "--ack", "long-lock"];
    project.migrate(&["revision", "-m", "x", "--empty"]).ok();
    let quiet = project.migrate(&[&args[..], &["-q"]].concat()).ok();
    assert_eq!(quiet.stderr, "");
    project.write("src/lib.rs", &with_age());
    project.migrate(&["revision", "-m", "y", "--dry-run", "-v"]).ok().says("Compiling");
    project.migrate(&["heads", "-q", "-v"]).code(2);
}

#[test]
fn a_reader_that_leaves_is_no_error() {
    let project = reviewed();
    let mut command = project.program();
    let mut child = command
        .args(["migrate", "completions", "zsh"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn sql_is_nothing_but_sql() {
    let project = reviewed();
    let sql = project.migrate(&["diff", "--from", "base", "--to", "head", "--format", "sql"]).ok();
    assert!(!sql.stdout.contains("--") && sql.stdout.ends_with(";\n"), "{sql:?}");
    project.sqlite("made.db", &sql.stdout);
    project.migrate(&["diff", "--from", "head", "--to", "models", "--exit-code"]).ok().shows("no difference");
    project.write("src/lib.rs", &with_age());
    project.migrate(&["diff", "--from", "head", "--to", "models", "--exit-code"]).code(1).shows("users.age");
    let same = project.migrate(&["diff", "--from", "head", "--to", "head", "--format", "sql"]).ok();
    assert_eq!(same.stdout, "");
}

#[test]
fn a_schema_goes_out_and_comes_back() {
    let project = reviewed();
    for source in ["models", "head"] {
        let json = project.migrate(&["inspect", source, "--format", "json"]).ok();
        project.write("out.json", &json.stdout);
        project.migrate(&["diff", "--from", "head", "--to", "out.json", "--exit-code"]).ok();
        project.migrate(&["inspect", source]).ok().shows("table users");
        project.migrate(&["inspect", source, "--format", "sql"]).ok().shows("CREATE TABLE users");
    }
    let empty = project.json(&["inspect", "base"], 0);
    assert!(empty["schema"]["tables"].is_null());
    project.migrate(&["inspect", "head", "--format", "rust"]).ok().shows("pub struct User");
}

#[test]
fn cargo_itself_finds_the_command() {
    let project = reviewed();
    let program = project.program();
    let folder = std::path::Path::new(program.get_program()).parent().unwrap().to_owned();
    let path = std::env::var_os("PATH").unwrap();
    let joined = std::env::join_paths(std::iter::once(folder).chain(std::env::split_paths(&path))).unwrap();
    let output = Command::new(env!("CARGO"))
        .args(["migrate", "heads"])
        .current_dir(project.path())
        .env("PATH", joined)
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    assert!(String::from_utf8_lossy(&output.stdout).contains("create users"));
}

#[test]
fn the_same_call_gives_the_same_bytes() {
    let project = reviewed();
    project.write("src/lib.rs", &with_age());
    let first = project.migrate(&["revision", "--dry-run", "--format", "json"]).ok().stdout;
    let second = project.migrate(&["revision", "--dry-run", "--format", "json"]).ok().stdout;
    assert_eq!(first, second);
}
