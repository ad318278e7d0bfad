//! The real `cargo migrate` on real cargo projects.

#![allow(clippy::unwrap_used, reason = "what a test can't go on without fails it")]

mod bad_input;
mod capture;
mod check;
mod copies;
mod data_steps;
mod database;
mod dialects;
mod documents;
mod edits;
mod format;
mod gate;
mod heads;
mod hooks;
mod human;
mod init;
mod lint;
mod names;
mod operations;
mod renames;
mod review;
mod revision;
mod rollback;
mod terminal;
mod under_way;

use std::sync::OnceLock;

use tests::project::Project;

/// One table.
pub(crate) const USERS: &str = r#"
use model_derive::Table;

/// Somebody.
#[derive(Table)]
#[table(name = "users")]
pub struct User {
    #[column(primary_key)]
    pub id: i64,
    #[column(unique)]
    pub email: String,
}

model_derive::schema! {
    /// The database.
    pub static APP: Sqlite = [User];
}
"#;

/// The same with a column more, which breaks nothing.
pub(crate) fn with_age() -> String {
    USERS.replace("    pub email: String,\n", "    pub email: String,\n    pub age: Option<i32>,\n")
}

/// A project with `USERS`, set up.
pub(crate) fn project() -> Project {
    static MADE: OnceLock<Vec<(String, String)>> = OnceLock::new();
    again(MADE.get_or_init(|| {
        let project = Project::lib(USERS);
        project.migrate(&["init"]).ok();
        project.relative_files("migrations")
    }))
}

/// A project with one approved revision.
pub(crate) fn reviewed() -> Project {
    static MADE: OnceLock<Vec<(String, String)>> = OnceLock::new();
    again(MADE.get_or_init(|| {
        let project = project();
        project.migrate(&["revision", "-m", "create users"]).ok();
        project.migrate(&["review", "--approve", "--reviewer", "Ada"]).ok();
        project.relative_files("migrations")
    }))
}

/// What the program once made serves every test that starts from it.
fn again(files: &[(String, String)]) -> Project {
    let project = Project::lib(USERS);
    for (path, text) in files {
        project.write(path, text);
    }
    project
}
