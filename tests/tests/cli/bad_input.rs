//! Whatever the files hold: an error that names the file, the place and the cure, and nothing half-done.

use serde_json::Value;
use tests::project::Project;

use crate::{project, reviewed};

/// A failed call is one JSON document, with what a reader needs.
#[track_caller]
fn fails(project: &Project, args: &[&str], words: &[&str]) -> Value {
    let before = project.files("migrations");
    let failure = project.json(args, 1);
    let text = failure.to_string();
    assert!(failure["error"]["code"].is_string(), "{args:?}: {failure:#}");
    for word in words {
        assert!(text.contains(word), "{args:?}: {word} is not in {failure:#}");
    }
    assert!(!text.contains("panicked") && !text.contains("Err("), "{failure:#}");
    assert_eq!(project.files("migrations"), before, "{args:?} wrote something");
    failure
}

#[test]
fn broken_files_are_named() {
    let project = reviewed();
    let [dir] = project.revisions().try_into().unwrap();
    let url = ["--database-url", "app.db"];
    for (file, text) in [
        ("schema.json".to_owned(), "{"),
        ("schema.json".to_owned(), "{\"format\": 99, \"dialect\": \"sqlite\", \"schema\": {}}"),
        ("schema.json".to_owned(), "<<<<<<< HEAD\n{}\n=======\n{}\n>>>>>>> b\n"),
        ("review.toml".to_owned(), "[revision\n"),
        (format!("{dir}/changes.json"), "{\"format\": 1, \"changes\": [{\"kind\": \"explode\"}]}"),
        (format!("{dir}/metadata.toml"), "run_in_transaction = maybe\n"),
    ] {
        let path = format!("migrations/{file}");
        let good = project.read(&path);
        project.write(&path, text);
        let name = file.rsplit('/').next().unwrap();
        let check = project.migrate(&["check", "--format", "json"]);
        assert_eq!(check.code, 1, "{file}: {check:?}");
        assert!(check.stdout.contains(name), "{file}: {check:?}");
        serde_json::from_str::<Value>(&check.stdout).unwrap();
        if name != "changes.json" {
            fails(&project, &[&["upgrade"][..], &url].concat(), &[name]);
        }
        project.write("src/lib.rs", &crate::with_age());
        if name == "schema.json" {
            fails(&project, &["revision", "-m", "x"], &[name]);
        }
        project.write("src/lib.rs", crate::USERS);
        project.write(&path, &good);
    }
    project.migrate(&["check"]).ok();
}

#[test]
fn half_a_revision_is_noticed() {
    let project = reviewed();
    let [dir] = project.revisions().try_into().unwrap();
    std::fs::remove_file(project.path().join(format!("migrations/{dir}/up.sql"))).unwrap();
    fails(&project, &["upgrade", "--database-url", "app.db"], &["up.sql"]);
    assert_eq!(project.json(&["check"], 1)["problems"][0]["code"], "history-broken");
}

#[test]
fn names_that_mean_no_revision_or_several() {
    let project = reviewed();
    project.migrate(&["revision", "-m", "fill users", "--empty"]).ok();
    fails(&project, &["show", "nonsense"], &["nonsense", "history"]);
    fails(&project, &["show", "20"], &["could be"]);
    fails(&project, &["show", "users"], &["could be"]);
    fails(&project, &["show", "head-7"], &["head-7"]);
    fails(&project, &["upgrade", "nonsense", "--database-url", "app.db"], &["nonsense"]);
}

#[test]
fn two_revisions_of_one_version() {
    let project = reviewed();
    let [dir] = project.revisions().try_into().unwrap();
    let id = dir.split('_').next().unwrap();
    for file in ["up.sql", "down.sql", "metadata.toml"] {
        project.write(
            &format!("migrations/{id}_twin/{file}"),
            &project.read(&format!("migrations/{dir}/{file}")),
        );
    }
    fails(&project, &["upgrade", "--database-url", "app.db"], &["same version"]);
}

#[test]
fn calls_that_are_wrong() {
    let project = project();
    for args in [
        &["frobnicate"][..],
        &["upgrade", "--database-url", "oracle://x"],
        &["upgrade", "--database-url", ""],
        &["upgrade"],
        &["heads", "--format", "sql"],
        &["review", "--ack", "nonsense", "--approve"],
        &["init", "--dialect", "oracle"],
        &["heads", "--manifest-path", "nowhere/Cargo.toml"],
        &["heads", "-p", "nobody"],
        &["revision", "-m", "x", "--bin", "nobody"],
        &["heads", "-C", "nowhere"],
    ] {
        // `--ack` is looked at where something waits for a review.
        let expected = if args[0] == "review" { 0 } else { 2 };
        let answer = project.migrate(args);
        assert_eq!(answer.code, expected, "{args:?}: {answer:?}");
        let json = project.migrate(&[args, &["--format", "json"]].concat());
        if expected == 2 && !args.contains(&"--format") {
            let document: Value =
                serde_json::from_str(&json.stdout).unwrap_or_else(|e| panic!("{args:?} {e} {json:?}"));
            assert_eq!(document["error"]["code"], "usage", "{args:?}");
        }
    }
    let missing = project.json(&["show"], 2);
    assert_eq!(
        missing["error"]["message"], "the following required arguments were not provided: <REV>",
        "{missing:#}"
    );
    let answer = project.migrate(&["heads", "-p", &project.name()[1..]]).code(2);
    assert!(answer.stderr.contains("did you mean"), "{answer:?}");
}

#[test]
fn settings_are_checked() {
    let project = project();
    let manifest = project.read("Cargo.toml");
    project.write("Cargo.toml", &format!("{manifest}\n[package.metadata.migrate]\ndialect = [\"sqlite\"]\n"));
    project.migrate(&["heads"]).code(2).says("did you mean `dialects`?").says("Cargo.toml");
    project.write("Cargo.toml", &format!("{manifest}\n[package.metadata.migrate]\ndir = \"db\"\n"));
    project.migrate(&["heads"]).code(1).says("cargo migrate init");
    project.migrate(&["init"]).ok();
    assert!(project.path().join("db/schema.json").exists());
    // The `schema!` still says `migrations`.
    project.migrate(&["revision", "-m", "x"]).code(2).says("dir = \"migrations\"");
}

#[test]
fn databases_that_cant_be_used() {
    let project = reviewed();
    fails(&project, &["upgrade", "--database-url", "no/such/folder/app.db"], &["no/such/folder"]);
    project.write(
        "text.db",
        "This is no database, but a text that is long enough to look like one. ".repeat(20).as_str(),
    );
    fails(&project, &["upgrade", "--database-url", "text.db"], &["database"]);
    fails(&project, &["current", "--database-url", "text.db"], &["database"]);
    fails(&project, &["upgrade", "--database-url", "."], &[]);
}

/// The disk is full after so many blocks, for whoever is started here.
fn on_a_full_disk(project: &Project, blocks: u32, args: &[&str]) -> (i32, String) {
    let program = project.program();
    let mut command = std::process::Command::new("sh");
    command.arg("-c").arg(format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" migrate \"$@\""));
    command.arg(program.get_program()).args(args).current_dir(project.path());
    for (key, value) in program.get_envs() {
        match value {
            Some(value) => command.env(key, value),
            None => command.env_remove(key),
        };
    }
    let output = command.output().unwrap();
    (output.status.code().unwrap_or(-1), String::from_utf8_lossy(&output.stderr).into_owned())
}

#[cfg(unix)]
#[test]
fn a_full_disk_leaves_nothing_half_done() {
    let project = reviewed();
    let before = project.files("migrations");
    for args in [&["revision", "-m", "x", "--empty"][..], &["rebase"]] {
        let (code, stderr) = on_a_full_disk(&project, 0, args);
        if args[0] == "revision" {
            assert_eq!(code, 1, "{stderr}");
            assert!(stderr.contains("can't be written") && stderr.contains("help:"), "{stderr}");
        }
        assert_eq!(project.files("migrations"), before, "{args:?}");
    }
    let (code, stderr) = on_a_full_disk(&project, 2, &["upgrade", "--database-url", "app.db"]);
    assert_eq!(code, 1, "{stderr}");
    assert!(stderr.contains("error: "), "{stderr}");
    project.migrate(&["upgrade", "--database-url", "app.db"]).ok();
    assert_eq!(
        project.texts("app.db", "SELECT name AS text FROM sqlite_schema WHERE name = 'users'").len(),
        1
    );
}

#[cfg(unix)]
tests::disk_test! {
    fn a_disk_that_fills_up_in_the_midst_of_a_revision() {
        let project = reviewed();
        let good = project.relative_files("migrations");
        // Every file takes a page or more: each size stops the work at another one.
        for (failed, kilobytes) in (28..140).step_by(4).enumerate() {
            let disk = tests::disk::Disk::of_kilobytes(kilobytes);
            let inside = |path: &str| disk.path().join(path.strip_prefix("migrations/").unwrap());
            for (path, text) in &good {
                std::fs::create_dir_all(inside(path).parent().unwrap()).unwrap();
                std::fs::write(inside(path), text).unwrap();
            }
            std::fs::remove_dir_all(project.path().join("migrations")).unwrap_or_default();
            std::os::unix::fs::symlink(disk.path(), project.path().join("migrations")).unwrap();
            let before = project.files("migrations");
            let answer = project.migrate(&["revision", "-m", "fill", "--empty"]);
            if answer.code == 0 {
                assert_eq!(project.revisions().len(), 2);
                project.migrate(&["heads"]).ok().shows("fill");
                assert!(failed > 3, "{failed} sizes were too small: {kilobytes}");
                std::fs::remove_file(project.path().join("migrations")).unwrap();
                return;
            }
            assert_eq!(answer.code, 1, "{answer:?}");
            assert!(answer.stderr.contains("can't be written") && answer.stderr.contains("help:"), "{answer:?}");
            assert_eq!(project.files("migrations"), before, "{kilobytes} kB: {answer:?}");
            std::fs::remove_file(project.path().join("migrations")).unwrap();
        }
        panic!("no disk was large enough");
    }
}

#[test]
fn a_database_that_nobody_may_write() {
    let project = reviewed();
    project.sqlite("app.db", "CREATE TABLE mine (a INT)");
    fails(&project, &["upgrade", "--database-url", "sqlite://app.db?mode=ro"], &["readonly", "app.db"]);
    // To look at it is all right.
    project.json(&["current", "--database-url", "sqlite://app.db?mode=ro"], 0);
    assert_eq!(project.texts("app.db", "SELECT name AS text FROM sqlite_schema"), ["mine"]);
}

#[test]
fn a_database_that_somebody_else_holds() {
    use diesel::Connection as _;
    use diesel::connection::SimpleConnection as _;
    let project = reviewed();
    project.sqlite("app.db", "CREATE TABLE mine (a INT)");
    let path = project.path().join("app.db").display().to_string();
    let mut holder = diesel::SqliteConnection::establish(&path).unwrap();
    holder.batch_execute("BEGIN EXCLUSIVE").unwrap();
    let start = std::time::Instant::now();
    let failure = fails(
        &project,
        &["upgrade", "--database-url", "app.db", "--wait", "1s"],
        &["database is locked", "app.db", "wait longer"],
    );
    assert!(start.elapsed().as_secs() < 20, "it waited as long as it was told: {failure:#}");
    holder.batch_execute("COMMIT").unwrap();
    assert_eq!(project.texts("app.db", "SELECT name AS text FROM sqlite_schema"), ["mine"]);
    project.migrate(&["upgrade", "--database-url", "app.db"]).ok();
}

/// A real one: a file system of 200 kilobytes, which only root may mount.
#[cfg(target_os = "linux")]
#[test]
fn a_disk_that_fills_up_while_the_database_is_upgraded() {
    use std::process::Command;
    let project = reviewed();
    let disk = project.path().join("disk");
    std::fs::create_dir(&disk).unwrap();
    let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", "size=200k", "tmpfs"]).arg(&disk).status();
    if !mounted.is_ok_and(|status| status.success()) {
        eprintln!("skipped: a file system can be mounted by root only");
        return;
    }
    let unmount = scopeguard(|| drop(Command::new("umount").arg(&disk).status()));
    project.migrate(&["upgrade", "--database-url", "disk/app.db"]).ok();
    project.sqlite("disk/app.db", "INSERT INTO users VALUES (1, 'ada@example.org')");
    project.migrate(&["revision", "--empty", "-m", "a lot"]).ok();
    let dir = project.revisions().pop().unwrap();
    let much = "INSERT INTO users SELECT n.value, hex(randomblob(2000)) FROM (WITH RECURSIVE n(value) AS \
                (SELECT 2 UNION ALL SELECT value + 1 FROM n LIMIT 300) SELECT value FROM n) AS n;\n";
    project.write(&format!("migrations/{dir}/up.sql"), much);
    project.write(&format!("migrations/{dir}/down.sql"), "DELETE FROM users WHERE id > 1;\n");
    project.migrate(&["review", "--approve", "--ack", "all"]).ok();
    fails(
        &project,
        &["upgrade", "--database-url", "disk/app.db"],
        &["full", "up.sql", "the database is at", "help"],
    );
    assert_eq!(project.texts("disk/app.db", "SELECT email AS text FROM users"), ["ada@example.org"]);
    let current = project.json(&["current", "--database-url", "disk/app.db"], 0);
    assert_eq!(current["pending"].as_array().unwrap().len(), 1, "{current:#}");

    drop(unmount);
}

/// Runs at the end, whatever happens.
#[cfg(target_os = "linux")]
fn scopeguard<F: FnOnce()>(f: F) -> impl Drop {
    struct Guard<F: FnOnce()>(Option<F>);
    impl<F: FnOnce()> Drop for Guard<F> {
        fn drop(&mut self) {
            if let Some(f) = self.0.take() {
                f();
            }
        }
    }
    Guard(Some(f))
}

#[test]
fn a_database_file_with_a_hole_in_it() {
    let project = reviewed();
    project.sqlite("app.db", "CREATE TABLE mine (a TEXT); INSERT INTO mine SELECT hex(randomblob(2000)) FROM (SELECT 1 UNION SELECT 2 UNION SELECT 3)");
    let path = project.path().join("app.db");
    let mut bytes = std::fs::read(&path).unwrap();
    // The first page, which holds the schema, behind its header.
    bytes[100..400].fill(0xa5);
    std::fs::write(&path, &bytes).unwrap();
    fails(&project, &["upgrade", "--database-url", "app.db"], &["malformed", "app.db"]);
    assert_eq!(std::fs::read(&path).unwrap(), bytes);
}

#[test]
fn a_checkout_with_other_line_ends_is_the_same() {
    let project = reviewed();
    for (path, text) in project.relative_files("migrations") {
        project.write(&path, &format!("\u{feff}{}", text.replace('\n', "\r\n")));
    }
    project.migrate(&["check"]).ok();
    project.cargo(&["check"]).ok();
    project.migrate(&["upgrade", "--database-url", "app.db"]).ok();
    project.migrate(&["downgrade", "base", "--database-url", "app.db"]).ok();
}

#[test]
fn a_folder_that_is_none() {
    let project = project();
    std::fs::remove_dir_all(project.path().join("migrations")).unwrap();
    project.migrate(&["heads"]).code(1).says("cargo migrate init");
    project.write("migrations", "a file");
    project.migrate(&["heads"]).code(1).says("migrations");
    project.migrate(&["init"]).code(1).says("migrations");
    project.cargo(&["check"]).code(101).says("migrations");
}

#[test]
fn artifacts_without_models() {
    let project = reviewed();
    project.write("x.rlib", "!<arch>\n");
    fails(&project, &["inspect", "x.rlib"], &["x.rlib", "no models"]);
    project.write("x.exe", "text");
    fails(&project, &["inspect", "x.exe"], &["x.exe"]);
    fails(&project, &["inspect", "gone.json"], &["gone.json", "the path is right"]);
    project.write("src/lib.rs", "");
    fails(&project, &["revision", "-m", "x"], &["schema!"]);
}

#[test]
fn odd_names_are_quoted_and_obeyed_by_no_terminal() {
    let long = "x".repeat(200);
    let source = r##"
use model_derive::Table;
#[derive(Table)]
#[table(name = "order \"group\"")]
pub struct Order {
    #[column(primary_key)]
    pub id: i64,
    #[column(name = "select")]
    pub a: String,
    #[column(name = "it's \"b\"; --")]
    pub b: Option<String>,
    #[column(name = "LONG")]
    pub c: Option<String>,
}
model_derive::schema! {
    /// The database.
    pub static APP: Sqlite = [Order];
}
"##
    .replace("LONG", &long);
    // Diesel's own module can't have such names.
    let project = Project::lib(&source.replace("\")]\npub struct", "\", diesel = false)]\npub struct"));
    project.migrate(&["init"]).ok();
    let answer = project.migrate(&["revision", "-m", "odd \u{1b}[31m \"names\"\nof two lines"]).ok();
    assert!(!answer.stdout.contains('\u{1b}'), "{answer:?}");
    project.migrate(&["review", "--approve", "--ack", "all"]).ok();
    project.migrate(&["upgrade", "--database-url", "app.db"]).ok();
    project.migrate(&["check"]).ok();
    assert_eq!(
        project.texts("app.db", "SELECT name AS text FROM sqlite_schema WHERE name LIKE 'order%'"),
        ["order \"group\""]
    );
    let inspect = project.migrate(&["inspect", "head"]).ok();
    assert!(inspect.stdout.contains(&long) && !inspect.stdout.contains('\u{1b}'), "{inspect:?}");
    project.migrate(&["downgrade", "base", "--database-url", "app.db"]).ok();
    // The models can't have such a name; a file can.
    let snapshot =
        project.read("migrations/schema.json").replace("it's \\\"b\\\"; --", "new\\nline \\u001b[31m");
    project.write("odd.json", &snapshot);
    let inspect = project.migrate(&["inspect", "odd.json", "--color", "never"]).ok();
    assert!(inspect.stdout.contains("new\\nline") && !inspect.stdout.contains('\u{1b}'), "{inspect:?}");
    let diff = project.migrate(&["diff", "--from", "odd.json", "--to", "head", "--no-rename"]).ok();
    assert!(diff.stdout.contains("new\\nline") && !diff.stdout.contains('\u{1b}'), "{diff:?}");
}
