use std::process::{Command, Output, Stdio};

use crate::{Error, ErrorCode, Result};

/// One of the databases' own programs.
pub(super) struct Program {
    name: &'static str,
    package: &'static str,
    pub(super) command: Command,
}

impl Program {
    /// The first of these that is there.
    pub(super) fn first(names: &[&'static str], package: &'static str) -> Result<Self> {
        for name in names {
            let there =
                Command::new(name).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
            if there.is_ok() {
                let mut command = Command::new(name);
                // Messages are read by programs, too.
                command.env("LC_ALL", "C").stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
                return Ok(Self { name, package, command });
            }
        }
        Err(Error::new(
            ErrorCode::Unsupported,
            format!("this needs the program `{}`, which is not there", names.join("` or `")),
        )
        .with_help(format!("install it ({package}), or put its folder into PATH")))
    }

    /// Runs it to its end.
    pub(super) fn output(mut self) -> Result<Output> {
        let output = self.command.output().map_err(|error| self.failed(&error.to_string()))?;
        if output.status.success() {
            return Ok(output);
        }
        Err(self.failed(&String::from_utf8_lossy(&output.stderr)))
    }

    /// What it said, as an error.
    pub(super) fn failed(&self, said: &str) -> Error {
        // Some write notes there, too; the first line that tells of an error is the reason.
        let lines: Vec<&str> = said.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        let reason = lines.iter().find(|line| line.to_ascii_lowercase().contains("error")).or(lines.first());
        let error = Error::new(
            ErrorCode::Database,
            format!("`{}` failed: {}", self.name, reason.copied().unwrap_or("it didn't say why")),
        );
        if said.contains("server version mismatch") {
            return error.with_help(format!(
                "install a newer version of it ({}): it must not be older than the server",
                self.package
            ));
        }
        error
    }
}
