use super::{Token, TokenKind};

/// What is open in the body of a MySQL trigger or routine, which may be any one statement:
/// <https://dev.mysql.com/doc/refman/8.4/en/sql-compound-statements.html>. `IF`, `REPEAT` and `CASE` are functions and
/// expressions, too; only where a statement begins do they open one.
#[derive(Default)]
pub(super) struct Compound {
    open: Vec<Kind>,
    /// Whether a statement begins with the next token.
    begins: bool,
    /// Whether the last token was END, whose construct the next may name.
    ended: bool,
    /// Whether the last token was a word behind which one name comes: a trigger that is followed, a type.
    naming: bool,
    brackets: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Statement,
    CaseExpression,
}

/// What opens a statement that holds others.
const OPENING: [&str; 6] = ["if", "case", "loop", "while", "repeat", "for"];

/// A statement of the body begins behind these.
const BEFORE: [&str; 14] = [
    "begin",
    "do",
    "loop",
    "repeat",
    "row",
    "deterministic",
    "data",
    "sql",
    "invoker",
    "definer",
    "found",
    "sqlexception",
    "sqlwarning",
    "atomic",
];

impl Compound {
    pub(super) fn is_open(&self) -> bool {
        !self.open.is_empty()
    }

    /// Takes the next token behind `CREATE … TRIGGER`.
    pub(super) fn take(&mut self, token: &Token<'_>) {
        let is = |words: &[&str]| words.iter().any(|word| token.is_word(word));
        let begins = std::mem::take(&mut self.begins);
        let ended = std::mem::take(&mut self.ended);
        let named = std::mem::take(&mut self.naming);
        if ended && is(&OPENING) {
            return;
        }
        if token.is_symbol("(") {
            self.brackets += 1;
        } else if token.is_symbol(")") {
            self.brackets = self.brackets.saturating_sub(1);
        }
        if is(&["begin"]) || begins && is(&OPENING) {
            self.open.push(Kind::Statement);
        } else if is(&["case"]) {
            self.open.push(Kind::CaseExpression);
        } else if is(&["end"]) && self.is_open() {
            self.open.pop();
            self.ended = true;
        }
        let in_case = self.open.last() == Some(&Kind::CaseExpression);
        self.begins = token.is_symbol(";")
            || token.is_symbol(":")
            || is(&BEFORE)
            || !in_case && is(&["then", "else"])
            // The end of the parameters, of a type, of a comment; a name that was waited for.
            || !self.is_open() && self.brackets == 0 && (token.is_symbol(")") || token.kind == TokenKind::Text)
            || named;
        self.naming = is(&["follows", "precedes", "returns"]);
    }
}
