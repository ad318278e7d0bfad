//! What reading a large MySQL or MariaDB database takes, against SQLAlchemy. User and system CPU of whoever reads; the
//! server's is its own. And how many statements a start with nothing to do takes.
//!
//! `cargo bench-introspect-mysql URL [ROUNDS] [TABLES]`
//!
//! URL is that of a server where databases may be made and dropped. Python 3 has to be there: SQLAlchemy and PyMySQL are
//! installed in an environment below `target/bench/`.

use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use benches::large::{Large, Mysql};
use benches::python::{environment, reflect};
use benches::{Contest, Outcome, millis, own_cpu, run, scratch};
use diesel::connection::{InstrumentationEvent, SimpleConnection as _};
use diesel::{Connection as _, MysqlConnection};
use migrate_core::Dialect;
use migrate_core::history::{Batch, History};
use migrate_core::introspect::{Options, introspect};
use migrate_core::runtime::Runner;

/// What the project promises.
const OF_SQLALCHEMY: f64 = 1.0 / 20.0;
const QUERIES: usize = 12;
const AT_START: usize = 2;
/// Twice the tables take at most so many times as long.
const LINEAR: f64 = 2.5;

/// The statements that the last connection sent.
static SENT: AtomicUsize = AtomicUsize::new(0);

fn main() -> Outcome {
    let mut words = std::env::args().skip(1);
    let server = words.next().ok_or("name a server: bench-introspect-mysql mysql://root@127.0.0.1/mysql")?;
    let mut numbers = words.map(|word| word.parse::<usize>());
    let rounds = numbers.next().transpose()?.unwrap_or(5);
    let count = numbers.next().transpose()?.unwrap_or(1_000);
    let folder = scratch("introspect-mysql")?;
    let python = environment(&scratch("python")?)?;
    run(Command::new(&python).args(["-m", "pip", "install", "-q", "pymysql"]))?;
    let database = Large::<Mysql>::make(&server, "bench_introspect", count)?;
    let half = Large::<Mysql>::make(&server, "bench_introspect_half", count / 2)?;

    println!("reading {count} tables of 20 columns, with two indexes and a foreign key each");
    let reading = Contest::new(rounds)
        .with("ours", || ours(&database.url))
        .with("ours, half the tables", || ours(&half.url))
        .with("SQLAlchemy", || reflect(&python, &folder, &database.url))
        .run()?;
    ours(&database.url)?;
    let queries = SENT.load(Ordering::Relaxed);
    let start = start(&folder, &half.url)?;

    let [full, part, theirs] = reading.as_slice() else { return Err("three contestants".into()) };
    for (what, figure) in
        [("reading, ours", full), ("half of it, ours", part), ("reading, SQLAlchemy", theirs)]
    {
        println!("  {what:<24} {:>14}", millis(figure.median()));
    }
    let (read, grown) = (full.ratio(theirs), full.ratio(part));
    println!("  reading, ours / SQLAlchemy:   1/{:.0}   (promised: at most 1/20)", 1.0 / read);
    println!("  twice the tables, ours:       {grown:.2}   (promised: linear, at most {LINEAR})");
    println!("  queries:                      {queries}   (promised: at most {QUERIES})");
    println!("  a start with nothing to do:   {start} statements   (promised: at most {AT_START})");
    let kept = read <= OF_SQLALCHEMY && grown <= LINEAR && queries <= QUERIES && start <= AT_START;
    if kept { Ok(()) } else { Err("a promise isn't kept".into()) }
}

/// A connection whose statements are counted.
fn counted(url: &str) -> Outcome<MysqlConnection> {
    let mut conn = MysqlConnection::establish(url)?;
    SENT.store(0, Ordering::Relaxed);
    conn.set_instrumentation(|event: InstrumentationEvent<'_>| {
        if let InstrumentationEvent::StartQuery { .. } = event {
            SENT.fetch_add(1, Ordering::Relaxed);
        }
    });
    Ok(conn)
}

fn ours(url: &str) -> Outcome<Duration> {
    let mut conn = counted(url)?;
    let before = own_cpu()?;
    introspect(&mut conn, &Options::all())?;
    Ok(own_cpu()? - before)
}

/// The statements of an upgrade of a database that is at head: here, of no revision at all, with the ledger there.
fn start(folder: &Path, url: &str) -> Outcome<usize> {
    let dir = folder.join("migrations");
    std::fs::create_dir_all(&dir)?;
    let mut batch = Batch::new(&dir)?;
    History::init(&dir, Dialect::Mysql, &mut batch)?;
    batch.commit()?;
    let history = History::read(&dir, Dialect::Mysql)?;
    MysqlConnection::establish(url)?.batch_execute(
        "CREATE TABLE __diesel_schema_migrations (version VARCHAR(50) PRIMARY KEY NOT NULL,
             run_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP)",
    )?;
    let mut conn = counted(url)?;
    Runner::read(&history, &mut conn)?.upgrade()?;
    Ok(SENT.load(Ordering::Relaxed))
}
