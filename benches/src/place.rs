use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::{Outcome, children_cpu};

/// The root of this workspace.
pub fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().map(Path::to_owned).unwrap_or_default()
}

/// A folder under `target/bench/` for one bench; made where it isn't there yet.
pub fn scratch(name: &str) -> Outcome<PathBuf> {
    let folder = workspace().join("target").join("bench").join(name);
    fs::create_dir_all(&folder)?;
    Ok(folder)
}

/// Writes a file, with the folders it needs, if it doesn't hold that text already: cargo looks at times.
pub fn write(path: &Path, text: &str) -> Outcome {
    if fs::read_to_string(path).is_ok_and(|now| now == text) {
        return Ok(());
    }
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    Ok(fs::write(path, text)?)
}

/// Cargo, in a folder, with nothing of the cargo that started this.
pub fn cargo(folder: &Path) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(folder).stdin(Stdio::null()).env("CARGO_INCREMENTAL", "0");
    for name in ["MIGRATE_GATE", "CARGO_TARGET_DIR", "RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS"] {
        command.env_remove(name);
    }
    command
}

/// Runs a command; what it says is shown where it fails.
pub fn run(command: &mut Command) -> Outcome<String> {
    let output = command.output()?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(format!("{command:?} ended with {}:\n{said}", output.status).into())
}

/// The user and system CPU of a command.
pub fn cpu_of(command: &mut Command) -> Outcome<Duration> {
    let before = children_cpu()?;
    run(command)?;
    Ok(children_cpu()? - before)
}
