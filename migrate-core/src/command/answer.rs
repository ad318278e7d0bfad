use std::fmt::Write as _;
use std::process::ExitCode;

use serde_json::{Value, json};

use super::Format;
use crate::Error;

/// What came of a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// What belongs on stdout: the result.
    pub out: String,
    /// What belongs on stderr: what happened on the way, and what went wrong.
    pub err: String,
    /// 0: done, and nothing wrong found; 1: the answer is no, or it failed.
    pub code: u8,
}

/// A result before it is written.
pub(super) struct Found {
    pub(super) text: String,
    pub(super) json: Value,
    /// Whether the answer is yes.
    pub(super) good: bool,
}

impl Answer {
    /// Writes both, and gives the exit code.
    pub fn print(&self) -> ExitCode {
        use std::io::Write as _;
        // Nobody to tell where a stream is gone.
        let _ = std::io::stderr().lock().write_all(self.err.as_bytes());
        let _ = std::io::stdout().lock().write_all(self.out.as_bytes());
        ExitCode::from(self.code)
    }

    pub(super) fn new(found: Result<Found, Error>, mut err: String, format: Format) -> Self {
        let (out, code) = match (found, format) {
            (Ok(found), Format::Human) => (found.text, u8::from(!found.good)),
            (Ok(found), Format::Json) => (line(&found.json), u8::from(!found.good)),
            (Err(error), Format::Human) => {
                let _ = writeln!(err, "error: {error}");
                if let Some(help) = error.help() {
                    let _ = writeln!(err, "help: {help}");
                }
                (String::new(), 1)
            }
            (Err(error), Format::Json) => {
                let message = error.to_string();
                let error = json!({ "code": error.code().name(), "message": message, "help": error.help() });
                (line(&json!({ "error": error })), 1)
            }
        };
        Self { out, err, code }
    }
}

fn line(json: &Value) -> String {
    format!("{json:#}\n")
}
