use std::collections::BTreeMap;

use super::column::{field, reference};
use super::keys::{self, as_unique, index_word, is_bare, key_word, lone_column};
use super::names::is_keyword;
use super::types::Context;
use super::words::{attribute, eq, literal};
use crate::dialect::Dialect;
use crate::schema::{ForeignKey, Index, IndexKind, Schema, Table, Type};

/// The widest table that Diesel has tuples for, unless it is built for wider ones.
const WIDE: usize = 32;

/// A struct; what no attribute can say goes to `lost`.
pub(super) fn table(table: &Table, schema: &Schema, context: &Context<'_>, lost: &mut Vec<String>) -> String {
    let names = context.names;
    let ident = names.table(&table.name).unwrap_or_default();
    let mut at_columns: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    let mut words = vec![eq("name", &table.name.name)];
    words.extend(table.name.namespace.as_ref().map(|namespace| eq("schema", namespace)));
    let module = names.module(&table.name);
    if table.primary_key.is_none() || table.columns.len() > WIDE {
        words.push("diesel = false".to_owned());
    } else if module != table.name.name || is_keyword(module) || module == ident {
        words.push(eq("diesel", &format!("{module}{}", if is_keyword(module) { "_rows" } else { "" })));
    }
    primary_key(table, context, &mut words, &mut at_columns);
    for index in &table.indexes {
        match at_column(index, table, context.dialect) {
            Some((column, word)) => at_columns.entry(column).or_default().push(word),
            None => match keys::index(index, table, names, context.dialect) {
                Some(word) => words.push(word),
                None => lost.push(format!("unique constraint `{}` of `{}`", index.name, table.name)),
            },
        }
    }
    for key in &table.foreign_keys {
        foreign_key(key, table, schema, context, &mut words, &mut at_columns, lost);
    }
    for check in &table.checks {
        words.push(format!("check({}, {})", literal(&check.expression), eq("name", &check.name)));
    }
    words.extend(table.exclusions.iter().map(keys::exclusion));
    lost.extend(super::lost::of(table));
    words.extend(options(table));
    let mut text = "#[derive(Table)]\n".to_owned();
    text.push_str(&attribute("table", &words, ""));
    text.push_str(&format!("pub struct {ident} {{\n"));
    for column in &table.columns {
        let own = at_columns.remove(column.name.as_str()).unwrap_or_default();
        text.push_str(&field(column, table, own, context));
    }
    text.push_str("}\n");
    text
}

fn primary_key<'t>(
    table: &'t Table,
    context: &Context<'_>,
    words: &mut Vec<String>,
    at_columns: &mut BTreeMap<&'t str, Vec<String>>,
) {
    let Some(key) = &table.primary_key else { return };
    match (key.columns.as_slice(), &key.name) {
        ([column], None) if key.include.is_empty() => {
            at_columns.entry(column).or_default().push("primary_key".to_owned())
        }
        (columns, name) => {
            let fields = |columns: &[String]| -> String {
                let fields = columns.iter().map(|column| context.names.field(&table.name, column));
                fields.collect::<Vec<_>>().join(", ")
            };
            let mut inner = vec![format!("columns({})", fields(columns))];
            if !key.include.is_empty() {
                inner.push(format!("include({})", fields(&key.include)));
            }
            inner.extend(name.as_ref().map(|name| eq("name", name)));
            words.push(format!("primary_key({})", inner.join(", ")));
        }
    }
}

/// An index that its only column can say.
fn at_column<'t>(index: &'t Index, table: &Table, dialect: Dialect) -> Option<(&'t str, String)> {
    let column = lone_column(index)?;
    let (word, mut inner) = match as_unique(index, dialect) {
        Some(inner) => ("unique", inner),
        None if index.kind == IndexKind::Plain && is_bare(index) && !index.nulls_not_distinct => {
            ("index", Vec::new())
        }
        None => return None,
    };
    inner.extend(index_word(index, table));
    Some((column, if inner.is_empty() { word.to_owned() } else { format!("{word}({})", inner.join(", ")) }))
}

fn foreign_key<'t>(
    key: &'t ForeignKey,
    table: &'t Table,
    schema: &Schema,
    context: &Context<'_>,
    words: &mut Vec<String>,
    at_columns: &mut BTreeMap<&'t str, Vec<String>>,
    lost: &mut Vec<String>,
) {
    let (Some(target), Some(there)) = (context.names.table(&key.references), schema.table(&key.references))
    else {
        lost.push(format!("foreign key `{}` of `{}`: what it refers to is not here", key.name, table.name));
        return;
    };
    let same = key.columns.iter().zip(&key.referenced_columns).all(|(own, other)| {
        let of = |table: &Table, name: &str| {
            let narrow = context.narrow.contains(&(table.name.clone(), name.to_owned()));
            table
                .column(name)
                .map(|column| if narrow { Type::Raw("narrow".to_owned()) } else { column.ty.split().0 })
        };
        of(table, own) == of(there, other)
    });
    if !same {
        lost.push(format!(
            "foreign key `{}` of `{}`: it and what it refers to have different types",
            key.name, table.name
        ));
        return;
    }
    match (key.columns.as_slice(), key.referenced_columns.as_slice()) {
        ([own], [other])
            if !at_columns
                .get(own.as_str())
                .is_some_and(|said| said.iter().any(|w| w.starts_with("references"))) =>
        {
            let field = context.names.field(&key.references, other);
            let name = key_word(key, table);
            at_columns.entry(own).or_default().extend(reference(key, target, &field, name.as_deref()));
        }
        _ => words.push(keys::foreign_key(key, target, table, context.names)),
    }
}

fn options(table: &Table) -> Vec<String> {
    let of = &table.options;
    let mut words = Vec::new();
    for (word, on) in [("without_rowid", of.without_rowid), ("strict", of.strict), ("unlogged", of.unlogged)]
    {
        if on {
            words.push(word.to_owned());
        }
    }
    if !of.with.is_empty() {
        let with: Vec<String> = of.with.iter().map(|text| literal(text)).collect();
        words.push(format!("with({})", with.join(", ")));
    }
    let texts = [
        ("engine", &of.engine),
        ("row_format", &of.row_format),
        ("charset", &of.charset),
        ("collation", &of.collation),
        ("comment", &table.comment),
    ];
    words.extend(texts.iter().filter_map(|(word, text)| text.as_ref().map(|text| eq(word, text))));
    words
}
