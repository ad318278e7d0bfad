//! The only place that prompts. Without a terminal it refuses, and names the flag that answers instead.

use std::io::IsTerminal as _;

use dialoguer::theme::ColorfulTheme;
use dialoguer::{Confirm, Input, Select, console};

use crate::failure::{Failure, Result};

/// Whether anybody can be asked.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ask {
    allowed: bool,
}

impl Ask {
    /// Asks unless told not to, or nobody is there, or the result is for a machine.
    pub(crate) fn new(no_input: bool, machine: bool, colors: bool) -> Self {
        console::set_colors_enabled_stderr(colors);
        let terminal = std::io::stdin().is_terminal() && std::io::stderr().is_terminal();
        Self { allowed: terminal && !no_input && !machine }
    }

    /// Whether a question would be put.
    pub(crate) fn allowed(self) -> bool {
        self.allowed
    }

    /// Yes or no; `flag` says yes.
    pub(crate) fn confirm(self, question: &str, flag: &str) -> Result<bool> {
        self.guard(question, flag)?;
        Confirm::with_theme(&ColorfulTheme::default())
            .with_prompt(question)
            .default(false)
            .interact()
            .map_err(|error| interrupted(&error))
    }

    /// One of several; the first is the best guess.
    pub(crate) fn select(self, question: &str, options: &[String], flag: &str) -> Result<usize> {
        self.guard(question, flag)?;
        Select::with_theme(&ColorfulTheme::default())
            .with_prompt(question)
            .items(options)
            .default(0)
            .interact()
            .map_err(|error| interrupted(&error))
    }

    /// A line of text.
    pub(crate) fn line(self, question: &str, flag: &str) -> Result<String> {
        self.guard(question, flag)?;
        Input::with_theme(&ColorfulTheme::default())
            .with_prompt(question)
            .interact_text()
            .map_err(|error| interrupted(&error))
    }

    fn guard(self, question: &str, flag: &str) -> Result<()> {
        if self.allowed {
            return Ok(());
        }
        Err(Failure::new(
            "needs-answer",
            format!("can't ask without a terminal: {}", question.to_lowercase()),
        )
        .with_help(format!("answer with {flag}")))
    }
}

fn interrupted(error: &dialoguer::Error) -> Failure {
    Failure::new("needs-answer", "the question was not answered").because(error)
}
