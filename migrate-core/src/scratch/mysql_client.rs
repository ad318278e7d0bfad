//! What the `mysql` client reads, and `mysqldump` writes, that the server doesn't.

use std::borrow::Cow;
use std::path::Path;

use super::script::place;
use crate::dialect::{Dialect, Piece, Token, TokenKind, lex, split};
use crate::{Error, ErrorCode, Result};

/// The text without the users whose rights a trigger, a routine or a view has: whoever makes it lends it their own, for
/// another's take a right that few have. Every other byte stays where it was.
pub(super) fn without_definers(text: &str) -> Cow<'_, str> {
    let mut spans: Vec<(usize, usize)> = Vec::new();
    let mut words: Vec<Token<'_>> = Vec::new();
    let mut open: Option<usize> = None;
    for token in lex(Dialect::Mysql, text) {
        let end = token.start + token.text.len();
        if let Some(inner) = token.executed(Dialect::Mysql) {
            spans.extend(definer_within(&token, inner));
        } else if token.is_symbol(";") {
            (words, open) = (Vec::new(), None);
        } else if token.speaks() {
            let creates =
                words.first().is_some_and(|first| first.is_word("create") || first.is_word("alter"));
            // `CREATE OR REPLACE ALGORITHM = MERGE DEFINER = …` is as far as it can be.
            if creates && words.len() < 8 && token.is_word("definer") {
                open = Some(token.start);
            }
            if let Some(start) = open {
                let last = words.last().filter(|last| last.start >= start);
                let goes_on = last
                    .is_none_or(|last| last.is_symbol("=") || last.is_symbol("@") || last.is_word("definer"))
                    || ["=", "@", "(", ")"].iter().any(|symbol| token.is_symbol(symbol));
                if goes_on { spans.push((start, end)) } else { open = None }
            }
            words.push(token);
        }
    }
    if spans.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut plain = text.to_owned().into_bytes();
    for (start, end) in spans {
        for byte in plain.iter_mut().take(end).skip(start).filter(|byte| **byte != b'\n') {
            *byte = b' ';
        }
    }
    // Whole tokens became spaces, so that what is left is what it was.
    String::from_utf8(plain).map_or(Cow::Borrowed(text), Cow::Owned)
}

/// `/*!50017 DEFINER=…*/`, and the first half of `/*!50013 DEFINER=… SQL SECURITY INVOKER */`.
fn definer_within(token: &Token<'_>, inner: &str) -> Option<(usize, usize)> {
    let mut words = lex(Dialect::Mysql, inner).filter(Token::speaks);
    let first = words.next().filter(|first| first.is_word("definer"))?;
    let from = token.start + token.text.find(inner)?;
    match words.find(|word| word.is_word("sql")) {
        Some(sql) => Some((from + first.start, from + sql.start)),
        None => Some((token.start, token.start + token.text.len())),
    }
}

/// The statements of a file. Behind a line `DELIMITER x`, which is the client's own command, they end at `x`.
pub(super) fn statements<'t>(file: &Path, text: &'t str) -> Result<Vec<Piece<'t>>> {
    let mut pieces = Vec::new();
    let mut from = 0;
    let mut delimiter = ";";
    while from < text.len() {
        let command = command(file, text, from, delimiter)?;
        let end = command.unwrap_or(text.len());
        if delimiter == ";" {
            pieces.extend(
                split(Dialect::Mysql, &text[from..end]).into_iter().map(|piece| moved(piece, text, from)),
            );
        } else {
            between(text, from..end, delimiter, &mut pieces);
        }
        let Some(at) = command else { break };
        let line = text[at..].lines().next().unwrap_or_default();
        from = at + line.len();
        delimiter = line.split_whitespace().nth(1).ok_or_else(|| {
            let (line, column) = place(text, at);
            Error::new(ErrorCode::BadFile, "DELIMITER names none")
                .at(file, line, column)
                .with_help("say what ends a statement from here on: `DELIMITER //`")
        })?;
    }
    Ok(pieces)
}

/// Where the next `DELIMITER` begins a statement.
fn command(file: &Path, text: &str, from: usize, delimiter: &str) -> Result<Option<usize>> {
    let mut fresh = true;
    for token in lex(Dialect::Mysql, &text[from..]).filter(Token::speaks) {
        let at = from + token.start;
        if fresh && token.is_word("delimiter") {
            return Ok(Some(at));
        }
        if fresh && token.is_word("source") {
            let (line, column) = place(text, at);
            return Err(Error::new(
                ErrorCode::BadFile,
                format!("`{}` is a command of the mysql client, not SQL", token.text),
            )
            .at(file, line, column)
            .with_help("put the other file's SQL in its place"));
        }
        let end = at + token.text.len();
        // `END$$` is one word to SQL; `//` are two symbols.
        fresh =
            !matches!(token.kind, TokenKind::Text | TokenKind::Quoted) && text[..end].ends_with(delimiter);
    }
    Ok(None)
}

/// The statements of a part of the text, each ended by a delimiter of its own.
fn between<'t>(text: &'t str, part: std::ops::Range<usize>, delimiter: &str, pieces: &mut Vec<Piece<'t>>) {
    let mut from = part.start;
    while from < part.end {
        let here = &text[from..part.end];
        let end = lex(Dialect::Mysql, here)
            .filter(|token| {
                !matches!(
                    token.kind,
                    TokenKind::Text | TokenKind::Quoted | TokenKind::Comment | TokenKind::Space
                )
            })
            .find_map(|token| {
                let at = token.start + here[token.start..].find(delimiter)?;
                (at < token.start + token.text.len()).then_some(at)
            });
        let statement = &here[..end.unwrap_or(here.len())];
        let found = split(Dialect::Mysql, statement);
        let creates = found.first().is_some_and(|first| {
            lex(Dialect::Mysql, first.sql)
                .find(|token| token.speaks())
                .is_some_and(|word| word.is_word("create"))
        });
        match (found.first(), found.last()) {
            // A body that isn't in BEGIN … END, too, ends where the delimiter stands.
            (Some(first), Some(last)) if creates => {
                let sql = &statement[first.start..last.start + last.sql.len()];
                pieces.push(moved(
                    Piece { sql, full: statement, end: statement.len(), ..*first },
                    text,
                    from,
                ));
            }
            _ => pieces.extend(found.into_iter().map(|piece| moved(piece, text, from))),
        }
        from = end.map_or(part.end, |end| from + end + delimiter.len());
    }
}

/// A piece of a part of the text, as one of the whole.
fn moved<'t>(piece: Piece<'t>, text: &str, by: usize) -> Piece<'t> {
    let line = piece.line + text[..by].matches('\n').count();
    Piece { start: piece.start + by, end: piece.end + by, line, ..piece }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> Vec<String> {
        let plain = without_definers(text);
        assert_eq!(plain.len(), text.len());
        let found = statements(Path::new("x.sql"), &plain).unwrap();
        for piece in &found {
            assert!(plain[piece.start..].starts_with(piece.sql), "{piece:?}");
            assert_eq!(piece.line, plain[..piece.start].matches('\n').count() + 1);
        }
        found.iter().map(|piece| piece.sql.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
    }

    #[test]
    fn delimiters() {
        let text = "SELECT 1;\nDELIMITER //\nCREATE TRIGGER t BEFORE INSERT ON x FOR EACH ROW IF new.a THEN SET new.b = '//'; END IF; //\n\
                    SELECT 2; SELECT 3 //\ndelimiter ;\nSELECT 4;\nDELIMITER $$\nCREATE PROCEDURE p() BEGIN SELECT 5; END$$\nDELIMITER ;\n";
        let found = [
            "SELECT 1",
            "CREATE TRIGGER t BEFORE INSERT ON x FOR EACH ROW IF new.a THEN SET new.b = '//'; END IF",
            "SELECT 2",
            "SELECT 3",
            "SELECT 4",
            "CREATE PROCEDURE p() BEGIN SELECT 5; END",
        ];
        assert_eq!(said(text), found);
        let refused = |text: &str| statements(Path::new("x.sql"), text).unwrap_err().to_string();
        assert!(refused("A;\nDELIMITER\nB").contains("DELIMITER names none (x.sql:2:1)"));
        assert!(refused("A; source x.sql").contains("`source` is a command of the mysql client"));
    }

    #[test]
    fn definers() {
        for (text, left) in [
            ("CREATE DEFINER = `a`@'%' TRIGGER t", "CREATE TRIGGER t"),
            (
                "CREATE OR REPLACE DEFINER=root VIEW v AS SELECT definer = 1",
                "CREATE OR REPLACE VIEW v AS SELECT definer = 1",
            ),
            ("CREATE DEFINER=CURRENT_USER() PROCEDURE p() SELECT 1", "CREATE PROCEDURE p() SELECT 1"),
            (
                "/*!50003 CREATE*/ /*!50017 DEFINER=`a`@`b`*/ /*!50003 TRIGGER t*/",
                "/*!50003 CREATE*/ /*!50003 TRIGGER t*/",
            ),
            ("/*!50013 DEFINER=`a`@`b` SQL SECURITY INVOKER */", "/*!50013 SQL SECURITY INVOKER */"),
            ("UPDATE t SET definer = 'x'", "UPDATE t SET definer = 'x'"),
        ] {
            assert_eq!(said(text), [left]);
        }
    }
}
