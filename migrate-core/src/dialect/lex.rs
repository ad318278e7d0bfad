use std::borrow::Cow;

use super::Dialect;

/// What a piece of SQL text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenKind {
    /// White space.
    Space,
    /// `-- …` or `/* … */`.
    Comment,
    /// A bare word: a name or a keyword.
    Word,
    /// A quoted name.
    Quoted,
    /// A string, or a blob.
    Text,
    /// A number.
    Number,
    /// Anything else: one character.
    Symbol,
}

/// A piece of SQL text. All tokens of a text, joined, are the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token<'a> {
    /// What it is.
    pub kind: TokenKind,
    /// Its text, quotes included.
    pub text: &'a str,
    /// Where it starts, in bytes.
    pub start: usize,
}

impl<'a> Token<'a> {
    /// The name that a word or a quoted name stands for.
    pub fn name(&self) -> Option<Cow<'a, str>> {
        match self.kind {
            TokenKind::Word => Some(Cow::Borrowed(self.text)),
            TokenKind::Quoted => Some(unquote(self.text)),
            TokenKind::Space
            | TokenKind::Comment
            | TokenKind::Text
            | TokenKind::Number
            | TokenKind::Symbol => None,
        }
    }

    /// Whether it is this keyword.
    pub fn is_word(&self, word: &str) -> bool {
        self.kind == TokenKind::Word && self.text.eq_ignore_ascii_case(word)
    }

    /// Whether it is this character.
    pub fn is_symbol(&self, symbol: &str) -> bool {
        self.kind == TokenKind::Symbol && self.text == symbol
    }

    /// What MySQL or MariaDB reads in this comment: `/*!50100 … */`, `/*M!100100 … */`
    /// (<https://mariadb.com/kb/en/comment-syntax/>).
    pub fn executed(&self, dialect: Dialect) -> Option<&'a str> {
        let inner = self.text.strip_prefix("/*").filter(|_| dialect == Dialect::Mysql)?;
        let inner = inner.strip_prefix("M!").or_else(|| inner.strip_prefix('!'))?;
        Some(inner.strip_suffix("*/").unwrap_or(inner).trim_start_matches(|c: char| c.is_ascii_digit()))
    }

    /// Whether it says something: neither white space nor a comment.
    pub fn speaks(&self) -> bool {
        !matches!(self.kind, TokenKind::Space | TokenKind::Comment)
    }
}

/// The text between quotes, doubled quotes made single.
fn unquote(text: &str) -> Cow<'_, str> {
    let Some(open) = text.chars().next() else { return Cow::Borrowed(text) };
    let close = if open == '[' { ']' } else { open };
    let inner = text.get(1..).unwrap_or_default();
    let inner = inner.strip_suffix(close).unwrap_or(inner);
    if open != '[' && inner.contains(open) {
        Cow::Owned(inner.replace(&format!("{open}{open}"), &open.to_string()))
    } else {
        Cow::Borrowed(inner)
    }
}

/// Whether the text holds nothing but white space and comments.
pub fn is_blank(dialect: Dialect, sql: &str) -> bool {
    !lex(dialect, sql).any(|token| token.speaks())
}

/// Whether an expression names this column. Compares as SQL does, without regard to ASCII case.
pub fn mentions(dialect: Dialect, expression: &str, column: &str) -> bool {
    lex(dialect, expression).any(|token| token.name().is_some_and(|name| name.eq_ignore_ascii_case(column)))
}

/// The tokens of an SQL text. It never fails: a quote that isn't closed reaches to the end.
pub fn lex(dialect: Dialect, sql: &str) -> impl Iterator<Item = Token<'_>> {
    let mut start = 0;
    std::iter::from_fn(move || {
        let rest = sql.get(start..).filter(|rest| !rest.is_empty())?;
        let (kind, length) = next(dialect, rest);
        let token = Token { kind, text: &rest[..length], start };
        start += length;
        Some(token)
    })
}

/// The tokens that say something, with what MySQL reads in comments.
pub(crate) fn spoken(dialect: Dialect, sql: &str) -> impl Iterator<Item = Token<'_>> {
    lex(dialect, sql).flat_map(move |token| read(dialect, token)).filter(Token::speaks)
}

fn read(dialect: Dialect, token: Token<'_>) -> Vec<Token<'_>> {
    let Some(inner) = token.executed(dialect) else { return vec![token] };
    let start = token.start + token.text.find(inner).unwrap_or_default();
    lex(dialect, inner).map(|within| Token { start: start + within.start, ..within }).collect()
}

fn next(dialect: Dialect, rest: &str) -> (TokenKind, usize) {
    let first = rest.chars().next().unwrap_or_default();
    let second = rest.as_bytes().get(1).copied().unwrap_or_default();
    match first {
        c if c.is_whitespace() => (TokenKind::Space, span(rest, char::is_whitespace)),
        '-' if second == b'-' => (TokenKind::Comment, line(rest)),
        '#' if dialect == Dialect::Mysql => (TokenKind::Comment, line(rest)),
        '/' if second == b'*' => (TokenKind::Comment, block(rest, dialect == Dialect::Postgres)),
        '\'' => (TokenKind::Text, quoted(rest, '\'', dialect == Dialect::Mysql)),
        '"' if dialect == Dialect::Mysql => (TokenKind::Text, quoted(rest, '"', true)),
        '"' => (TokenKind::Quoted, quoted(rest, '"', false)),
        '`' if dialect != Dialect::Postgres => (TokenKind::Quoted, quoted(rest, '`', false)),
        '[' if dialect == Dialect::Sqlite => {
            (TokenKind::Quoted, rest.find(']').map_or(rest.len(), |at| at + 1))
        }
        '$' if dialect == Dialect::Postgres => match dollar_quoted(rest) {
            Some(length) => (TokenKind::Text, length),
            None => (TokenKind::Symbol, 1),
        },
        'x' | 'X' if second == b'\'' => (TokenKind::Text, 1 + quoted(&rest[1..], '\'', false)),
        'e' | 'E' if second == b'\'' && dialect == Dialect::Postgres => {
            (TokenKind::Text, 1 + quoted(&rest[1..], '\'', true))
        }
        c if c.is_ascii_digit() || (c == '.' && second.is_ascii_digit()) => (TokenKind::Number, number(rest)),
        c if is_word(c) => (TokenKind::Word, span(rest, |c| is_word(c) || c == '$')),
        c => (TokenKind::Symbol, c.len_utf8()),
    }
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || !c.is_ascii() && !c.is_whitespace()
}

fn span(rest: &str, belongs: impl Fn(char) -> bool) -> usize {
    rest.find(|c| !belongs(c)).unwrap_or(rest.len())
}

fn line(rest: &str) -> usize {
    rest.find('\n').unwrap_or(rest.len())
}

/// PostgreSQL's comments nest: <https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-SYNTAX-COMMENTS>.
fn block(rest: &str, nests: bool) -> usize {
    let bytes = rest.as_bytes();
    let (mut at, mut depth) = (2, 1);
    while at < bytes.len() {
        match &bytes[at..] {
            [b'*', b'/', ..] => {
                (at, depth) = (at + 2, depth - 1);
                if depth == 0 {
                    return at;
                }
            }
            [b'/', b'*', ..] if nests => (at, depth) = (at + 2, depth + 1),
            _ => at += 1,
        }
    }
    rest.len()
}

fn quoted(rest: &str, mark: char, escapes: bool) -> usize {
    let mut chars = rest.char_indices().skip(1).peekable();
    while let Some((at, c)) = chars.next() {
        if c == mark && chars.next_if(|(_, next)| *next == mark).is_none() {
            return at + c.len_utf8();
        }
        if c == '\\' && escapes {
            chars.next();
        }
    }
    rest.len()
}

/// `$$ … $$`, `$tag$ … $tag$`; `None` for a parameter such as `$1`.
fn dollar_quoted(rest: &str) -> Option<usize> {
    let tag = 1 + span(&rest[1..], |c| c.is_alphanumeric() || c == '_');
    if rest[1..].starts_with(|c: char| c.is_ascii_digit()) || rest.as_bytes().get(tag) != Some(&b'$') {
        return None;
    }
    let mark = &rest[..=tag];
    Some(rest[mark.len()..].find(mark).map_or(rest.len(), |at| at + 2 * mark.len()))
}

/// `12`, `1.5e-3`, `0xff`: a sign belongs to it only behind an exponent's `e`.
fn number(rest: &str) -> usize {
    let hex = rest.starts_with("0x") || rest.starts_with("0X");
    let mut last = ' ';
    rest.find(|c: char| {
        let sign = matches!(c, '+' | '-') && matches!(last, 'e' | 'E') && !hex;
        last = c;
        !(c.is_ascii_alphanumeric() || matches!(c, '.' | '_') || sign)
    })
    .unwrap_or(rest.len())
}
