use anstyle::AnsiColor;
use serde_json::json;

use super::clean::clean_lines;
use super::screen::{out, talk};
use super::theme::{Tone, label, paint};
use super::{clean::clean, json as to_json};
use crate::cli::Refusal;
use crate::exit::Exit;
use crate::failure::Failure;

/// What, where, why, what to do next.
pub(super) fn draw(failure: &Failure) -> String {
    let mut text = format!("{} {}\n", label(AnsiColor::BrightRed, "error"), clean(&failure.message));
    if let Some(place) = &failure.place {
        text.push_str(&format!("  {} {}\n", paint(Tone::Name, "-->"), clean(place)));
    }
    if let Some(excerpt) = &failure.excerpt {
        for line in clean_lines(excerpt).lines() {
            text.push_str(&format!("   {}\n", paint(Tone::Dim, line)));
        }
    }
    for cause in &failure.causes {
        let cause = clean_lines(cause).replace('\n', "\n           ");
        text.push_str(&format!("  {} {cause}\n", paint(Tone::Dim, "because:")));
    }
    if let Some(help) = &failure.help {
        let help = clean_lines(help).replace('\n', "\n      ");
        text.push_str(&format!("{} {help}\n", label(AnsiColor::BrightCyan, "help")));
    }
    text
}

/// Answers a call that can't be read, or one for help or the version.
pub(crate) fn refuse(refusal: &Refusal) -> Exit {
    if !refusal.error.use_stderr() {
        out(&refusal.error.render().ansi().to_string());
        return Exit::Done;
    }
    if refusal.json {
        let text = refusal.error.render().to_string();
        // What is missing stands below the sentence that says so; the advice is a paragraph of its own.
        let (message, help) = text.split_once("\n\n").unwrap_or((&text, ""));
        let said = |text: &str, between: &str| {
            text.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join(between)
        };
        let message = said(message.strip_prefix("error: ").unwrap_or(message), " ");
        let help = said(help, "\n");
        out(&to_json::text(&json!({ "error": { "code": "usage", "message": message, "help": help } })));
    } else {
        talk(&refusal.error.render().ansi().to_string());
    }
    Exit::Usage
}
