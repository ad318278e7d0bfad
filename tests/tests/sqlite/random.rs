//! Random pairs of schemas. What must hold of any of them: the file reads back as the new schema, there is nothing
//! left to change, the way back leads to the old one, the rows stay, and Diesel's own harness does the same.

use std::sync::atomic::{AtomicUsize, Ordering};

use diesel::SqliteConnection;
use diesel::connection::SimpleConnection as _;
use diesel_migrations::{FileBasedMigrations, MigrationHarness as _};
use migrate_core::dialect::{mentions, reconcile};
use migrate_core::diff::{Hints, Pair, diff};
use migrate_core::history::Position;
use migrate_core::runtime::Runner;
use migrate_core::schema::Table;
use migrate_core::{Dialect, Error, QName, Schema};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use tests::arbitrary::{Case, Flavour, Now, case, inserts, quoted, schema};
use tests::revisions::Revisions;
use tests::sqlite::{File, canonical, dump, introspected, rows, text, texts};

/// A table that no model knows of, which triggers write to.
const LOG: &str = "extra_log";

/// A real file each: fewer than proptest would take, unless told.
fn cases() -> u32 {
    std::env::var("PROPTEST_CASES").ok().and_then(|text| text.parse().ok()).unwrap_or(96)
}

pub(crate) fn config() -> ProptestConfig {
    ProptestConfig {
        failure_persistence: None,
        max_shrink_iters: 4000,
        // The same cases each time: a change fails for what it did. `PROPTEST_CASES=5000` looks further.
        rng_seed: RngSeed::Fixed(2026),
        ..ProptestConfig::with_cases(cases())
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn a_file_follows_its_schema_and_comes_back(Case { old, new, hints } in case(Flavour::Sqlite)) {
        there_and_back(&old, &new, &hints)?;
    }

    #[test]
    fn any_schema_leads_to_any_other(old in schema(Flavour::Sqlite), new in schema(Flavour::Sqlite)) {
        there_and_back(&old, &new, &Hints::none())?;
    }

    #[test]
    fn rows_stay_and_diesel_does_the_same(Case { old, new, hints } in case(Flavour::Sqlite)) {
        with_rows(&old, &new, &hints)?;
    }
}

fn there_and_back(old: &Schema, new: &Schema, hints: &Hints) -> Result<(), TestCaseError> {
    let (folder, file) = (both(old, new, hints)?, File::new());
    let mut conn = file.connect();
    let history = folder.history();
    let first = Runner::read(&history, &mut conn).unwrap().to("+1").upgrade();
    prop_assert!(first.is_ok(), "{}", said(&first.unwrap_err()));
    is(&mut conn, old)?;
    let up = Runner::read(&history, &mut conn).unwrap().upgrade();
    prop_assert!(up.is_ok(), "{}\n{}", said(&up.unwrap_err()), text_of(&folder, "up.sql"));
    is(&mut conn, new)?;
    let down = Runner::read(&history, &mut conn).unwrap().to("-1").downgrade();
    prop_assert!(down.is_ok(), "{}\n{}", said(&down.unwrap_err()), text_of(&folder, "down.sql"));
    is(&mut conn, old)?;
    let base = Runner::read(&history, &mut conn).unwrap().to("base").downgrade();
    prop_assert!(base.is_ok(), "{}", said(&base.unwrap_err()));
    is(&mut conn, &Schema::default())?;
    Ok(())
}

/// The revisions of both schemas; replaying them gives the schemas.
pub(crate) fn both(old: &Schema, new: &Schema, hints: &Hints) -> Result<Revisions, TestCaseError> {
    let folder = Revisions::new(Dialect::Sqlite);
    for (schema, hints) in [(old, &Hints::none()), (new, hints)] {
        let added = folder.add(schema, hints);
        prop_assert!(added.is_ok(), "{}", said(&added.unwrap_err()));
    }
    let history = folder.history();
    let problems: Vec<String> = history.check().iter().map(|problem| said(&problem.to_error())).collect();
    prop_assert_eq!(problems, Vec::<String>::new());
    let head = history.head().unwrap().unwrap();
    let replayed = history.schema_at(&Position::At(head.id.clone())).unwrap();
    prop_assert_eq!(canonical(&replayed), canonical(new));
    Ok(folder)
}

/// The file reads back as the schema, and nothing is left to change.
fn is(conn: &mut SqliteConnection, schema: &Schema) -> Result<(), TestCaseError> {
    // The triggers are looked at for themselves.
    let mut found = Schema { opaque: Vec::new(), ..introspected(conn, &[LOG]).schema };
    let mut wanted = canonical(schema);
    // The names of keys, which SQLite never says.
    reconcile(Dialect::Sqlite, Pair::new(&mut found, &mut wanted));
    prop_assert_eq!(canonical(&found), wanted.clone());
    let left = diff(Pair::new(&found, &wanted), &Hints::none()).unwrap();
    prop_assert_eq!(left, []);
    prop_assert_eq!(texts(conn, "SELECT integrity_check AS x FROM pragma_integrity_check"), ["ok"]);
    prop_assert_eq!(texts(conn, "SELECT \"table\" AS x FROM pragma_foreign_key_check"), Vec::<String>::new());
    prop_assert_eq!(
        texts(
            conn,
            "SELECT name AS x FROM sqlite_schema WHERE name GLOB '__migrate*' AND name <> '__migrate_journal'"
        ),
        Vec::<String>::new()
    );
    Ok(())
}

static RAN: AtomicUsize = AtomicUsize::new(0);
static REFUSED: AtomicUsize = AtomicUsize::new(0);

fn with_rows(old: &Schema, new: &Schema, hints: &Hints) -> Result<(), TestCaseError> {
    let (folder, ours) = (both(old, new, hints)?, File::new());
    let history = folder.history();
    let mut conn = ours.connect();
    Runner::read(&history, &mut conn).unwrap().to("+1").upgrade().unwrap();
    fill(&mut conn, old);
    drop(conn);

    let theirs = ours.copy();
    let (mut conn, mut diesel) = (ours.connect(), theirs.connect());
    let before = dump(&mut conn);
    let kept = Kept::of(&mut conn, old, new, hints);
    let up = Runner::read(&history, &mut conn).unwrap().upgrade();
    let files = FileBasedMigrations::from_path(folder.path()).unwrap();
    let theirs_up = diesel.run_pending_migrations(files.clone()).map(drop);
    if refused(up.as_ref().err(), &folder)? {
        prop_assert_eq!(dump(&mut conn), before, "a refused revision changes nothing");
        prop_assert!(
            theirs_up.is_err(),
            "Diesel would have run it: {}\n{}",
            up.as_ref().err().map(said).unwrap_or_default(),
            text_of(&folder, "up.sql")
        );
        return Ok(());
    }
    prop_assert!(theirs_up.is_ok(), "{}\n{}", theirs_up.unwrap_err(), text_of(&folder, "up.sql"));
    is(&mut conn, new)?;
    kept.check(&mut conn)?;
    prop_assert_eq!(dump(&mut conn), dump(&mut diesel));

    let before = dump(&mut conn);
    let down = Runner::read(&history, &mut conn).unwrap().to("-1").downgrade();
    let theirs_down = diesel.revert_last_migration(files).map(drop);
    if refused(down.as_ref().err(), &folder)? {
        prop_assert_eq!(dump(&mut conn), before, "a refused revision changes nothing");
        prop_assert!(theirs_down.is_err(), "Diesel would have run it");
        return Ok(());
    }
    prop_assert!(theirs_down.is_ok(), "{}\n{}", theirs_down.unwrap_err(), text_of(&folder, "down.sql"));
    is(&mut conn, old)?;
    kept.back().check(&mut conn)?;
    prop_assert_eq!(dump(&mut conn), dump(&mut diesel));
    Ok(())
}

/// Rows in every table, and a trigger on each that no model knows of.
pub(crate) fn fill(conn: &mut SqliteConnection, schema: &Schema) {
    conn.batch_execute("PRAGMA foreign_keys=OFF; BEGIN").unwrap();
    conn.batch_execute(&inserts(schema).join(";\n")).unwrap();
    loop {
        let lost = texts(
            conn,
            "SELECT DISTINCT 'DELETE FROM \"' || replace(\"table\", '\"', '\"\"') || '\" WHERE ' || \
             CASE WHEN rowid IS NULL THEN '1' ELSE 'rowid = ' || rowid END AS x FROM pragma_foreign_key_check",
        );
        if lost.is_empty() {
            break;
        }
        conn.batch_execute(&lost.join(";\n")).unwrap();
    }
    conn.batch_execute(&format!("CREATE TABLE {LOG} (said TEXT)")).unwrap();
    for (number, table) in schema.tables.iter().enumerate() {
        // The highest id goes: what was issued once stays issued.
        if counts(table) {
            let name = format!("'{}'", table.name.name.replace('\'', "''"));
            conn.batch_execute(&format!(
                "INSERT INTO sqlite_sequence (name, seq) SELECT {name}, 0 WHERE NOT EXISTS \
                 (SELECT 1 FROM sqlite_sequence WHERE name = {name});\n\
                 UPDATE sqlite_sequence SET seq = 1000 WHERE name = {name}"
            ))
            .unwrap();
        }
        // It names a column, which may get another name or go.
        let named = table.columns.get(number % table.columns.len().max(1));
        let when = named
            .filter(|_| number % 3 == 1)
            .map(|column| format!("WHEN OLD.{0} IS NOT NULL OR OLD.{0} IS NULL", quoted(&column.name)));
        conn.batch_execute(&format!(
            "CREATE TRIGGER trigger_{number} AFTER DELETE ON {} {} BEGIN INSERT INTO {LOG} VALUES ('{number}'); END",
            quoted(&table.name.name),
            when.unwrap_or_default()
        ))
        .unwrap();
    }
    conn.batch_execute("COMMIT; PRAGMA foreign_keys=ON").unwrap();
}

fn counts(table: &Table) -> bool {
    table.columns.iter().any(|column| column.identity.is_some())
}

/// Whether the rows at hand forbid the change: the one reason for which a revision may fail.
fn refused(error: Option<&Error>, folder: &Revisions) -> Result<bool, TestCaseError> {
    let Some(error) = error else {
        RAN.fetch_add(1, Ordering::Relaxed);
        return Ok(false);
    };
    let said = said(error);
    let of_rows =
        ["UNIQUE constraint failed", "NOT NULL constraint failed", "datatype mismatch", "cannot store"];
    let is_check = said.contains("CHECK constraint failed") && !said.contains("would lose");
    let is_orphan = said.contains("refers to no row") || said.contains("refer to nothing");
    let is_foreseen = said.contains("would fail: ");
    // Its column goes.
    let is_trigger = said.contains("error in trigger trigger_");
    let is_known = is_check
        || is_orphan
        || is_foreseen
        || is_trigger
        || of_rows.iter().any(|words| said.contains(words));
    prop_assert!(is_known, "{said}\n{}\n{}", text_of(folder, "up.sql"), text_of(folder, "down.sql"));
    if is_foreseen {
        return Ok(true);
    }
    let (ran, refused) = (RAN.load(Ordering::Relaxed), REFUSED.fetch_add(1, Ordering::Relaxed) + 1);
    prop_assert!(
        refused < 10 || refused * 3 < ran,
        "too few revisions run on rows: {ran}, {refused} don't: {said}"
    );
    Ok(true)
}

/// What must be found again after a change: rows, triggers, the mark of AUTOINCREMENT.
struct Kept {
    tables: Vec<KeptTable>,
    old: bool,
}

struct KeptTable {
    names: [QName; 2],
    /// Old name, new name.
    columns: Vec<[String; 2]>,
    rows: Vec<String>,
    trigger: String,
    mark: Option<String>,
}

impl Kept {
    fn of(conn: &mut SqliteConnection, old: &Schema, new: &Schema, hints: &Hints) -> Self {
        let now = Now::of(hints);
        let mut tables = Vec::new();
        for (number, before) in old.tables.iter().enumerate() {
            let name = now.table(&before.name);
            let Some(after) = new.table(name) else { continue };
            let same = before.columns.iter().filter_map(|column| {
                let named = now.column(name, &column.name);
                let now_is = after.column(named)?;
                // Another type may give a value another form, and a backfill replaces NULL.
                let is_same = now_is.ty == column.ty
                    && now_is.nullable == column.nullable
                    && now_is.generated == column.generated
                    && before.options.strict == after.options.strict;
                is_same.then(|| [column.name.clone(), named.to_owned()])
            });
            let same: Vec<[String; 2]> = same.collect();
            // What is computed of a value that changes, changes with it.
            let reads_another = |[was, _]: &[String; 2]| {
                before.column(was).and_then(|column| column.generated.as_ref()).is_some_and(|generated| {
                    let reads = |other: &str| mentions(Dialect::Sqlite, &generated.expression, other);
                    let changes = |other: &str| !same.iter().any(|[was, _]| was == other);
                    before.columns.iter().any(|other| reads(&other.name) && changes(&other.name))
                })
            };
            let columns: Vec<[String; 2]> =
                same.iter().filter(|column| !reads_another(column)).cloned().collect();
            let names: Vec<String> = columns.iter().map(|[was, _]| was.clone()).collect();
            tables.push(KeptTable {
                rows: rows(conn, &before.name.name, &names),
                names: [before.name.clone(), name.clone()],
                columns,
                trigger: format!("trigger_{number}"),
                mark: (counts(before) && counts(after)).then(|| mark(conn, &before.name)),
            });
        }
        Self { tables, old: false }
    }

    fn back(mut self) -> Self {
        self.old = true;
        self
    }

    fn check(&self, conn: &mut SqliteConnection) -> Result<(), TestCaseError> {
        let side = usize::from(!self.old);
        for table in &self.tables {
            let name = &table.names[side];
            let columns: Vec<String> = table.columns.iter().map(|names| names[side].clone()).collect();
            prop_assert_eq!(&rows(conn, &name.name, &columns), &table.rows, "rows of {}", name);
            if let Some(before) = &table.mark {
                prop_assert_eq!(&mark(conn, name), before, "the mark of {}", name);
            }
            let of = format!("SELECT tbl_name AS x FROM sqlite_schema WHERE name = '{}'", table.trigger);
            prop_assert_eq!(&text(conn, &of), &name.name);
            conn.batch_execute(&format!(
                "PRAGMA foreign_keys=OFF; BEGIN; DELETE FROM {LOG}; DELETE FROM {}",
                quoted(&name.name)
            ))
            .unwrap();
            let fired = text(conn, &format!("SELECT count(*) AS x FROM {LOG}"));
            conn.batch_execute("ROLLBACK; PRAGMA foreign_keys=ON").unwrap();
            prop_assert_eq!(fired, table.rows.len().to_string(), "the trigger of {} fires", name);
        }
        Ok(())
    }
}

fn mark(conn: &mut SqliteConnection, table: &QName) -> String {
    let name = table.name.replace('\'', "''");
    text(conn, &format!("SELECT seq AS x FROM sqlite_sequence WHERE name = '{name}'"))
}

/// An error with its cause and help.
fn said(error: &Error) -> String {
    format!("{error} ({})", error.help().unwrap_or("no help"))
}

/// The newest revision's file.
fn text_of(folder: &Revisions, name: &str) -> String {
    let history = folder.history();
    let head = history.head().unwrap().unwrap();
    std::fs::read_to_string(head.path.join(name)).unwrap()
}
