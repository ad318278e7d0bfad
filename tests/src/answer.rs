//! What a call of a program said, and what a test expects of it.

use std::path::Path;
use std::process::Output;

use crate::redact::Redactor;

/// What a call said.
#[derive(Debug)]
pub struct Answer {
    /// The exit code.
    pub code: i32,
    /// The result.
    pub stdout: String,
    /// The talk.
    pub stderr: String,
    redactor: Redactor,
}

impl Answer {
    /// Of a program that ran in this folder.
    pub fn new(output: &Output, folder: &Path) -> Self {
        Self {
            code: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
            redactor: Redactor::new(folder),
        }
    }

    /// Fails the test unless the call did its work.
    #[track_caller]
    pub fn ok(self) -> Self {
        self.code(0)
    }

    /// Fails the test unless the call answered so.
    #[track_caller]
    pub fn code(self, expected: i32) -> Self {
        assert_eq!(self.code, expected, "\n--- stdout\n{}\n--- stderr\n{}", self.stdout, self.stderr);
        self
    }

    /// Fails the test unless stderr holds this.
    #[track_caller]
    pub fn says(self, text: &str) -> Self {
        assert!(self.stderr.contains(text), "{text:?} is not in\n--- stderr\n{}", self.stderr);
        self
    }

    /// Fails the test unless stdout holds this.
    #[track_caller]
    pub fn shows(self, text: &str) -> Self {
        assert!(self.stdout.contains(text), "{text:?} is not in\n--- stdout\n{}", self.stdout);
        self
    }

    /// Result and talk, with what differs from run to run taken out.
    pub fn redacted(&self) -> String {
        let text = format!("exit {}\n--- stdout\n{}--- stderr\n{}", self.code, self.stdout, self.stderr);
        self.redactor.redact(&text)
    }
}
