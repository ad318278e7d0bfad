//! The tools of Python's world that are compared with.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::growth::Small;
use crate::{Outcome, run, write};

/// Python with what is compared; installed once, below the bench's folder.
pub fn environment(folder: &Path) -> Outcome<PathBuf> {
    let python = folder.join("venv/bin/python");
    if !python.exists() {
        run(Command::new("python3").args(["-m", "venv"]).arg(folder.join("venv")))?;
        let packages = ["sqlalchemy", "alembic", "psycopg2-binary"];
        run(Command::new(&python).args(["-m", "pip", "install", "-q"]).args(packages))?;
    }
    Ok(python)
}

/// A URL, or a path, as SQLAlchemy spells it.
pub fn sqlalchemy_url(url: &str) -> String {
    match url.split_once("://") {
        None => format!("sqlite:///{url}"),
        Some(("mysql" | "mariadb", rest)) => format!("mysql+pymysql://{rest}"),
        Some((_, rest)) => format!("postgresql+psycopg2://{rest}"),
    }
}

const REFLECT: &str = "
import sys, time
from sqlalchemy import create_engine, MetaData
engine = create_engine(sys.argv[1])
with engine.connect() as conn:
    before = time.process_time()
    found = MetaData()
    found.reflect(conn)
    print(int((time.process_time() - before) * 1e9), len(found.tables))
";

/// The CPU that SQLAlchemy takes to read a database.
pub fn reflect(python: &Path, folder: &Path, url: &str) -> Outcome<Duration> {
    write(&folder.join("reflect.py"), REFLECT)?;
    let said = run(Command::new(python).arg("reflect.py").arg(sqlalchemy_url(url)).current_dir(folder))?;
    let nanos = said.split_whitespace().next().ok_or("it said nothing")?;
    Ok(Duration::from_nanos(nanos.parse()?))
}

/// Each revision in a transaction of its own, as ours are.
const ENV: &str = "
from alembic import context
from sqlalchemy import create_engine
with create_engine(context.config.get_main_option('sqlalchemy.url')).connect() as conn:
    context.configure(connection=conn, transaction_per_migration=True)
    with context.begin_transaction():
        context.run_migrations()
";

/// An Alembic project that runs the same SQL in the same revisions.
pub fn alembic_project(folder: &Path, url: &str, revisions: &[Small]) -> Outcome {
    let versions = folder.join("versions");
    if versions.exists() {
        fs::remove_dir_all(&versions)?;
    }
    let url = sqlalchemy_url(url);
    write(
        &folder.join("alembic.ini"),
        &format!("[alembic]\nscript_location = .\nprepend_sys_path = .\nsqlalchemy.url = {url}\n"),
    )?;
    write(&folder.join("env.py"), ENV)?;
    let mut before = None;
    for Small { id, up } in revisions {
        let id = id.replace('-', "");
        let down = before.map_or_else(|| "None".to_owned(), |id: String| format!("'{id}'"));
        let mut text =
            format!("from alembic import op\nrevision = '{id}'\ndown_revision = {down}\n\ndef upgrade():\n");
        // The bench's own SQL: no text in it holds a semicolon.
        for statement in up.split(';').filter(|part| part.lines().any(says_something)) {
            let lines: Vec<&str> = statement.lines().filter(|line| says_something(line)).collect();
            let _ = writeln!(text, "    op.execute('''{}''')", lines.join("\n"));
        }
        write(&versions.join(format!("{id}.py")), &text)?;
        before = Some(id);
    }
    Ok(())
}

fn says_something(line: &str) -> bool {
    !line.trim().is_empty() && !line.trim_start().starts_with("--")
}
