use crate::dialect::{Dialect, Token, TokenKind, lex};
use crate::{Error, ErrorCode, Result};

/// A place in the tokens of one `CREATE` statement, white space and comments left out.
pub(super) struct Cursor<'a> {
    sql: &'a str,
    tokens: Vec<Token<'a>>,
    at: usize,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(sql: &'a str) -> Self {
        Self { sql, tokens: lex(Dialect::Sqlite, sql).filter(Token::speaks).collect(), at: 0 }
    }

    pub(super) fn peek(&self) -> Option<&Token<'a>> {
        self.tokens.get(self.at)
    }

    pub(super) fn next(&mut self) -> Option<Token<'a>> {
        let token = self.tokens.get(self.at).copied();
        self.at += 1;
        token
    }

    pub(super) fn is_done(&self) -> bool {
        self.peek().is_none()
    }

    pub(super) fn is_word(&self, word: &str) -> bool {
        self.peek().is_some_and(|token| token.is_word(word))
    }

    pub(super) fn is_symbol(&self, symbol: &str) -> bool {
        self.peek().is_some_and(|token| token.is_symbol(symbol))
    }

    /// Takes these words, if they come next.
    pub(super) fn take(&mut self, words: &[&str]) -> bool {
        let there = words
            .iter()
            .enumerate()
            .all(|(offset, word)| self.tokens.get(self.at + offset).is_some_and(|token| token.is_word(word)));
        if there {
            self.at += words.len();
        }
        there
    }

    pub(super) fn take_symbol(&mut self, symbol: &str) -> bool {
        let there = self.is_symbol(symbol);
        self.at += usize::from(there);
        there
    }

    pub(super) fn expect(&mut self, words: &[&str]) -> Result<()> {
        if self.take(words) { Ok(()) } else { Err(self.lost(&words.join(" "))) }
    }

    pub(super) fn expect_symbol(&mut self, symbol: &str) -> Result<()> {
        if self.take_symbol(symbol) { Ok(()) } else { Err(self.lost(symbol)) }
    }

    /// A name; SQLite takes strings for names too.
    pub(super) fn name(&mut self) -> Result<String> {
        let token = self.next().ok_or_else(|| self.lost("a name"))?;
        match (token.name(), token.kind) {
            (Some(name), _) => Ok(name.into_owned()),
            (None, TokenKind::Text) => Ok(token.text.trim_matches('\'').replace("''", "'")),
            (None, _) => Err(self.lost("a name")),
        }
    }

    /// A name, perhaps behind its schema's: `main.users` is `users`.
    pub(super) fn qualified(&mut self) -> Result<String> {
        let name = self.name()?;
        if self.take_symbol(".") { self.name() } else { Ok(name) }
    }

    /// What stands between brackets; the brackets are taken, and left out.
    pub(super) fn bracketed(&mut self) -> Result<&'a str> {
        let open = self.peek().copied().filter(|token| token.is_symbol("(")).ok_or_else(|| self.lost("("))?;
        let mut depth = 0usize;
        while let Some(token) = self.next() {
            if token.is_symbol("(") {
                depth += 1;
            } else if token.is_symbol(")") {
                depth -= 1;
                if depth == 0 {
                    return Ok(self.sql[open.start + 1..token.start].trim());
                }
            }
        }
        Err(self.lost(")"))
    }

    /// The text from here to the end.
    pub(super) fn rest(&self) -> &'a str {
        self.peek().map_or("", |token| self.sql[token.start..].trim())
    }

    /// Names between brackets, each perhaps with a collation or a direction, which are passed over.
    pub(super) fn names(&mut self) -> Result<Vec<String>> {
        self.expect_symbol("(")?;
        let mut names = Vec::new();
        loop {
            names.push(self.name()?);
            while !self.is_symbol(",") && !self.is_symbol(")") {
                self.next().ok_or_else(|| self.lost(")"))?;
            }
            if !self.take_symbol(",") {
                self.expect_symbol(")")?;
                return Ok(names);
            }
        }
    }

    pub(super) fn lost(&self, wanted: &str) -> Error {
        let found = self.tokens.get(self.at).map_or("its end", |token| token.text);
        Error::new(
            ErrorCode::Database,
            format!(
                "the database's own text can't be read: `{wanted}` should stand where `{found}` is, in `{}`",
                self.sql
            ),
        )
        .with_help("please report this with the text; leaving the table out with `ignore` helps meanwhile")
    }
}
