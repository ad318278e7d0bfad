use std::path::Path;

use diesel::connection::SimpleConnection as _;
use migrate_core::backup::restore;
use migrate_core::diff::Hints;
use migrate_core::runtime::Runner;
use migrate_core::schema::{Column, PrimaryKey, Schema, Table};
use migrate_core::{Dialect, ErrorCode};
use tests::revisions::Revisions;
use tests::sqlite::{File, dump, text, texts};

/// Two revisions: a table, and one more column.
pub(crate) fn two(dialect: Dialect) -> Revisions {
    let folder = Revisions::new(dialect);
    let mut table = Table::new("users".into());
    table.columns =
        vec![Column::new("id", "bigint".parse().unwrap()), Column::new("email", "text".parse().unwrap())];
    table.primary_key = Some(PrimaryKey::new(vec!["id".to_owned()]));
    let mut schema = Schema { tables: vec![table], ..Schema::default() };
    folder.add(&schema, &Hints::none()).unwrap();
    let mut column = Column::new("age", "integer".parse().unwrap());
    column.nullable = true;
    schema.tables[0].columns.push(column);
    folder.add(&schema, &Hints::none()).unwrap();
    folder
}

fn filled() -> (Revisions, File) {
    let (folder, file) = (two(Dialect::Sqlite), File::new());
    let mut conn = file.connect();
    Runner::read(&folder.history(), &mut conn).unwrap().to("+1").upgrade().unwrap();
    // Rowids of a table without a key of its own, what no schema speaks of, and what a dump as text would spoil.
    conn.batch_execute(
        "INSERT INTO users VALUES (1, 'a'), (2, 'it''s'); CREATE TABLE loose (x); INSERT INTO loose (rowid, x) \
         VALUES (7, x'00ff'), (70, 1e300), (9, NULL); CREATE TRIGGER t AFTER INSERT ON users BEGIN SELECT 1; END; \
         CREATE VIEW v AS SELECT * FROM users; PRAGMA user_version = 42; PRAGMA journal_mode = WAL;",
    )
    .unwrap();
    (folder, file)
}

#[test]
fn a_copy_is_taken_before_the_first_statement_and_brings_all_back() {
    let (folder, file) = filled();
    let mut conn = file.connect();
    let before = dump(&mut conn);
    let rowids = texts(&mut conn, "SELECT rowid || ' ' || quote(x) AS x FROM loose ORDER BY rowid");
    let copy = file.path().with_file_name("before.db");
    let report =
        Runner::read(&folder.history(), &mut conn).unwrap().backup_to(copy.as_path()).upgrade().unwrap();
    let backup = report.backup.unwrap();
    assert_eq!((backup.path.as_path(), backup.rows["users"], backup.rows["loose"]), (copy.as_path(), 2, 3));
    assert_eq!(backup.bytes, std::fs::metadata(&copy).unwrap().len());
    assert_eq!(text(&mut conn, "SELECT count(*) AS x FROM pragma_table_info('users')"), "3");

    // Nothing to do: no copy is taken.
    let other = file.path().with_file_name("other.db");
    let report =
        Runner::read(&folder.history(), &mut conn).unwrap().backup_to(other.as_path()).upgrade().unwrap();
    assert!(report.backup.is_none() && !other.exists());

    let address = file.path().display().to_string();
    let error = restore(Dialect::Sqlite, &copy, &address, false).unwrap_err();
    assert_eq!(error.code(), ErrorCode::Precondition);
    // Somebody is at work.
    conn.batch_execute("BEGIN; SELECT count(*) FROM users;").unwrap();
    let error = restore(Dialect::Sqlite, &copy, &address, true).unwrap_err();
    assert!(error.message().contains("is in use"), "{error}");
    drop(conn);
    restore(Dialect::Sqlite, &copy, &address, true).unwrap();
    let mut conn = file.connect();
    assert_eq!(dump(&mut conn), before);
    assert_eq!(texts(&mut conn, "SELECT rowid || ' ' || quote(x) AS x FROM loose ORDER BY rowid"), rowids);
    assert_eq!(text(&mut conn, "SELECT user_version AS x FROM pragma_user_version"), "42");
    assert_eq!(text(&mut conn, "SELECT journal_mode AS x FROM pragma_journal_mode"), "wal");
    assert_eq!(Runner::read(&folder.history(), &mut conn).unwrap().upgrade().unwrap().ran.len(), 1);

    // Into a file that isn't there.
    let fresh = file.path().with_file_name("fresh.db");
    let restored = restore(Dialect::Sqlite, &copy, &fresh.display().to_string(), false).unwrap();
    assert_eq!(restored.rows["loose"], 3);
    assert_eq!(leftovers(&copy), Vec::<String>::new());
}

/// Files of ours beside the copy.
fn leftovers(copy: &Path) -> Vec<String> {
    let names = std::fs::read_dir(copy.parent().unwrap()).unwrap();
    let names = names.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.filter(|name| name.contains("migrate-backup") || name.contains("migrate-restore")).collect()
}

#[test]
fn no_file_is_ever_replaced_and_nothing_runs_without_the_copy() {
    let (folder, file) = filled();
    let mut conn = file.connect();
    let there = file.path().with_file_name("there.db");
    std::fs::write(&there, "mine").unwrap();
    for path in [there.clone(), file.path().with_file_name("nowhere").join("x.db")] {
        let error =
            Runner::read(&folder.history(), &mut conn).unwrap().backup_to(path).upgrade().unwrap_err();
        assert_eq!(error.code(), ErrorCode::Io, "{error}");
        assert!(error.message().contains("nothing was run"), "{error}");
        assert_eq!(text(&mut conn, "SELECT count(*) AS x FROM __diesel_schema_migrations"), "1");
    }
    assert_eq!(std::fs::read_to_string(&there).unwrap(), "mine");
}

#[test]
fn a_damaged_copy_is_refused_and_the_database_stays() {
    let (folder, file) = filled();
    let mut conn = file.connect();
    conn.batch_execute(
        "INSERT INTO users SELECT value, 'some longer text ' || value FROM generate_series(10, 2000)",
    )
    .ok();
    for id in 10..2000 {
        conn.batch_execute(&format!("INSERT OR IGNORE INTO users VALUES ({id}, 'some longer text {id}')"))
            .unwrap();
    }
    let copy = file.path().with_file_name("copy.db");
    Runner::read(&folder.history(), &mut conn).unwrap().backup_to(copy.as_path()).upgrade().unwrap();
    let now = dump(&mut conn);
    drop(conn);
    let address = file.path().display().to_string();
    let whole = std::fs::read(&copy).unwrap();
    let mut broken = whole.clone();
    let end = broken.len();
    broken[end / 2..end - 100].fill(0xab);
    std::fs::write(&copy, &broken).unwrap();
    assert!(restore(Dialect::Sqlite, &copy, &address, true).is_err());
    std::fs::write(&copy, &whole[..end / 2]).unwrap();
    assert!(restore(Dialect::Sqlite, &copy, &address, true).is_err());
    std::fs::write(&copy, "text").unwrap();
    let error = restore(Dialect::Sqlite, &copy, &address, true).unwrap_err();
    assert!(error.message().contains("no backup that this tool takes"), "{error}");
    assert_eq!(dump(&mut file.connect()), now);
}

#[test]
fn the_copy_has_the_pages_as_they_are_and_one_in_memory_is_copied_too() {
    let (folder, file) = filled();
    let mut conn = file.connect();
    conn.batch_execute(
        "CREATE TABLE big (x); WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000) \
         INSERT INTO big SELECT zeroblob(1000) FROM n; DROP TABLE big;",
    )
    .unwrap();
    let free = "SELECT freelist_count AS x FROM pragma_freelist_count";
    let expected = text(&mut conn, free);
    assert_ne!(expected, "0");
    let copy = file.path().with_file_name("pages.db");
    Runner::read(&folder.history(), &mut conn).unwrap().backup_to(copy.as_path()).upgrade().unwrap();
    assert_eq!(text(&mut open(&copy), free), expected);

    let mut memory = open(Path::new(":memory:"));
    Runner::read(&folder.history(), &mut memory).unwrap().to("+1").upgrade().unwrap();
    memory.batch_execute("INSERT INTO users VALUES (1, 'a')").unwrap();
    let copy = file.path().with_file_name("memory.db");
    let report =
        Runner::read(&folder.history(), &mut memory).unwrap().backup_to(copy.as_path()).upgrade().unwrap();
    assert_eq!(report.backup.unwrap().rows["users"], 1);
}

fn open(path: &Path) -> diesel::SqliteConnection {
    use diesel::Connection as _;
    diesel::SqliteConnection::establish(&path.display().to_string()).unwrap()
}
