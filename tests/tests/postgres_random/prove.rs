//! There and back, with rows.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use diesel::PgConnection;
use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use diesel_migrations::{FileBasedMigrations, MigrationHarness as _};
use migrate_core::diff::Hints;
use migrate_core::history::{History, Position};
use migrate_core::introspect::forget_empty_namespaces;
use migrate_core::plan::Options;
use migrate_core::runtime::Runner;
use migrate_core::{Dialect, Error, Schema};
use once_cell::sync::Lazy;
use proptest::prelude::*;
use tests::arbitrary::postgres;
use tests::postgres::{Scratch, clean};
use tests::revisions::Revisions;

use crate::Way;
use crate::database::{build, read, same, sorted};
use crate::kept::{Kept, RAN};

/// The two databases of each test's thread.
struct Both {
    changed: Scratch,
    made: Scratch,
}

/// Making a database takes longer than a case: they are lent, cleaned before each.
static FREE: Lazy<Mutex<Vec<Both>>> = Lazy::new(Mutex::default);

pub(crate) fn there_and_back(
    old: &Schema,
    new: &Schema,
    hints: &Hints,
    way: Way,
) -> Result<(), TestCaseError> {
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
