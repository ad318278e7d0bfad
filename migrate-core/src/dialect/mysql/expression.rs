//! Expressions, brought nearer to how the server writes them: what differs only in capitals, spaces, quotes and
//! synonyms becomes equal. What only the server can know, a scratch database tells.

use super::super::{Dialect, Token, TokenKind, lex, quote_text};
use super::keywords::KEYWORDS;
use super::{QUOTING, literal};

/// Functions that have two names: the server writes the first, people know the second.
const SYNONYMS: &[(&str, &str)] = &[
    ("character_length", "char_length"),
    ("ceil", "ceiling"),
    ("lcase", "lower"),
    ("localtime", "current_timestamp"),
    ("localtimestamp", "current_timestamp"),
    ("now", "current_timestamp"),
    ("octet_length", "length"),
    ("power", "pow"),
    ("substring", "substr"),
    ("mid", "substr"),
    ("ucase", "upper"),
];

/// Words behind which a bracket opens no list of arguments.
const OPERATORS: &[&str] = &[
    "and", "as", "between", "binary", "by", "case", "div", "else", "in", "interval", "is", "like", "mod",
    "not", "or", "regexp", "rlike", "then", "when", "xor",
];

/// Operators of several characters, each with what it begins with.
const COMPOUND: &[&str] = &["<=", ">=", "<>", "!=", "<=>", "<<", ">>", "->", "->>", "||", "&&", ":="];

/// The expression in one spelling.
pub(super) fn canonical(sql: &str) -> String {
    let tokens: Vec<Token<'_>> = lex(Dialect::Mysql, bare(sql)).filter(Token::speaks).collect();
    let mut words: Vec<(String, bool)> = Vec::with_capacity(tokens.len());
    for (at, token) in tokens.iter().enumerate() {
        let next = tokens.get(at + 1);
        let touches = at > 0 && touches(&tokens[at - 1], token);
        let word = spelling(token, next);
        match words.last_mut() {
            Some((last, _)) if touches && COMPOUND.contains(&format!("{last}{word}").as_str()) => {
                last.push_str(&word);
                if last == "!=" {
                    "<>".clone_into(last);
                }
            }
            // `_utf8mb4'a'`: the server's own way to say what a string is.
            _ if token.kind == TokenKind::Word
                && token.text.starts_with('_')
                && next.is_some_and(|next| next.kind == TokenKind::Text) => {}
            _ => words.push((word, token.kind == TokenKind::Word)),
        }
    }
    joined(&words)
}

fn touches(before: &Token<'_>, token: &Token<'_>) -> bool {
    before.start + before.text.len() == token.start
}

fn spelling(token: &Token<'_>, next: Option<&Token<'_>>) -> String {
    match token.kind {
        TokenKind::Word => {
            let lower = token.text.to_ascii_lowercase();
            let called = next.is_some_and(|next| next.is_symbol("("));
            match lower.as_str() {
                "true" => "1".to_owned(),
                "false" => "0".to_owned(),
                "current_timestamp" | "localtime" | "localtimestamp" if !called => {
                    "current_timestamp()".to_owned()
                }
                "current_date" if !called => "curdate()".to_owned(),
                word if called => {
                    let synonym = SYNONYMS.iter().find(|(name, _)| *name == word);
                    synonym.map_or_else(|| word.to_owned(), |(_, known)| (*known).to_owned())
                }
                word if KEYWORDS.binary_search(&word).is_ok() => lower,
                _ => token.text.to_owned(),
            }
        }
        TokenKind::Quoted => token.name().map_or_else(|| token.text.to_owned(), |name| QUOTING.name(&name)),
        TokenKind::Text => match literal::read(token.text) {
            Some(text) if !text.contains(['\\', '\0']) => quote_text(&text),
            Some(_) | None => token.text.to_owned(),
        },
        TokenKind::Symbol if token.text == "%" => "mod".to_owned(),
        TokenKind::Symbol | TokenKind::Number | TokenKind::Space | TokenKind::Comment => {
            token.text.to_owned()
        }
    }
}

fn joined(words: &[(String, bool)]) -> String {
    let mut sql = String::new();
    for (at, (word, _)) in words.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|at| words.get(at));
        let close = match before {
            None => true,
            Some((last, _)) if last == "(" || last == "." => true,
            Some((last, is_word)) if word == "(" => {
                *is_word && !OPERATORS.contains(&last.as_str()) && !last.ends_with(')')
            }
            Some(_) => matches!(word.as_str(), ")" | "," | "."),
        };
        if !close {
            sql.push(' ');
        }
        sql.push_str(word);
    }
    sql
}

/// An expression without the brackets that stand around the whole of it.
pub(super) fn bare(expression: &str) -> &str {
    let mut inner = expression.trim();
    while let Some(next) = inside(inner) {
        inner = next.trim();
    }
    inner
}

fn inside(sql: &str) -> Option<&str> {
    if !sql.starts_with('(') {
        return None;
    }
    let mut depth = 0_usize;
    for token in lex(Dialect::Mysql, sql).filter(|token| token.kind == TokenKind::Symbol) {
        match token.text {
            "(" => depth += 1,
            ")" => depth = depth.saturating_sub(1),
            _ => continue,
        }
        if depth == 0 {
            return if token.start + 1 == sql.len() { sql.get(1..token.start) } else { None };
        }
    }
    None
}

/// In brackets; a comment to the line's end must not swallow the closing one.
pub(super) fn bracket(expression: &str) -> String {
    let comments = expression.contains("--") || expression.contains('#');
    format!("({}{})", expression.trim(), if comments { "\n" } else { "" })
}

#[cfg(test)]
mod tests {
    use super::canonical;

    #[test]
    fn two_spellings_are_one() {
        for (ours, servers) in [
            ("age>0", "`age` > 0"),
            ("Age != 3 AND (b%2) = 0", "`Age` <> 3 and (`b` MOD 2) = 0"),
            ("LENGTH(email) > 3", "octet_length(`email`) > 3"),
            ("status IN ('a', 'b''c')", "(`status` in ('a','b\\'c'))"),
            ("a = \"x\"", "`a` = _utf8mb4'x'"),
            ("(a + b) * 2", "(`a` + `b`) * 2"),
            ("verified = TRUE", "`verified` = 1"),
            ("doc->>'$.a' = 1", "`doc`->>'$.a' = 1"),
            ("at <= now()", "`at` <= current_timestamp()"),
            ("`order` > 1 /* why */", "`order` > 1"),
        ] {
            assert_eq!(canonical(ours), canonical(servers));
        }
        assert_eq!(canonical("lower ( `a` ) in ( 'x' )"), "lower(a) in ('x')");
        assert_eq!(canonical("a between -1 and b"), "a between - 1 and b");
    }
}
