//! What the demo prints.

use std::io::IsTerminal;

use crate::Outcome;

/// The narrator.
pub(crate) struct Talk {
    step: std::cell::Cell<usize>,
    colour: bool,
}

impl Talk {
    pub(crate) fn new() -> Self {
        let colour = std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none();
        Self { step: std::cell::Cell::new(0), colour }
    }

    /// Whether those it quotes may use colours.
    pub(crate) fn colour(&self) -> &'static str {
        if self.colour { "always" } else { "never" }
    }

    fn paint(&self, code: &str, text: &str) -> String {
        if self.colour { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_owned() }
    }

    pub(crate) fn step(&self, title: &str) {
        self.step.set(self.step.get() + 1);
        println!("\n{} {}", self.paint("1;36", &format!("{:>2}.", self.step.get())), self.paint("1", title));
    }

    /// A command that is about to run.
    pub(crate) fn command(&self, line: &str) {
        println!("    {} {line}", self.paint("2", "$"));
    }

    /// What a command said.
    pub(crate) fn show(&self, text: &str) {
        let bar = self.paint("2", "│");
        for line in text.trim_end().lines() {
            println!("    {bar} {line}");
        }
    }

    pub(crate) fn added(&self, lines: &str) {
        for line in lines.lines() {
            println!("    {}", self.paint("32", &format!("+{line}")));
        }
    }

    pub(crate) fn note(&self, text: &str) {
        println!("    {}", self.paint("2", text));
    }

    pub(crate) fn done(&self, rows: &[(&str, i64)]) {
        let rows: Vec<String> = rows.iter().map(|(table, rows)| format!("{rows} {table}")).collect();
        println!(
            "\n{} every step went as it should; kept throughout: {}",
            self.paint("1;32", "done"),
            rows.join(", ")
        );
    }

    pub(crate) fn failed(&self, why: &str) {
        println!("\n{} at step {}: {why}", self.paint("1;31", "failed"), self.step.get());
    }
}

/// Each of these words stands in the text.
pub(crate) fn must_hold(text: &str, words: &[&str]) -> Outcome {
    match words.iter().find(|word| !text.contains(**word)) {
        None => Ok(()),
        Some(word) => Err(format!("`{word}` should stand in:\n{text}").into()),
    }
}

pub(crate) fn must_be(found: &str, expected: &str) -> Outcome {
    if found == expected { Ok(()) } else { Err(format!("`{found}` instead of `{expected}`").into()) }
}

pub(crate) fn must_differ(one: &str, other: &str) -> Outcome {
    if one == other { Err(format!("still at `{one}`").into()) } else { Ok(()) }
}
