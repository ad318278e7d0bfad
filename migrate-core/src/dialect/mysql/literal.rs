//! Strings that mean the same under every `sql_mode`, and strings as the server writes them.

use std::fmt::Write as _;

use super::super::quote_text;

/// A text as an SQL string. A backslash escapes what follows, but not under `NO_BACKSLASH_ESCAPES`: a text that holds
/// one is written by its bytes.
pub(super) fn text(text: &str) -> String {
    if is_plain(text) { quote_text(text) } else { format!("_utf8mb4 {}", hex(text.as_bytes())) }
}

/// A text as an expression. MariaDB writes a string that is one back with a backslash before each backslash, and then
/// reads it as the session's mode says; a call it keeps as it is.
pub(super) fn text_expression(text: &str) -> String {
    if is_plain(text) { quote_text(text) } else { format!("CONVERT({} USING utf8mb4)", hex(text.as_bytes())) }
}

/// A label of an enum, which takes no character set before it.
pub(super) fn label(text: &str) -> String {
    if is_plain(text) { quote_text(text) } else { hex(text.as_bytes()) }
}

/// A comment, which takes nothing but a string: a backslash is doubled, as `sql_mode` wants it by default.
pub fn comment(text: &str) -> String {
    quote_text(&text.replace('\\', "\\\\"))
}

fn is_plain(text: &str) -> bool {
    !text.contains(['\\', '\0'])
}

/// `x'00ff'`.
pub(super) fn hex(bytes: &[u8]) -> String {
    let mut hex = String::from("x'");
    for byte in bytes {
        let _ = write!(hex, "{byte:02x}");
    }
    hex.push('\'');
    hex
}

/// The text of a string that is the whole of an expression: `'it''s'`, `_utf8mb4'a'`, `_utf8mb4 X'5C'`.
pub(super) fn read(sql: &str) -> Option<String> {
    let sql = sql.trim();
    if let Some(bytes) = converted(sql) {
        return String::from_utf8(bytes).ok();
    }
    let bare = match sql.strip_prefix('_') {
        Some(rest) => {
            let end = rest.find(|c: char| !c.is_ascii_alphanumeric())?;
            rest.get(end..)?.trim_start()
        }
        None => sql,
    };
    if let Some(bytes) = read_hex(bare).filter(|_| bare.len() < sql.len()) {
        return String::from_utf8(bytes).ok();
    }
    let (text, rest) = read_quoted(bare)?;
    rest.is_empty().then_some(text)
}

/// The bytes of `convert(X'5c' using utf8mb4)`.
fn converted(sql: &str) -> Option<Vec<u8>> {
    let inner = sql.get(.."convert(".len()).filter(|name| name.eq_ignore_ascii_case("convert("))?;
    let call = sql.get(inner.len()..)?.strip_suffix(')')?.trim_end();
    let at = call.len().checked_sub(" using utf8mb4".len())?;
    let (hex, using) = (call.get(..at)?, call.get(at..)?);
    using.eq_ignore_ascii_case(" using utf8mb4").then(|| read_hex(hex.trim()))?
}

/// An expression as MySQL's catalog gives it, with a backslash before each quote and backslash, as SQL.
pub fn unescaped(sql: &str) -> String {
    let mut text = String::with_capacity(sql.len());
    let mut chars = sql.chars().peekable();
    while let Some(c) = chars.next() {
        match chars.peek() {
            Some(next @ ('\'' | '\\')) if c == '\\' => {
                text.push(*next);
                chars.next();
            }
            _ => text.push(c),
        }
    }
    text
}

/// The bytes of `x'5c'` or `0x5c`.
pub(super) fn read_hex(sql: &str) -> Option<Vec<u8>> {
    let digits = sql
        .strip_prefix("x'")
        .or_else(|| sql.strip_prefix("X'"))
        .and_then(|rest| rest.strip_suffix('\''))
        .or_else(|| sql.strip_prefix("0x"))?;
    if !digits.len().is_multiple_of(2) || !digits.is_ascii() {
        return None;
    }
    (0..digits.len()).step_by(2).map(|at| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok()).collect()
}

/// `'a','b''c'` as its texts.
pub(super) fn read_list(list: &str) -> Option<Vec<String>> {
    let mut texts = Vec::new();
    let mut rest = list.trim();
    loop {
        let (text, after) = read_quoted(rest)?;
        texts.push(text);
        match after.trim_start().strip_prefix(',') {
            Some(after) => rest = after.trim_start(),
            None => return after.trim().is_empty().then_some(texts),
        }
    }
}

/// The string that a text begins with, and what follows it. The server escapes what it writes, whatever the mode:
/// <https://dev.mysql.com/doc/refman/8.4/en/string-literals.html>.
fn read_quoted(sql: &str) -> Option<(String, &str)> {
    let mark = sql.chars().next().filter(|mark| matches!(mark, '\'' | '"'))?;
    let mut text = String::new();
    let mut chars = sql.char_indices().skip(1).peekable();
    while let Some((at, c)) = chars.next() {
        if c == '\\' {
            text.push(match chars.next()?.1 {
                '0' => '\0',
                'n' => '\n',
                'r' => '\r',
                't' => '\t',
                'b' => '\u{8}',
                'Z' => '\u{1a}',
                other => other,
            });
        } else if c != mark {
            text.push(c);
        } else if chars.next_if(|(_, next)| *next == mark).is_some() {
            text.push(mark);
        } else {
            return Some((text, sql.get(at + 1..)?));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{label, read, text, text_expression};

    #[test]
    fn what_is_written_is_read() {
        for plain in ["", "it's", r"a\b", "ä", "a\nb", "\0", "\"", "NULL"] {
            assert_eq!(read(&text(plain)).as_deref(), Some(plain), "{plain}");
            assert_eq!(read(&text_expression(plain)).as_deref(), Some(plain), "{plain}");
        }
        assert_eq!(text(r"\"), "_utf8mb4 x'5c'");
        assert_eq!(label(r"\"), "x'5c'");
    }

    #[test]
    fn what_the_server_writes_is_read() {
        for (sql, expected) in [
            (r"'a\\b'", Some(r"a\b")),
            (r"_utf8mb4'it\'s'", Some("it's")),
            ("_latin1 'x'", Some("x")),
            ("'a' || 'b'", None),
            ("x'41'", None),
            ("lower('a')", None),
        ] {
            assert_eq!(read(sql).as_deref(), expected, "{sql}");
        }
    }
}
