//! How the shed's database came to be what it is, lived through once more.

use std::path::Path;

use chrono::Local;
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Text};

use crate::models::{SHED, Standing};
use crate::page::{self, GOOD, LATE, QUIET, Side, TITLE};
use crate::{Outcome, desk};

const FIRST_DAY: &str = include_str!("first_day.sql");

#[derive(QueryableByName)]
struct Name {
    #[diesel(sql_type = Text)]
    name: String,
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    rows: i64,
}

/// Makes a database as it was on the first day: the first revision, and the rows of then.
pub fn found(path: &Path) -> Outcome {
    if path.exists() {
        return Err(format!("{} is there already", path.display()).into());
    }
    let mut db = connect(path)?;
    SHED.on(&mut db)?.to("+1").upgrade()?;
    db.transaction(|db| diesel::connection::SimpleConnection::batch_execute(db, FIRST_DAY))?;
    anstream::println!("{TITLE}The first day{TITLE:#}  {QUIET}{}{QUIET:#}", path.display());
    anstream::println!("  {}", rows(&mut db)?);
    Ok(())
}

/// Opens a database: whatever it lacks, this binary brings.
pub fn open(path: &Path) -> Outcome {
    let mut db = connect(path)?;
    upgrade(&mut db)?;
    settle(&mut db)?;
    overview(&mut db)
}

/// The first day and today, one after the other, in a file that is gone afterwards.
pub fn tour() -> Outcome {
    let path = std::env::temp_dir().join(format!("toolshed-tour-{}.db", std::process::id()));
    let told = found(&path).and_then(|()| open(&path));
    let _ = std::fs::remove_file(&path);
    told
}

fn connect(path: &Path) -> Outcome<SqliteConnection> {
    let mut db = SqliteConnection::establish(&path.to_string_lossy())?;
    diesel::connection::SimpleConnection::batch_execute(&mut db, "PRAGMA busy_timeout = 5000")?;
    Ok(db)
}

/// One revision after the other, so that each can be told apart; `SHED.upgrade(&mut db)` is all it takes otherwise.
fn upgrade(db: &mut SqliteConnection) -> Outcome {
    let pending = SHED.status(db)?.pending;
    if pending.is_empty() {
        anstream::println!("{GOOD}✔{GOOD:#} the database is at head");
        return Ok(());
    }
    anstream::println!(
        "\n{TITLE}Upgrading{TITLE:#}  {QUIET}{}, one at a time{QUIET:#}",
        revisions(pending.len())
    );
    for _ in 0..pending.len() {
        let report = SHED.on(db)?.to("+1").upgrade()?;
        for step in &report.ran {
            let ms = step.elapsed.as_secs_f64() * 1e3;
            anstream::println!(
                "  {GOOD}✔{GOOD:#} {}  {QUIET}{}, {ms:.1} ms{QUIET:#}",
                step.message,
                step.revision
            );
        }
        anstream::println!("      {QUIET}{}{QUIET:#}", rows(db)?);
    }
    Ok(())
}

fn revisions(count: usize) -> String {
    if count == 1 { "1 revision".to_owned() } else { format!("{count} revisions") }
}

/// Every table with the number of its rows.
fn rows(db: &mut SqliteConnection) -> QueryResult<String> {
    let tables: Vec<Name> = sql_query(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' \
         AND name NOT LIKE '\\_\\_%' ESCAPE '\\' ORDER BY name",
    )
    .load(db)?;
    let mut parts = Vec::new();
    for Name { name } in tables {
        let Count { rows } = sql_query(format!("SELECT count(*) AS rows FROM \"{name}\"")).get_result(db)?;
        parts.push(format!("{name} {rows}"));
    }
    Ok(parts.join(" · "))
}

/// What needs doing once the newer tables are there, and once a day.
fn settle(db: &mut SqliteConnection) -> Outcome {
    let now = Local::now().naive_local();
    desk::settle_in(db, now.date())?;
    for name in desk::suspend_late(db, now.date(), now)? {
        anstream::println!(
            "\n{LATE}!{LATE:#} {name} is a month late, and {:?} from today",
            Standing::Suspended
        );
    }
    Ok(())
}

fn overview(db: &mut SqliteConnection) -> Outcome {
    use Side::{Left, Right};
    let today = Local::now().date_naive();

    let shelves: Vec<_> = desk::shelves(db)?
        .into_iter()
        .map(|shelf| {
            [shelf.branch, shelf.tools.to_string(), shelf.lent.to_string(), shelf.in_repair.to_string()]
        })
        .collect();
    page::table(
        "Branches",
        [("branch", Left), ("tools", Right), ("lent", Right), ("in repair", Right)],
        &shelves,
    );

    let open: Vec<_> = desk::open_loans(db)?
        .into_iter()
        .map(|loan| {
            let days = (loan.due_on - today).num_days();
            let due = if days < 0 { format!("{} days late", -days) } else { format!("in {days} days") };
            [loan.id.to_string(), loan.tool, loan.member, loan.email.0, due]
        })
        .collect();
    let columns = [("loan", Right), ("tool", Left), ("member", Left), ("e-mail", Left), ("due", Left)];
    page::table("Not back yet", columns, &open);

    let free: Vec<_> = desk::free_tools(db)?
        .into_iter()
        .map(|tool| {
            let shelf = tool.shelf.unwrap_or_else(|| "–".to_owned());
            [tool.name, shelf, format!("{:?}", tool.condition), tool.day_price_cents.to_string()]
        })
        .collect();
    page::table(
        "Free to borrow",
        [("tool", Left), ("shelf", Left), ("condition", Left), ("a day", Right)],
        &free,
    );

    let tree: Vec<_> = desk::category_tree(db)?
        .into_iter()
        .map(|(name, parent)| [name, parent.unwrap_or_default()])
        .collect();
    page::table("Categories", [("category", Left), ("in", Left)], &tree);
    Ok(())
}
