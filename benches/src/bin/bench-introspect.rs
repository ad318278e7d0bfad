//! What reading a large PostgreSQL database takes, against SQLAlchemy; and a whole `cargo migrate drift` on it, against
//! `alembic check` on equal models. User and system CPU of whoever reads; the server's is its own.
//!
//! `cargo build --release -p migrate-bin && cargo bench-introspect URL [ROUNDS] [TABLES]`
//!
//! URL is that of a server where databases may be made and dropped. Python 3 has to be there: SQLAlchemy, Alembic and
//! psycopg2 are installed in an environment below `target/bench/`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use benches::large::{Large, Postgres};
use benches::python::{environment, reflect, sqlalchemy_url};
use benches::{Contest, Figure, Outcome, cpu_of, millis, own_cpu, scratch, write};
use diesel::connection::{InstrumentationEvent, SimpleConnection as _};
use diesel::{Connection as _, PgConnection};
use migrate_core::change::Hints;
use migrate_core::diff::{Pair, diff};
use migrate_core::history::{Approval, Batch, Draft, History, Id, Timestamp};
use migrate_core::introspect::{Options, introspect};
use migrate_core::{Dialect, Schema, plan};

/// What the project promises.
const OF_SQLALCHEMY: f64 = 1.0 / 20.0;
const OF_ALEMBIC: f64 = 1.0 / 10.0;
const QUERIES: usize = 12;
/// Twice the tables take at most so many times as long.
const LINEAR: f64 = 2.5;

/// The statements that the last reading took.
static SENT: AtomicUsize = AtomicUsize::new(0);

const ENV: &str = "
from alembic import context
from sqlalchemy import create_engine
from models import metadata
with create_engine(context.config.get_main_option('sqlalchemy.url')).connect() as conn:
    context.configure(connection=conn, target_metadata=metadata)
    with context.begin_transaction():
        context.run_migrations()
";

/// `benches::large`, as SQLAlchemy says it.
const MODELS: &str = "
from sqlalchemy import MetaData, Table, Column, BigInteger, Integer, Text, ForeignKey, Index
metadata = MetaData()
for n in range(TABLES):
    Table(f't{n}', metadata, Column('id', BigInteger, primary_key=True, autoincrement=False),
        Column('parent', BigInteger, ForeignKey(f't{max(n - 1, 0)}.id')),
        *[Column(f'c{c}', Integer if c % 2 else Text, nullable=c % 3 == 0) for c in range(18)],
        Index(f't{n}_c1_idx', 'c1'), Index(f't{n}_c2_c3_idx', 'c2', 'c3'))
";

fn main() -> Outcome {
    let mut words = std::env::args().skip(1);
    let server =
        words.next().ok_or("name a server: bench-introspect postgres://postgres@localhost/postgres")?;
    let mut numbers = words.map(|word| word.parse::<usize>());
    let rounds = numbers.next().transpose()?.unwrap_or(5);
    let count = numbers.next().transpose()?.unwrap_or(1_000);
    let folder = scratch("introspect")?;
    let python = environment(&scratch("python")?)?;
    let database = Large::<Postgres>::make(&server, "bench_introspect", count)?;
    let half = Large::<Postgres>::make(&server, "bench_introspect_half", count / 2)?;

    println!("reading {count} tables of 20 columns, with two indexes and a foreign key each");
    let reading = Contest::new(rounds)
        .with("ours", || ours(&database.url))
        .with("ours, half the tables", || ours(&half.url))
        .with("SQLAlchemy", || reflect(&python, &folder, &database.url))
        .run()?;
    ours(&database.url)?;
    let queries = SENT.load(Ordering::Relaxed);

    println!("drift");
    let project = project(&folder, &database, count)?;
    // Built beside this bench.
    let program =
        std::env::current_exe()?.with_file_name(format!("cargo-migrate{}", std::env::consts::EXE_SUFFIX));
    let drifting = Contest::new(rounds)
        .with("cargo migrate drift", || {
            cpu_of(
                Command::new(&program).args(["drift", "--database-url", &database.url]).current_dir(&project),
            )
        })
        .with("alembic check", || {
            let alembic = python.with_file_name("alembic");
            cpu_of(Command::new(alembic).arg("check").current_dir(folder.join("alembic")))
        })
        .run()?;

    let [full, part, theirs] = reading.as_slice() else { return Err("three contestants".into()) };
    let [drift, check] = drifting.as_slice() else { return Err("two contestants".into()) };
    let show = |what: &str, figure: &Figure| println!("  {what:<24} {:>14}", millis(figure.median()));
    for (what, figure) in [
        ("reading, ours", full),
        ("half of it, ours", part),
        ("reading, SQLAlchemy", theirs),
        ("drift, ours", drift),
        ("alembic check", check),
    ] {
        show(what, figure);
    }
    let (read, grown, drifted) = (full.ratio(theirs), full.ratio(part), drift.ratio(check));
    println!("  reading, ours / SQLAlchemy:   1/{:.0}   (promised: at most 1/20)", 1.0 / read);
    println!("  twice the tables, ours:       {grown:.2}   (promised: linear, at most {LINEAR})");
    println!("  queries:                      {queries}   (promised: at most {QUERIES})");
    println!("  drift, ours / alembic check:  1/{:.0}   (promised: at most 1/10)", 1.0 / drifted);
    let kept = read <= OF_SQLALCHEMY && grown <= LINEAR && queries <= QUERIES && drifted <= OF_ALEMBIC;
    if kept { Ok(()) } else { Err("a promise isn't kept".into()) }
}

fn ours(url: &str) -> Outcome<Duration> {
    let mut conn = PgConnection::establish(url)?;
    SENT.store(0, Ordering::Relaxed);
    conn.set_instrumentation(|event: InstrumentationEvent<'_>| {
        // What opens and closes the snapshot reads nothing.
        if let InstrumentationEvent::StartQuery { query, .. } = event
            && !["BEGIN", "COMMIT"].iter().any(|word| query.to_string().starts_with(word))
        {
            SENT.fetch_add(1, Ordering::Relaxed);
        }
    });
    let before = own_cpu()?;
    introspect(&mut conn, &Options::all())?;
    Ok(own_cpu()? - before)
}

/// A package whose only revision makes the tables, recorded as applied; and the same for Alembic.
fn project(folder: &Path, database: &Large<Postgres>, count: usize) -> Outcome<PathBuf> {
    let project = folder.join("project");
    if project.exists() {
        fs::remove_dir_all(&project)?;
    }
    write(&project.join("src/lib.rs"), "")?;
    let schema = introspect(&mut PgConnection::establish(&database.url)?, &Options::all())?.schema;
    let id = revision(&project.join("migrations"), &schema)?;
    PgConnection::establish(&database.url)?.batch_execute(&format!(
        "CREATE TABLE __diesel_schema_migrations (version VARCHAR(50) PRIMARY KEY NOT NULL,
             run_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP);
         INSERT INTO __diesel_schema_migrations (version) VALUES ('{}');
         CREATE TABLE alembic_version (version_num VARCHAR(32) PRIMARY KEY)",
        id.version()
    ))?;
    write(
        &project.join("Cargo.toml"),
        "[package]\nname = \"large\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n\
         [package.metadata.migrate]\nignore = [\"alembic_version\"]\n",
    )?;
    let alembic = folder.join("alembic");
    write(
        &alembic.join("alembic.ini"),
        &format!(
            "[alembic]\nscript_location = .\nprepend_sys_path = .\nsqlalchemy.url = {}\n",
            sqlalchemy_url(&database.url)
        ),
    )?;
    write(&alembic.join("env.py"), ENV)?;
    // Diesel's ledger is no table of the models: Alembic would say so.
    let models = MODELS.replace("TABLES", &count.to_string());
    write(
        &alembic.join("models.py"),
        &format!(
            "{models}from sqlalchemy import String, DateTime, text\nTable('__diesel_schema_migrations', metadata, Column('version', String(50), primary_key=True), Column('run_on', DateTime, nullable=False, server_default=text('CURRENT_TIMESTAMP')))\n"
        ),
    )?;
    fs::create_dir_all(alembic.join("versions"))?;
    Ok(project)
}

fn revision(dir: &Path, schema: &Schema) -> Outcome<Id> {
    fs::create_dir_all(dir)?;
    let mut batch = Batch::new(dir)?;
    History::init(dir, Dialect::Postgres, &mut batch)?;
    batch.commit()?;
    let empty = Schema::default();
    let changes = diff(Pair::new(&empty, schema), &Hints::none())?;
    let plan = plan::plan(Dialect::Postgres, &empty, &changes, &plan::Options::default())?;
    let now = Timestamp::from_unix(1_700_000_000);
    let id = Id::new(now, []);
    let draft = Draft {
        id: id.clone(),
        message: "all tables".to_owned(),
        parents: Vec::new(),
        created_at: now,
        up: plan.up.to_sql(),
        down: plan.down.to_sql(),
        run_in_transaction: plan.up.run_in_transaction(),
        foreign_keys_off: false,
        data_steps: migrate_core::embed::DataSteps::default(),
        changes,
    };
    let mut batch = Batch::new(dir)?;
    History::read(dir, Dialect::Postgres)?.add(&draft, schema, &mut batch)?;
    batch.commit()?;
    let mut batch = Batch::new(dir)?;
    History::read(dir, Dialect::Postgres)?.approve(&id, Approval::default(), &mut batch)?;
    batch.commit()?;
    Ok(id)
}
