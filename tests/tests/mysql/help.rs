//! What proves a plan: it is run, read back, and taken back, on a real server.

use diesel::MysqlConnection;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use migrate_core::dialect::mysql::{Flavour, grammar};
use migrate_core::dialect::{Dialect, Grammar};
use migrate_core::diff::{Hints, Pair, diff};
use migrate_core::introspect::{Introspected, Options, introspect};
use migrate_core::plan::{self, Plan, Script, plan};
use migrate_core::schema::Schema;
use tests::mysql::{Scratch, run};

/// All that a database holds.
pub(crate) fn read(conn: &mut MysqlConnection) -> Introspected {
    introspect(conn, &Options::all()).unwrap()
}

/// The schema that these statements make, in a database of its own.
pub(crate) fn made(sql: &str) -> (Scratch, MysqlConnection, Schema) {
    let scratch = Scratch::new();
    let mut conn = scratch.connect();
    run(&mut conn, sql);
    let schema = read(&mut conn).schema;
    (scratch, conn, schema)
}

/// Runs a script, statement by statement.
#[track_caller]
pub(crate) fn apply(conn: &mut MysqlConnection, script: &Script) {
    for statement in &script.statements {
        if let Err(error) = diesel::sql_query(&statement.sql).execute(conn) {
            panic!("{error}\nat:\n{}\nof:\n{}", statement.sql, script.to_sql());
        }
    }
}

/// The order of columns is no difference; all else is.
pub(crate) fn plain(schema: &Schema) -> Schema {
    let mut schema = schema.clone();
    for table in &mut schema.tables {
        table.columns.sort_by(|a, b| a.name.cmp(&b.name));
    }
    schema.normalized()
}

pub(crate) fn canonical(schema: &Schema) -> Schema {
    grammar(Flavour::Any).canonical(schema)
}

/// What differs, the order of columns aside.
pub(crate) fn differences(found: &Schema, wanted: &Schema) -> Option<String> {
    let (found, wanted) = (plain(found), plain(wanted));
    if found == wanted {
        return None;
    }
    let changes = diff(Pair::new(&found, &wanted), &Hints::none()).unwrap();
    let lines: Vec<String> = changes.iter().map(|change| format!("{change}\n{change:#?}")).collect();
    Some(format!("{} differences\n{}", lines.len(), lines.join("\n")))
}

#[track_caller]
pub(crate) fn same(found: &Schema, wanted: &Schema, when: &str) {
    if let Some(lines) = differences(found, wanted) {
        panic!("{when}: {lines}");
    }
}

/// The plan for the way between two schemas.
#[track_caller]
pub(crate) fn way(old: &Schema, new: &Schema, hints: &Hints) -> Plan {
    let changes = diff(Pair::new(old, new), &hints.clone().placing(true)).unwrap();
    plan(Dialect::Mysql, old, &changes, &plan::Options::default()).unwrap()
}

/// Makes the old schema, puts rows in, goes to the new one and back; each time what is read is what was wanted, and
/// no row is lost.
#[track_caller]
pub(crate) fn prove(old: &Schema, new: &Schema, hints: &Hints, rows: &[String]) -> Plan {
    let scratch = Scratch::new();
    let mut conn = scratch.connect();
    let first = way(&Schema::default(), old, &Hints::none());
    apply(&mut conn, &first.up);
    same(&read(&mut conn).schema, &canonical(old), "after it was made");
    for row in rows {
        run(&mut conn, row);
    }
    let before = counts(&mut conn, old);
    let plan = way(old, new, hints);
    apply(&mut conn, &plan.up);
    let found = read(&mut conn).schema;
    same(&found, &canonical(new), &format!("after\n{}", plan.up.to_sql()));
    let left = diff(Pair::new(&found, &canonical(new)), &Hints::none()).unwrap();
    assert!(left.is_empty(), "a second comparison finds {left:#?}");
    apply(&mut conn, &plan.down);
    same(&read(&mut conn).schema, &canonical(old), &format!("after the way back\n{}", plan.down.to_sql()));
    let after = counts(&mut conn, old);
    for (table, before) in before {
        let kept = new.table(&table.as_str().into()).is_some();
        let now = after.iter().find(|(name, _)| *name == table).map(|(_, now)| *now);
        assert!(!kept || now == Some(before), "{table} had {before} rows, and has {now:?}");
    }
    plan
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    n: i64,
}

fn counts(conn: &mut MysqlConnection, schema: &Schema) -> Vec<(String, i64)> {
    let names = schema.tables.iter().map(|table| table.name.name.clone());
    names.map(|name| (name.clone(), count(conn, &name))).collect()
}

/// How many rows a table has.
pub(crate) fn count(conn: &mut MysqlConnection, table: &str) -> i64 {
    number(conn, &format!("SELECT COUNT(*) AS n FROM `{}`", table.replace('`', "``")))
}

#[derive(QueryableByName)]
struct Cell {
    #[diesel(sql_type = Text)]
    x: String,
}

/// The texts that a query gives in its column `x`.
pub(crate) fn texts(conn: &mut MysqlConnection, query: &str) -> Vec<String> {
    let rows: Vec<Cell> =
        diesel::sql_query(query).load(conn).unwrap_or_else(|error| panic!("{error}\n{query}"));
    rows.into_iter().map(|row| row.x).collect()
}

/// One number.
pub(crate) fn number(conn: &mut MysqlConnection, query: &str) -> i64 {
    let count: Count = diesel::sql_query(query).get_result(conn).unwrap();
    count.n
}

/// From what some SQL makes to what other SQL makes, and back.
#[track_caller]
pub(crate) fn prove_sql(from: &str, to: &str) -> Plan {
    let (_a, mut conn, old) = made(from);
    let (_b, _, new) = made(to);
    let plan = way(&old, &new, &Hints::none());
    apply(&mut conn, &plan.up);
    same(&read(&mut conn).schema, &new, &format!("after\n{}", plan.up.to_sql()));
    apply(&mut conn, &plan.down);
    same(&read(&mut conn).schema, &old, &format!("after the way back\n{}", plan.down.to_sql()));
    plan
}

/// What the server says that it is.
pub(crate) fn version() -> String {
    let mut conn = tests::mysql::connect(tests::mysql::server_url());
    texts(&mut conn, "SELECT VERSION() AS x").remove(0)
}

/// The `summary` of each change.
pub(crate) fn summaries(answer: &serde_json::Value) -> Vec<&str> {
    answer["changes"].as_array().unwrap().iter().map(|change| change["summary"].as_str().unwrap()).collect()
}
