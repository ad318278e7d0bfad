use super::catalog::Catalog;
use super::columns::expression;
use super::read::Tables;
use super::rows;
use super::seen::of_table;
use crate::dialect::{Dialect, TokenKind, lex};
use crate::introspect::Seen;
use crate::schema::{Index, IndexKind, IndexPart, IndexTarget, Order, PrimaryKey};

/// Primary keys and indexes.
pub(super) fn read(catalog: &Catalog, tables: &mut Tables, seen: &mut Vec<Seen>) {
    for rows in catalog.indexes.chunk_by(|a, b| a.table == b.table && a.name == b.name) {
        let Some(first) = rows.first() else { continue };
        let Some(table) = tables.get_mut(&first.table) else { continue };
        if first.name == "PRIMARY" {
            let columns = rows.iter().filter_map(|row| row.column.clone()).collect();
            table.primary_key = Some(PrimaryKey::new(columns));
            if !first.comment.is_empty() {
                seen.push(of_table("comment of the primary key", &first.table, &first.comment));
            }
            let part = |row: &rows::IndexPart| Some(format!("{}({})", row.column.as_deref()?, row.prefix?));
            let parts: Vec<String> = rows.iter().filter_map(part).collect();
            if !parts.is_empty() {
                seen.push(of_table(
                    "primary key over the beginning of columns",
                    &first.table,
                    &parts.join(", "),
                ));
            }
            continue;
        }
        let kind = match first.kind.as_str() {
            "FULLTEXT" => IndexKind::Fulltext,
            "SPATIAL" => IndexKind::Spatial,
            _ if first.non_unique == 0 => IndexKind::Unique,
            _ => IndexKind::Plain,
        };
        let mut index = Index::new(first.name.clone(), kind, &[] as &[&str]);
        index.parts = rows.iter().filter_map(|row| part(row, catalog, kind)).collect();
        index.method = match first.kind.as_str() {
            "FULLTEXT" | "SPATIAL" | "RTREE" => None,
            method => Some(method.to_owned()),
        };
        index.invisible = first.hidden == "YES";
        index.comment = Some(first.comment.clone());
        if kind == IndexKind::Fulltext {
            let text = catalog.texts.iter().find(|(table, _)| *table == first.table);
            index.with.extend(text.and_then(|(_, text)| parser(text, &first.name)));
        }
        table.indexes.push(index);
    }
}

fn part(row: &rows::IndexPart, catalog: &Catalog, kind: IndexKind) -> Option<IndexPart> {
    let on = match (&row.column, &row.expression) {
        (Some(column), _) => IndexTarget::Column(column.clone()),
        (None, Some(sql)) => IndexTarget::Expression(expression(sql, catalog.flavour)),
        (None, None) => return None,
    };
    let ordered = !matches!(kind, IndexKind::Fulltext | IndexKind::Spatial);
    let mut part = IndexPart::column("");
    part.on = on;
    part.order = if row.direction.as_deref() == Some("D") { Order::Desc } else { Order::Asc };
    part.prefix = row.prefix.and_then(|prefix| u32::try_from(prefix).ok()).filter(|_| ordered);
    Some(part)
}

/// The parser of a full-text index, from the line of `SHOW CREATE TABLE` that is about it. It may stand in a comment
/// that only some versions read.
fn parser(text: &str, index: &str) -> Option<String> {
    let line = text.lines().find(|line| {
        let mut tokens = lex(Dialect::Mysql, line).filter(|token| token.speaks());
        tokens.next().is_some_and(|token| token.is_word("fulltext"))
            && tokens.nth(1).and_then(|token| token.name()).is_some_and(|name| name == index)
    })?;
    let (_, rest) = line.split_once("WITH PARSER ")?;
    let token = lex(Dialect::Mysql, rest).find(|token| token.speaks())?;
    matches!(token.kind, TokenKind::Quoted | TokenKind::Word)
        .then(|| token.name().map(|name| name.into_owned()))?
}

#[cfg(test)]
mod tests {
    use super::parser;

    #[test]
    fn a_parser_is_found_on_its_line() {
        let text = "CREATE TABLE `t` (\n  FULLTEXT KEY `a` (`a`),\n  FULLTEXT KEY `b``c` (`b`) /*!50100 WITH PARSER `ngram` */ \n)";
        assert_eq!(parser(text, "a"), None);
        assert_eq!(parser(text, "b`c").as_deref(), Some("ngram"));
    }
}
