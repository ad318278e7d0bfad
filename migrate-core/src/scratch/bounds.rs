use std::borrow::Cow;
use std::path::Path;

use super::script::place;
use crate::dialect::{Dialect, Piece, Token, lex};
use crate::{Error, ErrorCode, Result};

/// What belongs to a whole server, and not to one of its databases.
const BEYOND: &[&str] = &["database", "role", "user", "group", "tablespace", "system", "subscription"];

/// Refuses a statement that would reach beyond the scratch database: nothing else on the server is ever touched.
pub(super) fn keep(dialect: Dialect, file: &Path, text: &str, piece: &Piece<'_>) -> Result<()> {
    let read = read(dialect, piece.sql);
    let words: Vec<_> = lex(dialect, &read).filter(|token| token.speaks()).take(3).collect();
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
                || first.is_word("set") && says_global(&read)
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

/// The text with what MySQL reads in its comments.
fn read(dialect: Dialect, sql: &str) -> Cow<'_, str> {
    if lex(dialect, sql).all(|token| token.executed(dialect).is_none()) {
        return Cow::Borrowed(sql);
    }
    Cow::Owned(lex(dialect, sql).map(|token| token.executed(dialect).unwrap_or(token.text)).collect())
}

fn is_global(token: &Token<'_>) -> bool {
    ["global", "persist", "persist_only"].iter().any(|word| token.is_word(word))
}

/// `SET GLOBAL x = …`, `SET @@GLOBAL.x = …`, also among others.
fn says_global(sql: &str) -> bool {
    let tokens: Vec<_> = lex(Dialect::Mysql, sql).filter(|token| token.speaks()).collect();
    tokens.windows(3).any(|three| {
        let opens = three[1].is_symbol(",")
            || three[1].is_word("set")
            || three[0].is_symbol("@") && three[1].is_symbol("@");
        opens && is_global(&three[2])
    }) || tokens.get(1).is_some_and(is_global)
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
        for sql in [
            "USE app",
            "DROP SCHEMA app",
            "/*!40000 DROP DATABASE IF EXISTS `app`*/",
            "CREATE /*!32312 DATABASE */ app",
            "SET @@GLOBAL.GTID_PURGED='x'",
            "SET a = 1, GLOBAL b = 2",
        ] {
            assert!(!kept(Dialect::Mysql, sql), "{sql}");
        }
        for sql in ["SET @global = 1", "/*!40101 SET NAMES utf8mb4 */", "SET a = 'x, global'"] {
            assert!(kept(Dialect::Mysql, sql), "{sql}");
        }
        assert!(!kept(Dialect::Sqlite, "ATTACH 'x' AS y") && kept(Dialect::Sqlite, "SELECT 1"));
    }
}
