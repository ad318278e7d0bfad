//! Random schemas with rows, on the real server: what is planned runs, is what was wanted, and loses no row; and so does
//! the way back. `PROPTEST_CASES` says how many, `PROPTEST_RNG_SEED` which.

#[cfg(feature = "mysql")]
use std::sync::atomic::{AtomicUsize, Ordering};

#[cfg(feature = "mysql")]
use super::{
    help::{canonical, count, differences, read, texts},
    maker::{Case, case, sample},
};
#[cfg(feature = "mysql")]
use diesel::{MysqlConnection, RunQueryDsl};
#[cfg(feature = "mysql")]
use migrate_core::{
    Dialect, QName,
    dialect::{Grammar, mysql::QUOTING, mysql::grammar},
    diff::{Hints, Pair, Rename, diff, replayed},
    introspect::flavour,
    plan::{self, Script, plan},
    schema::*,
};
#[cfg(feature = "mysql")]
use proptest::{
    prelude::*,
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};
#[cfg(feature = "mysql")]
use tests::mysql::Scratch;
use tests::mysql_test;

#[cfg(feature = "mysql")]
static RAN: AtomicUsize = AtomicUsize::new(0);
#[cfg(feature = "mysql")]
static REFUSED: AtomicUsize = AtomicUsize::new(0);

mysql_test! {
    fn any_schema_leads_to_any_other_and_back() {
        let asked = std::env::var("PROPTEST_CASES").ok().and_then(|text| text.parse().ok());
        let cases = asked.unwrap_or(40);
        // What fails shrinks for a while only: each try makes a database.
        let config = Config { cases, max_shrink_iters: 300, failure_persistence: None, ..Config::default() };
        // The same ones each time, the ordinary run's first, unless `PROPTEST_RNG_SEED` asks for others.
        let mut runner = match std::env::var_os("PROPTEST_RNG_SEED") {
            Some(_) => TestRunner::new(config),
            None => TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha)),
        };
        runner.run(&case(), |case| there_and_back(&case)).unwrap_or_else(|error| panic!("{error}"));
        let (ran, refused) = (RAN.load(Ordering::Relaxed), REFUSED.load(Ordering::Relaxed));
        println!("{ran} ways ran, {refused} were refused for their rows");
        assert!(ran > refused * 3, "too few ran: {ran}, and {refused} were refused for their rows");
    }
}

#[cfg(feature = "mysql")]
fn there_and_back(Case { old, new, hints }: &Case) -> Result<(), TestCaseError> {
    let scratch = Scratch::new();
    let mut conn = scratch.connect();
    // One way in two is written for this server alone, the other for all that there are.
    let known = old.tables.len() % 2 == 1;
    let options =
        if known { plan::Options::on(flavour(&mut conn).unwrap()) } else { plan::Options::default() };
    let empty = Schema::default();
    let make = diff(Pair::new(&empty, old), &Hints::none()).unwrap();
    let make = plan(Dialect::Mysql, &empty, &make, &options).map_err(|error| fail(error.to_string()))?;
    prop_assert!(go(&mut conn, &make.up)?, "an empty database has no rows that could refuse");
    is(&mut conn, old, &make.up)?;
    fill(&mut conn, old);
    let kept = Kept::of(&mut conn, old, new, hints);

    let changes = diff(Pair::new(old, new), hints).map_err(|error| fail(error.to_string()))?;
    let way = plan(Dialect::Mysql, old, &changes, &options).map_err(|error| fail(error.to_string()))?;
    if !go(&mut conn, &way.up)? {
        return Ok(());
    }
    let there = replayed(old, &changes).unwrap();
    is(&mut conn, new, &way.up)?;
    let order = |schema: &Schema| -> Vec<(QName, Vec<String>)> {
        let names = |table: &Table| table.columns.iter().map(|column| column.name.clone()).collect();
        schema.tables.iter().map(|table| (table.name.clone(), names(table))).collect()
    };
    prop_assert_eq!(order(&read(&mut conn).schema), order(&there), "{}", way.up.to_sql());
    kept.check(&mut conn, 1, &way.up)?;
    if !go(&mut conn, &way.down)? {
        return Ok(());
    }
    is(&mut conn, old, &way.down)?;
    prop_assert_eq!(order(&read(&mut conn).schema), order(old), "{}", way.down.to_sql());
    kept.check(&mut conn, 0, &way.down)
}

#[cfg(feature = "mysql")]
fn fail(message: String) -> TestCaseError {
    TestCaseError::fail(message)
}

/// Runs a script; not so where the rows at hand forbid it, the one reason for which one may fail.
#[cfg(feature = "mysql")]
fn go(conn: &mut MysqlConnection, script: &Script) -> Result<bool, TestCaseError> {
    const OF_ROWS: [&str; 10] = [
        "Duplicate entry",
        "Data truncated",
        "Out of range",
        "Data too long",
        "Incorrect ",
        "a foreign key constraint fails",
        "failed for `",
        "Invalid use of NULL",
        "Truncated incorrect",
        "causes auto_increment resequencing",
    ];
    for statement in &script.statements {
        let Err(error) = diesel::sql_query(&statement.sql).execute(conn) else { continue };
        let said = error.to_string();
        let known = OF_ROWS.iter().any(|words| said.contains(words));
        prop_assert!(known, "{said}\nat:\n{}\nof:\n{}", statement.sql, script.to_sql());
        REFUSED.fetch_add(1, Ordering::Relaxed);
        return Ok(false);
    }
    RAN.fetch_add(1, Ordering::Relaxed);
    Ok(true)
}

#[cfg(feature = "mysql")]
fn is(conn: &mut MysqlConnection, wanted: &Schema, script: &Script) -> Result<(), TestCaseError> {
    let found = read(conn).schema;
    if let Some(lines) = differences(&found, &canonical(wanted)) {
        return Err(fail(format!("{lines}\nafter\n{}", script.to_sql())));
    }
    Ok(())
}

/// Two rows in each table that takes them; the second refers to the first of others.
#[cfg(feature = "mysql")]
fn fill(conn: &mut MysqlConnection, schema: &Schema) {
    for n in [1, 2] {
        for table in &schema.tables {
            let (mut columns, mut values) = (Vec::new(), Vec::new());
            for column in
                table.columns.iter().filter(|column| column.generated.is_none() && column.identity.is_none())
            {
                columns.push(QUOTING.always(&column.name));
                let key = table.foreign_keys.iter().find(|key| key.columns.contains(&column.name));
                values.push(match key {
                    Some(_) if n == 1 => "NULL".to_owned(),
                    Some(key) => format!(
                        "(SELECT x FROM (SELECT {} AS x FROM {} LIMIT 1) AS one)",
                        QUOTING.always(&key.referenced_columns[0]),
                        QUOTING.always(&key.references.name)
                    ),
                    None => sample(&column.ty, n),
                });
            }
            let name = QUOTING.always(&table.name.name);
            let sql = format!("INSERT INTO {name} ({}) VALUES ({})", columns.join(", "), values.join(", "));
            diesel::sql_query(&sql).execute(conn).unwrap_or_else(|error| panic!("{error}\n{sql}"));
        }
    }
}

/// What must be found again: how many rows, and the values of columns that stay what they are.
#[cfg(feature = "mysql")]
struct Kept(Vec<KeptTable>);

#[cfg(feature = "mysql")]
struct KeptTable {
    /// Before, after.
    names: [QName; 2],
    columns: Vec<[String; 2]>,
    rows: Vec<String>,
}

#[cfg(feature = "mysql")]
impl Kept {
    fn of(conn: &mut MysqlConnection, old: &Schema, new: &Schema, hints: &Hints) -> Self {
        let mut tables = Vec::new();
        for before in &old.tables {
            let renamed = hints.renames.iter().find_map(|rename| match rename {
                Rename::Table { from, to, .. } if *from == before.name => Some(to),
                _ => None,
            });
            let name = renamed.unwrap_or(&before.name);
            let Some(after) = new.table(name) else { continue };
            let now = |was: &str| {
                let renamed = hints.renames.iter().find_map(|rename| match rename {
                    Rename::Column { table, from, to, .. } if table == name && from == was => {
                        Some(to.clone())
                    }
                    _ => None,
                });
                renamed.unwrap_or_else(|| was.to_owned())
            };
            let same = |column: &&Column| {
                let there = after.column(&now(&column.name));
                // Another type may give a value another form, and a backfill replaces NULL.
                there.is_some_and(|there| {
                    (&there.ty, there.nullable, &there.generated)
                        == (&column.ty, column.nullable, &column.generated)
                })
            };
            let columns: Vec<[String; 2]> = before
                .columns
                .iter()
                .filter(same)
                .map(|column| [column.name.clone(), now(&column.name)])
                .collect();
            let names: Vec<&str> = columns.iter().map(|[was, _]| was.as_str()).collect();
            let rows = rows(conn, &before.name, &names);
            tables.push(KeptTable { names: [before.name.clone(), name.clone()], columns, rows });
        }
        Self(tables)
    }

    fn check(&self, conn: &mut MysqlConnection, side: usize, script: &Script) -> Result<(), TestCaseError> {
        for table in &self.0 {
            let names: Vec<&str> = table.columns.iter().map(|names| names[side].as_str()).collect();
            let found = rows(conn, &table.names[side], &names);
            prop_assert_eq!(&found, &table.rows, "rows of {} after\n{}", table.names[side], script.to_sql());
        }
        Ok(())
    }
}

#[cfg(feature = "mysql")]
fn rows(conn: &mut MysqlConnection, table: &QName, columns: &[&str]) -> Vec<String> {
    let name = QUOTING.always(&table.name);
    if columns.is_empty() {
        return vec![count(conn, &table.name).to_string()];
    }
    let values: Vec<String> =
        columns.iter().map(|column| format!("COALESCE(HEX({}), 'NULL')", QUOTING.always(column))).collect();
    let mut rows = texts(conn, &format!("SELECT CONCAT_WS('|', {}) AS x FROM {name}", values.join(", ")));
    rows.sort();
    rows
}

/// Nothing is left to do where the database is what a schema says: proven for the grammar of each server by name.
#[cfg(feature = "mysql")]
#[test]
fn canonical_schemas_are_fixed_points() {
    let config = Config { cases: 200, failure_persistence: None, ..Config::default() };
    let run = TestRunner::new(config).run(&case(), |case| {
        let once = grammar(migrate_core::dialect::mysql::Flavour::Any).canonical(&case.new);
        prop_assert_eq!(grammar(migrate_core::dialect::mysql::Flavour::Any).canonical(&once), once);
        Ok(())
    });
    run.unwrap_or_else(|error| panic!("{error}"));
}
