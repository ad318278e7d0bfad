use std::path::Path;

use super::script::place;
use crate::dialect::{Dialect, Piece, lex};
use crate::{Error, ErrorCode, Result};

/// What belongs to a whole server, and not to one of its databases.
const BEYOND: &[&str] = &["database", "role", "user", "group", "tablespace", "system", "subscription"];

/// Refuses a statement that would reach beyond the scratch database: nothing else on the server is ever touched.
pub(super) fn keep(dialect: Dialect, file: &Path, text: &str, piece: &Piece<'_>) -> Result<()> {
    let words: Vec<_> = lex(dialect, piece.sql).filter(|token| token.speaks()).take(3).collect();
    let [first, rest @ ..] = words.as_slice() else { return Ok(()) };
    let is = |place: usize, names: &[&str]| {
        rest.get(place).is_some_and(|token| names.iter().any(|name| token.is_word(name)))
    };
    let makes = ["create", "alter", "drop", "rename"].iter().any(|word| first.is_word(word));
    let beyond = match dialect {
        Dialect::Sqlite => first.is_word("attach"),
        // A user mapping is the database's own.
        Dialect::Postgres => makes && is(0, BEYOND) && !(is(0, &["user"]) && is(1, &["mapping"])),
        Dialect::Mysql => {
            first.is_word("use")
                || makes && (is(0, BEYOND) || is(0, &["schema"]))
                || first.is_word("set") && is(0, &["global", "persist"])
                || first.is_word("grant")
                || first.is_word("revoke")
        }
    };
    if !beyond {
        return Ok(());
    }
    let (line, column) = place(text, piece.start);
    let said: Vec<&str> = words.iter().take(2).map(|token| token.text).collect();
    Err(Error::new(ErrorCode::BadFile, format!("`{}` reaches beyond the scratch database", said.join(" ")))
        .at(file, line, column)
        .with_help("take it out: the file may say what one database holds, and nothing about its server"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dialect::split;

    fn kept(dialect: Dialect, sql: &str) -> bool {
        split(dialect, sql).iter().all(|piece| keep(dialect, Path::new("x"), sql, piece).is_ok())
    }

    #[test]
    fn a_server_is_left_alone() {
        for sql in ["DROP DATABASE app", "create role x", "ALTER SYSTEM SET a = 1", "CREATE USER x"] {
            assert!(!kept(Dialect::Postgres, sql), "{sql}");
        }
        for sql in [
            "CREATE TABLE \"role\" (a int)",
            "CREATE SCHEMA app",
            "GRANT SELECT ON t TO x",
            "DROP USER MAPPING FOR x SERVER y",
        ] {
            assert!(kept(Dialect::Postgres, sql), "{sql}");
        }
        assert!(!kept(Dialect::Mysql, "USE app") && !kept(Dialect::Mysql, "DROP SCHEMA app"));
        assert!(!kept(Dialect::Sqlite, "ATTACH 'x' AS y") && kept(Dialect::Sqlite, "SELECT 1"));
    }
}
