//! The copy of the example, and the commands that run in it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

use crate::Outcome;
use crate::say::Talk;

/// A copy of `examples/toolshed` outside this workspace.
pub(crate) struct Shed<'t> {
    talk: &'t Talk,
    folder: TempDir,
    target: PathBuf,
    tool: PathBuf,
}

/// What a command said and how it ended.
pub(crate) struct Said {
    line: String,
    output: Output,
}

impl<'t> Shed<'t> {
    pub(crate) fn copy(talk: &'t Talk) -> Outcome<Self> {
        let root = workspace();
        let target = target()?.join("demo");
        // For SQLite alone it takes a C compiler and nothing else to build.
        let words =
            ["build", "--quiet", "--package", "migrate-bin", "--no-default-features", "--features", "sqlite"];
        let line = format!("cargo {}", words.join(" "));
        talk.command(&line);
        let output = cargo(&root).args(words).env("CARGO_TARGET_DIR", &target).output()?;
        Said { line, output }.success()?;

        let folder = tempfile::Builder::new().prefix("toolshed-").tempdir()?;
        copy_all(&root.join("examples/toolshed"), folder.path())?;
        // Out of the workspace, the example needs the whole paths of our crates, and a lock file of its own.
        let manifest = folder.path().join("Cargo.toml");
        let here = root.canonicalize()?.display().to_string().replace('\\', "/");
        let text = fs::read_to_string(&manifest)?.replace("\"../../", &format!("\"{here}/"));
        fs::write(&manifest, text + "\n[workspace]\n\n[profile.dev.package.\"*\"]\ndebug = false\n")?;
        fs::copy(root.join("Cargo.lock"), folder.path().join("Cargo.lock"))?;

        let mut tool = target.join("debug").join("cargo-migrate");
        tool.set_extension(std::env::consts::EXE_EXTENSION);
        talk.note(&format!("in {}", folder.path().display()));
        Ok(Self { talk, folder, target, tool })
    }

    pub(crate) fn database(&self) -> PathBuf {
        self.folder.path().join("shed.db")
    }

    /// `cargo WORD …` in the copy.
    pub(crate) fn cargo(&self, words: &[&str]) -> Outcome<Said> {
        let line = format!("cargo {}", words.join(" "));
        self.talk.command(&line);
        let mut command = cargo(self.folder.path());
        command.args(words).env("CARGO_TERM_COLOR", self.talk.colour());
        self.run(line, &mut command)
    }

    /// `cargo migrate WORD …` in the copy.
    pub(crate) fn migrate(&self, words: &[&str]) -> Outcome<Said> {
        self.talk.command(&format!("cargo migrate {}", words.join(" ")));
        self.ask(words, &["--color", self.talk.colour()])
    }

    /// The revision that the database is at.
    pub(crate) fn current(&self) -> Outcome<String> {
        let said = self.ask(&["current"], &["--format", "json"])?.stdout()?;
        let value: serde_json::Value = serde_json::from_str(&said)?;
        let current = value["current"].as_str();
        Ok(current.ok_or_else(|| format!("`current` says {said}"))?.to_owned())
    }

    fn ask(&self, words: &[&str], more: &[&str]) -> Outcome<Said> {
        let mut command = Command::new(&self.tool);
        command.arg("migrate").args(words).args(more).args([
            "--no-input",
            "--database-url",
            "sqlite://shed.db",
        ]);
        command.current_dir(self.folder.path());
        self.run(format!("cargo migrate {}", words.join(" ")), &mut command)
    }

    fn run(&self, line: String, command: &mut Command) -> Outcome<Said> {
        command.env("CARGO_TARGET_DIR", &self.target).env_remove("MIGRATE_GATE").stdin(Stdio::null());
        Ok(Said { line, output: command.output()? })
    }

    /// Puts one text in the place of another that stands in a file once.
    pub(crate) fn edit(&self, file: &str, old: &str, new: &str) -> Outcome {
        let path = self.folder.path().join(file);
        let text = fs::read_to_string(&path)?.replace("\r\n", "\n");
        match text.matches(old).count() {
            1 => Ok(fs::write(path, text.replace(old, new))?),
            count => Err(format!("`{}` stands {count} times in {file}", old.trim()).into()),
        }
    }
}

impl Said {
    /// Everything it said, where it went well.
    pub(crate) fn success(self) -> Outcome<String> {
        if self.output.status.success() { Ok(self.text()) } else { Err(self.blame("should have gone well")) }
    }

    /// Everything it said, where it was refused.
    pub(crate) fn failure(self) -> Outcome<String> {
        if self.output.status.success() {
            Err(self.blame("should have been refused"))
        } else {
            Ok(self.text())
        }
    }

    fn stdout(self) -> Outcome<String> {
        if !self.output.status.success() {
            return Err(self.blame("should have gone well"));
        }
        Ok(String::from_utf8_lossy(&self.output.stdout).into_owned())
    }

    fn text(&self) -> String {
        let mut text = String::from_utf8_lossy(&self.output.stderr).into_owned();
        text += &String::from_utf8_lossy(&self.output.stdout);
        text
    }

    fn blame(&self, why: &str) -> Box<dyn std::error::Error> {
        format!("`{}` {why}; it ended with {} and said:\n{}", self.line, self.output.status, self.text())
            .into()
    }
}

fn cargo(folder: &Path) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(folder).stdin(Stdio::null());
    command
}

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().map(Path::to_owned).unwrap_or_default()
}

/// The folder that this very binary was built into: `target/debug/demo` says it.
fn target() -> Outcome<PathBuf> {
    let this = std::env::current_exe()?;
    let target = this.ancestors().nth(2).ok_or("this binary stands in no target folder")?;
    Ok(target.to_owned())
}

fn copy_all(from: &Path, to: &Path) -> Outcome {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let name = entry.file_name();
        let target = to.join(&name);
        if entry.file_type()?.is_dir() {
            if name != "target" {
                copy_all(&entry.path(), &target)?;
            }
        } else if !name.to_string_lossy().contains(".db") {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}
