use super::cursor::Cursor;
use super::deed::Define;
use crate::dialect::{Dialect, Token, TokenKind};

/// Words that end a default's expression.
const BEHIND: [&str; 17] = [
    "not",
    "null",
    "primary",
    "unique",
    "references",
    "check",
    "generated",
    "collate",
    "comment",
    "after",
    "first",
    "constraint",
    "on",
    "auto_increment",
    "autoincrement",
    "invisible",
    "as",
];

/// Functions that give one value for the whole statement: PostgreSQL keeps it once, for all rows.
/// <https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-NOTES>
const STABLE: [&str; 12] = [
    "now",
    "current_timestamp",
    "transaction_timestamp",
    "statement_timestamp",
    "current_date",
    "current_time",
    "localtimestamp",
    "localtime",
    "lower",
    "upper",
    "to_timestamp",
    "make_interval",
];

/// A column's definition, its name first.
pub(super) fn column(dialect: Dialect, mut cursor: Cursor<'_>) -> Option<Define> {
    let mut define = Define { name: cursor.name()?.text, ..Define::default() };
    let serial = ["serial", "bigserial", "smallserial", "serial4", "serial8"];
    if dialect == Dialect::Postgres && cursor.any(&serial) {
        (define.default, define.each_row, define.numbered) = (true, true, true);
    }
    while let Some(token) = cursor.peek().copied() {
        if token.is_symbol("(") {
            cursor.group();
        } else if cursor.words(&["not", "null"]) {
            define.not_null = true;
        } else if cursor.words(&["primary", "key"]) {
            (define.not_null, define.unique) = (true, true);
        } else if cursor.word("default") {
            default(dialect, &mut cursor, &mut define);
        } else if cursor.words(&["generated", "always", "as", "identity"])
            || cursor.words(&["generated", "by", "default", "as", "identity"])
        {
            (define.numbered, define.default, define.each_row) = (true, true, true);
        } else if cursor.any(&["auto_increment", "autoincrement"]) {
            define.numbered = true;
        } else if cursor.word("as") {
            define.generated = true;
            cursor.group();
            let stored = cursor.any(&["stored", "persistent"]);
            let virtual_ = cursor.word("virtual");
            // PostgreSQL 18 makes them virtual where nothing is said; before, `STORED` had to be said.
            define.each_row |= stored && !virtual_;
        } else {
            cursor.next();
            define.unique |= token.is_word("unique");
            define.check |= token.is_word("check");
            define.references |= token.is_word("references");
        }
    }
    Some(define)
}

fn default(dialect: Dialect, cursor: &mut Cursor<'_>, define: &mut Define) {
    if cursor.word("null") {
        return;
    }
    define.default = true;
    let mut expression: Vec<Token<'_>> = Vec::new();
    while let Some(token) = cursor.peek().copied() {
        if BEHIND.iter().any(|word| token.is_word(word)) {
            break;
        }
        expression.push(token);
        cursor.next();
        if token.is_symbol("(") {
            let mut depth = 1;
            while let (true, Some(token)) = (depth > 0, cursor.next()) {
                depth += i32::from(token.is_symbol("(")) - i32::from(token.is_symbol(")"));
                expression.push(token);
            }
        }
    }
    let calls = expression.windows(2).any(|pair| {
        pair[0].kind == TokenKind::Word
            && pair[1].is_symbol("(")
            && !STABLE.iter().any(|stable| pair[0].is_word(stable))
    });
    define.each_row |= calls && dialect == Dialect::Postgres;
}
