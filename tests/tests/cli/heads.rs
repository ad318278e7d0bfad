//! Two heads: what sees them, and the two cures.

use tests::project::Project;

use crate::{USERS, reviewed, with_age};

/// Two people write a revision each on the same head; both folders, and the entries of both, arrive.
fn two_heads(mine: &str, theirs: &str) -> Project {
    let project = reviewed();
    let base = project.files("migrations");
    let take_back = || {
        for (path, _) in project.files("migrations") {
            std::fs::remove_file(path).unwrap();
        }
        for (path, text) in &base {
            std::fs::write(path, text).unwrap();
        }
    };
    project.write("src/lib.rs", theirs);
    project.migrate(&["revision", "-m", "theirs"]).ok();
    project.migrate(&["review", "--approve", "--ack", "all"]).ok();
    let their_files: Vec<_> =
        project.files("migrations").into_iter().filter(|file| !base.contains(file)).collect();
    let their_review = project.read("migrations/review.toml");
    take_back();
    // Another second: another id.
    std::thread::sleep(std::time::Duration::from_millis(1100));
    project.write("src/lib.rs", mine);
    project.migrate(&["revision", "-m", "mine"]).ok();
    let my_snapshot = project.read("migrations/schema.json");
    let my_review = project.read("migrations/review.toml");
    for (path, text) in &their_files {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    // As version control would leave them.
    let theirs = project.read("migrations/schema.json");
    project.write(
        "migrations/schema.json",
        &format!("<<<<<<< HEAD\n{my_snapshot}=======\n{theirs}>>>>>>> theirs\n"),
    );
    let shared: String = my_review
        .lines()
        .zip(their_review.lines())
        .take_while(|(a, b)| a == b)
        .map(|(a, _)| format!("{a}\n"))
        .collect();
    project.write(
        "migrations/review.toml",
        &format!(
            "{shared}<<<<<<< HEAD\n{}=======\n{}>>>>>>> theirs\n",
            &my_review[shared.len()..],
            &their_review[shared.len()..]
        ),
    );
    project
}

fn with_name() -> String {
    USERS.replace("    pub email: String,\n", "    pub email: String,\n    pub name: Option<String>,\n")
}

fn with_both() -> String {
    with_age().replace("    pub email: String,\n", "    pub email: String,\n    pub name: Option<String>,\n")
}

#[test]
fn rebase_puts_mine_behind_theirs() {
    let project = two_heads(&with_age(), &with_name());
    project.write("src/lib.rs", &with_both());
    let codes = project.json(&["check"], 1);
    assert!(
        codes.to_string().contains("several-heads") || codes.to_string().contains("history-broken"),
        "{codes:#}"
    );
    let answer = project.json(&["rebase"], 0);
    assert_eq!(answer["moved"][0]["message"], "mine");
    let history = project.json(&["history"], 0);
    assert_eq!(history[0]["message"], "mine");
    assert_eq!(history[0]["reviewed"], false);
    assert_eq!(history[0]["parent"], history[1]["revision"]);
    assert_eq!((&history[1]["message"], &history[1]["reviewed"]), (&"theirs".into(), &true.into()));
    project.migrate(&["review", "--approve", "--ack", "all"]).ok();
    project.migrate(&["check"]).ok();
    project.migrate(&["upgrade", "--database-url", "app.db"]).ok();
    let columns =
        project.texts("app.db", "SELECT name AS text FROM pragma_table_info('users') ORDER BY name");
    assert_eq!(columns, ["age", "email", "id", "name"]);
    // Once more there is nothing to move.
    let files = project.files("migrations");
    assert_eq!(project.json(&["rebase"], 0)["moved"].as_array().unwrap().len(), 0);
    assert_eq!(project.files("migrations"), files);
}

#[test]
fn merge_joins_what_commutes() {
    let project = two_heads(&with_age(), &with_name());
    project.write("src/lib.rs", &with_both());
    assert_eq!(project.json(&["heads"], 0).as_array().unwrap().len(), 2);
    assert!(project.json(&["check"], 1).to_string().contains("several-heads"));
    project.migrate(&["upgrade", "--database-url", "app.db"]).code(1).says("heads");
    project.migrate(&["revision", "-m", "x"]).code(1).says("rebase");
    // What version control left in pieces is put together on the way.
    let merged = project.json(&["merge", "-m", "join"], 0);
    assert_eq!(merged["parents"].as_array().unwrap().len(), 2);
    assert_eq!(project.json(&["heads"], 0).as_array().unwrap().len(), 1);
    project.migrate(&["review", "--approve", "--ack", "all"]).ok();
    project.migrate(&["check"]).ok();
    project.migrate(&["upgrade", "--database-url", "app.db"]).ok();
    project.migrate(&["downgrade", "base", "--database-url", "app.db"]).ok();
    project.migrate(&["merge"]).ok().shows("one head");
}

#[test]
fn what_collides_is_said() {
    let other_age = with_age().replace("Option<i32>", "Option<String>");
    let project = two_heads(&with_age(), &other_age);
    let failure = project.json(&["rebase"], 1);
    assert!(failure["error"]["message"].as_str().unwrap().contains("collides"), "{failure:#}");
}

#[test]
fn an_entry_that_is_there_twice_is_one() {
    let project = reviewed();
    let review = project.read("migrations/review.toml");
    // As `merge=union` leaves it where both sides touched it.
    project.write("migrations/review.toml", &format!("{review}\n{review}"));
    project.migrate(&["check"]).code(1).shows("review.toml");
    project.migrate(&["rebase"]).ok().says("review.toml");
    project.migrate(&["check"]).ok();
    assert_eq!(project.read("migrations/review.toml"), review);
    project.write("migrations/review.toml", "[revision\n");
    project.migrate(&["rebase"]).code(1).says("review.toml").says("by hand");
}
