//! `--format json`: one document, whatever happens.

use serde_json::{Deserializer, Value};
use tests::project::Project;

use crate::{USERS, reviewed};

/// A call of every verb that needs no terminal; `{db}` is a database.
const CALLS: &[&[&str]] = &[
    &["heads"],
    &["history"],
    &["history", "-r", "base:head"],
    &["show", "head"],
    &["review"],
    &["review", "--approve"],
    &["check"],
    &["revision", "-m", "x", "--dry-run"],
    &["revision", "-m", "x"],
    &["revision", "--amend"],
    &["upgrade", "--database-url", "app.db"],
    &["upgrade", "--sql"],
    &["upgrade"],
    &["current", "--database-url", "app.db"],
    &["downgrade", "base", "--database-url", "app.db"],
    &["stamp", "head", "--database-url", "app.db"],
    &["diff", "--from", "base", "--to", "head"],
    &["drift", "--database-url", "app.db"],
    &["verify"],
    &["inspect", "models"],
    &["inspect", "head"],
    &["lint"],
    &["rebase"],
    &["merge"],
    &["init"],
    &["init", "--dialect", "oracle"],
    &["completions", "fish"],
    &["nonsense"],
    &["--nonsense"],
];

fn all(project: &Project) -> Vec<i32> {
    let one = |args: &&[&str]| {
        let args: &[&str] = args;
        let answer = project.migrate(&[args, &["--format", "json"]].concat());
        let documents: Vec<Value> = Deserializer::from_str(&answer.stdout)
            .into_iter()
            .collect::<Result<_, _>>()
            .unwrap_or_else(|error| panic!("{args:?}: {error}\n{answer:?}"));
        assert_eq!(documents.len(), 1, "{args:?}: {answer:?}");
        assert!([0, 1, 2].contains(&answer.code), "{args:?}: {answer:?}");
        let error = &documents[0]["error"];
        if !error.is_null() {
            assert!(answer.code > 0, "{args:?}: {answer:?}");
            for key in ["code", "message", "help"] {
                assert!(error.get(key).is_some(), "{args:?}: {key}: {answer:?}");
            }
        }
        answer.code
    };
    CALLS.iter().map(one).collect()
}

#[test]
fn outside_of_any_package() {
    let project = Project::with_files(&[]);
    std::fs::remove_file(project.path().join("Cargo.toml")).unwrap();
    let codes = all(&project);
    assert!(codes.iter().filter(|code| **code == 0).count() < 3, "{codes:?}");
}

#[test]
fn in_a_package_that_is_not_set_up_and_then_is() {
    let project = Project::lib(USERS);
    all(&project);
    // `init` was among the calls; this is a package with an unreviewed change, then.
    all(&project);
}

#[test]
fn in_a_package_that_doesnt_compile() {
    let project = reviewed();
    project.write("src/lib.rs", "what?");
    all(&project);
}

#[test]
fn where_a_file_is_broken() {
    let project = reviewed();
    for file in ["schema.json", "review.toml"] {
        let path = format!("migrations/{file}");
        let text = project.read(&path);
        project.write(&path, "<<<<<<< HEAD\n=======\n>>>>>>> other\n");
        for args in [
            &["heads"][..],
            &["history"],
            &["check"],
            &["revision", "-m", "x"],
            &["review"],
            &["lint"],
            &["merge"],
        ] {
            let answer = project.migrate(&[args, &["--format", "json"]].concat());
            let document: Value = serde_json::from_str(&answer.stdout).unwrap();
            assert!(answer.code < 2, "{args:?}: {document:#}");
        }
        project.write(&path, &text);
    }
}
