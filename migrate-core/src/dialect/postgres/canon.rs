//! Two spellings of one thing, made equal: a schema as it reads once PostgreSQL has held it.
//!
//! SQL text is no business of this file: only the server knows how it writes an expression.

use super::literal::{bare, canonical_default};
use super::{objects, types};
use crate::schema::{
    Column, Generated, Identity, IdentityKind, Index, Nulls, Order, Schema, Sequence, Table, TableOptions,
    Type,
};

pub(super) fn canonical(schema: &Schema) -> Schema {
    let mut schema = schema.clone();
    for ty in &mut schema.enums {
        comment(&mut ty.comment);
    }
    schema.sequences.iter_mut().for_each(sequence);
    schema.tables.iter_mut().for_each(table);
    for view in &mut schema.views {
        view.query = objects::query(&view.query).to_owned();
        comment(&mut view.comment);
        view.indexes.iter_mut().for_each(index);
        view.indexes.sort_by(|a, b| a.name.cmp(&b.name));
    }
    schema.normalized()
}

fn table(table: &mut Table) {
    comment(&mut table.comment);
    let TableOptions { unlogged, mut with, partition_by, partition_of, .. } =
        std::mem::take(&mut table.options);
    with.sort();
    table.options = TableOptions { unlogged, with, partition_by, partition_of, ..TableOptions::default() };
    let key = table.primary_key_columns().to_vec();
    for column in &mut table.columns {
        if key.contains(&column.name) {
            column.nullable = false;
        }
        self::column(column);
    }
    if let Some(key) = &mut table.primary_key
        && key
            .name
            .as_ref()
            .is_some_and(|name| *name == crate::name::convention::primary_key(&table.name.name))
    {
        key.name = None;
    }
    for check in &mut table.checks {
        check.expression = bare(&check.expression).to_owned();
    }
    for exclusion in &mut table.exclusions {
        exclusion.predicate = exclusion.predicate.as_deref().map(|sql| bare(sql).to_owned());
    }
    table.indexes.iter_mut().for_each(index);
}

fn column(column: &mut Column) {
    comment(&mut column.comment);
    column.charset = None;
    column.ty = types::canonical(&column.ty);
    if let Some(identity) = &mut column.identity {
        self::identity(identity);
        if identity.kind != IdentityKind::Serial {
            column.nullable = false;
        }
    }
    if column.collation.as_deref() == Some("default") {
        column.collation = None;
    }
    if let Some(default) = &column.default {
        column.default = canonical_default(default, &column.ty);
    }
    if let Some(Generated { expression, .. }) = &mut column.generated {
        *expression = bare(expression).to_owned();
    }
}

fn identity(identity: &mut Identity) {
    if identity.kind == IdentityKind::Autoincrement {
        identity.kind = IdentityKind::ByDefault;
    }
    for number in [&mut identity.start, &mut identity.increment, &mut identity.cache] {
        *number = number.filter(|number| *number != 1);
    }
}

fn index(index: &mut Index) {
    comment(&mut index.comment);
    if index.method.as_deref() == Some("btree") {
        index.method = None;
    }
    index.predicate = index.predicate.as_deref().map(|sql| bare(sql).to_owned());
    index.with.sort();
    for part in &mut index.parts {
        if matches!(
            (part.order, part.nulls),
            (Order::Asc, Some(Nulls::Last)) | (Order::Desc, Some(Nulls::First))
        ) {
            part.nulls = None;
        }
        if let crate::schema::IndexTarget::Expression(sql) = &mut part.on {
            *sql = bare(sql).to_owned();
        }
    }
}

fn sequence(sequence: &mut Sequence) {
    let rising = sequence.increment.unwrap_or(1) > 0;
    sequence.ty =
        sequence.ty.as_ref().map(types::canonical).filter(|ty| !matches!(ty, Type::Int { bits: 64, .. }));
    let (least, widest) = match sequence.ty {
        Some(Type::Int { bits: 16, .. }) => (i64::from(i16::MIN), i64::from(i16::MAX)),
        Some(Type::Int { bits: 32, .. }) => (i64::from(i32::MIN), i64::from(i32::MAX)),
        Some(_) | None => (i64::MIN, i64::MAX),
    };
    let (min, max) = if rising { (1, widest) } else { (least, -1) };
    let bound = if rising { sequence.min.unwrap_or(min) } else { sequence.max.unwrap_or(max) };
    sequence.start = sequence.start.filter(|start| *start != bound);
    sequence.increment = sequence.increment.filter(|step| *step != 1);
    sequence.min = sequence.min.filter(|it| *it != min);
    sequence.max = sequence.max.filter(|it| *it != max);
    sequence.cache = sequence.cache.filter(|it| *it != 1);
}

/// An empty comment is none.
fn comment(comment: &mut Option<String>) {
    *comment = comment.take().filter(|text| !text.is_empty());
}
