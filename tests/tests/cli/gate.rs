//! The compile-time check, as cargo runs it: what it refuses, how it says so, and what it leaves alone.

use tests::project::Project;

/// A bit of everything that a schema can express.
const SHOP: &str = r#"
use model_derive::{SqlEnum, Table};

#[derive(Clone, Copy, SqlEnum)]
pub enum Status {
    Active,
    Gone,
}

#[derive(Table)]
#[table(name = "users", comment = "people", index(created_at), check("length(email) > 3"))]
pub struct User {
    #[column(primary_key)]
    pub id: i64,
    #[column(unique, length = 255, comment = "mail")]
    pub email: String,
    #[column(default = false)]
    pub verified: bool,
    pub created_at: String,
    #[column(references = Team::id, on_delete = "cascade")]
    pub team_id: Option<i64>,
    pub status: Status,
}

#[derive(Table)]
#[table(name = "teams")]
pub struct Team {
    #[column(primary_key)]
    pub id: i64,
    pub name: String,
}

#[derive(Table)]
#[table(name = "tags")]
pub struct Tag {
    #[column(primary_key)]
    pub id: i64,
    pub word: String,
}

model_derive::schema! {
    /// The database.
    pub static APP: Sqlite = [User, Team, Tag];
}
"#;

/// What is changed, by which replacements, and what the gate says.
type Case = (&'static str, &'static [(&'static str, &'static str)], &'static str);

/// A change that the gate must see: what it is, what is replaced in the source, and a word of the refusal.
const CHANGES: &[Case] = &[
    (
        "a table more",
        &[
            ("[User, Team, Tag]", "[User, Team, Tag, Note]"),
            (
                "model_derive::schema!",
                "#[derive(Table)]\n#[table(name = \"notes\")]\npub struct Note {\n    #[column(primary_key)]\n    pub id: i64,\n}\n\nmodel_derive::schema!",
            ),
        ],
        "notes",
    ),
    ("a table renamed", &[("name = \"tags\"", "name = \"labels\"")], "labels"),
    ("a table's comment", &[("comment = \"people\"", "comment = \"persons\"")], "persons"),
    ("a table's options", &[("name = \"tags\"", "name = \"tags\", strict")], "tags"),
    (
        "a column more",
        &[("    pub word: String,", "    pub word: String,\n    pub color: Option<String>,")],
        "tags.color",
    ),
    ("a column less", &[("    pub word: String,\n", "")], "tags.word"),
    ("a column renamed", &[("pub word:", "pub term:")], "tags.term"),
    ("a column's type", &[("pub name: String", "pub name: i32")], "teams.name"),
    ("a column's length", &[("length = 255", "length = 254")], "users.email"),
    ("a column's comment", &[("comment = \"mail\"", "comment = \"post\"")], "users.email"),
    ("a column nullable", &[("pub name: String", "pub name: Option<String>")], "teams.name"),
    ("a column not nullable", &[("team_id: Option<i64>", "team_id: i64")], "users.team_id"),
    ("a default", &[("default = false", "default = true")], "users.verified"),
    ("a default less", &[("    #[column(default = false)]\n", "")], "users.verified"),
    (
        "a primary key",
        &[(
            "    #[column(primary_key)]\n    pub id: i64,\n    pub word",
            "    pub id: i64,\n    #[column(primary_key)]\n    pub word",
        )],
        "primary key",
    ),
    ("a unique index less", &[("unique, length", "length")], "index"),
    ("an index more", &[("    pub name: String", "    #[column(index)]\n    pub name: String")], "index"),
    ("an index less", &[("index(created_at), ", "")], "created_at"),
    ("an index's columns", &[("index(created_at)", "index(created_at, email)")], "index"),
    (
        "a foreign key less",
        &[("    #[column(references = Team::id, on_delete = \"cascade\")]\n", "")],
        "foreign key",
    ),
    ("a foreign key's action", &[("on_delete = \"cascade\"", "on_delete = \"restrict\"")], "foreign key"),
    ("a check's condition", &[("length(email) > 3", "length(email) > 4")], "check"),
    ("a check less", &[(", check(\"length(email) > 3\")", "")], "check"),
    ("an enum's label more", &[("    Gone,", "    Gone,\n    Asleep,")], "asleep"),
    ("an enum's label less", &[("    Gone,\n", "")], "status"),
];

fn edited(edits: &[(&str, &str)]) -> String {
    edits.iter().fold(SHOP.to_owned(), |source, (old, new)| {
        assert!(source.contains(old), "{old}");
        source.replacen(old, new, 1)
    })
}

fn shop() -> Project {
    let project = Project::lib(SHOP);
    project.migrate(&["init"]).ok();
    project.migrate(&["revision", "-m", "shop"]).ok();
    project.migrate(&["review", "--approve", "--ack", "all"]).ok();
    project.cargo(&["check"]).ok();
    project
}

#[test]
fn every_kind_of_change_is_refused_by_cargo_check() {
    let project = shop();
    for (what, edits, word) in CHANGES {
        project.write("src/lib.rs", &edited(edits));
        let answer = project.cargo(&["check"]).code(101);
        assert!(answer.stderr.contains("unreviewed schema change"), "{what}: {answer:?}");
        assert!(answer.stderr.contains(word), "{what}: {word} is not in {}", answer.stderr);
        assert!(answer.stderr.contains("cargo migrate revision"), "{what}: {answer:?}");
    }
    project.write("src/lib.rs", SHOP);
    project.cargo(&["check"]).ok();
    project.cargo(&["build"]).ok();
}

#[test]
fn a_dropped_table_is_refused_and_all_tables_are_told_at_once() {
    let project = shop();
    let source = edited(&[
        ("[User, Team, Tag]", "[User, Team]"),
        ("#[derive(Table)]\n#[table(name = \"tags\")]\n", ""),
    ]);
    let source = source.replace("pub struct Tag {\n    #[column(primary_key)]\n", "pub struct Tag {\n");
    project.write("src/lib.rs", &source);
    let answer = project.cargo(&["check"]).code(101).says("dropped table `tags`");
    assert_eq!(answer.stderr.matches("error[E0080]").count(), 1, "{answer:?}");

    let source = edited(&[
        ("pub word: String", "pub word: Option<String>"),
        ("pub name: String", "pub name: Option<String>"),
        ("pub created_at: String", "pub created_at: Option<String>"),
        ("pub verified: bool", "pub verified: Option<bool>"),
    ]);
    project.write("src/lib.rs", &source);
    let answer = project.cargo(&["check"]).code(101);
    // One error a table, all changes of a table in it, and a note at the first changed field of each.
    assert_eq!(answer.stderr.matches("error[E0080]").count(), 3, "{answer:?}");
    for word in ["tags.word", "teams.name", "users.created_at", "users.verified"] {
        assert!(answer.stderr.contains(word), "{word}: {answer:?}");
    }
    let line = 1 + source.lines().position(|line| line.contains("pub word")).unwrap();
    assert!(answer.stderr.contains(&format!("--> src/lib.rs:{line}:")), "{answer:?}");
}

#[test]
fn reviews_edits_and_heads_are_checked_by_cargo() {
    let project = crate::project();
    project.migrate(&["revision", "-m", "create users"]).ok();
    project.cargo(&["check"]).code(101).says("is not reviewed").says("cargo migrate review");
    project.migrate(&["review", "--approve"]).ok();
    project.cargo(&["check"]).ok();

    let [dir] = project.revisions().try_into().unwrap();
    let up = format!("migrations/{dir}/up.sql");
    let text = project.read(&up);
    project.write(&up, &format!("{text}\n-- more\n"));
    project.cargo(&["check"]).code(101).says("edited after its review");
    project.write(&up, &text);
    project.cargo(&["check"]).ok();

    for name in ["9001-01-01-000000_a", "9001-01-01-000001_b"] {
        for file in ["up.sql", "down.sql", "metadata.toml"] {
            project.write(
                &format!("migrations/{name}/{file}"),
                &project.read(&format!("migrations/{dir}/{file}")),
            );
        }
        let id = dir.split('_').next().unwrap();
        let metadata = project.read(&format!("migrations/{name}/metadata.toml"));
        project.write(&format!("migrations/{name}/metadata.toml"), &format!("parent = \"{id}\"\n{metadata}"));
    }
    // Folders added by hand are noticed with the next change of a file that is watched.
    project.write("migrations/review.toml", &(project.read("migrations/review.toml") + "\n"));
    project.cargo(&["check"]).code(101).says("heads").says("cargo migrate rebase");
}

#[test]
fn the_gate_has_a_way_out_that_is_seen() {
    let project = shop();
    project.write("src/lib.rs", &edited(&[("pub word: String", "pub word: Option<String>")]));
    let cargo = |state: &str| {
        project.write(".cargo/config.toml", &format!("[env]\nMIGRATE_GATE = \"{state}\"\n"));
        project.cargo(&["check"])
    };
    cargo("on").code(101);
    let warned = cargo("warn").ok();
    assert!(
        warned.stderr.contains("warning") && warned.stderr.contains("unreviewed schema change"),
        "{warned:?}"
    );
    let off = cargo("off").ok();
    assert!(!off.stderr.contains("unreviewed schema change"), "{off:?}");
    cargo("perhaps").code(101).says("MIGRATE_GATE");
    // And where nothing changed, there is nothing to warn of.
    project.write("src/lib.rs", SHOP);
    let quiet = cargo("warn").ok();
    assert!(!quiet.stderr.contains("unreviewed"), "{quiet:?}");
}

#[test]
fn nothing_changed_is_no_rebuild_and_no_warning() {
    let project = shop();
    let built = project.cargo(&["build"]).ok();
    let own = format!("warning: `{}`", project.name());
    assert!(!built.stderr.contains(&own), "{built:?}");
    for args in [&["build"][..], &["check"], &["build"]] {
        let again = project.cargo(args).ok();
        assert!(!again.stderr.contains("Compiling") && !again.stderr.contains("Checking"), "{again:?}");
    }
    // The answer of a command that only looks costs nothing either.
    project.migrate(&["check"]).ok();
    project.migrate(&["history"]).ok();
    let again = project.cargo(&["build"]).ok();
    assert!(!again.stderr.contains("Compiling"), "{again:?}");
}
