//! Pairs of SQL scripts in `tests/cases/postgres`: `from` makes one database, `to` another; the plan between them,
//! run on the first, makes it the second. Then the way back.

#![allow(clippy::unwrap_used, reason = "what a test can't go on without fails it")]

use std::fs;
use std::path::Path;

use diesel::PgConnection;
use migrate_core::change::Backfill;
use migrate_core::change::replay;
use migrate_core::diff::{Hints, Origin, Pair, Rename, diff};
use migrate_core::introspect::postgres::introspect;
use migrate_core::plan::{Mode, Options, Plan, Script, Stage, plan};
use migrate_core::{Change, Dialect, Schema};
use tests::postgres::{Scratch, clean};
use tests::postgres_test;

/// One case: its sections by name.
#[derive(Default)]
struct Case {
    name: String,
    from: String,
    to: String,
    /// Rows that are in the first database.
    rows: String,
    /// Queries that must give `t` afterwards, one a line.
    then: String,
    /// `old:new`, one a line.
    renames: String,
    /// What fills rows that are there: `table.column: expression`, one a line.
    fills: String,
    /// Hazards that the plan must name, one a line.
    hazards: String,
    /// Those that it must name where others use the tables meanwhile.
    hazards_online: String,
    /// Those that it must not name then.
    no_hazards_online: String,
    /// The oldest server that can say it, as `server_version_num`.
    since: String,
    /// Why there is no way back that keeps the rows: the way back is then tried without rows.
    no_way_back: String,
}

fn cases(file: &Path) -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    let mut section = String::new();
    for line in fs::read_to_string(file).unwrap().lines() {
        if let Some(name) = line.strip_prefix("=== ") {
            cases.push(Case { name: name.to_owned(), ..Case::default() });
        } else if let Some(name) = line.strip_prefix("--- ") {
            section = name.trim().to_owned();
        } else if let Some(case) = cases.last_mut() {
            let text = match section.as_str() {
                "from" => &mut case.from,
                "to" => &mut case.to,
                "rows" => &mut case.rows,
                "then" => &mut case.then,
                "renames" => &mut case.renames,
                "fills" => &mut case.fills,
                "hazards" => &mut case.hazards,
                "hazards online" => &mut case.hazards_online,
                "no hazards online" => &mut case.no_hazards_online,
                "since" => &mut case.since,
                "no way back" => &mut case.no_way_back,
                other => panic!("{}: no section `{other}`", case.name),
            };
            text.push_str(line);
            text.push('\n');
        }
    }
    cases
}

fn execute(conn: &mut PgConnection, sql: &str) -> Result<(), String> {
    if sql.trim().is_empty() {
        return Ok(());
    }
    diesel::connection::SimpleConnection::batch_execute(conn, sql)
        .map_err(|error| format!("{error}\nin: {sql}"))
}

/// Runs the text of a file as Diesel does: in a transaction, or as one statement by itself.
fn apply(conn: &mut PgConnection, script: &Script) -> Result<(), String> {
    if script.mode == Mode::Apart && script.statements.len() > 1 {
        return Err("several statements outside a transaction are one implicit transaction".to_owned());
    }
    let sql = script.to_sql();
    if script.mode == Mode::Apart {
        return execute(conn, &sql);
    }
    execute(conn, "BEGIN")?;
    match execute(conn, &sql) {
        Ok(()) => execute(conn, "COMMIT"),
        Err(error) => {
            execute(conn, "ROLLBACK")?;
            Err(error)
        }
    }
}

/// The parts of a plan, each with the changes that lead to the schema behind it.
fn stages(plan: &Plan, changes: &[Change]) -> Vec<Stage> {
    if plan.stages.is_empty() {
        return vec![Stage { changes: changes.to_vec(), up: plan.up.clone(), down: plan.down.clone() }];
    }
    plan.stages.clone()
}

/// The schema, with what has no order in one order.
fn read(conn: &mut PgConnection) -> Schema {
    sorted(introspect(conn).unwrap().schema)
}

fn sorted(mut schema: Schema) -> Schema {
    for table in &mut schema.tables {
        table.columns.sort_by(|a, b| a.name.cmp(&b.name));
    }
    schema
}

fn same(found: &Schema, wanted: &Schema, what: &str) -> Result<(), String> {
    if found == wanted {
        return Ok(());
    }
    let changes = diff(Pair::new(found, wanted), &Hints::none()).map_err(|error| error.to_string())?;
    let lines: Vec<String> = changes.iter().map(|change| format!("{change}\n    {change:?}")).collect();
    Err(format!("{what}: still to do\n{}", lines.join("\n")))
}

fn hints(case: &Case) -> Hints {
    let mut hints = Hints::none();
    for line in case.renames.lines().filter(|line| !line.trim().is_empty()) {
        let (from, to) = line.trim().split_once(':').unwrap();
        let rename =
            match (from.strip_prefix("column "), from.strip_prefix("enum "), from.strip_prefix("label ")) {
                (Some(from), _, _) => {
                    let (table, column) = from.rsplit_once('.').unwrap();
                    Rename::Column {
                        table: table.parse().unwrap(),
                        from: column.to_owned(),
                        to: to.to_owned(),
                        origin: Origin::Flag,
                    }
                }
                (_, Some(from), _) => Rename::Enum {
                    from: from.parse().unwrap(),
                    to: to.parse().unwrap(),
                    origin: Origin::Flag,
                },
                (_, _, Some(from)) => {
                    let (ty, label) = from.rsplit_once('.').unwrap();
                    Rename::Label {
                        ty: ty.parse().unwrap(),
                        from: label.to_owned(),
                        to: to.to_owned(),
                        origin: Origin::Flag,
                    }
                }
                _ => Rename::Table {
                    from: from.parse().unwrap(),
                    to: to.parse().unwrap(),
                    origin: Origin::Flag,
                },
            };
        hints.renames.push(rename);
    }
    for line in case.fills.lines().filter(|line| !line.trim().is_empty()) {
        let (place, sql) = line.split_once(": ").unwrap();
        let (table, column) = place.trim().rsplit_once('.').unwrap();
        let (table, column, sql) = (table.parse().unwrap(), column.to_owned(), sql.to_owned());
        hints.backfills.push(Backfill { table, column, sql });
    }
    hints
}

fn prove(case: &Case, online: bool, a: &mut PgConnection, b: &mut PgConnection) -> Result<(), String> {
    clean(a);
    clean(b);
    execute(a, &case.from)?;
    execute(b, &case.to)?;
    execute(a, &case.rows)?;
    let (from, to) = (introspect(a).unwrap().schema, introspect(b).unwrap().schema);
    let changes = diff(Pair::new(&from, &to), &hints(case)).map_err(|error| error.to_string())?;
    let options = Options { online, ..Options::default() };
    let plan: Plan = plan(Dialect::Postgres, &from, &changes, &options)
        .map_err(|error| format!("{error}: {:?}", std::error::Error::source(&error)))?;
    let named = if online { &case.hazards_online } else { &case.hazards };
    for code in named.lines().filter(|line| !line.trim().is_empty()) {
        if !plan.hazards.iter().any(|hazard| hazard.code.name() == code.trim()) {
            return Err(format!("hazard {code} isn't named: {:?}\n{}", plan.hazards, plan.up.to_sql()));
        }
    }
    for code in case.no_hazards_online.lines().filter(|line| online && !line.trim().is_empty()) {
        if plan.hazards.iter().any(|hazard| hazard.code.name() == code.trim()) {
            return Err(format!("hazard {code} is named: {:?}\n{}", plan.hazards, plan.up.to_sql()));
        }
    }
    let stages = stages(&plan, &changes);
    let mut schemas = vec![from];
    for stage in &stages {
        let text = || stages.iter().map(|stage| stage.up.to_sql()).collect::<Vec<_>>().join("\n--------\n");
        apply(a, &stage.up).map_err(|error| format!("up: {error}\n--- all of it:\n{}", text()))?;
        let mut expected = schemas.last().unwrap().clone();
        replay(&mut expected, &stage.changes).map_err(|error| format!("{error}\n{}", text()))?;
        if stages.len() > 1 {
            same(&read(a), &sorted(expected.clone()), "after a stage")
                .map_err(|error| format!("{error}\n--- all of it:\n{}", text()))?;
        }
        schemas.push(expected);
    }
    let (found, wanted) = (read(a), read(b));
    same(&found, &wanted, "after up")
        .map_err(|error| format!("{error}\n--- all of it:\n{}", plan.up.to_sql()))?;
    for query in case.then.lines().filter(|line| !line.trim().is_empty()) {
        #[derive(diesel::QueryableByName)]
        struct Answer {
            #[diesel(sql_type = diesel::sql_types::Bool)]
            ok: bool,
        }
        let sql = format!("SELECT coalesce(({query}), false) AS ok");
        let answer: Answer = diesel::RunQueryDsl::get_result(diesel::sql_query(&sql), a)
            .map_err(|error| format!("{error}\nin: {sql}"))?;
        if !answer.ok {
            return Err(format!("not so: {query}\n--- all of it:\n{}", plan.up.to_sql()));
        }
    }
    if !case.no_way_back.is_empty() {
        clean(a);
        execute(a, &case.to)?;
    }
    for (stage, schema) in stages.iter().zip(&schemas).rev() {
        let text =
            || stages.iter().rev().map(|stage| stage.down.to_sql()).collect::<Vec<_>>().join("\n--------\n");
        apply(a, &stage.down).map_err(|error| format!("down: {error}\n--- all of it:\n{}", text()))?;
        same(&read(a), &sorted(schema.clone()), "after down")
            .map_err(|error| format!("{error}\n--- all of it:\n{}", text()))?;
    }
    Ok(())
}

fn version(conn: &mut PgConnection) -> i32 {
    #[derive(diesel::QueryableByName)]
    struct Version {
        #[diesel(sql_type = diesel::sql_types::Integer)]
        number: i32,
    }
    let sql = "SELECT current_setting('server_version_num')::int4 AS number";
    let version: Version = diesel::RunQueryDsl::get_result(diesel::sql_query(sql), conn).unwrap();
    version.number
}

postgres_test! {
    fn every_pair_goes_there_and_back() {
        let (a, b) = (Scratch::new(), Scratch::new());
        let (mut a, mut b) = (a.connect(), b.connect());
        let mut files: Vec<_> = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("cases/postgres"))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        files.sort();
        let only = std::env::var("CASE").ok();
        let version = version(&mut a);
        let (mut tried, mut failed) = (0, Vec::new());
        for file in &files {
            for case in cases(file) {
                let name = format!("{}: {}", file.file_stem().unwrap().to_string_lossy(), case.name);
                if only.as_ref().is_some_and(|only| !name.contains(only)) {
                    continue;
                }
                let since = case.since.trim().parse().unwrap_or(0);
                if since > version {
                    continue;
                }
                for online in [false, true] {
                    tried += 1;
                    let Err(error) = prove(&case, online, &mut a, &mut b) else { continue };
                    failed.push(format!("######## {name}{}\n{error}", if online { " (online)" } else { "" }));
                    // Whatever it left open must not fail the next.
                    let _ = diesel::connection::SimpleConnection::batch_execute(&mut a, "ROLLBACK");
                }
            }
        }
        assert!(failed.is_empty(), "{} of {tried} failed\n{}", failed.len(), failed.join("\n"));
        assert!(tried > 0);
    }
}
