//! What applying 1,000 small revisions to SQLite takes, and a start with nothing to do, against Diesel's own
//! migrations on the same files. Both are embedded in one small application, which this bench writes and builds.
//!
//! `cargo run --release -p benches --bin bench-apply -- [ROUNDS] [REVISIONS]`

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use benches::{
    Contest, Outcome, Shape, cargo, migrate_source, millis, run, schema, scratch, workspace, write,
};
use migrate_core::change::Hints;
use migrate_core::diff::{Pair, diff};
use migrate_core::history::{Approval, Batch, Draft, History, Id, Timestamp};
use migrate_core::plan::{Options, plan};
use migrate_core::schema::IndexTarget;
use migrate_core::{Dialect, Schema};

/// What the project promises.
const TIMES_DIESEL: f64 = 1.0;
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
    let mut db = SqliteConnection::establish(&words[2]).unwrap();
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
    let mut numbers = std::env::args().skip(1).map(|word| word.parse::<usize>());
    let rounds = numbers.next().transpose()?.unwrap_or(5);
    let tables = numbers.next().transpose()?.unwrap_or(1_000).div_ceil(20);
    let shape = Shape { tables, columns: 20, growing: true };
    let folder = scratch("apply")?;
    let revisions = prepare(&folder, shape)?;
    let program = folder.join("target/release/apply").with_extension(std::env::consts::EXE_EXTENSION);
    let ask = |who: &'static str, fresh: bool| {
        let (program, database) = (program.clone(), folder.join(format!("{who}.db")));
        move || {
            if fresh && database.exists() {
                fs::remove_file(&database)?;
            }
            Ok(start(&program, who, &database, false)?.0)
        }
    };

    println!("{revisions} small revisions on SQLite, in a file");
    let all = Contest::new(rounds)
        .with("ours", ask("ours", true))
        .with("diesel_migrations", ask("diesel", true))
        .run()?;
    println!("a start with nothing to do");
    let idle = Contest::new(rounds.max(1) * 11)
        .quietly()
        .with("ours", ask("ours", false))
        .with("diesel_migrations", ask("diesel", false))
        .run()?;
    let counted = |who| start(&program, who, &folder.join(format!("{who}.db")), true).map(|found| found.1);
    let (ours, theirs) = (counted("ours")?, counted("diesel")?);

    let [our_all, their_all] = all.as_slice() else { return Err("two contestants".into()) };
    let [our_idle, their_idle] = idle.as_slice() else { return Err("two contestants".into()) };
    println!("  applying all:   {:>12} / {:>12}", millis(our_all.median()), millis(their_all.median()));
    println!("  nothing to do:  {:>12} / {:>12}", millis(our_idle.median()), millis(their_idle.median()));
    let (applying, starting) = (our_all.ratio(their_all), our_idle.ratio(their_idle));
    println!(
        "  applying all, ours / diesel_migrations:  {applying:.2}   (promised: at most {TIMES_DIESEL:.0})"
    );
    println!(
        "  nothing to do, ours / diesel_migrations: {starting:.2}   (promised: at most {TIMES_DIESEL:.0})"
    );
    println!(
        "  nothing to do, SQL statements:           {ours} / {theirs}   (promised: at most {STATEMENTS})"
    );
    let kept = applying <= TIMES_DIESEL && starting <= TIMES_DIESEL && ours <= STATEMENTS;
    if kept { Ok(()) } else { Err("a promise isn't kept".into()) }
}

/// One start of the application in a process of its own.
fn start(program: &Path, who: &str, database: &Path, count: bool) -> Outcome<(Duration, usize)> {
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

/// Writes the application and its revisions, and builds it. Gives the number of revisions.
fn prepare(folder: &Path, shape: Shape) -> Outcome<usize> {
    let root = workspace();
    let here = root.display().to_string().replace('\\', "/");
    let manifest = format!(
        "[package]\nname = \"apply\"\nversion = \"0.0.0\"\nedition = \"2024\"\npublish = false\n\n[workspace]\n\n\
         [dependencies]\ndiesel = {{ version = \"2.3\", default-features = false, features = [\"sqlite\"] }}\n\
         diesel_migrations = {{ version = \"2.3\", default-features = false }}\n\
         migrate-core = {{ path = \"{here}/migrate-core\", features = [\"sqlite\"] }}\n\
         model-derive = {{ path = \"{here}/model-derive\" }}\n"
    );
    write(&folder.join("Cargo.toml"), &manifest)?;
    fs::copy(root.join("Cargo.lock"), folder.join("Cargo.lock"))?;
    write(&folder.join("src/main.rs"), MAIN.trim_start())?;
    write(&folder.join("src/models.rs"), &migrate_source(shape))?;
    let migrations = folder.join("migrations");
    if migrations.exists() {
        fs::remove_dir_all(&migrations)?;
    }
    let revisions = write_revisions(&migrations, &schema(shape))?;
    run(cargo(folder).args(["build", "--quiet", "--release"]))?;
    Ok(revisions)
}

/// A revision for each table, and one for each of its columns after the first.
fn write_revisions(dir: &Path, head: &Schema) -> Outcome<usize> {
    fs::create_dir_all(dir)?;
    let mut batch = Batch::new(dir)?;
    History::init(dir, Dialect::Sqlite, &mut batch)?;
    batch.commit()?;

    let mut batch = Batch::new(dir)?;
    let history = History::read(dir, Dialect::Sqlite)?;
    let (mut now, mut ids, mut at) = (Timestamp::from_unix(1_700_000_000), Vec::new(), Schema::default());
    for (message, next) in stages(head) {
        let changes = diff(Pair { old: &at, new: &next }, &Hints::default())?;
        let plan = plan(Dialect::Sqlite, &at, &changes, &Options::default())?;
        now = now.next();
        let id = Id::new(now, &ids);
        let draft = Draft {
            id: id.clone(),
            message,
            parents: ids.last().cloned().into_iter().collect(),
            created_at: now,
            up: plan.up.to_sql(),
            down: plan.down.to_sql(),
            run_in_transaction: true,
            foreign_keys_off: false,
            data_steps: migrate_core::embed::DataSteps::default(),
            changes,
        };
        history.add(&draft, &next, &mut batch)?;
        ids.push(id);
        at = next;
    }
    batch.commit()?;

    let mut batch = Batch::new(dir)?;
    let history = History::read(dir, Dialect::Sqlite)?;
    for id in &ids {
        let approval = Approval {
            sha256: String::new(),
            reviewer: "bench".to_owned(),
            reviewed_at: now.to_string(),
            acknowledged: Vec::new(),
        };
        history.approve(id, approval, &mut batch)?;
    }
    batch.commit()?;
    Ok(ids.len())
}

/// The schema as it grows, column by column, with its message.
fn stages(head: &Schema) -> Vec<(String, Schema)> {
    let mut stages = Vec::new();
    let mut now = Schema::default();
    for table in &head.tables {
        let place = now.tables.len();
        now.tables.push(table.clone());
        for columns in 1..=table.columns.len() {
            let part = &mut now.tables[place];
            part.columns = table.columns[..columns].to_vec();
            let known = |on: &IndexTarget| match on {
                IndexTarget::Column(name) => {
                    table.columns[..columns].iter().any(|column| column.name == *name)
                }
                IndexTarget::Expression(_) => true,
            };
            part.indexes = table.indexes.clone();
            part.indexes.retain(|index| index.parts.iter().all(|part| known(&part.on)));
            stages.push((format!("{} with {columns} columns", table.name), now.clone()));
        }
        now.tables[place] = table.clone();
    }
    stages
}
