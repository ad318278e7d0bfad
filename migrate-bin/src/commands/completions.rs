use clap::CommandFactory as _;
use clap_complete::Shell;
use serde_json::{Value, json};

use crate::cli::Cli;
use crate::failure::{Failure, Result};
use crate::output::{Page, Report};

/// Print completions for a shell
///
/// For example: cargo-migrate completions bash > ~/.local/share/bash-completion/completions/cargo-migrate
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The shell
    #[arg(value_enum, value_name = "SHELL")]
    shell: Shell,
}

pub(crate) struct Completions {
    shell: Shell,
    script: String,
}

pub(super) fn run(args: Args) -> Result<Completions> {
    let mut script = Vec::new();
    clap_complete::generate(
        args.shell,
        &mut Cli::command().bin_name("cargo-migrate"),
        "cargo-migrate",
        &mut script,
    );
    let script = String::from_utf8(script)
        .map_err(|error| Failure::new("internal", "the completions are no text").because(&error))?;
    Ok(Completions { shell: args.shell, script })
}

impl Report for Completions {
    fn human(&self, page: &mut Page) {
        page.line(self.script.trim_end());
    }

    fn json(&self) -> Value {
        json!({ "shell": self.shell.to_string(), "script": self.script })
    }
}
