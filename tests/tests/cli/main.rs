//! The real `cargo migrate` on real cargo projects.

mod bad_input;
mod capture;
mod check;
mod database;
mod format;
mod heads;
mod init;
mod renames;
mod review;
mod revision;

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
    let project = Project::lib(USERS);
    project.migrate(&["init"]).ok();
    project
}

/// A project with one approved revision.
pub(crate) fn reviewed() -> Project {
    let project = project();
    project.migrate(&["revision", "-m", "create users"]).ok();
    project.migrate(&["review", "--approve", "--reviewer", "Ada"]).ok();
    project
}
