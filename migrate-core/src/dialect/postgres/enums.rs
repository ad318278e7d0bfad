//! Enum types: labels are added where they belong; where one goes, or moves, the type is made anew.

use super::super::{Dialect, Sql, TokenKind, lex, quote_text};
use super::index::table_name;
use super::{QUOTING, literal, objects, sound};
use crate::schema::{Column, Default, EnumType, Schema, Type};
use crate::{QName, Result};

pub(super) fn create(ty: &EnumType) -> Result<Vec<String>> {
    sound::enum_type(ty)?;
    let mut statements = vec![create_type(ty)];
    statements.extend(ty.comment.iter().map(|text| comment(ty, Some(text))));
    Ok(statements)
}

fn create_type(ty: &EnumType) -> String {
    let labels: Vec<String> = ty.labels.iter().map(|label| quote_text(label)).collect();
    format!("CREATE TYPE {} AS ENUM ({})", table_name(&ty.name), labels.join(", "))
}

fn comment(ty: &EnumType, text: Option<&str>) -> String {
    objects::comment("TYPE", &table_name(&ty.name), text)
}

/// Whether the old labels are there in their order, so that the type needs not be made anew.
pub fn only_adds(from: &EnumType, to: &EnumType, renamed: &[(String, String)]) -> bool {
    let kept: Vec<&String> = from.labels.iter().map(|label| now(label, renamed)).collect();
    let mut rest = to.labels.iter();
    kept.iter().all(|label| rest.any(|other| other == *label))
}

/// A label's text after the renames.
pub fn now<'a>(label: &'a String, renamed: &'a [(String, String)]) -> &'a String {
    renamed.iter().find(|(from, _)| from == label).map_or(label, |(_, to)| to)
}

pub(super) fn alter(
    from: &EnumType,
    to: &EnumType,
    renamed: &[(String, String)],
    before: &Schema,
) -> Result<Vec<Sql>> {
    sound::enum_type(to)?;
    let mut statements = Vec::new();
    for (old, new) in renamed {
        statements.push(Sql::from(format!(
            "ALTER TYPE {} RENAME VALUE {} TO {}",
            table_name(&to.name),
            quote_text(old),
            quote_text(new)
        )));
    }
    let labels: Vec<String> = from.labels.iter().map(|label| now(label, renamed).clone()).collect();
    if only_adds(from, to, renamed) {
        statements.extend(add(labels, to));
    } else {
        let gone: Vec<&String> = labels.iter().filter(|label| !to.labels.contains(label)).collect();
        statements.extend(make_anew(to, &gone, before));
        if to.comment.is_some() {
            statements.push(comment(to, to.comment.as_deref()).into());
        }
        return Ok(statements);
    }
    if from.comment != to.comment {
        statements.push(comment(to, to.comment.as_deref()).into());
    }
    Ok(statements)
}

/// Each new label behind the one before it.
fn add(mut labels: Vec<String>, to: &EnumType) -> Vec<Sql> {
    let mut statements = Vec::new();
    for (at, label) in to.labels.iter().enumerate() {
        if labels.get(at) == Some(label) {
            continue;
        }
        let place = match (at.checked_sub(1).and_then(|before| to.labels.get(before)), labels.get(at)) {
            (_, None) => String::new(),
            (Some(before), Some(_)) => format!(" AFTER {}", quote_text(before)),
            (None, Some(next)) => format!(" BEFORE {}", quote_text(next)),
        };
        statements.push(Sql::from(format!(
            "ALTER TYPE {} ADD VALUE {}{place}",
            table_name(&to.name),
            quote_text(label)
        )));
        labels.insert(at.min(labels.len()), label.clone());
    }
    statements
}

/// The type made anew, though it only has more labels: these can be used in the same transaction then.
pub fn remake(to: &EnumType, before: &Schema) -> Vec<Sql> {
    let mut statements = make_anew(to, &[], before);
    statements.extend(to.comment.iter().map(|text| Sql::from(comment(to, Some(text)))));
    statements
}

/// A new type takes the name; each column moves over by its labels' text.
fn make_anew(to: &EnumType, gone: &[&String], before: &Schema) -> Vec<Sql> {
    let mut aside = format!("{}__old", to.name.name);
    if aside.len() > sound::NAME_LIMIT {
        aside = format!(
            "__migrate_old_{:08x}",
            aside.bytes().fold(0_u32, |sum, b| sum.rotate_left(5) ^ u32::from(b))
        );
    }
    let old = QName { namespace: to.name.namespace.clone(), name: aside.clone() };
    let mut statements = vec![
        format!("ALTER TYPE {} RENAME TO {}", table_name(&to.name), QUOTING.name(&aside)),
        create_type(to),
    ];
    for table in &before.tables {
        for column in table.columns.iter().filter(|column| column.ty.enum_name() == Some(&to.name)) {
            statements.extend(move_over(&table.name, column, gone));
        }
    }
    statements.push(format!("DROP TYPE {}", table_name(&old)));
    statements.into_iter().map(Sql::from).collect()
}

fn move_over(table: &QName, column: &Column, gone: &[&String]) -> Vec<String> {
    let head = format!("ALTER TABLE {} ALTER COLUMN {}", table_name(table), QUOTING.name(&column.name));
    let (name, ty) = (QUOTING.name(&column.name), super::types::name(&column.ty));
    let text = if matches!(column.ty, Type::Array(_)) { "text[]" } else { "text" };
    let mut statements = Vec::new();
    if column.default.is_some() {
        statements.push(format!("{head} DROP DEFAULT"));
    }
    statements.push(format!("{head} TYPE {ty} USING {name}::{text}::{ty}"));
    if let Some(default) = column.default.as_ref().filter(|default| holds(default, gone)) {
        statements.push(format!("{head} SET DEFAULT {}", literal::default(default)));
    }
    statements
}

/// Whether a default can stand without these labels; where it can't, another change gives the column a new one.
fn holds(default: &Default, gone: &[&String]) -> bool {
    let is_gone = |text: &str| gone.iter().any(|label| *label == text);
    match default {
        Default::Text(text) if text.starts_with('{') => {
            !text.trim_matches(['{', '}']).split(',').any(|label| is_gone(label.trim().trim_matches('"')))
        }
        Default::Text(label) => !is_gone(label),
        Default::Bool(_) | Default::Int(_) | Default::Number(_) => true,
        Default::Sql(sql) => !lex(Dialect::Postgres, sql)
            .filter(|token| token.kind == TokenKind::Text)
            .any(|token| is_gone(&token.text.trim_matches('\'').replace("''", "'"))),
    }
}
