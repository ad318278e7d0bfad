use std::path::Path;

use super::{bounds, mysql_client, psql};
use crate::connection::{AnyConnection, Refused};
use crate::dialect::{Dialect, Piece, lex, split};
use crate::{Error, ErrorCode, Result};

/// Runs a file's statements one by one.
pub(super) fn run(conn: &mut AnyConnection, file: &Path, text: &str) -> Result<()> {
    let dialect = conn.dialect();
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let sql = psql::plain(dialect, file, text)?;
    let mut open: Option<usize> = None;
    for piece in statements(dialect, file, &sql)? {
        for part in split(dialect, piece.sql) {
            bounds::keep(dialect, file, text, &Piece { start: piece.start + part.start, ..part })?;
        }
        conn.run(piece.sql).map_err(|refused| failed(file, text, &piece, &refused))?;
        follow(dialect, &piece, &mut open);
    }
    match open {
        None => Ok(()),
        Some(at) => {
            let (line, column) = place(text, at);
            Err(Error::new(ErrorCode::BadFile, "the script begins a transaction and never ends it")
                .at(file, line, column)
                .with_help("end it with COMMIT, or take the BEGIN out"))
        }
    }
}

fn statements<'t>(dialect: Dialect, file: &Path, sql: &'t str) -> Result<Vec<Piece<'t>>> {
    match dialect {
        Dialect::Mysql => mysql_client::statements(file, sql),
        Dialect::Sqlite | Dialect::Postgres => Ok(split(dialect, sql)),
    }
}

/// Whether a transaction is open after a statement, and where it began.
fn follow(dialect: Dialect, piece: &Piece<'_>, open: &mut Option<usize>) {
    let mut words = lex(dialect, piece.sql).filter(|token| token.speaks());
    let (Some(first), second) = (words.next(), words.next()) else { return };
    let second_is = |word: &str| second.is_some_and(|token| token.is_word(word));
    if first.is_word("begin") || first.is_word("start") && second_is("transaction") {
        *open = Some(piece.start);
    } else if first.is_word("commit")
        || first.is_word("end")
        || first.is_word("abort")
        || first.is_word("rollback") && !words.any(|word| word.is_word("to")) && !second_is("to")
    {
        *open = None;
    }
}

fn failed(file: &Path, text: &str, piece: &Piece<'_>, refused: &Refused) -> Error {
    let (line, column) = place(text, piece.start + refused.at.unwrap_or(0));
    let error = Error::new(ErrorCode::Database, refused.message.clone()).at(file, line, column);
    match &refused.hint {
        Some(hint) => error.with_help(hint.clone()),
        None => error,
    }
}

/// Line and column of a byte, both counted from 1; columns in characters.
pub(super) fn place(text: &str, at: usize) -> (usize, usize) {
    let before = text.get(..at).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    (line, column)
}
