//! Two spellings of one thing, made equal: a schema as it reads once SQLite has held it.

use super::super::{Dialect, TokenKind, lex};
use super::{QUOTING, table, types};
use crate::schema::{Column, Default, IdentityKind, Index, IndexTarget, Schema, Table, Type};
use std::collections::BTreeSet;

/// Whether this column is the table's rowid: the single integer column of the primary key.
pub fn is_rowid(table: &Table, column: &str) -> bool {
    table.primary_key_columns() == [column]
        && !table.options.without_rowid
        && table.column(column).is_some_and(|column| {
            column.generated.is_none()
                && match &column.ty {
                    Type::Int { .. } => true,
                    Type::Raw(sql) => sql.trim().eq_ignore_ascii_case("integer"),
                    _ => false,
                }
        })
}

pub(super) fn canonical(schema: &Schema) -> Schema {
    let mut schema = schema.clone();
    schema.extensions.clear();
    schema.sequences.clear();
    for ty in &mut schema.enums {
        ty.comment = None;
    }
    let used: BTreeSet<_> = schema
        .tables
        .iter()
        .flat_map(|table| &table.columns)
        .filter_map(|column| column.ty.enum_name().cloned())
        .collect();
    schema.enums.retain(|ty| used.contains(&ty.name));
    let known = names(&schema);
    schema.tables.iter_mut().for_each(self::table);
    for view in &mut schema.views {
        view.comment = None;
        view.query = plain(&view.query, &known);
    }
    schema.normalized()
}

fn table(table: &mut Table) {
    table.comment = None;
    let rowid = table.columns.iter().map(|column| is_rowid(table, &column.name)).collect::<Vec<_>>();
    let (name, strict) = (table.name.clone(), table.options.strict);
    let mut known: BTreeSet<String> =
        table.columns.iter().map(|column| column.name.to_ascii_lowercase()).collect();
    known.insert(name.name.to_ascii_lowercase());
    let expression = |sql: &str| plain(table::unqualified(sql, &name).trim(), &known);
    for (column, rowid) in table.columns.iter_mut().zip(rowid) {
        self::column(column, rowid, strict);
        if let Some(generated) = &mut column.generated {
            generated.expression = expression(&generated.expression);
        }
    }
    for key in &mut table.foreign_keys {
        key.not_valid = false;
    }
    for check in &mut table.checks {
        check.no_inherit = false;
        check.not_valid = false;
        check.expression = expression(&check.expression);
    }
    for index in &mut table.indexes {
        self::index(index);
        if let Some(predicate) = &mut index.predicate {
            *predicate = expression(predicate);
        }
        for part in &mut index.parts {
            if let IndexTarget::Expression(sql) = &mut part.on {
                *sql = expression(sql);
            }
        }
    }
}

/// All names that a view may say, in lower case.
fn names(schema: &Schema) -> BTreeSet<String> {
    let tables = schema
        .tables
        .iter()
        .flat_map(|table| table.columns.iter().map(|column| &column.name).chain([&table.name.name]));
    let views = schema.views.iter().map(|view| &view.name.name);
    tables.chain(views).map(|name| name.to_ascii_lowercase()).collect()
}

/// Quotes only where a name needs them: after a rename, SQLite writes it in quotes where there were none.
/// What is no known name stays, for [it may be a string](https://sqlite.org/quirks.html#dblquote).
fn plain(sql: &str, known: &BTreeSet<String>) -> String {
    if !sql.contains(['"', '`', '[']) {
        return sql.to_owned();
    }
    let mut text = String::with_capacity(sql.len());
    for token in lex(Dialect::Sqlite, sql) {
        match token.name() {
            Some(name) if token.kind == TokenKind::Quoted && known.contains(&name.to_ascii_lowercase()) => {
                text.push_str(&QUOTING.name(&name));
            }
            Some(_) | None => text.push_str(token.text),
        }
    }
    text
}

fn column(column: &mut Column, rowid: bool, strict: bool) {
    column.comment = None;
    column.charset = None;
    if rowid {
        column.ty = Type::Int { bits: 64, unsigned: false };
    } else {
        column.ty = types::canonical(&column.ty, strict);
    }
    match &mut column.identity {
        Some(identity) if identity.kind == IdentityKind::Autoincrement => {
            identity.start = None;
            identity.increment = None;
        }
        Some(_) | None => column.identity = None,
    }
    if column.collation.as_deref().is_some_and(|name| name.eq_ignore_ascii_case("binary")) {
        column.collation = None;
    }
    if let Some(default) = &column.default {
        column.default = canonical_default(&table::default(default), &column.ty);
    }
}

fn index(index: &mut Index) {
    index.comment = None;
    for part in &mut index.parts {
        // SQLite puts NULL where these would: what it can't do was refused before.
        part.nulls = None;
    }
}

/// The default that the text behind `DEFAULT` stands for; `None` for NULL, which is what no default means.
pub fn canonical_default(sql: &str, ty: &Type) -> Option<Default> {
    let mut sql = sql.trim();
    while let Some(inner) = inside(sql) {
        sql = inner.trim();
    }
    if !table::is_constant(sql) {
        return Some(Default::Sql(sql.to_owned()));
    }
    if sql.eq_ignore_ascii_case("null") {
        return None;
    }
    let value = match sql.to_ascii_lowercase().as_str() {
        "true" => Some(1),
        "false" => Some(0),
        text => text.strip_prefix('+').unwrap_or(text).replace("- ", "-").parse::<i64>().ok(),
    };
    Some(match (value, ty) {
        (Some(value @ (0 | 1)), Type::Bool) => Default::Bool(value == 1),
        (Some(value), _) => Default::Int(value),
        (None, _) => match sql.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\'')) {
            Some(text) => Default::Text(text.replace("''", "'")),
            None if sql.starts_with(['x', 'X']) => Default::Sql(sql.to_owned()),
            None => Default::Number(sql.to_owned()),
        },
    })
}

/// What stands between brackets that enclose the whole expression.
fn inside(sql: &str) -> Option<&str> {
    if !sql.starts_with('(') {
        return None;
    }
    let mut depth = 0usize;
    for token in lex(Dialect::Sqlite, sql) {
        if token.kind != TokenKind::Symbol {
            continue;
        }
        match token.text {
            "(" => depth += 1,
            ")" => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return (token.start + 1 == sql.len()).then(|| &sql[1..token.start]);
                }
            }
            _ => {}
        }
    }
    None
}

/// The labels, where a check is how an enum is written: `column IN ('a', 'b')`.
pub fn enum_labels(expression: &str, column: &str) -> Option<Vec<String>> {
    let mut tokens = lex(Dialect::Sqlite, expression).filter(|token| token.speaks());
    let is_column = tokens.next()?.name()?.eq_ignore_ascii_case(column);
    if !is_column || !tokens.next()?.is_word("in") || !tokens.next()?.is_symbol("(") {
        return None;
    }
    let mut labels = Vec::new();
    let mut token = tokens.next()?;
    while !token.is_symbol(")") {
        let text = token.text.strip_prefix('\'')?.strip_suffix('\'')?;
        labels.push(text.replace("''", "'"));
        token = tokens.next()?;
        if token.is_symbol(",") {
            token = tokens.next()?;
        }
    }
    tokens.next().is_none().then_some(labels)
}
