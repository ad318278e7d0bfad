//! Files as text: LF ends, no byte order mark, and errors that name a place.

use std::borrow::Cow;
use std::fs;
use std::path::Path;

use crate::{Error, ErrorCode, Result};

/// The help for a file that `git` could not merge.
pub(super) const CONFLICT_HELP: &str = "run `cargo migrate rebase`: it works the file out anew";

/// Reads a file as text with LF ends and no byte order mark; `None` where there is no such file.
pub(super) fn read(path: &Path) -> Result<Option<String>> {
    let bytes = match fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => {
            return Err(Error::new(ErrorCode::Io, format!("can't be read: {error}"))
                .in_file(path)
                .with_help("see that it is a file, and that you may read it")
                .because(error));
        }
    };
    match String::from_utf8(bytes) {
        Ok(text) => Ok(Some(normalize(&text).into_owned())),
        Err(error) => {
            let valid = error.utf8_error().valid_up_to();
            let start =
                String::from_utf8_lossy(error.as_bytes().get(..valid).unwrap_or_default()).into_owned();
            let (line, column) = place(&start, start.len());
            Err(Error::new(ErrorCode::BadFile, "holds bytes that are no UTF-8 text")
                .at(path, line, column)
                .with_help("save the file as UTF-8, or restore it from version control"))
        }
    }
}

/// The text that checksums and parsers see: CR LF becomes LF, a leading byte order mark goes.
pub(super) fn normalize(text: &str) -> Cow<'_, str> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.contains('\r') { text.replace("\r\n", "\n").into() } else { text.into() }
}

/// Line and column, from 1, of a byte's place. A place outside the text is its end.
pub(super) fn place(text: &str, offset: usize) -> (usize, usize) {
    let mut end = offset.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let before = text.get(..end).unwrap_or_default();
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let column = before.get(line_start..).unwrap_or_default().chars().count() + 1;
    (before.matches('\n').count() + 1, column)
}

/// The line of the first conflict marker that version control left behind.
pub(super) fn conflict(text: &str) -> Option<usize> {
    text.lines().position(|line| line.starts_with("<<<<<<< ") || line.starts_with(">>>>>>> ")).map(|n| n + 1)
}

/// An error where the file holds conflict markers.
pub(super) fn refuse_conflict(path: &Path, text: &str) -> Result<()> {
    match conflict(text) {
        Some(line) => Err(Error::new(ErrorCode::BadFile, "holds conflict markers from a merge")
            .at(path, line, 1)
            .with_help(CONFLICT_HELP)),
        None => Ok(()),
    }
}

/// Parses TOML; an error names file, line and what is wrong.
pub(super) fn parse_toml<T: serde::de::DeserializeOwned>(path: &Path, text: &str, help: &str) -> Result<T> {
    refuse_conflict(path, text)?;
    toml::from_str(text).map_err(|error| {
        let (line, column) = place(text, error.span().map_or(0, |span| span.start));
        Error::new(ErrorCode::BadFile, one_line(error.message())).at(path, line, column).with_help(help)
    })
}

/// A library's message as part of one of ours.
pub(super) fn one_line(message: &str) -> String {
    message.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_count_characters_from_one() {
        let text = "ab\nä€x\n";
        assert_eq!(place(text, 0), (1, 1));
        assert_eq!(place(text, 3), (2, 1));
        assert_eq!(place(text, 4), (2, 1), "inside a character is its start");
        assert_eq!(place(text, text.len() - 1), (2, 4));
        assert_eq!(place(text, 999), (3, 1));
    }

    #[test]
    fn a_windows_checkout_reads_the_same() {
        assert_eq!(normalize("\u{feff}a\r\nb\rc\n"), "a\nb\rc\n");
    }

    #[test]
    fn markers_are_found_where_they_stand_alone() {
        assert_eq!(conflict("a\n<<<<<<< HEAD\nb"), Some(2));
        assert_eq!(conflict("x <<<<<<< HEAD\n======="), None);
    }
}
