//! The same engine on a folder of revisions, as the command line runs it; and the same as a script.

use std::fs;

use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use migrate_core::history::{Approval, Batch, History};
use migrate_core::runtime::{Event, Runner, Steps, script};
use migrate_core::{Dialect, ErrorCode};

use super::set::{File, ledger, number, said, tables, texts};

struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        let folder = Self(tempfile::tempdir().unwrap());
        folder.add("2026-01-01-000000_create", "", true, "CREATE TABLE a (id INTEGER PRIMARY KEY, t TEXT);\nCREATE TABLE b (id INTEGER REFERENCES a (id) ON DELETE CASCADE);\n", "DROP TABLE b; DROP TABLE a;");
        folder.add(
            "2026-01-02-000000_rebuild",
            "parent = \"2026-01-01-000000\"\nforeign_keys = \"off\"\nmessage = \"two\\nlines\"\n",
            false,
            "PRAGMA foreign_keys=OFF;\nBEGIN;\nCREATE TABLE n (id INTEGER PRIMARY KEY, t TEXT NOT NULL);\nINSERT INTO n SELECT * FROM a;\nDROP TABLE a;\nALTER TABLE n RENAME TO a;\nCOMMIT;\nPRAGMA foreign_keys=ON;\n",
            "-- nothing that needs undoing\n",
        );
        folder.add(
            "2026-01-03-000000_data",
            "parent = \"2026-01-02-000000\"\n",
            true,
            "-- it's the text; really\nINSERT INTO a VALUES (7, 'x;y') -- end\n",
            "DELETE FROM a WHERE id = 7",
        );
        folder
    }

    fn add(&self, dir: &str, metadata: &str, transaction: bool, up: &str, down: &str) {
        let path = self.0.path().join(dir);
        fs::create_dir(&path).unwrap();
        fs::write(path.join("up.sql"), up).unwrap();
        fs::write(path.join("down.sql"), down).unwrap();
        fs::write(
            path.join("metadata.toml"),
            format!("format = 1\nrun_in_transaction = {transaction}\n{metadata}"),
        )
        .unwrap();
    }

    fn read(&self) -> History {
        History::read(self.0.path(), Dialect::Sqlite).unwrap()
    }

    fn approve(&self) -> History {
        let history = self.read();
        let mut batch = Batch::new(self.0.path()).unwrap();
        for revision in history.revisions() {
            history.approve(&revision.id, Approval::default(), &mut batch).unwrap();
        }
        batch.commit().unwrap();
        self.read()
    }
}

#[test]
fn what_nobody_approved_is_not_run() {
    let (folder, file) = (Folder::new(), File::new());
    let mut conn = file.connect();
    let error = Runner::read(&folder.read(), &mut conn).unwrap().upgrade().unwrap_err();
    assert_eq!(error.code(), ErrorCode::Unreviewed);
    assert!(said(&error).contains("run `cargo migrate review 2026-01-01-000000`"), "{error}");

    folder.approve();
    fs::write(folder.0.path().join("2026-01-03-000000_data/up.sql"), "DROP TABLE a;").unwrap();
    let history = folder.read();
    let error = Runner::read(&history, &mut conn).unwrap().upgrade().unwrap_err();
    assert_eq!(error.code(), ErrorCode::EditedAfterReview);
    assert_eq!(tables(&mut conn), [""; 0], "not even those before it");
    assert_eq!(Runner::read(&history, &mut conn).unwrap().to("head-1").upgrade().unwrap().ran.len(), 2);
    assert_eq!(Runner::read(&history, &mut conn).unwrap().allow_unreviewed().upgrade().unwrap().ran.len(), 1);
    assert_eq!(tables(&mut conn), ["b"]);
}

#[test]
fn a_broken_folder_is_not_run() {
    let (folder, file) = (Folder::new(), File::new());
    folder.approve();
    fs::write(folder.0.path().join("review.toml"), "<<<<<<< HEAD\n").unwrap();
    let mut conn = file.connect();
    let history = folder.read();
    let error = Runner::read(&history, &mut conn).err().unwrap();
    assert!(said(&error).contains("conflict markers"), "{error}");
}

#[test]
fn several_heads_have_no_head() {
    let (folder, file) = (Folder::new(), File::new());
    folder.add(
        "2026-01-04-000000_other",
        "parent = \"2026-01-02-000000\"\n",
        true,
        "CREATE TABLE o (id INTEGER);",
        "DROP TABLE o;",
    );
    let history = folder.approve();
    let mut conn = file.connect();
    let error = Runner::read(&history, &mut conn).unwrap().upgrade().unwrap_err();
    assert_eq!(error.code(), ErrorCode::SeveralHeads);
    // A revision has its own line: it and what it stands on, not its sibling.
    Runner::read(&history, &mut conn).unwrap().to("2026-01-04").upgrade().unwrap();
    assert_eq!(ledger(&mut conn), ["20260101000000", "20260102000000", "20260104000000"]);
    assert_eq!(number(&mut conn, "SELECT count(*) FROM a"), 0);
    Runner::read(&history, &mut conn).unwrap().to("2026-01-03").downgrade().unwrap();
    assert_eq!(ledger(&mut conn), ["20260101000000", "20260102000000"]);
}

#[test]
fn events_tell_what_happens() {
    let (folder, file) = (Folder::new(), File::new());
    let history = folder.approve();
    let mut conn = file.connect();
    let mut heard = Vec::new();
    let listener = |event: Event<'_>| {
        heard.push(match event {
            Event::Started { revision, number, of, .. } => format!("{number}/{of} {revision}"),
            Event::Finished { revision, .. } => format!("done {revision}"),
            Event::Statement { number, of, rows, .. } => format!("  {number}/{of} {rows:?}"),
            other => format!("{other:?}"),
        });
    };
    Runner::read(&history, &mut conn).unwrap().on_event(listener).upgrade().unwrap();
    assert_eq!(
        heard,
        [
            "1/3 2026-01-01-000000",
            "  1/2 None",
            "  2/2 None",
            "done 2026-01-01-000000",
            "2/3 2026-01-02-000000",
            "  1/4 None",
            "  2/4 Some(0)",
            "  3/4 None",
            "  4/4 None",
            "done 2026-01-02-000000",
            "3/3 2026-01-03-000000",
            "  1/1 Some(1)",
            "done 2026-01-03-000000"
        ]
    );
}

#[test]
fn a_script_does_the_same() {
    let (folder, by_us, by_script) = (Folder::new(), File::new(), File::new());
    let history = folder.approve();
    let steps = Steps::read(&history).unwrap();
    let (mut ours, mut scripted) = (by_us.connect(), by_script.connect());
    let schema = "SELECT name || ': ' || sql AS x FROM sqlite_schema WHERE sql IS NOT NULL AND name <> '__migrate_journal' ORDER BY name";
    let rows = "SELECT id || t AS x FROM a";

    Runner::read(&history, &mut ours).unwrap().upgrade().unwrap();
    // In two parts, with rows and children in between.
    scripted.batch_execute(&script(&steps, "base", "2026-01-01", false).unwrap()).unwrap();
    scripted
        .batch_execute("PRAGMA foreign_keys=ON; INSERT INTO a VALUES (1, 'x'); INSERT INTO b VALUES (1);")
        .unwrap();
    scripted.batch_execute(&script(&steps, "2026-01-01", "head", false).unwrap()).unwrap();
    assert_eq!(number(&mut scripted, "SELECT count(*) FROM b"), 1);
    scripted.batch_execute("DELETE FROM a WHERE id = 1").unwrap();
    assert_eq!(texts(&mut ours, schema), texts(&mut scripted, schema));
    assert_eq!(texts(&mut ours, rows), texts(&mut scripted, rows));
    assert_eq!(ledger(&mut ours), ledger(&mut scripted));
    assert!(Runner::read(&history, &mut scripted).unwrap().upgrade().unwrap().is_empty());

    let down = script(&steps, "head", "head-1", false).unwrap();
    scripted.batch_execute(&down).unwrap();
    assert_eq!(ledger(&mut scripted).len(), 2);
    assert_eq!(script(&steps, "head", "head", false).unwrap(), "");
    let error = script(&steps, "current", "head", false).unwrap_err();
    assert!(said(&error).contains("a script has none"), "{error}");

    fs::remove_file(folder.0.path().join("review.toml")).unwrap();
    let history = folder.read();
    let steps = Steps::read(&history).unwrap();
    assert_eq!(script(&steps, "base", "head", false).unwrap_err().code(), ErrorCode::Unreviewed);
    assert!(script(&steps, "base", "head", true).is_ok());
}

#[test]
fn diesels_own_command_reads_the_folder() {
    use diesel_migrations::{FileBasedMigrations, MigrationHarness as _};
    let (folder, file) = (Folder::new(), File::new());
    folder.approve();
    let mut conn = SqliteConnection::establish(file.path().to_str().unwrap()).unwrap();
    let source = FileBasedMigrations::from_path(folder.0.path()).unwrap();
    assert_eq!(conn.run_pending_migrations(source).unwrap().len(), 3);
    let history = folder.read();
    assert!(Runner::read(&history, &mut conn).unwrap().upgrade().unwrap().is_empty());
}
