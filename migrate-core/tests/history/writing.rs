use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use migrate_core::change::Change;
use migrate_core::history::{Approval, Batch, Draft, History, Id, Position, ProblemCode, Timestamp};
use migrate_core::schema::{Column, Table, Type};
use migrate_core::{Dialect, QName, Schema};

use super::folder::Folder;

fn now() -> Timestamp {
    Timestamp::from_id("2026-11-22-071800").unwrap()
}

fn table(name: &str) -> Table {
    let mut table = Table::new(QName::new(None, name));
    table.columns.push(Column::new("id", "bigint".parse::<Type>().unwrap()));
    table
}

fn draft(history: &History, message: &str, changes: Vec<Change>) -> Draft {
    Draft {
        id: Id::new(now(), history.revisions().iter().map(|revision| &revision.id)),
        message: message.to_owned(),
        parents: history.heads().iter().map(|head| head.id.clone()).collect(),
        created_at: now(),
        up: "SELECT 1;\n".to_owned(),
        down: "SELECT 2;\n".to_owned(),
        run_in_transaction: true,
        foreign_keys_off: false,
        data_steps: migrate_core::embed::DataSteps::default(),
        changes,
    }
}

fn after(history: &History, draft: &Draft) -> Schema {
    let mut schema = history.snapshot().unwrap().clone();
    draft.changes.iter().for_each(|change| change.apply(&mut schema).unwrap());
    schema
}

/// Adds a revision that makes a table, and reads the folder again.
fn add(path: &Path, table_name: &str) -> History {
    let history = History::read(path, Dialect::Sqlite).unwrap();
    let draft = draft(
        &history,
        &format!("create {table_name}"),
        vec![Change::CreateTable { table: table(table_name) }],
    );
    let mut batch = Batch::new(path).unwrap();
    history.add(&draft, &after(&history, &draft), &mut batch).unwrap();
    batch.commit().unwrap();
    History::read(path, Dialect::Sqlite).unwrap()
}

fn init() -> Folder {
    let folder = Folder::new();
    let mut batch = Batch::new(&folder.path).unwrap();
    assert!(History::init(&folder.path, Dialect::Sqlite, &mut batch).unwrap());
    batch.commit().unwrap();
    folder
}

fn approval() -> Approval {
    Approval { reviewer: "Ann".to_owned(), reviewed_at: now().to_string(), ..Approval::default() }
}

fn codes(history: &History) -> Vec<&'static str> {
    history.check().iter().map(|problem| problem.code.name()).collect()
}

#[test]
fn a_history_from_its_beginning() {
    let folder = init();
    assert_eq!(codes(&folder.read()), [""; 0]);
    let mut batch = Batch::new(&folder.path).unwrap();
    assert!(!History::init(&folder.path, Dialect::Sqlite, &mut batch).unwrap(), "safe to repeat");
    drop(batch);

    let history = add(&folder.path, "users");
    assert_eq!(codes(&history), ["unreviewed"]);
    let history = add(&folder.path, "teams");
    let ids: Vec<_> = history.revisions().iter().map(|revision| revision.dir.as_str()).collect();
    assert_eq!(ids, ["2026-11-22-071800_create_users", "2026-11-22-071801_create_teams"]);
    assert_eq!(codes(&history), ["unreviewed", "unreviewed"]);

    let mut batch = Batch::new(&folder.path).unwrap();
    for revision in history.revisions() {
        history.approve(&revision.id, approval(), &mut batch).unwrap();
    }
    batch.commit().unwrap();
    let history = folder.read();
    assert_eq!(codes(&history), [""; 0]);
    let first = Position::At(history.revisions()[0].id.clone());
    assert_eq!(history.schema_at(&first).unwrap().tables.len(), 1);
    assert_eq!(history.schema_at(&Position::Base).unwrap(), Schema::default());
    assert_eq!(
        &history.schema_at(&history.resolve("head", None).unwrap()).unwrap(),
        history.snapshot().unwrap()
    );
    assert!(
        folder
            .text("2026-11-22-071801_create_teams/metadata.toml")
            .contains("parent = \"2026-11-22-071800\"")
    );
}

#[test]
fn an_approval_is_of_what_was_read() {
    let folder = init();
    let history = add(&folder.path, "users");
    let id = history.revisions()[0].id.clone();
    // Somebody edits the file between the reading and the approval.
    folder.write("2026-11-22-071800_create_users/up.sql", "DROP TABLE everything;");
    let mut batch = Batch::new(&folder.path).unwrap();
    history.approve(&id, approval(), &mut batch).unwrap();
    batch.commit().unwrap();
    assert_eq!(codes(&folder.read()), ["edited-after-review"]);
}

#[test]
fn amending_reopens_the_review() {
    let folder = init();
    let history = add(&folder.path, "users");
    let id = history.revisions()[0].id.clone();
    let mut batch = Batch::new(&folder.path).unwrap();
    history.approve(&id, approval(), &mut batch).unwrap();
    batch.commit().unwrap();

    let history = folder.read();
    for message in ["create people", "create people"] {
        let mut amended = draft(&history, message, vec![Change::CreateTable { table: table("people") }]);
        (amended.id, amended.parents) = (id.clone(), Vec::new());
        let mut schema = Schema::default();
        amended.changes[0].apply(&mut schema).unwrap();
        let history = folder.read();
        let mut batch = Batch::new(&folder.path).unwrap();
        history.replace(&id, &amended, &schema, &mut batch).unwrap();
        batch.commit().unwrap();
        let history = folder.read();
        assert_eq!(codes(&history), ["unreviewed"]);
        assert_eq!(history.revisions()[0].dir, "2026-11-22-071800_create_people");
        assert_eq!(history.snapshot().unwrap().tables[0].name.name, "people");
    }

    let history = folder.read();
    let mut batch = Batch::new(&folder.path).unwrap();
    history.remove(&id, &Schema::default(), &mut batch).unwrap();
    batch.commit().unwrap();
    assert_eq!(codes(&folder.read()), [""; 0]);
    assert_eq!(folder.read().revisions().len(), 0);
}

#[test]
fn a_snapshot_that_the_revisions_dont_make() {
    let folder = init();
    let history = add(&folder.path, "users");
    let mut schema = history.snapshot().unwrap().clone();
    schema.tables[0].columns[0].nullable = true;
    schema.tables.push(table("zebras"));
    let mut batch = Batch::new(&folder.path).unwrap();
    history.write_snapshot(Some(history.revisions()[0].id.clone()), &schema, &mut batch).unwrap();
    batch.commit().unwrap();
    let problems = folder.read().check();
    let mut broken: Vec<_> = problems
        .iter()
        .filter(|problem| problem.code == ProblemCode::HistoryBroken)
        .map(|problem| problem.table.as_deref().unwrap())
        .collect();
    broken.sort_unstable();
    assert_eq!(broken, ["users", "zebras"]);
}

#[test]
fn changes_that_dont_fit_or_dont_parse() {
    for (text, expected) in [
        ("{\"format\": 1, \"changes\": [{\"kind\": \"drop_table\"}]}", "changes.json:1:"),
        ("{\"format\": 1, \"changes\": [{\"kind\": \"drop_tabel\"}]}", "drop_tabel"),
        ("{\"format\": 1, \"changes\": []}", "users"),
        ("", "changes.json"),
        ("<<<<<<< HEAD\n", "conflict markers"),
    ] {
        let folder = init();
        add(&folder.path, "users");
        folder.write("2026-11-22-071800_create_users/changes.json", text);
        let problems = folder.read().check();
        assert!(
            problems.iter().any(|problem| problem.code == ProblemCode::HistoryBroken
                && folder.strip(problem).contains(expected)
                && problem.help.is_some()),
            "{text}: {problems:#?}"
        );
    }
}

#[test]
fn several_dialects_are_written_together() {
    let folder = Folder::new();
    let both = History::layout(&folder.path, &[Dialect::Sqlite, Dialect::Postgres]);
    let mut batch = Batch::new(&folder.path).unwrap();
    for (dialect, path) in &both {
        fs::create_dir_all(path).unwrap();
        History::init(path, *dialect, &mut batch).unwrap();
    }
    batch.commit().unwrap();
    let mut batch = Batch::new(&folder.path).unwrap();
    for (dialect, path) in &both {
        let history = History::read(path, *dialect).unwrap();
        let draft = draft(&history, "both", vec![Change::CreateTable { table: table("users") }]);
        history.add(&draft, &after(&history, &draft), &mut batch).unwrap();
    }
    batch.commit().unwrap();
    let files = both.iter().map(|(dialect, path)| {
        let history = History::read(path, *dialect).unwrap();
        (history.revisions()[0].id.to_string(), history.files().len())
    });
    assert_eq!(files.collect::<BTreeMap<_, _>>(), BTreeMap::from([("2026-11-22-071800".to_owned(), 6)]));
}

#[test]
fn the_same_version_is_not_written_twice() {
    let folder = init();
    let history = add(&folder.path, "users");
    let mut again = draft(&history, "another", Vec::new());
    again.id = Id::from("20261122071800");
    let mut batch = Batch::new(&folder.path).unwrap();
    let error = history.add(&again, &Schema::default(), &mut batch).unwrap_err();
    assert!(error.message().contains("already"), "{error}");
}

#[cfg(unix)]
#[test]
fn a_folder_that_may_not_be_written() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = init();
    let history = folder.read();
    fs::set_permissions(&folder.path, fs::Permissions::from_mode(0o555)).unwrap();
    let locked = fs::write(folder.path.join("probe"), "").is_err();
    let draft = draft(&history, "x", Vec::new());
    let mut batch = Batch::new(&folder.path).unwrap();
    history.add(&draft, &Schema::default(), &mut batch).unwrap();
    let outcome = batch.commit();
    fs::set_permissions(&folder.path, fs::Permissions::from_mode(0o755)).unwrap();
    // Root writes anywhere.
    if locked {
        assert!(outcome.unwrap_err().help().unwrap().contains("nothing was changed"));
        assert_eq!(folder.read().revisions().len(), 0);
    }
}
