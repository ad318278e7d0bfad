//! Random pairs of schemas on PostgreSQL. What must hold of any of them, in the plain forms and in those that keep
//! nobody waiting, run by our engine or by Diesel's: the database reads back as one made of the new schema at once, the
//! way back leads to the old one, the rows stay, and replaying the revisions gives the schemas.

#![allow(clippy::unwrap_used, reason = "what a test can't go on without fails it")]

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use diesel::PgConnection;
use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use diesel::sql_types::Text;
use diesel_migrations::{FileBasedMigrations, MigrationHarness as _};
use migrate_core::diff::{Hints, Pair, Rename, diff};
use migrate_core::history::{History, Position};
use migrate_core::introspect::forget_empty_namespaces;
use migrate_core::introspect::postgres::introspect;
use migrate_core::plan::{Options, plan};
use migrate_core::runtime::Runner;
use migrate_core::{Dialect, Error, QName, Schema};
use once_cell::sync::Lazy;
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;
use tests::arbitrary::{Case, Flavour, case, postgres, qualified, quoted, schema};
use tests::postgres::{Scratch, run};
use tests::postgres_test;
use tests::revisions::Revisions;

/// How many pairs each test takes: a real server is slow.
fn cases() -> usize {
    std::env::var("PROPTEST_CASES").ok().and_then(|text| text.parse().ok()).unwrap_or(24)
}

/// How many failures are told at once, and how many steps each takes to become small.
const TOLD: usize = 5;
const STEPS: usize = 150;

/// Goes on behind a failure: one run shows several.
fn all<T: Pairs>(pairs: impl Strategy<Value = T>) {
    let mut runner =
        TestRunner::new(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() });
    let mut failures = Vec::new();
    for number in 0..cases() {
        let mut tree = pairs.new_tree(&mut runner).unwrap();
        let Err(mut error) = tree.current().prove() else { continue };
        let mut steps = 0;
        while steps < STEPS && tree.simplify() {
            loop {
                steps += 1;
                match tree.current().prove() {
                    Err(smaller) => {
                        error = smaller;
                        break;
                    }
                    Ok(()) if steps < STEPS && tree.complicate() => {}
                    Ok(()) => {
                        steps = STEPS;
                        break;
                    }
                }
            }
        }
        failures.push(format!("######## pair {number}\n{error}\n{}", tree.current().shown()));
        if failures.len() == TOLD {
            break;
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// Two schemas, and the way between them.
trait Pairs {
    fn prove(&self) -> Result<(), TestCaseError>;
    fn shown(&self) -> String;
}

impl Pairs for (Case, Way) {
    fn prove(&self) -> Result<(), TestCaseError> {
        let (Case { old, new, hints }, way) = self;
        there_and_back(old, new, hints, *way)
    }

    fn shown(&self) -> String {
        let (Case { old, new, hints }, way) = self;
        let text = |schema| serde_json::to_string(schema).unwrap();
        format!(
            "{way:?}\nold: {}\nnew: {}\nhints: {}",
            text(old),
            text(new),
            serde_json::to_string(hints).unwrap()
        )
    }
}

/// How the revisions are written, and by whom they are run.
#[derive(Clone, Copy, Debug)]
struct Way {
    online: bool,
    diesel: bool,
}

fn way() -> impl Strategy<Value = Way> {
    (any::<bool>(), any::<bool>()).prop_map(|(online, diesel)| Way { online, diesel })
}

postgres_test! {
    fn a_database_follows_its_schema_with_its_rows_and_comes_back() {
        all((case(Flavour::Postgres), way()));
    }
}

postgres_test! {
    fn any_schema_leads_to_any_other() {
        let two = (schema(Flavour::Postgres), schema(Flavour::Postgres));
        let pairs = two.prop_map(|(old, new)| Case { old, new, hints: Hints::none() });
        all((pairs, way()));
    }
}

/// The two databases of each test's thread.
struct Both {
    changed: Scratch,
    made: Scratch,
}

/// Making a database takes longer than a case: they are lent, cleaned before each.
static FREE: Lazy<Mutex<Vec<Both>>> = Lazy::new(Mutex::default);

fn there_and_back(old: &Schema, new: &Schema, hints: &Hints, way: Way) -> Result<(), TestCaseError> {
    let both =
        FREE.lock().unwrap().pop().unwrap_or_else(|| Both { changed: Scratch::new(), made: Scratch::new() });
    let result = prove(&both, old, new, hints, way);
    FREE.lock().unwrap().push(both);
    result
}

fn prove(both: &Both, old: &Schema, new: &Schema, hints: &Hints, way: Way) -> Result<(), TestCaseError> {
    let (mut conn, mut made) = (both.changed.connect(), both.made.connect());
    // PostgreSQL 15 brought it.
    let knows = diesel::dsl::sql::<diesel::sql_types::Bool>(
        "SELECT current_setting('server_version_num')::int4 >= 150000",
    );
    let (mut old, mut new) = (old.clone(), new.clone());
    if !knows.get_result::<bool>(&mut conn).unwrap() {
        for table in old.tables.iter_mut().chain(&mut new.tables) {
            table.indexes.iter_mut().for_each(|index| index.nulls_not_distinct = false);
        }
    }
    let (old, new) = (&old, &new);
    clean(&mut conn);
    clean(&mut made);
    let folder = Revisions::new(Dialect::Postgres);
    let options = if way.online { Options::default() } else { Options::plain() };
    for (schema, hints) in [(old, &Hints::none()), (new, hints)] {
        let added = folder.add_with(schema, hints, &options);
        prop_assert!(added.is_ok(), "{}", said(&added.unwrap_err()));
        let history = folder.history();
        let Some(head) = history.head().unwrap() else { continue };
        let replayed = history.schema_at(&Position::At(head.id.clone())).unwrap();
        prop_assert_eq!(sorted(replayed), sorted(schema.clone()));
        if std::ptr::eq(schema, old) {
            let up = Runner::read(&history, &mut conn).unwrap().upgrade();
            prop_assert!(up.is_ok(), "{}\n{}", said(&up.unwrap_err()), text_of(&history, 0, "up.sql"));
        }
    }
    let history = folder.history();
    let problems: Vec<String> = history.check().iter().map(|problem| said(&problem.to_error())).collect();
    prop_assert_eq!(problems, Vec::<String>::new());
    build(&mut made, old)?;
    let before = read(&mut conn);
    prop_assert_eq!(&before, &read(&mut made));
    let old_at = Runner::read(&history, &mut conn).unwrap().status().unwrap();
    let first = old_at.applied.len();
    let target = old_at.current.clone().unwrap_or_else(|| "base".to_owned());

    for insert in postgres::inserts(old) {
        // What a key forbids is left out.
        let _ = conn.batch_execute(&insert);
    }
    let kept = Kept::of(&mut conn, old, new, hints);
    let texts = || text_of(&history, first, "up.sql");
    let up = forward(&history, &folder, &mut conn, way.diesel);
    match up {
        Ok(()) => {
            clean(&mut made);
            build(&mut made, new)?;
            same(&mut conn, &mut made, "after up", &texts())?;
            prop_assert_eq!(kept.rows(&mut conn, false), kept.before(), "rows, after\n{}", texts());
        }
        Err(error) => {
            refused(&error, &texts())?;
            if !way.online {
                prop_assert_eq!(&read(&mut conn), &before, "a refused revision changes nothing");
                return Ok(());
            }
        }
    }
    let down = Runner::read(&history, &mut conn).unwrap().to(target).downgrade();
    let texts = || text_of(&history, first, "down.sql");
    if let Err(error) = down {
        return refused(&said(&error), &texts());
    }
    clean(&mut made);
    build(&mut made, old)?;
    same(&mut conn, &mut made, "after down", &texts())?;
    prop_assert_eq!(kept.rows(&mut conn, true), kept.before(), "rows, after\n{}", texts());
    let base = Runner::read(&history, &mut conn).unwrap().to("base").downgrade();
    prop_assert!(base.is_ok(), "{}\n{}", said(&base.unwrap_err()), text_of(&history, 0, "down.sql"));
    let mut left = read(&mut conn);
    forget_empty_namespaces(&mut left, &Schema::default());
    prop_assert_eq!(left, Schema::default());
    Ok(())
}

fn forward(
    history: &History,
    folder: &Revisions,
    conn: &mut PgConnection,
    diesel: bool,
) -> Result<(), String> {
    if diesel {
        let files = FileBasedMigrations::from_path(folder.path()).unwrap();
        conn.run_pending_migrations(files).map(drop).map_err(|error| error.to_string())
    } else {
        Runner::read(history, conn).unwrap().upgrade().map(drop).map_err(|error| said(&error))
    }
}

/// Everything away, so that a database serves many cases.
fn clean(conn: &mut PgConnection) {
    run(
        conn,
        "DO $$ DECLARE s text; BEGIN
             FOR s IN SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema' LOOP
                 EXECUTE format('DROP SCHEMA %I CASCADE', s);
             END LOOP;
         END $$; CREATE SCHEMA public",
    );
}

/// A schema, from nothing.
fn build(conn: &mut PgConnection, schema: &Schema) -> Result<(), TestCaseError> {
    let empty = Schema::default();
    let changes = diff(Pair::new(&empty, schema), &Hints::none()).unwrap();
    let plan = plan(Dialect::Postgres, &empty, &changes, &Options::plain()).unwrap();
    let built = conn.batch_execute(&plan.up.to_sql());
    prop_assert!(built.is_ok(), "{}\n{}", built.unwrap_err(), plan.up.to_sql());
    Ok(())
}

fn read(conn: &mut PgConnection) -> Schema {
    sorted(introspect(conn).unwrap().schema)
}

/// The order of columns is no difference.
fn sorted(mut schema: Schema) -> Schema {
    for table in &mut schema.tables {
        table.columns.sort_by(|a, b| a.name.cmp(&b.name));
    }
    schema
}

fn same(
    found: &mut PgConnection,
    wanted: &mut PgConnection,
    when: &str,
    texts: &str,
) -> Result<(), TestCaseError> {
    let (mut found, wanted) = (read(found), read(wanted));
    forget_empty_namespaces(&mut found, &wanted);
    if found != wanted {
        let changes = diff(Pair::new(&found, &wanted), &Hints::none()).unwrap();
        let lines: Vec<String> = changes.iter().map(|change| format!("{change}\n    {change:?}")).collect();
        return Err(TestCaseError::fail(format!("{when}, still to do:\n{}\n{texts}", lines.join("\n"))));
    }
    Ok(())
}

static RAN: AtomicUsize = AtomicUsize::new(0);
static REFUSED: AtomicUsize = AtomicUsize::new(0);

/// The rows at hand may forbid a change: the one reason for which a revision may fail.
fn refused(error: &str, texts: &str) -> Result<(), TestCaseError> {
    const OF_ROWS: &[&str] = &[
        "would fail: ",
        "contains null values",
        "is violated by some row",
        "violates foreign key constraint",
        "violates not-null constraint",
        "could not create unique index",
        "could not create exclusion constraint",
        "invalid input syntax",
        "invalid input value for enum",
        "out of range",
        "value too long",
        "malformed array literal",
        "cannot cast jsonb",
        "numeric field overflow",
        "invalid hexadecimal",
        "is still in use",
    ];
    let is_known = OF_ROWS.iter().any(|words| error.contains(words));
    prop_assert!(is_known, "{error}\n{texts}");
    let (ran, refused) = (RAN.load(Ordering::Relaxed), REFUSED.fetch_add(1, Ordering::Relaxed) + 1);
    prop_assert!(
        refused < 10 || refused < ran,
        "too few revisions run on rows: {ran}, {refused} don't: {error}"
    );
    Ok(())
}

/// Rows that must be found again.
struct Kept {
    tables: Vec<KeptTable>,
}

struct KeptTable {
    names: [QName; 2],
    /// Old name, new name.
    columns: Vec<[String; 2]>,
    rows: Vec<String>,
}

impl Kept {
    fn of(conn: &mut PgConnection, old: &Schema, new: &Schema, hints: &Hints) -> Self {
        let mut tables_now: BTreeMap<&QName, &QName> = BTreeMap::new();
        let mut columns_now: BTreeMap<(&QName, &str), &str> = BTreeMap::new();
        for rename in &hints.renames {
            match rename {
                Rename::Table { from, to, .. } => drop(tables_now.insert(from, to)),
                Rename::Column { table, from, to, .. } => drop(columns_now.insert((table, from), to)),
                Rename::Enum { .. } | Rename::Label { .. } => {}
            }
        }
        let keeps_labels = |name: &QName| {
            let (Some(old), Some(new)) = (old.enum_type(name), new.enum_type(name)) else { return false };
            old.labels.iter().all(|label| new.labels.contains(label))
        };
        let mut tables = Vec::new();
        for before in &old.tables {
            let name = tables_now.get(&before.name).copied().unwrap_or(&before.name);
            let Some(after) = new.table(name) else { continue };
            let same = before.columns.iter().filter_map(|column| {
                let now = columns_now.get(&(name, column.name.as_str())).copied().unwrap_or(&column.name);
                let now_is = after.column(now)?;
                // Another type may give a value another form, and a backfill replaces NULL.
                let is_same = now_is.ty == column.ty
                    && now_is.nullable == column.nullable
                    && now_is.generated == column.generated
                    && column.ty.enum_name().is_none_or(keeps_labels);
                is_same.then(|| [column.name.clone(), now.to_owned()])
            });
            let columns: Vec<[String; 2]> = same.collect();
            let names: Vec<&String> = columns.iter().map(|[was, _]| was).collect();
            let rows = rows(conn, &before.name, &names);
            RAN.fetch_add(usize::from(!rows.is_empty()), Ordering::Relaxed);
            tables.push(KeptTable { rows, names: [before.name.clone(), name.clone()], columns });
        }
        Self { tables }
    }

    fn before(&self) -> Vec<(&QName, Vec<String>)> {
        self.tables.iter().map(|table| (&table.names[0], table.rows.clone())).collect()
    }

    fn rows(&self, conn: &mut PgConnection, old: bool) -> Vec<(&QName, Vec<String>)> {
        let side = usize::from(!old);
        let now = self.tables.iter().map(|table| {
            let names: Vec<&String> = table.columns.iter().map(|names| &names[side]).collect();
            (&table.names[0], rows(conn, &table.names[side], &names))
        });
        now.collect()
    }
}

/// These columns of all rows, each row as one text, sorted.
fn rows(conn: &mut PgConnection, table: &QName, columns: &[&String]) -> Vec<String> {
    let columns: Vec<String> = columns.iter().map(|name| quoted(name)).collect();
    let sql = format!("SELECT row({})::text FROM {} AS t ORDER BY 1", columns.join(", "), qualified(table));
    diesel::dsl::sql::<Text>(&sql).load(conn).unwrap()
}

/// An error with its cause and help.
fn said(error: &Error) -> String {
    let cause = std::error::Error::source(error).map_or_else(String::new, |cause| format!(": {cause}"));
    format!("{error}{cause} ({})", error.help().unwrap_or("no help"))
}

/// A file of each revision behind the first so many.
fn text_of(history: &History, after: usize, name: &str) -> String {
    let texts = history.revisions().iter().skip(after).map(|revision| {
        format!(
            "-------- {}\n{}",
            revision.id,
            std::fs::read_to_string(revision.path.join(name)).unwrap_or_default()
        )
    });
    texts.collect()
}
