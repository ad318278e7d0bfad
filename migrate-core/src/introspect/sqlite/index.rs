use super::cursor::Cursor;
use crate::dialect::{Dialect, Token, TokenKind, lex};
use crate::schema::{Index, IndexKind, IndexPart, IndexTarget, Order, Table};
use crate::{Error, ErrorCode, Result};

/// One part of an index as it is written.
#[derive(Clone, Debug, Default)]
pub(super) struct WrittenPart {
    /// The column's name, or the expression.
    pub(super) text: String,
    pub(super) is_name: bool,
    pub(super) collation: Option<String>,
    pub(super) descending: bool,
    pub(super) autoincrement: bool,
}

impl WrittenPart {
    pub(super) fn column(name: &str) -> Self {
        Self { text: name.to_owned(), is_name: true, ..Self::default() }
    }

    /// The part, now that the table's columns are known: any other name is an expression.
    pub(super) fn part(self, table: &Table) -> IndexPart {
        let column = table.columns.iter().find(|column| column.name.eq_ignore_ascii_case(&self.text));
        let mut part = match column.filter(|_| self.is_name) {
            Some(column) => IndexPart::column(column.name.clone()),
            None => IndexPart::expression(self.text),
        };
        if self.descending {
            part.order = Order::Desc;
        }
        part.collation = self.collation;
        debug_assert!(matches!(part.on, IndexTarget::Column(_) | IndexTarget::Expression(_)));
        part
    }
}

/// What stands between the brackets of an index or a key, part by part.
pub(super) fn parts(list: &str) -> Result<Vec<WrittenPart>> {
    let tokens: Vec<Token<'_>> = lex(Dialect::Sqlite, list).filter(Token::speaks).collect();
    let mut depth = 0usize;
    let commas = |token: &Token<'_>| {
        if token.is_symbol("(") {
            depth += 1;
        } else if token.is_symbol(")") {
            depth = depth.saturating_sub(1);
        }
        depth == 0 && token.is_symbol(",")
    };
    tokens.split(commas).map(|tokens| part(list, tokens)).collect()
}

fn part(list: &str, mut tokens: &[Token<'_>]) -> Result<WrittenPart> {
    let mut part = WrittenPart::default();
    loop {
        match tokens {
            [rest @ .., last] if last.is_word("autoincrement") => {
                part.autoincrement = true;
                tokens = rest;
            }
            [rest @ .., last] if last.is_word("asc") && !rest.is_empty() => tokens = rest,
            [rest @ .., last] if last.is_word("desc") && !rest.is_empty() => {
                part.descending = true;
                tokens = rest;
            }
            [rest @ .., collate, name] if collate.is_word("collate") && !rest.is_empty() => {
                part.collation = name.name().map(std::borrow::Cow::into_owned);
                tokens = rest;
            }
            _ => break,
        }
    }
    let (Some(first), Some(last)) = (tokens.first(), tokens.last()) else {
        return Err(Error::new(
            ErrorCode::Database,
            format!("the database's own text can't be read: `{list}`"),
        ));
    };
    let text = &list[first.start..last.start + last.text.len()];
    match (tokens.len(), first.name()) {
        (1, Some(name)) => {
            part.is_name = true;
            part.text = name.into_owned();
        }
        // A string where a name is due is a name.
        (1, None) if first.kind == TokenKind::Text => {
            part.is_name = true;
            part.text = first.text.trim_matches('\'').replace("''", "'");
        }
        _ => part.text = unbracketed(text).to_owned(),
    }
    Ok(part)
}

/// Without brackets around the whole.
fn unbracketed(text: &str) -> &str {
    let mut cursor = Cursor::new(text);
    match cursor.bracketed() {
        Ok(inner) if cursor.is_done() => inner,
        Ok(_) | Err(_) => text,
    }
}

/// Reads `CREATE INDEX`: <https://sqlite.org/lang_createindex.html>.
pub(super) fn parse(sql: &str, name: &str, table: &Table) -> Result<Index> {
    let mut cursor = Cursor::new(sql);
    cursor.expect(&["create"])?;
    let kind = if cursor.take(&["unique"]) { IndexKind::Unique } else { IndexKind::Plain };
    cursor.expect(&["index"])?;
    cursor.take(&["if", "not", "exists"]);
    cursor.qualified()?;
    cursor.expect(&["on"])?;
    cursor.name()?;
    let mut index = Index::new(name, kind, &[] as &[&str]);
    index.parts = parts(cursor.bracketed()?)?.into_iter().map(|part| part.part(table)).collect();
    if cursor.take(&["where"]) {
        index.predicate = Some(unbracketed(cursor.rest()).to_owned());
    }
    Ok(index)
}
