use std::borrow::Cow;
use std::path::Path;

use super::mysql_client;
use super::script::place;
use crate::dialect::{Dialect, Token, lex};
use crate::{Error, ErrorCode, Result};

/// The text as SQL and nothing else, every byte where it was.
///
/// [`COPY … FROM stdin`](https://www.postgresql.org/docs/current/app-psql.html) brings rows between its line and `\.`:
/// they are passed over, for a schema has none. Of the commands of `psql` itself, those that change nothing are passed
/// over; the others are refused.
pub(super) fn plain<'t>(dialect: Dialect, file: &Path, text: &'t str) -> Result<Cow<'t, str>> {
    match dialect {
        Dialect::Sqlite => dots(file, text).map(|()| Cow::Borrowed(text)),
        Dialect::Mysql => Ok(mysql_client::without_definers(text)),
        Dialect::Postgres => postgres(file, text),
    }
}

fn postgres<'t>(file: &Path, text: &'t str) -> Result<Cow<'t, str>> {
    let mut plain = text.as_bytes().to_vec();
    let mut from = 0;
    while let Some(found) = next(&text[from..]) {
        let (start, end) = match found {
            Found::Command(at) => {
                let at = from + at;
                command(file, text, at)?;
                (at, line_end(text, at))
            }
            Found::Rows { copy, rows } => {
                let (copy, rows) = (from + copy, from + rows);
                let end = rows_end(text, rows).ok_or_else(|| {
                    let (line, column) = place(text, copy);
                    Error::new(ErrorCode::BadFile, "the rows of this COPY have no end")
                        .at(file, line, column)
                        .with_help("end them with a line `\\.`")
                })?;
                (copy, end)
            }
        };
        for byte in plain.iter_mut().take(end).skip(start).filter(|byte| **byte != b'\n') {
            *byte = b' ';
        }
        from = end;
    }
    // Whole lines became spaces, so that what is left is what it was.
    Ok(String::from_utf8(plain).map_or(Cow::Borrowed(text), Cow::Owned))
}

/// What is no SQL.
enum Found {
    /// A command of `psql`.
    Command(usize),
    /// `COPY … FROM stdin;`, and where its rows begin.
    Rows { copy: usize, rows: usize },
}

fn next(text: &str) -> Option<Found> {
    let mut statement: Vec<Token<'_>> = Vec::new();
    for token in lex(Dialect::Postgres, text).filter(Token::speaks) {
        if token.is_symbol("\\") {
            return Some(Found::Command(token.start));
        }
        if !token.is_symbol(";") {
            statement.push(token);
            continue;
        }
        let copies = statement.first().filter(|first| first.is_word("copy"));
        let from_stdin = statement.windows(2).any(|two| two[0].is_word("from") && two[1].is_word("stdin"));
        if let (Some(copy), true) = (copies, from_stdin) {
            return Some(Found::Rows { copy: copy.start, rows: line_end(text, token.start) });
        }
        statement.clear();
    }
    None
}

fn line_end(text: &str, at: usize) -> usize {
    text[at..].find('\n').map_or(text.len(), |end| at + end)
}

/// The end of the line `\.`.
fn rows_end(text: &str, from: usize) -> Option<usize> {
    let mut at = from;
    while at < text.len() {
        let start = at + 1;
        let end = line_end(text, start.min(text.len()));
        if text.get(start..end)?.trim_end_matches('\r') == "\\." {
            return Some(end);
        }
        at = end;
    }
    None
}

/// Refuses a command that would change what the SQL means.
fn command(file: &Path, text: &str, at: usize) -> Result<()> {
    let line = text[at..line_end(text, at)].trim_end();
    let word = line.split_whitespace().next().unwrap_or_default();
    // pg_dump brackets its dumps with the first two; the others only speak to whoever looks on.
    if [
        "\\restrict",
        "\\unrestrict",
        "\\echo",
        "\\qecho",
        "\\warn",
        "\\timing",
        "\\pset",
        "\\x",
        "\\t",
        "\\a",
    ]
    .contains(&word)
    {
        return Ok(());
    }
    let (line, column) = place(text, at);
    let help = match word {
        "\\connect" | "\\c" => "take it out: everything in the file is run in one scratch database",
        "\\i" | "\\ir" | "\\include" | "\\include_relative" => "put the other file's SQL in its place",
        _ => "take it out: the file must be SQL only",
    };
    Err(Error::new(ErrorCode::BadFile, format!("`{word}` is a command of psql, not SQL"))
        .at(file, line, column)
        .with_help(help))
}

/// Commands of SQLite's shell stand at the start of a line.
fn dots(file: &Path, text: &str) -> Result<()> {
    let mut tokens = lex(Dialect::Sqlite, text).filter(Token::speaks).peekable();
    let mut fresh = true;
    while let Some(token) = tokens.next() {
        if fresh && token.is_symbol(".") {
            let (line, column) = place(text, token.start);
            let word = tokens.peek().map_or("", |token| token.text);
            return Err(Error::new(
                ErrorCode::BadFile,
                format!("`.{word}` is a command of SQLite's shell, not SQL"),
            )
            .at(file, line, column)
            .with_help("take it out: the file must be SQL only"));
        }
        fresh = token.is_symbol(";");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dialect::split;

    fn statements(text: &str) -> Vec<String> {
        let plain = plain(Dialect::Postgres, Path::new("x.sql"), text).unwrap();
        assert_eq!(plain.len(), text.len());
        split(Dialect::Postgres, &plain).iter().map(|piece| piece.sql.to_owned()).collect()
    }

    fn refused(text: &str) -> String {
        plain(Dialect::Postgres, Path::new("x.sql"), text).unwrap_err().to_string()
    }

    #[test]
    fn rows_are_passed_over() {
        let text =
            "A;\nCOPY t (a) FROM stdin;\nit's; \\N\tü\n\\.\nB;\nCOPY u FROM STDIN WITH (FORMAT csv);\n\\.\nC";
        assert_eq!(statements(text), ["A", "B", "C"]);
        assert!(refused("COPY t FROM stdin;\n1\n").contains("no end (x.sql:1:1)"));
    }

    #[test]
    fn commands_are_passed_over_or_refused() {
        assert_eq!(statements("\\restrict abc\nA;\n\\unrestrict abc\n"), ["A"]);
        assert_eq!(statements("SELECT '\\connect', E'\\'';"), ["SELECT '\\connect', E'\\''"]);
        assert!(
            refused("A;\n  \\connect other\n")
                .contains("`\\connect` is a command of psql, not SQL (x.sql:2:3)")
        );
    }

    #[test]
    fn other_shells() {
        let path = Path::new("x.sql");
        assert!(plain(Dialect::Sqlite, path, "SELECT 1;\n.tables\n").is_err());
        assert!(plain(Dialect::Sqlite, path, "SELECT t.a FROM t").is_ok());
    }
}
