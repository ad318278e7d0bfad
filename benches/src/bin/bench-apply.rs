//! What applying 1,000 small revisions takes, and a start with nothing to do, against Diesel's own migrations on the
//! same files: both are embedded in one small application, which this bench writes and builds. And the CPU of all of
//! it, against `alembic upgrade head` with the same SQL.
//!
//! `cargo run --release -p benches --bin bench-apply -- [URL] [ROUNDS] [REVISIONS]`
//!
//! With the URL of a PostgreSQL server where databases may be made and dropped it runs there, else on SQLite, in a file.
//! Python 3 has to be there: SQLAlchemy, Alembic and psycopg2 are installed in an environment below `target/bench/`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use benches::growth::{Small, write_revisions};
use benches::python::{alembic_project, environment};
use benches::{
    Contest, Outcome, Shape, cargo, cpu_of, migrate_source, millis, run, scratch, workspace, write,
};
use diesel::connection::SimpleConnection as _;
use diesel::{Connection as _, PgConnection};
use migrate_core::Dialect;

/// What the project promises.
const TIMES_DIESEL: f64 = 1.0;
const OF_ALEMBIC: f64 = 1.0 / 10.0;
const STATEMENTS: usize = 2;

/// The application: it says how many nanoseconds the call took, and how many statements it ran.
const MAIN: &str = r#"
mod models;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use diesel::connection::{Instrumentation, InstrumentationEvent};
use diesel::prelude::*;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

const DIESEL: EmbeddedMigrations = embed_migrations!("migrations");
static STATEMENTS: AtomicUsize = AtomicUsize::new(0);

struct Count;

impl Instrumentation for Count {
    fn on_connection_event(&mut self, event: InstrumentationEvent<'_>) {
        if let InstrumentationEvent::StartQuery { .. } = event {
            STATEMENTS.fetch_add(1, Ordering::Relaxed);
        }
    }
}

fn main() {
    let words: Vec<String> = std::env::args().collect();
    let mut db = CONNECTION::establish(&words[2]).unwrap();
    if words.len() > 3 {
        db.set_instrumentation(Count);
    }
    let start = Instant::now();
    match words[1].as_str() {
        "ours" => drop(models::APP.upgrade(&mut db).unwrap()),
        _ => drop(db.run_pending_migrations(DIESEL).unwrap()),
    }
    println!("{} {}", start.elapsed().as_nanos(), STATEMENTS.load(Ordering::Relaxed));
}
"#;

fn main() -> Outcome {
    let mut words = std::env::args().skip(1).peekable();
    let place = match words.next_if(|word| word.contains("://")) {
        Some(server) => Place::Server(server),
        None => Place::Folder(scratch("apply-sqlite")?),
    };
    let mut numbers = words.map(|word| word.parse::<usize>());
    let rounds = numbers.next().transpose()?.unwrap_or(5);
    let tables = numbers.next().transpose()?.unwrap_or(1_000).div_ceil(20);
    let shape = Shape { tables, columns: 20, growing: true };
    let folder = scratch(&format!("apply-{}", place.dialect().name()))?;
    let revisions = prepare(&folder, &place, shape)?;
    let program = folder.join("target/release/apply").with_extension(std::env::consts::EXE_EXTENSION);
    let alembic = environment(&scratch("python")?)?.with_file_name("alembic");
    alembic_project(&folder.join("alembic"), &place.url("alembic"), &revisions)?;

    let ask = |who: &'static str, fresh: bool| {
        let (program, place) = (&program, &place);
        move || {
            if fresh {
                place.clear(who)?;
            }
            Ok(start(program, who, &place.url(who), false)?.0)
        }
    };
    println!("{} small revisions on {}", revisions.len(), place.dialect().name());
    let all = Contest::new(rounds)
        .with("ours", ask("ours", true))
        .with("diesel_migrations", ask("diesel", true))
        .run()?;
    println!("the CPU of the whole process");
    let cpu = Contest::new(rounds)
        .with("ours", || {
            place.clear("ours")?;
            cpu_of(Command::new(&program).arg("ours").arg(place.url("ours")))
        })
        .with("alembic upgrade head", || {
            place.clear("alembic")?;
            cpu_of(Command::new(&alembic).args(["upgrade", "head"]).current_dir(folder.join("alembic")))
        })
        .run()?;
    println!("a start with nothing to do");
    let idle = Contest::new(rounds.max(1) * 11)
        .quietly()
        .with("ours", ask("ours", false))
        .with("diesel_migrations", ask("diesel", false))
        .run()?;
    let counted = |who| start(&program, who, &place.url(who), true).map(|found| found.1);
    let (ours, theirs) = (counted("ours")?, counted("diesel")?);
    for who in ["ours", "diesel", "alembic"] {
        place.clear(who)?;
    }

    let [our_all, their_all] = all.as_slice() else { return Err("two contestants".into()) };
    let [our_cpu, alembic_cpu] = cpu.as_slice() else { return Err("two contestants".into()) };
    let [our_idle, their_idle] = idle.as_slice() else { return Err("two contestants".into()) };
    println!("  applying all:   {:>12} / {:>12}", millis(our_all.median()), millis(their_all.median()));
    println!("  its CPU:        {:>12} / {:>12}", millis(our_cpu.median()), millis(alembic_cpu.median()));
    println!("  nothing to do:  {:>12} / {:>12}", millis(our_idle.median()), millis(their_idle.median()));
    let (applying, starting) = (our_all.ratio(their_all), our_idle.ratio(their_idle));
    let of_alembic = our_cpu.ratio(alembic_cpu);
    println!(
        "  applying all, ours / diesel_migrations:  {applying:.2}   (promised: at most {TIMES_DIESEL:.0})"
    );
    println!(
        "  its CPU, ours / alembic:                 1/{:.0}   (promised: at most 1/10)",
        1.0 / of_alembic
    );
    println!(
        "  nothing to do, ours / diesel_migrations: {starting:.2}   (promised: at most {TIMES_DIESEL:.0})"
    );
    println!(
        "  nothing to do, SQL statements:           {ours} / {theirs}   (promised: at most {STATEMENTS})"
    );
    let kept = applying <= TIMES_DIESEL
        && of_alembic <= OF_ALEMBIC
        && starting <= TIMES_DIESEL
        && ours <= STATEMENTS;
    if kept { Ok(()) } else { Err("a promise isn't kept".into()) }
}

/// Where the databases of the contestants are.
enum Place {
    /// Files in a folder.
    Folder(PathBuf),
    /// Databases of a PostgreSQL server.
    Server(String),
}

impl Place {
    fn dialect(&self) -> Dialect {
        match self {
            Self::Folder(_) => Dialect::Sqlite,
            Self::Server(_) => Dialect::Postgres,
        }
    }

    fn url(&self, who: &str) -> String {
        match self {
            Self::Folder(folder) => folder.join(format!("{who}.db")).display().to_string(),
            Self::Server(server) => {
                let base = server.rsplit_once('/').map_or(server.as_str(), |(base, _)| base);
                format!("{base}/bench_apply_{who}")
            }
        }
    }

    /// Makes it empty.
    fn clear(&self, who: &str) -> Outcome {
        match self {
            Self::Folder(_) => match fs::remove_file(self.url(who)) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
                _ => Ok(()),
            },
            Self::Server(server) => {
                let mut admin = PgConnection::establish(server)?;
                admin.batch_execute(&format!("DROP DATABASE IF EXISTS bench_apply_{who} WITH (FORCE)"))?;
                Ok(admin.batch_execute(&format!("CREATE DATABASE bench_apply_{who} TEMPLATE template0"))?)
            }
        }
    }
}

/// One start of the application in a process of its own.
fn start(program: &Path, who: &str, database: &str, count: bool) -> Outcome<(Duration, usize)> {
    let mut command = Command::new(program);
    command.arg(who).arg(database);
    if count {
        command.arg("count");
    }
    let said = run(&mut command)?;
    let mut numbers = said.split_whitespace();
    let (nanos, statements) = numbers.next().zip(numbers.next()).ok_or_else(|| format!("it said {said}"))?;
    Ok((Duration::from_nanos(nanos.parse()?), statements.parse()?))
}

/// Writes the application and its revisions, and builds it.
fn prepare(folder: &Path, place: &Place, shape: Shape) -> Outcome<Vec<Small>> {
    let root = workspace();
    let here = root.display().to_string().replace('\\', "/");
    let (word, connection, diesel, core) = match place {
        Place::Folder(_) => ("Sqlite", "SqliteConnection", "sqlite", "sqlite"),
        Place::Server(_) => ("Postgres", "PgConnection", "postgres", "postgres-system"),
    };
    // A libpq of its own, as this bench has.
    let libpq = match place {
        Place::Folder(_) => "",
        Place::Server(_) => {
            "pq-sys = { version = \">=0.7, <0.8\", default-features = false, features = [\"bundled_without_openssl\"] }\n"
        }
    };
    let manifest = format!(
        "[package]\nname = \"apply\"\nversion = \"0.0.0\"\nedition = \"2024\"\npublish = false\n\n[workspace]\n\n\
         [dependencies]\ndiesel = {{ version = \"2.3\", default-features = false, features = [\"{diesel}\"] }}\n\
         diesel_migrations = {{ version = \"2.3\", default-features = false }}\n\
         migrate-core = {{ path = \"{here}/migrate-core\", features = [\"{core}\"] }}\n\
         model-derive = {{ path = \"{here}/model-derive\" }}\n{libpq}"
    );
    write(&folder.join("Cargo.toml"), &manifest)?;
    fs::copy(root.join("Cargo.lock"), folder.join("Cargo.lock"))?;
    write(&folder.join("src/main.rs"), MAIN.replace("CONNECTION", connection).trim_start())?;
    write(&folder.join("src/models.rs"), &migrate_source(word, shape))?;
    let migrations = folder.join("migrations");
    if migrations.exists() {
        fs::remove_dir_all(&migrations)?;
    }
    let revisions = write_revisions(&migrations, place.dialect(), shape)?;
    run(cargo(folder).args(["build", "--quiet", "--release"]))?;
    Ok(revisions)
}
