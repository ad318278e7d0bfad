use std::fmt;

use diesel::result::Error as DieselError;

use crate::dialect::{Dialect, lex};

/// Why a statement was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// What the database said.
    pub message: String,
    /// What it advises, if anything.
    pub hint: Option<String>,
    /// Where in the statement, in bytes, where that is known.
    pub at: Option<usize>,
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Refused {}

impl Refused {
    pub(super) fn new(dialect: Dialect, sql: &str, error: DieselError) -> Self {
        let DieselError::DatabaseError(_, info) = &error else {
            return Self { message: error.to_string(), hint: None, at: None };
        };
        let mut message = info.message().trim().to_owned();
        if let Some(details) = info.details() {
            message = format!("{message}: {}", details.trim());
        }
        // PostgreSQL counts characters, from 1; the others name what they stumbled over.
        let at = match info.statement_position() {
            Some(position) => {
                let place = usize::try_from(position).unwrap_or(1).saturating_sub(1);
                sql.char_indices().nth(place).map(|(at, _)| at)
            }
            None => stumbled(info.message()).and_then(|word| only_place(dialect, sql, word)),
        };
        Self { message, hint: info.hint().map(|hint| hint.trim().to_owned()), at }
    }
}

/// The word that a message is about: `near "TABEL": syntax error`, `no such table: main.users`.
fn stumbled(message: &str) -> Option<&str> {
    for (before, after) in [("near \"", "\":"), ("unrecognized token: \"", "\""), ("near '", "' at line")] {
        if let Some((_, rest)) = message.split_once(before) {
            let end = rest.rfind(after)?;
            return rest.get(..end)?.lines().next();
        }
    }
    let (_, name) = message.strip_prefix("no such ")?.split_once(": ")?;
    Some(name.rsplit('.').next().unwrap_or(name))
}

/// Where it stands, if it stands there once.
fn only_place(dialect: Dialect, sql: &str, words: &str) -> Option<usize> {
    let mut places = lex(dialect, sql).filter(|token| sql[token.start..].starts_with(words));
    let first = places.next()?;
    places.next().is_none().then_some(first.start)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_word_is_found_where_it_stands_once() {
        assert_eq!(stumbled("near \"TABEL\": syntax error"), Some("TABEL"));
        assert_eq!(stumbled("no such table: main.users"), Some("users"));
        assert_eq!(stumbled("near 'TABEL x (a int)' at line 1"), Some("TABEL x (a int)"));
        assert_eq!(only_place(Dialect::Sqlite, "CREATE TABEL x", "TABEL"), Some(7));
        assert_eq!(only_place(Dialect::Sqlite, "a b a", "a"), None);
        assert_eq!(stumbled("disk full"), None);
    }
}
