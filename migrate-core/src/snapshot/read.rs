use std::path::Path;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::FORMAT;
use crate::change::closest;
use crate::{Error, ErrorCode, Result};

const RESTORE: &str =
    "restore it from version control, or run `cargo migrate rebase` to have it worked out anew";

/// What every format has.
#[derive(Deserialize)]
struct Header {
    #[serde(default)]
    format: Option<u64>,
}

/// Reads a document's text; `file` is what errors call it.
///
/// # Errors
///
/// [`BadFile`](ErrorCode::BadFile), with line, column and cure: conflict markers, another format, no JSON,
/// a field that is not known, a value of the wrong kind.
pub fn read<T: DeserializeOwned>(file: impl AsRef<Path>, text: &str) -> Result<T> {
    let file = file.as_ref();
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let header = serde_json::from_str::<Header>(text);
    match &header {
        Ok(Header { format: Some(format) }) if *format == u64::from(FORMAT) => {}
        Ok(Header { format }) => return Err(other_format(file, *format)),
        Err(error) => return Err(unreadable(file, text, error)),
    }
    serde_json::from_str(text).map_err(|error| unreadable(file, text, &error))
}

/// The line of the first conflict marker that a merge has left, from 1.
pub fn conflict(text: &str) -> Option<usize> {
    text.lines()
        .position(|line| ["<<<<<<< ", "||||||| ", ">>>>>>> "].iter().any(|marker| line.starts_with(marker)))
        .map(|line| line + 1)
}

fn other_format(file: &Path, format: Option<u64>) -> Error {
    match format {
        Some(format) => Error::new(
            ErrorCode::BadFile,
            format!("is of format {format}; this version reads format {FORMAT}"),
        )
        .with_help("use the version of `cargo migrate` and of its crates that wrote it"),
        None => Error::new(ErrorCode::BadFile, "doesn't say its `format`").with_help(RESTORE),
    }
    .in_file(file)
}

fn unreadable(file: &Path, text: &str, error: &serde_json::Error) -> Error {
    if let Some(line) = conflict(text) {
        return Error::new(ErrorCode::BadFile, "holds conflict markers from a merge")
            .at(file, line, 1)
            .with_help("run `cargo migrate rebase`: it works the file out anew");
    }
    if text.trim().is_empty() {
        return Error::new(ErrorCode::BadFile, "is empty").in_file(file).with_help(RESTORE);
    }
    // serde_json ends its message with the place, which is said in our own way.
    let message = error.to_string();
    let message = message.rsplit_once(" at line ").map_or(message.as_str(), |(message, _)| message);
    let message = message.split_whitespace().collect::<Vec<_>>().join(" ");
    let (message, meant) = did_you_mean(&message);
    let help = match meant {
        Some(meant) => format!("did you mean `{meant}`? Or {RESTORE}"),
        None => RESTORE.to_owned(),
    };
    Error::new(ErrorCode::BadFile, message)
        .at(file, error.line().max(1), error.column().max(1))
        .with_help(help)
}

/// Serde lists what it knows: ``unknown field `a`, expected one of `b`, `c` ``.
fn did_you_mean(message: &str) -> (String, Option<String>) {
    let Some((what, known)) = message.split_once(", expected ") else {
        return (message.to_owned(), None);
    };
    let words = |text: &str| text.split('`').skip(1).step_by(2).map(str::to_owned).collect::<Vec<_>>();
    let (wanted, known) = (words(what), words(known));
    match (wanted.first(), what.starts_with("unknown ")) {
        (Some(wanted), true) => {
            let meant = closest(wanted, known.iter().map(String::as_str)).map(str::to_owned);
            (what.to_owned(), meant)
        }
        (Some(_) | None, _) => (message.to_owned(), None),
    }
}
