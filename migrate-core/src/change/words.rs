//! The words of an SQL expression: what may be a name, told from strings, comments and keywords.

use std::any::TypeId;
use std::borrow::Cow;

use sqlparser::dialect::{Dialect, PostgreSqlDialect};
use sqlparser::keywords::{
    Keyword, RESERVED_FOR_COLUMN_ALIAS, RESERVED_FOR_IDENTIFIER, RESERVED_FOR_TABLE_ALIAS,
};
use sqlparser::tokenizer::{Location, Token, Tokenizer};

/// SQL of no database in particular: an expression in a schema doesn't say whose it is.
///
/// It is read as PostgreSQL does, and backquotes quote names too.
#[derive(Debug)]
struct AnySql;

impl Dialect for AnySql {
    fn dialect(&self) -> TypeId {
        TypeId::of::<PostgreSqlDialect>()
    }

    fn is_delimited_identifier_start(&self, c: char) -> bool {
        matches!(c, '"' | '`')
    }

    fn is_identifier_start(&self, c: char) -> bool {
        c.is_alphabetic() || c == '_' || !c.is_ascii()
    }

    fn is_identifier_part(&self, c: char) -> bool {
        self.is_identifier_start(c) || c.is_ascii_digit() || c == '$'
    }

    fn supports_string_escape_constant(&self) -> bool {
        true
    }
}

/// One token, with the space and the comments before it.
pub(super) struct Piece<'a> {
    lead: &'a str,
    text: &'a str,
    kind: Kind<'a>,
}

enum Kind<'a> {
    Word { name: Cow<'a, str>, quote: Option<char>, keyword: Keyword },
    String,
    Mark,
}

impl Piece<'_> {
    /// Whether this can be the name, and is written as it is.
    pub(super) fn is_name(&self, wanted: &str) -> bool {
        match &self.kind {
            Kind::Word { name, quote, keyword } => {
                name == wanted && (quote.is_some() || !is_reserved(*keyword))
            }
            Kind::String | Kind::Mark => false,
        }
    }

    /// The name that this can be.
    pub(super) fn name(&self) -> Option<&str> {
        match &self.kind {
            Kind::Word { name, quote, keyword } if quote.is_some() || !is_reserved(*keyword) => Some(name),
            Kind::Word { .. } | Kind::String | Kind::Mark => None,
        }
    }

    /// Whether this is one of these keywords.
    pub(super) fn is_keyword(&self, wanted: &[Keyword]) -> bool {
        match &self.kind {
            Kind::Word { quote: None, keyword, .. } => wanted.contains(keyword),
            Kind::Word { .. } | Kind::String | Kind::Mark => false,
        }
    }

    /// Whether this is that punctuation.
    pub(super) fn is_mark(&self, mark: &str) -> bool {
        matches!(self.kind, Kind::Mark) && self.text == mark
    }

    pub(super) fn is_string(&self) -> bool {
        matches!(self.kind, Kind::String)
    }

    pub(super) fn is_quoted(&self) -> bool {
        matches!(self.kind, Kind::Word { quote: Some(_), .. })
    }

    /// Another name in the way this one is written: quoted where it was, or where it must be.
    pub(super) fn respelt(&self, name: &str) -> String {
        let (quote, was_plain) = match &self.kind {
            Kind::Word { name, quote, .. } => (*quote, is_plain(name)),
            Kind::String | Kind::Mark => (None, true),
        };
        match quote {
            // It was quoted because it had to be, so the new one is quoted only if it must be too.
            Some(_) if !was_plain && is_plain(name) => name.to_owned(),
            None if is_plain(name) => name.to_owned(),
            quote => {
                let quote = quote.unwrap_or('"');
                format!("{quote}{}{quote}", name.replace(quote, &format!("{quote}{quote}")))
            }
        }
    }
}

/// Splits an expression into its tokens; `None` where it is no SQL that we can read.
pub(super) fn pieces(sql: &str) -> Option<Vec<Piece<'_>>> {
    let tokens = Tokenizer::new(&AnySql, sql).with_unescape(false).tokenize_with_location().ok()?;
    let mut cursor = Cursor { sql, at: 0, location: Location::of(1, 1) };
    let mut pieces = Vec::with_capacity(tokens.len() / 2 + 1);
    let mut lead = 0;
    for token in tokens {
        let start = cursor.at;
        let end = cursor.advance(token.span.end);
        if matches!(token.token, Token::Whitespace(_)) {
            continue;
        }
        let text = &sql[start..end];
        let kind = match token.token {
            Token::Word(word) => Kind::Word {
                name: match word.quote_style {
                    Some(quote) => {
                        Cow::Owned(word.value.replace(&format!("{quote}{quote}"), &quote.to_string()))
                    }
                    None => Cow::Borrowed(text),
                },
                quote: word.quote_style,
                keyword: word.keyword,
            },
            Token::SingleQuotedString(_)
            | Token::EscapedStringLiteral(_)
            | Token::UnicodeStringLiteral(_)
            | Token::NationalStringLiteral(_)
            | Token::HexStringLiteral(_)
            | Token::DollarQuotedString(_) => Kind::String,
            _ => Kind::Mark,
        };
        pieces.push(Piece { lead: &sql[lead..start], text, kind });
        lead = end;
    }
    pieces.push(Piece { lead: &sql[lead..], text: "", kind: Kind::Mark });
    Some(pieces)
}

/// The expression again, with some of its tokens written anew.
pub(super) fn join(pieces: &[Piece<'_>], anew: &[(usize, String)]) -> String {
    let mut anew = anew.iter().peekable();
    let mut sql = String::new();
    for (at, piece) in pieces.iter().enumerate() {
        sql.push_str(piece.lead);
        match anew.next_if(|(place, _)| *place == at) {
            Some((_, text)) => sql.push_str(text),
            None => sql.push_str(piece.text),
        }
    }
    sql
}

/// Turns the tokenizer's lines and columns into places in the text.
struct Cursor<'a> {
    sql: &'a str,
    at: usize,
    location: Location,
}

impl Cursor<'_> {
    fn advance(&mut self, to: Location) -> usize {
        let mut chars = self.sql[self.at..].chars();
        while self.location < to {
            let Some(c) = chars.next() else { break };
            self.at += c.len_utf8();
            if c == '\n' {
                self.location = Location::of(self.location.line + 1, 1);
            } else {
                self.location.column += 1;
            }
        }
        self.at
    }
}

/// A word that is a name only in quotes.
fn is_reserved(keyword: Keyword) -> bool {
    const MORE: [Keyword; 34] = [
        Keyword::ALL,
        Keyword::AND,
        Keyword::AS,
        Keyword::ASC,
        Keyword::BETWEEN,
        Keyword::BY,
        Keyword::CASE,
        Keyword::CAST,
        Keyword::CHECK,
        Keyword::COLLATE,
        Keyword::CREATE,
        Keyword::CURRENT_DATE,
        Keyword::CURRENT_TIME,
        Keyword::CURRENT_TIMESTAMP,
        Keyword::DEFAULT,
        Keyword::DESC,
        Keyword::DISTINCT,
        Keyword::ELSE,
        Keyword::END,
        Keyword::EXISTS,
        Keyword::FALSE,
        Keyword::FOREIGN,
        Keyword::IN,
        Keyword::IS,
        Keyword::LIKE,
        Keyword::NOT,
        Keyword::NULL,
        Keyword::OR,
        Keyword::PRIMARY,
        Keyword::REFERENCES,
        Keyword::TABLE,
        Keyword::THEN,
        Keyword::TRUE,
        Keyword::UNIQUE,
    ];
    MORE.contains(&keyword)
        || RESERVED_FOR_COLUMN_ALIAS.contains(&keyword)
        || RESERVED_FOR_TABLE_ALIAS.contains(&keyword)
        || RESERVED_FOR_IDENTIFIER.contains(&keyword)
}

/// A name that every database takes without quotes, whatever it does to capitals.
fn is_plain(name: &str) -> bool {
    let mut chars = name.chars();
    chars.next().is_some_and(|c| c.is_ascii_lowercase() || c == '_')
        && chars.all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        && match pieces(name).as_deref() {
            Some([word, _end]) => word.name().is_some(),
            Some(_) | None => false,
        }
}
