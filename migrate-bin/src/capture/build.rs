//! Runs cargo, quietly where all is well.

use std::io::{BufRead as _, BufReader, Read as _};
use std::path::PathBuf;
use std::process::{Command, Stdio};

use cargo_metadata::Message;
use cargo_metadata::camino::Utf8PathBuf;

use crate::failure::{Failure, Result};
use crate::output::{Progress, Screen};
use crate::project::{Project, Target};

/// What the build does about an unreviewed change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Gate {
    /// What the user's own build would do.
    AsSet,
    /// Nothing: the build is made to look at the models.
    Off,
}

/// Builds the targets; gives each one's artifact.
pub(super) fn build(
    project: &Project,
    targets: &[Target],
    gate: Gate,
    screen: &Screen,
) -> Result<Vec<(Target, PathBuf)>> {
    let mut child = command(project, targets, gate, screen)
        .spawn()
        .map_err(|error| Failure::new("io", "can't start cargo").because(&error))?;
    let progress = screen.progress(format!("compiling `{}`", project.name));
    let stderr = child.stderr.take();
    let verbose = screen.verbose();
    let (told, messages) = std::thread::scope(|scope| {
        let told =
            scope.spawn(|| stderr.map(|stderr| follow(stderr, &progress, verbose)).unwrap_or_default());
        let mut messages = Vec::new();
        if let Some(mut stdout) = child.stdout.take() {
            // A broken stream shows in cargo's answer.
            let _ = stdout.read_to_end(&mut messages);
        }
        (told.join().unwrap_or_default(), messages)
    });
    let status = child.wait().map_err(|error| Failure::new("io", "can't wait for cargo").because(&error))?;
    progress.finish();
    if !status.success() {
        let failure = Failure::new("compile-failed", format!("package `{}` doesn't compile", project.name));
        return Err(Failure { verbatim: Some(told), ..failure });
    }
    Ok(artifacts(&messages, project, targets))
}

fn command(project: &Project, targets: &[Target], gate: Gate, screen: &Screen) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.arg("build").arg("--manifest-path").arg(&project.manifest).args(["-p", &project.name]);
    for target in targets {
        match target {
            Target::Lib => command.arg("--lib"),
            Target::Bin(name) => command.args(["--bin", name]),
        };
    }
    command.arg("--message-format=json-render-diagnostics");
    command.arg(if screen.colors() { "--color=always" } else { "--color=never" });
    match gate {
        Gate::AsSet => {}
        Gate::Off => {
            command.env("MIGRATE_GATE", "off");
        }
    }
    // Under fat LTO an rlib holds bitcode, and no section. `false` is the profile's default: where the user
    // left it so, nothing is built anew.
    command.env("CARGO_PROFILE_DEV_LTO", "false");
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// Keeps all that cargo says, and shows what it is at: all of it where that is asked for.
fn follow(stderr: impl std::io::Read, progress: &Progress, verbose: bool) -> Vec<u8> {
    let mut told = Vec::new();
    let mut reader = BufReader::new(stderr);
    loop {
        let start = told.len();
        match reader.read_until(b'\n', &mut told) {
            Ok(0) | Err(_) => return told,
            Ok(_) => {
                if verbose {
                    progress.beside(&told[start..]);
                    told.truncate(start);
                    continue;
                }
                let line = String::from_utf8_lossy(&told[start..]);
                let line = anstream::adapter::strip_str(&line).to_string();
                let line = line.trim();
                if ["Compiling ", "Blocking ", "Downloading ", "Updating "]
                    .iter()
                    .any(|word| line.starts_with(word))
                {
                    // The path in brackets says nothing new.
                    progress.say(line.split(" (").next().unwrap_or(line));
                }
            }
        }
    }
}

fn artifacts(messages: &[u8], project: &Project, targets: &[Target]) -> Vec<(Target, PathBuf)> {
    let mut found = Vec::new();
    for message in Message::parse_stream(messages).map_while(std::result::Result::ok) {
        let Message::CompilerArtifact(artifact) = message else { continue };
        if artifact.manifest_path.as_std_path() != project.manifest {
            continue;
        }
        for target in targets {
            let file = match target {
                Target::Bin(name) if artifact.target.is_bin() && artifact.target.name == *name => {
                    artifact.executable.clone()
                }
                Target::Lib if !artifact.target.is_bin() && !artifact.target.is_custom_build() => {
                    library(&artifact.filenames)
                }
                Target::Lib | Target::Bin(_) => None,
            };
            found.extend(file.map(|file| (target.clone(), file.into_std_path_buf())));
        }
    }
    found
}

/// Cargo names the rlib's copy, whose place packages of one name share, and the metadata, whose name holds a hash of
/// the package: the rlib beside that is what this build made, whoever else builds meanwhile.
fn library(files: &[Utf8PathBuf]) -> Option<Utf8PathBuf> {
    let is_metadata = |file: &&Utf8PathBuf| file.extension() == Some("rmeta");
    let own = files.iter().find(is_metadata).map(|file| file.with_extension("rlib"));
    own.filter(|file| file.is_file()).or_else(|| files.iter().find(|file| !is_metadata(file)).cloned())
}
