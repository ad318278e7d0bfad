use crate::dialect::{Dialect, Token, spoken};

/// The words of one statement, read forward.
#[derive(Clone)]
pub(super) struct Cursor<'a> {
    tokens: Vec<Token<'a>>,
    at: usize,
}

/// A table's name, or any other's.
#[derive(Clone, Debug, Default)]
pub(super) struct Name {
    /// As people write it.
    pub(super) text: String,
    /// To tell whether two are the same: the last part, in lower case.
    key: String,
}

impl Name {
    /// A name without a schema.
    pub(super) fn plain(text: &str) -> Self {
        let key = text.rsplit('.').next().unwrap_or(text).to_lowercase();
        Self { text: text.to_owned(), key }
    }
}

impl PartialEq for Name {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key
    }
}

impl std::fmt::Display for Name {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.text)
    }
}

impl<'a> Cursor<'a> {
    pub(super) fn new(dialect: Dialect, sql: &'a str) -> Self {
        Self { tokens: spoken(dialect, sql).collect(), at: 0 }
    }

    pub(super) fn peek(&self) -> Option<&Token<'a>> {
        self.tokens.get(self.at)
    }

    pub(super) fn next(&mut self) -> Option<Token<'a>> {
        let token = self.tokens.get(self.at).copied();
        self.at += usize::from(token.is_some());
        token
    }

    /// Whether this word comes next; then it is behind us.
    pub(super) fn word(&mut self, word: &str) -> bool {
        let found = self.peek().is_some_and(|token| token.is_word(word));
        self.at += usize::from(found);
        found
    }

    /// The same for several in a row: all of them, or none.
    pub(super) fn words(&mut self, words: &[&str]) -> bool {
        let found = words
            .iter()
            .enumerate()
            .all(|(n, word)| self.tokens.get(self.at + n).is_some_and(|token| token.is_word(word)));
        self.at += if found { words.len() } else { 0 };
        found
    }

    /// Whether one of these words comes next; then it is behind us.
    pub(super) fn any(&mut self, words: &[&str]) -> bool {
        words.iter().any(|word| self.word(word))
    }

    pub(super) fn symbol(&mut self, symbol: &str) -> bool {
        let found = self.peek().is_some_and(|token| token.is_symbol(symbol));
        self.at += usize::from(found);
        found
    }

    /// `name`, `schema.name`, `"quoted"`.
    pub(super) fn name(&mut self) -> Option<Name> {
        let mut parts = vec![self.part()?];
        while self.symbol(".") {
            parts.extend(self.part());
        }
        let key = parts.last().map(|part| part.to_lowercase()).unwrap_or_default();
        Some(Name { text: parts.join("."), key })
    }

    fn part(&mut self) -> Option<String> {
        let name = self.peek()?.name()?.into_owned();
        self.at += 1;
        Some(name)
    }

    /// Names between commas.
    pub(super) fn names(&mut self) -> Vec<Name> {
        let mut names = Vec::new();
        loop {
            // PostgreSQL: `TRUNCATE ONLY a *, b`.
            self.word("only");
            names.extend(self.name());
            self.symbol("*");
            if !self.symbol(",") {
                return names;
            }
        }
    }

    /// What stands in the brackets that come next, which are behind us then; nothing where there are none.
    pub(super) fn group(&mut self) -> Option<Self> {
        if !self.symbol("(") {
            return None;
        }
        let start = self.at;
        let mut depth = 1;
        while let Some(token) = self.next() {
            depth += i32::from(token.is_symbol("(")) - i32::from(token.is_symbol(")"));
            if depth == 0 {
                return Some(Self { tokens: self.tokens[start..self.at - 1].to_vec(), at: 0 });
            }
        }
        Some(Self { tokens: self.tokens[start..].to_vec(), at: 0 })
    }

    /// The rest, cut at the commas that stand outside of brackets.
    pub(super) fn parts(&mut self) -> Vec<Self> {
        let mut parts = vec![Self { tokens: Vec::new(), at: 0 }];
        let mut depth = 0;
        while let Some(token) = self.next() {
            depth += i32::from(token.is_symbol("(")) - i32::from(token.is_symbol(")"));
            if depth == 0 && token.is_symbol(",") {
                parts.push(Self { tokens: Vec::new(), at: 0 });
            } else if let Some(last) = parts.last_mut() {
                last.tokens.push(token);
            }
        }
        parts
    }

    /// Whether these words stand in a row somewhere ahead, outside of brackets.
    pub(super) fn ahead(&self, words: &[&str]) -> bool {
        let mut depth = 0;
        self.tokens.iter().enumerate().skip(self.at).any(|(at, token)| {
            depth += i32::from(token.is_symbol("(")) - i32::from(token.is_symbol(")"));
            let here = |(n, word): (usize, &&str)| self.tokens.get(at + n).is_some_and(|t| t.is_word(word));
            depth == 0 && words.iter().enumerate().all(here)
        })
    }

    /// Everything ahead, in brackets too.
    pub(super) fn rest(&self) -> &[Token<'a>] {
        self.tokens.get(self.at..).unwrap_or_default()
    }
}
