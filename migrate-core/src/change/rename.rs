//! How a new name follows through everything that used the old one, as it does in a database.
//!
//! In expressions whole words are compared, as they are written. An expression is left as it is where
//! renaming back would not give it again: then the diff says that it changed.

use sqlparser::keywords::Keyword;

use super::scope::{hides, sources};
use super::words::{Piece, join, pieces};
use crate::QName;
use crate::schema::{Default, ForeignKey, IndexTarget, Schema, Table, Type};

/// A table was renamed: follow in foreign keys, in its own expressions and in views.
pub(super) fn table(schema: &mut Schema, from: &QName, to: &QName) {
    for table in &mut schema.tables {
        for key in table.foreign_keys.iter_mut().filter(|key| key.references == *from) {
            key.references = to.clone();
        }
        if let Some(partition) = table.options.partition_of.as_mut().filter(|it| it.of == *from) {
            partition.of = to.clone();
        }
        if table.name == *to {
            each_expression(table, &mut |sql| {
                rewrite(sql, &from.name, |old, back| {
                    let (from, to) = if back { (to, from) } else { (from, to) };
                    qualifiers(old, from, to)
                })
            });
        }
    }
    let owners = schema.sequences.iter_mut().filter_map(|sequence| sequence.owned_by.as_mut());
    owners.filter(|owner| owner.table == *from).for_each(|owner| owner.table = to.clone());
    for view in &mut schema.views {
        rewrite(&mut view.query, &from.name, |old, back| {
            let (from, to) = if back { (to, from) } else { (from, to) };
            table_in_query(old, from, to)
        });
    }
}

/// A column was renamed: follow in keys, indexes, foreign keys of every table, and expressions.
pub(super) fn column(schema: &mut Schema, of: &QName, from: &str, to: &str) {
    // The parts of a table have its columns, and so have theirs.
    let parts: Vec<QName> = schema
        .tables
        .iter()
        .filter(|table| table.whole() == Some(of))
        .map(|table| table.name.clone())
        .collect();
    for part in parts {
        let table = schema.tables.iter_mut().find(|table| table.name == part);
        if let Some(own) = table.and_then(|table| table.column_mut(from)) {
            to.clone_into(&mut own.name);
            column(schema, &part, from, to);
        }
    }
    let owners = schema.sequences.iter_mut().filter_map(|sequence| sequence.owned_by.as_mut());
    owners
        .filter(|owner| owner.table == *of && owner.column == from)
        .for_each(|owner| to.clone_into(&mut owner.column));
    let rename = |names: &mut Vec<String>| {
        for name in names.iter_mut().filter(|name| *name == from) {
            *name = to.to_owned();
        }
    };
    for table in &mut schema.tables {
        for ForeignKey { references, referenced_columns, .. } in &mut table.foreign_keys {
            if references == of {
                rename(referenced_columns);
            }
        }
        if table.name != *of {
            continue;
        }
        if let Some(key) = &mut table.primary_key {
            rename(&mut key.columns);
            rename(&mut key.include);
        }
        for key in &mut table.foreign_keys {
            rename(&mut key.columns);
        }
        for index in &mut table.indexes {
            rename(&mut index.include);
            for part in &mut index.parts {
                if let IndexTarget::Column(name) = &mut part.on
                    && name == from
                {
                    *name = to.to_owned();
                }
            }
        }
        each_expression(table, &mut |sql| {
            rewrite(sql, from, |old, back| {
                let (from, to) = if back { (to, from) } else { (from, to) };
                column_in_table(old, of, from, to)
            })
        });
    }
    let Schema { tables, views, .. } = schema;
    for view in views {
        rewrite(&mut view.query, from, |old, back| {
            let (from, to) = if back { (to, from) } else { (from, to) };
            column_in_query(old, tables, of, from, to)
        });
    }
}

/// An enum was renamed: follow in columns' types and in casts.
pub(super) fn enum_type(schema: &mut Schema, from: &QName, to: &QName) {
    fn in_type(ty: &mut Type, from: &QName, to: &QName) {
        match ty {
            Type::Enum(name) if name == from => *name = to.clone(),
            Type::Array(of) => in_type(of, from, to),
            _ => {}
        }
    }
    let in_text = |sql: &mut String| {
        rewrite(sql, &from.name, |old, back| {
            let (from, to) = if back { (to, from) } else { (from, to) };
            type_in_casts(old, from, to)
        });
    };
    for table in &mut schema.tables {
        for column in &mut table.columns {
            in_type(&mut column.ty, from, to);
        }
        each_expression(table, &mut |sql| in_text(sql));
    }
    schema.views.iter_mut().for_each(|view| in_text(&mut view.query));
}

/// Every expression that a table holds.
fn each_expression(table: &mut Table, f: &mut impl FnMut(&mut String)) {
    for column in &mut table.columns {
        if let Some(Default::Sql(sql)) = &mut column.default {
            f(sql);
        }
        if let Some(generated) = &mut column.generated {
            f(&mut generated.expression);
        }
    }
    for index in &mut table.indexes {
        for part in &mut index.parts {
            if let IndexTarget::Expression(sql) = &mut part.on {
                f(sql);
            }
        }
        index.predicate.iter_mut().for_each(&mut *f);
    }
    table.checks.iter_mut().for_each(|check| f(&mut check.expression));
    for exclusion in &mut table.exclusions {
        exclusion.parts.iter_mut().for_each(|part| f(&mut part.expression));
        exclusion.predicate.iter_mut().for_each(&mut *f);
    }
}

/// What is written anew, by the token's place, in order.
type Anew = Vec<(usize, String)>;

/// Renames in one expression, there and (to prove it) back.
fn rewrite(sql: &mut String, name: &str, rename: impl Fn(&[Piece<'_>], bool) -> Anew) {
    // Most expressions don't hold the name at all: no need to read them.
    if !sql.contains(name) && !name.contains(['"', '`']) {
        return;
    }
    let turn = |sql: &str, back: bool| {
        let pieces = pieces(sql)?;
        let anew = rename(&pieces, back);
        (!anew.is_empty()).then(|| join(&pieces, &anew))
    };
    if let Some(renamed) = turn(sql, false)
        && turn(&renamed, true).as_deref() == Some(sql)
    {
        *sql = renamed;
    }
}

/// Where `name.` or `namespace.name.` stands before a column.
fn qualifiers(pieces: &[Piece<'_>], from: &QName, to: &QName) -> Anew {
    let mut anew = Vec::new();
    for (at, piece) in pieces.iter().enumerate() {
        if !piece.is_name(&from.name) || !pieces.get(at + 1).is_some_and(|next| next.is_mark(".")) {
            continue;
        }
        let namespace = at.checked_sub(1).filter(|dot| pieces[*dot].is_mark(".")).and(at.checked_sub(2));
        match (namespace, &from.namespace) {
            (None, _) => anew.push((at, piece.respelt(&to.name))),
            (Some(before), Some(name)) if pieces[before].is_name(name) => {
                full_name(pieces, Some(before), at, to, &mut anew);
            }
            (Some(_), _) => {}
        }
    }
    anew
}

/// Writes a table's full name anew.
fn full_name(pieces: &[Piece<'_>], namespace_at: Option<usize>, at: usize, to: &QName, anew: &mut Anew) {
    let name = pieces[at].respelt(&to.name);
    match (namespace_at, &to.namespace) {
        (Some(before), Some(namespace)) => {
            anew.push((before, pieces[before].respelt(namespace)));
            anew.push((at, name));
        }
        (Some(before), None) => {
            anew.extend([(before, String::new()), (before + 1, String::new()), (at, name)])
        }
        (None, Some(namespace)) => anew.push((at, format!("{}.{name}", pieces[at].respelt(namespace)))),
        (None, None) => anew.push((at, name)),
    }
}

fn table_in_query(pieces: &[Piece<'_>], from: &QName, to: &QName) -> Anew {
    let sources = sources(pieces);
    if hides(pieces, &from.name) || hides(pieces, &to.name) || !sources.iter().any(|source| source.is(from)) {
        return Vec::new();
    }
    let mut anew = Vec::new();
    for source in sources.iter().filter(|source| source.is(from)) {
        full_name(pieces, source.namespace_at, source.at, to, &mut anew);
    }
    // Before a column stands the alias, where there is one.
    let by_name = |table: &QName| sources.iter().any(|source| source.is(table) && source.alias.is_none());
    let is_alias = sources.iter().any(|source| source.alias == Some(&from.name));
    if by_name(from) && !is_alias {
        anew.extend(qualifiers(pieces, from, to));
    }
    anew.sort();
    anew.dedup_by_key(|(at, _)| *at);
    anew
}

/// Whether the word at this place, which has the right name, can be a column.
fn can_be_column(pieces: &[Piece<'_>], at: usize) -> bool {
    let after = pieces.get(at + 1);
    let before = at.checked_sub(1).and_then(|before| pieces.get(before));
    let called = after.is_some_and(|next| {
        next.is_mark("(") || next.is_mark(".") || (next.is_string() && !pieces[at].is_quoted())
    });
    let named = before
        .is_some_and(|before| before.is_mark("::") || before.is_keyword(&[Keyword::AS, Keyword::COLLATE]));
    !called && !named
}

/// The word before the dot before this place.
fn qualifier<'a>(pieces: &'a [Piece<'a>], at: usize) -> Option<Option<&'a str>> {
    match at.checked_sub(1) {
        Some(dot) if pieces[dot].is_mark(".") => at.checked_sub(2).map(|before| pieces[before].name()),
        Some(_) | None => None,
    }
}

fn column_in_table(pieces: &[Piece<'_>], of: &QName, from: &str, to: &str) -> Anew {
    let mut anew = Vec::new();
    for (at, piece) in pieces.iter().enumerate() {
        let ours = match qualifier(pieces, at) {
            None => true,
            Some(word) => word == Some(&of.name),
        };
        if piece.is_name(from) && ours && can_be_column(pieces, at) {
            anew.push((at, piece.respelt(to)));
        }
    }
    anew
}

fn column_in_query(pieces: &[Piece<'_>], tables: &[Table], of: &QName, from: &str, to: &str) -> Anew {
    let sources = sources(pieces);
    if hides(pieces, &of.name) || !sources.iter().any(|source| source.is(of)) {
        return Vec::new();
    }
    // A word alone is this table's column only where no other table of the query has one of the name.
    let alone = !tables.iter().any(|table| {
        table.name != *of
            && table.column(from).is_some()
            && sources.iter().any(|source| source.is(&table.name))
    });
    let mut anew = Vec::new();
    for (at, piece) in pieces.iter().enumerate() {
        let ours = match qualifier(pieces, at) {
            None => alone && !sources.iter().any(|source| source.at == at),
            Some(word) => {
                let mut named = sources.iter().filter(|source| Some(source.qualifier()) == word).peekable();
                named.peek().is_some() && named.all(|source| source.is(of))
            }
        };
        if piece.is_name(from) && ours && can_be_column(pieces, at) {
            anew.push((at, piece.respelt(to)));
        }
    }
    anew
}

/// Where an enum stands as a type: after `::` and in `CAST(… AS …)`.
fn type_in_casts(pieces: &[Piece<'_>], from: &QName, to: &QName) -> Anew {
    let mut anew = Vec::new();
    for (at, piece) in pieces.iter().enumerate() {
        if !piece.is_name(&from.name) {
            continue;
        }
        let namespace_at = match (&from.namespace, at.checked_sub(2)) {
            (None, _) => None,
            (Some(name), Some(before)) if pieces[at - 1].is_mark(".") && pieces[before].is_name(name) => {
                Some(before)
            }
            (Some(_), _) => continue,
        };
        let before = namespace_at.unwrap_or(at).checked_sub(1).and_then(|before| pieces.get(before));
        let after = pieces.get(at + 1);
        let is_type = before.is_some_and(|before| {
            before.is_mark("::")
                || (before.is_keyword(&[Keyword::AS])
                    && after.is_some_and(|after| after.is_mark(")") || after.is_mark("[")))
        });
        if is_type {
            full_name(pieces, namespace_at, at, to, &mut anew);
        }
    }
    anew
}
