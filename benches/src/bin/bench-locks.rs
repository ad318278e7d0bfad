//! How long others wait for a lock while a revision changes a large PostgreSQL table that they read and write all the
//! time: an index, a NOT NULL column with a default, a foreign key and a check. First as the revision is generated, then
//! in the plain forms (`#[schema(online = false)]`).
//!
//! `cargo bench-locks [ROWS]`
//!
//! Starts a server of its own in a temporary folder; 5 million rows take some 3 GB there. What is counted is what the server's
//! own log says of waits (`log_lock_waits`), beside the longest statement that the others saw.

use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use benches::{Outcome, Server, scratch};
use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Integer};
use migrate_core::change::{Hints, replay};
use migrate_core::diff::{Pair, diff};
use migrate_core::history::{Approval, Batch, Draft, History, Id, Timestamp};
use migrate_core::introspect::{Options as Reading, introspect};
use migrate_core::plan::{Options, Stage, plan};
use migrate_core::runtime::{Event, Runner};
use migrate_core::schema::{Action, Check, Column, Default, ForeignKey, Index, IndexKind, Type};
use migrate_core::{Dialect, Schema};

/// What the project promises: nobody waits longer than that.
const PROMISED: Duration = Duration::from_millis(500);

/// Every wait of at least so long is in the server's log.
const NOTICED: &str = "deadlock_timeout=10ms";

const READERS: u64 = 2;
const WRITERS: u64 = 2;

fn main() -> Outcome {
    let rows = std::env::args().nth(1).map(|word| word.parse::<u64>()).transpose()?.unwrap_or(5_000_000);
    let settings =
        ["log_lock_waits=on", NOTICED, "log_line_prefix=%p ", "max_wal_size=4GB", "shared_buffers=256MB"];
    let server = Server::start(&settings)?;
    eprintln!("making {rows} rows");
    prepare(&server, rows)?;
    println!("an index, a NOT NULL column, a foreign key and a check on a table of {rows} rows");
    println!("while {READERS} sessions read it and {WRITERS} write to it");
    let ours = measure(&server, "as_generated", &Options::default(), rows)?;
    let plain = measure(&server, "plain_forms", &Options::plain(), rows)?;
    for (what, found) in [("as generated", &ours), ("plain forms", &plain)] {
        println!("  {what}, in {} revisions that took {:.1} s", found.revisions, found.took.as_secs_f64());
        println!("    longest wait of another session for a lock: {:>8} ms", found.waited.as_millis());
        println!("    longest statement of another session:       {:>8} ms", found.slowest.as_millis());
        println!("    statements that others ran meanwhile:       {:>8}", found.statements);
    }
    println!("  promised: nobody waits longer than {} ms", PROMISED.as_millis());
    if ours.waited <= PROMISED { Ok(()) } else { Err("a promise isn't kept".into()) }
}

/// What the others saw of an upgrade.
struct Found {
    revisions: usize,
    took: Duration,
    waited: Duration,
    slowest: Duration,
    statements: usize,
}

fn prepare(server: &Server, rows: u64) -> Outcome {
    let mut admin = PgConnection::establish(&server.url("postgres"))?;
    admin.batch_execute("CREATE DATABASE start TEMPLATE template0")?;
    let mut conn = PgConnection::establish(&server.url("start"))?;
    conn.batch_execute(&format!(
        "CREATE TABLE customers (id bigint PRIMARY KEY, name text NOT NULL);
         INSERT INTO customers SELECT n, 'customer ' || n FROM generate_series(1, 1000) n;
         CREATE TABLE orders (id bigint NOT NULL, customer_id bigint NOT NULL, amount bigint NOT NULL, note text);
         INSERT INTO orders SELECT n, 1 + n % 1000, n % 997, 'order ' || n FROM generate_series(1, {rows}) n;
         ALTER TABLE orders ADD PRIMARY KEY (id)",
    ))?;
    conn.batch_execute("VACUUM ANALYZE")?;
    conn.batch_execute("CHECKPOINT")?;
    Ok(())
}

fn measure(server: &Server, database: &str, options: &Options, rows: u64) -> Outcome<Found> {
    let mut admin = PgConnection::establish(&server.url("postgres"))?;
    admin.batch_execute(&format!("CREATE DATABASE {database} TEMPLATE start"))?;
    let url = server.url(database);
    let folder = scratch("locks")?.join(database);
    let mut conn = PgConnection::establish(&url)?;
    let history = revisions(&folder, &mut conn, options)?;

    let stop = AtomicBool::new(false);
    let (took, others) = thread::scope(|scope| -> Outcome<_> {
        let stop = &stop;
        let url = &url;
        let others: Vec<_> = (0..READERS + WRITERS)
            .map(|number| {
                scope.spawn(move || other(url, number, rows, stop).map_err(|error| error.to_string()))
            })
            .collect();
        // They are at it before it begins, and after it ended.
        thread::sleep(Duration::from_secs(1));
        let start = Instant::now();
        let upgraded = Runner::read(&history, &mut conn)?.on_event(tell).upgrade();
        let took = start.elapsed();
        thread::sleep(Duration::from_secs(1));
        stop.store(true, Ordering::Relaxed);
        let mut all = Vec::new();
        for other in others {
            all.push(other.join().map_err(|_| "another session panicked")??);
        }
        upgraded?;
        Ok((took, all))
    })?;
    let pids: Vec<i32> = others.iter().map(|other| other.pid).collect();
    proven(&mut conn, rows)?;
    drop(conn);
    let found = Found {
        // The first one only says what was there.
        revisions: history.revisions().len().saturating_sub(1),
        took,
        waited: longest_wait(&server.log()?, &pids)?,
        slowest: others.iter().map(|other| other.slowest).max().unwrap_or_default(),
        statements: others.iter().map(|other| other.statements).sum(),
    };
    admin.batch_execute(&format!("DROP DATABASE {database} WITH (FORCE)"))?;
    Ok(found)
}

fn tell(event: Event<'_>) {
    if let Event::Finished { revision, elapsed, .. } = event {
        eprintln!("  {revision} {:>8} ms", elapsed.as_millis());
    }
}

/// A session that reads or writes one row after the other, and what it saw.
struct Other {
    pid: i32,
    slowest: Duration,
    statements: usize,
}

fn other(url: &str, number: u64, rows: u64, stop: &AtomicBool) -> Outcome<Other> {
    let mut conn = PgConnection::establish(url)?;
    let pid = diesel::dsl::sql::<Integer>("SELECT pg_backend_pid()").get_result(&mut conn)?;
    let mut found = Other { pid, slowest: Duration::ZERO, statements: 0 };
    let mut random = 88_172_645_463_325_252 + number;
    let mut new = rows + 1 + number * 1_000_000_000;
    while !stop.load(Ordering::Relaxed) {
        // Xorshift: any order of rows will do.
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        let id = 1 + random % rows;
        let sql = match (number < READERS, random % 3) {
            (true, _) => format!("SELECT * FROM orders WHERE id = {id}"),
            (false, 0) => {
                new += 1;
                format!(
                    "INSERT INTO orders (id, customer_id, amount) VALUES ({new}, {}, 1)",
                    1 + random % 1000
                )
            }
            (false, _) => format!("UPDATE orders SET amount = amount + 1 WHERE id = {id}"),
        };
        let start = Instant::now();
        conn.batch_execute(&sql)?;
        found.slowest = found.slowest.max(start.elapsed());
        found.statements += 1;
        thread::sleep(Duration::from_millis(2));
    }
    Ok(found)
}

/// The longest wait of these sessions: `123 LOG:  process 123 acquired RowExclusiveLock on relation 4 of database 5 after 67.890 ms`.
fn longest_wait(log: &str, pids: &[i32]) -> Outcome<Duration> {
    let mut longest = Duration::ZERO;
    for line in log.lines() {
        let Some((pid, rest)) = line.split_once(" LOG:  process ") else { continue };
        let Ok(pid) = pid.parse::<i32>() else { continue };
        if !pids.contains(&pid) || !rest.contains(" acquired ") {
            continue;
        }
        let Some((_, millis)) = rest.rsplit_once(" after ") else { continue };
        // `67.890 ms at character 15`, where the statement waited while it was read.
        let millis: f64 = millis.split(' ').next().unwrap_or_default().parse()?;
        longest = longest.max(Duration::from_secs_f64(millis / 1e3));
    }
    Ok(longest)
}

/// The table has all that the revision promises, and every row.
fn proven(conn: &mut PgConnection, rows: u64) -> Outcome {
    let count = "SELECT count(*) FROM orders WHERE state = 'new'";
    let count: i64 = diesel::dsl::sql::<BigInt>(count).get_result(conn)?;
    let objects = "SELECT (SELECT count(*) FROM pg_constraint WHERE convalidated AND conname IN ('orders_customer_id_fkey', 'orders_amount_check'))
        + (SELECT count(*) FROM pg_index WHERE indisvalid AND indexrelid = to_regclass('orders_customer_id_idx'))";
    let objects: i64 = diesel::dsl::sql::<BigInt>(objects).get_result(conn)?;
    if u64::try_from(count)? < rows || objects != 3 {
        return Err(format!("{count} rows and {objects} objects are there").into());
    }
    Ok(())
}

/// The schema that the revision leads to.
fn wanted(old: &Schema) -> Outcome<Schema> {
    let mut new = old.clone();
    let orders = new.table_mut(&"orders".into()).ok_or("no table of orders")?;
    let mut state = Column::new("state", Type::Text);
    state.default = Some(Default::Text("new".to_owned()));
    orders.columns.push(state);
    orders.indexes.push(Index::new("orders_customer_id_idx", IndexKind::Plain, &["customer_id"]));
    orders.checks.push(Check::new("orders_amount_check", "amount >= 0"));
    orders.foreign_keys.push(ForeignKey {
        name: "orders_customer_id_fkey".to_owned(),
        columns: vec!["customer_id".to_owned()],
        references: "customers".into(),
        referenced_columns: vec!["id".to_owned()],
        on_delete: Action::NoAction,
        on_update: Action::NoAction,
        deferrable: std::default::Default::default(),
        not_valid: false,
        match_full: false,
    });
    new.normalize();
    Ok(new)
}

/// Revisions as `cargo migrate revision` writes them: what is there, recorded as applied, and what is wanted.
fn revisions(dir: &Path, conn: &mut PgConnection, options: &Options) -> Outcome<History> {
    if dir.exists() {
        fs::remove_dir_all(dir)?;
    }
    fs::create_dir_all(dir)?;
    let mut batch = Batch::new(dir)?;
    History::init(dir, Dialect::Postgres, &mut batch)?;
    batch.commit()?;
    let old = introspect(conn, &Reading::all())?.schema;
    write(dir, &Schema::default(), &old, &Options::plain())?;
    Runner::read(&History::read(dir, Dialect::Postgres)?, conn)?.stamp(false)?;
    write(dir, &old, &wanted(&old)?, options)?;
    Ok(History::read(dir, Dialect::Postgres)?)
}

fn write(dir: &Path, old: &Schema, new: &Schema, options: &Options) -> Outcome {
    let changes = diff(Pair::new(old, new), &Hints::none())?;
    let plan = plan(Dialect::Postgres, old, &changes, options)?;
    let stages = match plan.stages.as_slice() {
        [] => vec![Stage { changes, up: plan.up.clone(), down: plan.down.clone() }],
        stages => stages.to_vec(),
    };
    let mut schema = old.clone();
    let now = Timestamp::from_unix(1_700_000_000);
    for stage in stages {
        let history = History::read(dir, Dialect::Postgres)?;
        let draft = Draft {
            id: Id::new(now, history.revisions().iter().map(|revision| &revision.id)),
            message: "orders".to_owned(),
            parents: history.head()?.map(|head| head.id.clone()).into_iter().collect(),
            created_at: now,
            up: stage.up.to_sql(),
            down: stage.down.to_sql(),
            run_in_transaction: stage.up.run_in_transaction(),
            foreign_keys_off: false,
            data_steps: migrate_core::embed::DataSteps::default(),
            changes: stage.changes,
        };
        replay(&mut schema, &draft.changes)?;
        let mut batch = Batch::new(dir)?;
        history.add(&draft, &schema, &mut batch)?;
        batch.commit()?;
        let mut batch = Batch::new(dir)?;
        History::read(dir, Dialect::Postgres)?.approve(&draft.id, Approval::default(), &mut batch)?;
        batch.commit()?;
    }
    Ok(())
}
