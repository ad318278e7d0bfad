//! What rebuilding a large table takes on SQLite, against the least that SQLite itself needs for it: the bare
//! `INSERT INTO … SELECT` into the new table, and its indexes built. Both in a process of their own, on copies of one
//! file; each says how much memory it had at most, which must not grow with the rows.
//!
//! `cargo run --release -p benches --bin bench-rebuild -- [ROUNDS] [ROWS]`

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use benches::{Contest, Outcome, millis, run, scratch};
use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use migrate_core::change::Hints;
use migrate_core::diff::{Pair, diff};
use migrate_core::history::{Approval, Batch, Draft, History, Id, Timestamp};
use migrate_core::plan::{Options, plan};
use migrate_core::runtime::Runner;
use migrate_core::schema::{Column, Index, IndexKind, PrimaryKey, Table};
use migrate_core::{Dialect, Schema};

/// What the project promises: time, and memory of all rows against a tenth of them.
const TIMES_BARE: f64 = 1.3;
const TIMES_MEMORY: f64 = 1.2;

/// What any rebuild has to do.
const BARE: &str = "BEGIN;
CREATE TABLE new_items (id BIGINT NOT NULL PRIMARY KEY, name TEXT NOT NULL, owner BIGINT NOT NULL, price DOUBLE);
INSERT INTO new_items (id, name, owner, price) SELECT id, name, owner, price FROM items;
DROP TABLE items;
ALTER TABLE new_items RENAME TO items;
CREATE INDEX items_owner ON items (owner);
CREATE INDEX items_name ON items (name);
COMMIT;";

fn main() -> Outcome {
    let words: Vec<String> = std::env::args().skip(1).collect();
    if let [who, folder] = words.as_slice()
        && (who == "ours" || who == "bare")
    {
        return rebuild(who, Path::new(folder));
    }
    let mut numbers = words.iter().map(|word| word.parse::<usize>());
    let rounds = numbers.next().transpose()?.unwrap_or(3);
    let rows = numbers.next().transpose()?.unwrap_or(5_000_000);
    let few = prepare(&scratch("rebuild-few")?, rows / 10)?;
    let all = prepare(&scratch("rebuild")?, rows)?;

    println!(
        "a rebuild of {rows} rows on SQLite, in a file of {} MB",
        fs::metadata(all.join("start.db"))?.len() / 1_000_000
    );
    let mut peak = [0_u64; 2];
    let [ours_peak, bare_peak] = &mut peak;
    let figures = Contest::new(rounds)
        .with("ours", || start("ours", &all, ours_peak))
        .with("INSERT … SELECT and indexes", || start("bare", &all, bare_peak))
        .run()?;
    let mut small = 0;
    start("ours", &few, &mut small)?;

    let [ours, bare] = figures.as_slice() else { return Err("two contestants".into()) };
    let (ratio, memory) = (ours.ratio(bare), peak[0] as f64 / small.max(1) as f64);
    println!("  time:                        {:>12} / {:>12}", millis(ours.median()), millis(bare.median()));
    println!("  memory at most:              {:>9} kB / {:>9} kB", peak[0], peak[1]);
    println!("  time, ours / bare:           {ratio:.2}   (promised: at most {TIMES_BARE})");
    println!("  memory, all rows / a tenth:  {memory:.2}   (promised: it doesn't grow with rows)");
    if ratio <= TIMES_BARE && memory <= TIMES_MEMORY { Ok(()) } else { Err("a promise isn't kept".into()) }
}

/// One rebuild, in a process of its own, on a fresh copy.
fn start(who: &str, folder: &Path, peak: &mut u64) -> Outcome<Duration> {
    let database = folder.join("app.db");
    for end in ["", "-journal", "-wal", "-shm", "-migrate-lock"] {
        let mut file = database.clone().into_os_string();
        file.push(end);
        if let Err(error) = fs::remove_file(&file)
            && error.kind() != std::io::ErrorKind::NotFound
        {
            return Err(error.into());
        }
    }
    fs::copy(folder.join("start.db"), &database)?;
    let said = run(Command::new(std::env::current_exe()?).arg(who).arg(folder))?;
    let mut numbers = said.split_whitespace();
    let (nanos, kilobytes) = numbers.next().zip(numbers.next()).ok_or_else(|| format!("it said {said}"))?;
    *peak = (*peak).max(kilobytes.parse()?);
    Ok(Duration::from_nanos(nanos.parse()?))
}

fn rebuild(who: &str, folder: &Path) -> Outcome {
    let mut db = connect(&folder.join("app.db"))?;
    let history = History::read(&folder.join("migrations"), Dialect::Sqlite)?;
    let start = Instant::now();
    match who {
        "ours" => drop(Runner::read(&history, &mut db)?.upgrade()?),
        _ => db.batch_execute(BARE)?,
    }
    println!("{} {}", start.elapsed().as_nanos(), peak_memory());
    Ok(())
}

/// In kilobytes; 0 where the system doesn't say.
fn peak_memory() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(0)
}

fn connect(path: &Path) -> Outcome<SqliteConnection> {
    Ok(SqliteConnection::establish(&path.display().to_string())?)
}

/// A database at the first revision, with rows; the second makes the table anew. Made once.
fn prepare(folder: &Path, rows: usize) -> Outcome<PathBuf> {
    let migrations = folder.join("migrations");
    if migrations.exists() {
        fs::remove_dir_all(&migrations)?;
    }
    let ids = write_revisions(&migrations)?;
    let database = folder.join("start.db");
    if database.exists() {
        fs::remove_file(&database)?;
    }
    let mut db = connect(&database)?;
    let history = History::read(&migrations, Dialect::Sqlite)?;
    Runner::read(&history, &mut db)?.to(ids[0].as_str()).upgrade()?;
    db.batch_execute(&format!(
        "PRAGMA synchronous = OFF;
         WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {rows})
         INSERT INTO items (id, name, owner, price) SELECT i, 'item ' || (i * 7919 % {rows}), i % 1000, i * 0.5 FROM n"
    ))?;
    Ok(folder.to_owned())
}

fn table(optional: bool) -> Schema {
    let column = |name: &str, ty: &str| -> Outcome<Column> { Ok(Column::new(name, ty.parse()?)) };
    let columns = [("id", "bigint"), ("name", "text"), ("owner", "bigint"), ("price", "double")];
    let mut table = Table::new("items".into());
    table.columns = columns.iter().filter_map(|(name, ty)| column(name, ty).ok()).collect();
    for column in &mut table.columns {
        column.nullable = column.name == "price" || (optional && column.name == "name");
    }
    table.primary_key = Some(PrimaryKey::new(vec!["id".to_owned()]));
    table.indexes = vec![
        Index::new("items_name", IndexKind::Plain, &["name"]),
        Index::new("items_owner", IndexKind::Plain, &["owner"]),
    ];
    Schema { tables: vec![table], ..Schema::default() }
}

fn write_revisions(dir: &Path) -> Outcome<Vec<Id>> {
    fs::create_dir_all(dir)?;
    let mut batch = Batch::new(dir)?;
    History::init(dir, Dialect::Sqlite, &mut batch)?;
    batch.commit()?;
    let (mut now, mut ids, mut at) = (Timestamp::from_unix(1_700_000_000), Vec::new(), Schema::default());
    for next in [table(true), table(false)] {
        let changes = diff(Pair { old: &at, new: &next }, &Hints::default())?;
        let plan = plan(Dialect::Sqlite, &at, &changes, &Options::default())?;
        now = now.next();
        let id = Id::new(now, &ids);
        let draft = Draft {
            id: id.clone(),
            message: "items".to_owned(),
            parents: ids.last().cloned().into_iter().collect(),
            created_at: now,
            up: plan.up.to_sql(),
            down: plan.down.to_sql(),
            run_in_transaction: plan.up.run_in_transaction(),
            foreign_keys_off: plan.up.foreign_keys_off(),
            data_steps: migrate_core::embed::DataSteps::default(),
            changes,
        };
        let mut batch = Batch::new(dir)?;
        History::read(dir, Dialect::Sqlite)?.add(&draft, &next, &mut batch)?;
        batch.commit()?;
        let mut batch = Batch::new(dir)?;
        History::read(dir, Dialect::Sqlite)?.approve(&id, Approval::default(), &mut batch)?;
        batch.commit()?;
        ids.push(id);
        at = next;
    }
    Ok(ids)
}
