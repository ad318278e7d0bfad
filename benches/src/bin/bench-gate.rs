//! What recording and gating a schema costs a `cargo check`, against Diesel's own `table!` for the same tables.
//!
//! `cargo run --release -p benches --bin bench-gate -- [ROUNDS] [TABLES]`

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use benches::{
    Contest, Outcome, Shape, cargo, children_user_cpu, diesel_source, migrate_source, plain_source, run,
    scratch, workspace, write,
};

/// What the project promises.
const AT_MOST: f64 = 0.03;

fn main() -> Outcome {
    let mut numbers = std::env::args().skip(1).map(|word| word.parse::<usize>());
    let rounds = numbers.next().transpose()?.unwrap_or(3);
    let shape = Shape { tables: numbers.next().transpose()?.unwrap_or(200), columns: 20, growing: false };
    let folder = scratch("gate")?;
    prepare(&folder, shape)?;

    println!(
        "user CPU of `cargo check`, {} tables × {} columns, dependencies built",
        shape.tables, shape.columns
    );
    let check = |package: &'static str| {
        let folder = folder.clone();
        move || check(&folder, package)
    };
    let figures = Contest::new(rounds)
        .with("plain structs", check("plain"))
        .with("recorded and gated", check("recorded"))
        .with("Diesel's table!", check("diesel-table"))
        .run()?;

    let [plain, recorded, diesel] = figures.as_slice() else { return Err("three contestants".into()) };
    for figure in &figures {
        println!("  {:<20} {:>8.2} s", figure.name, figure.median().as_secs_f64());
    }
    let ratio = recorded.ratio(diesel);
    println!(
        "  recorded and gated / table!  {:.2} %   (promised: at most {:.0} %)",
        ratio * 1e2,
        AT_MOST * 1e2
    );
    let own = recorded.median().saturating_sub(plain.median()).as_secs_f64() / diesel.median().as_secs_f64();
    println!("  … less what the plain structs take  {:.2} %", own * 1e2);
    if ratio > AT_MOST { Err("the promise isn't kept".into()) } else { Ok(()) }
}

/// Three packages of the same tables, their dependencies built, the recorded one reviewed.
fn prepare(folder: &Path, shape: Shape) -> Outcome {
    let root = workspace();
    let manifest = "[workspace]\nresolver = \"3\"\nmembers = [\"plain\", \"recorded\", \"diesel-table\"]\n";
    write(&folder.join("Cargo.toml"), manifest)?;
    fs::copy(root.join("Cargo.lock"), folder.join("Cargo.lock"))?;
    for (name, source) in [
        ("plain", plain_source(shape)),
        ("recorded", migrate_source("Sqlite", shape)),
        ("diesel-table", diesel_source(shape)),
    ] {
        write(&folder.join(name).join("Cargo.toml"), &package(name, &root))?;
        write(&folder.join(name).join("src/lib.rs"), &source)?;
    }
    let migrations = folder.join("recorded/migrations");
    if migrations.exists() {
        fs::remove_dir_all(&migrations)?;
    }
    run(cargo(&root).args(["build", "--quiet", "-p", "migrate-bin"]))?;
    let mut tool = root.join("target/debug/cargo-migrate");
    tool.set_extension(std::env::consts::EXE_EXTENSION);
    for words in [
        ["init", "--dialect", "sqlite"],
        ["revision", "-m", "everything"],
        ["review", "--approve", "--ack=all"],
    ] {
        run(Command::new(&tool).args(words).arg("--no-input").arg("-C").arg(folder.join("recorded")))?;
    }
    run(cargo(folder).args(["check", "--quiet"])).map(|_| ())
}

/// All three depend on the same crates, so that none has less to load.
fn package(name: &str, root: &Path) -> String {
    let root = root.display().to_string().replace('\\', "/");
    format!(
        "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\npublish = false\n\n[dependencies]\n\
         diesel = {{ version = \"2.3\", default-features = false, features = [\"sqlite\"] }}\n\
         migrate-core = {{ path = \"{root}/migrate-core\", features = [\"sqlite\"] }}\n\
         model-derive = {{ path = \"{root}/model-derive\" }}\n"
    )
}

/// One cold check of one package: another line at its end is another text, and nothing is incremental.
fn check(folder: &Path, package: &str) -> Outcome<Duration> {
    let source = folder.join(package).join("src/lib.rs");
    let text = fs::read_to_string(&source)?;
    let text = match text.strip_suffix("// again\n") {
        Some(text) => text.to_owned(),
        None => text + "// again\n",
    };
    fs::write(&source, text)?;
    let before = children_user_cpu()?;
    run(cargo(folder).args(["check", "--quiet", "-p", package]))?;
    Ok(children_user_cpu()? - before)
}
