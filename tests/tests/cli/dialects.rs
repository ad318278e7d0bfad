//! One `schema!` for several databases: a folder each, ids shared.

use tests::project::Project;

use crate::USERS;

const BOTH: [&str; 2] = ["sqlite", "postgres"];

fn source() -> String {
    USERS.replace("APP: Sqlite", "APP: Sqlite + Postgres")
}

/// Set up for both. The driver of PostgreSQL is not compiled: nothing here speaks to a server.
fn project() -> Project {
    let project = Project::lib(&source());
    let manifest = project.read("Cargo.toml");
    project.migrate(&["init", "--dialect", "sqlite", "--dialect", "postgres"]).ok();
    project.write("Cargo.toml", &manifest);
    project
}

fn revisions(project: &Project) -> [Vec<String>; 2] {
    BOTH.map(|dialect| project.revisions_in(&format!("migrations/{dialect}")))
}

#[test]
fn every_verb_sees_to_all_of_them() {
    let project = project();
    let written = project.json(&["revision", "-m", "create users"], 0);
    assert_eq!(written["dialects"].as_array().unwrap().len(), 2);
    let [sqlite, postgres] = revisions(&project);
    assert_eq!(sqlite, postgres, "the same ids");
    let up = |dialect: &str| project.read(&format!("migrations/{dialect}/{}/up.sql", sqlite[0]));
    assert!(up("sqlite").contains("id INTEGER") && up("postgres").contains("id bigint"));

    assert_eq!(project.json(&["check"], 1)["problems"].as_array().unwrap().len(), 2);
    project.cargo(&["check"]).code(101);
    project.migrate(&["review", "--approve", "--dialect", "sqlite"]).ok();
    project.cargo(&["check"]).code(101);
    project.migrate(&["review", "--approve"]).ok();
    project.migrate(&["check"]).ok();
    project.cargo(&["check"]).ok();

    // What is about one database names it; where the database is known, that is its dialect.
    for args in [&["history"][..], &["show", "head"], &["upgrade", "--sql"], &["lint"]] {
        project.migrate(args).code(2).says("--dialect");
        project.migrate(&[args, &["--dialect", "postgres"]].concat()).ok();
    }
    project.migrate(&["upgrade", "--sql", "--dialect", "postgres"]).ok().shows("id bigint");
    project.migrate(&["upgrade", "--database-url", "app.db"]).ok();
    assert_eq!(project.json(&["history", "--database-url", "app.db"], 0)[0]["applied"], true);
    assert_eq!(project.json(&["heads"], 0).as_array().unwrap().len(), 2);
    project.migrate(&["show", "head", "--dialect", "mysql"]).code(2).says("init --dialect mysql");
}

#[test]
fn where_nothing_changed_for_one_it_gets_no_revision() {
    let project = project();
    project.migrate(&["revision", "-m", "create users"]).ok();
    project.migrate(&["review", "--approve"]).ok();
    let citext = source().replace("#[column(unique)]", "#[column(unique, sql_type(postgres = \"citext\"))]");
    project.write("src/lib.rs", &citext);
    project.cargo(&["check"]).code(101).says("email");
    let written = project.json(&["revision", "-m", "any case"], 0);
    assert_eq!(written["changes"][0]["column"], "email");
    // The other type, and what the planner knows of the column.
    assert_eq!(revisions(&project).map(|found| found.len()), [1, 3]);

    // Amended, it comes to concern both; and then none.
    let more =
        citext.replace("    pub email: String,\n", "    pub email: String,\n    pub age: Option<i32>,\n");
    project.write("src/lib.rs", &more);
    let amended = project.json(&["revision", "--amend"], 0);
    assert_eq!(amended["revision"], written["revision"]);
    let [sqlite, postgres] = revisions(&project);
    assert_eq!((sqlite.len(), sqlite.last()), (2, postgres.last()));
    project.write("src/lib.rs", &source());
    project.json(&["revision", "--amend"], 0);
    assert_eq!(revisions(&project).map(|found| found.len()), [1, 1]);
    project.migrate(&["check"]).ok();

    // A revision of one's own is for all, or for the one that is named.
    project.migrate(&["revision", "-m", "fill", "--empty"]).ok();
    project.migrate(&["revision", "-m", "vacuum", "--empty", "--dialect", "sqlite"]).ok();
    assert_eq!(revisions(&project).map(|found| found.len()), [3, 2]);
}

#[test]
fn a_rename_is_said_once() {
    let project = project();
    project.migrate(&["revision", "-m", "create users"]).ok();
    project.migrate(&["review", "--approve"]).ok();
    project.write("src/lib.rs", &source().replace("pub email", "pub mail_address"));
    project.migrate(&["revision", "-m", "x"]).code(1).says("--rename users.email:users.mail_address");
    let written = project.json(&["revision", "-m", "x", "--rename", "users.email:users.mail_address"], 0);
    for dialect in written["dialects"].as_array().unwrap() {
        assert_eq!(dialect["changes"][0]["kind"], "rename_column", "{dialect:#}");
    }
}
