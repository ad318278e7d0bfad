//! One field: `#[column(…)]`, `#[table(flatten)]`.

use migrate_core::schema::IndexKind;
use proc_macro2::Span;
use syn::ext::IdentExt;
use syn::{Ident, Type};

use super::foreign_key::Options;
use super::meta::{self, Arg, Meta, Value};
use super::{check, comment, docs, foreign_key, index, made, once, value};
use crate::ast::{At, Check, Column, Field, ForeignKey, Index, PerDialect, Unique};
use crate::errors::Errors;
use crate::suggest;

/// Every word of `#[column(…)]`.
pub(super) const WORDS: [&str; 34] = [
    "name",
    "primary_key",
    "identity",
    "autoincrement",
    "default",
    "generated",
    "unique",
    "index",
    "references",
    "on_delete",
    "on_update",
    "deferrable",
    "foreign_key_name",
    "check",
    "collation",
    "charset",
    "comment",
    "length",
    "fixed",
    "precision",
    "scale",
    "sql_type",
    "nullable",
    "diesel_type",
    "renamed_from",
    "backfill",
    "skip",
    "invisible",
    "set_on_update",
    "flatten",
    "start",
    "increment",
    "stored",
    "virtual",
];

/// Words that stand inside others.
pub(super) const INNER: [&str; 5] = ["start", "increment", "stored", "virtual", "flatten"];

/// What fields bring along for the table.
#[derive(Default)]
pub(super) struct Brought {
    pub(super) primary_key: Vec<At<String>>,
    pub(super) indexes: Vec<Index>,
    pub(super) uniques: Vec<Unique>,
    pub(super) foreign_keys: Vec<ForeignKey>,
    pub(super) checks: Vec<Check>,
}

/// What is read before it can be put together.
#[derive(Default)]
struct Draft {
    length: Option<At<u32>>,
    fixed: Option<Span>,
    precision: Option<At<u32>>,
    scale: Option<At<u32>>,
    references: Option<Meta>,
    foreign_key: Options,
    skip: Option<Span>,
    flatten: Option<Span>,
}

/// Reads one field.
pub(super) fn field(field: &syn::Field, ident: &Ident, brought: &mut Brought, errors: &mut Errors) -> Field {
    let table_args = meta::read(&field.attrs, "table", errors);
    let column_args = meta::read(&field.attrs, "column", errors);
    if is_flat(&table_args, errors) {
        for arg in &column_args {
            errors.at(arg.span(), "a flattened field is no column: say this in the struct that is flattened");
        }
        return Field::Flatten { ident: ident.clone(), ty: field.ty.clone() };
    }
    let mut column = empty(field, ident);
    let mut draft = Draft::default();
    // The name first: others are told by it.
    let metas: Vec<_> = column_args.into_iter().filter_map(|arg| named(arg, errors)).collect();
    let (mut name, said) = (None, metas.len());
    for meta in metas.iter().filter(|meta| meta.name == "name") {
        once(&mut name, value::name(meta, errors), "name", meta.span(), errors);
    }
    column.name = name.unwrap_or(column.name);
    for meta in metas {
        if meta.name != "name" {
            word(meta, &mut column, &mut draft, brought, errors);
        }
    }
    if let Some(span) = draft.flatten {
        errors.at(span, "flattening is the table's business: `#[table(flatten)]`");
    }
    if draft.skip.is_some() {
        if said > 1 {
            errors.at(
                ident.span(),
                format_args!("`{ident}` is skipped, so it is no column: take everything but `skip` away"),
            );
        }
        return Field::Skip { ident: ident.clone() };
    }
    finish(draft, &mut column, brought, errors);
    Field::Column(Box::new(column))
}

fn is_flat(args: &[Arg], errors: &mut Errors) -> bool {
    let mut flat = false;
    for arg in args {
        match arg {
            Arg::Meta(Meta { name, value: Value::Word }) if name == "flatten" => flat = true,
            Arg::Meta(meta) => {
                let word = meta.word();
                let cure = match suggest::nearest(&word, WORDS) {
                    Some(near) => format!("a field's attributes stand in `#[column({near})]`"),
                    None => "of a field one can say `#[table(flatten)]`".to_owned(),
                };
                errors.at(meta.span(), format_args!("`{word}` is not the table's business here; {cure}"));
            }
            Arg::Expr(expr) => errors.over(expr, "of a field one can say `#[table(flatten)]`"),
        }
    }
    flat
}

fn named(arg: Arg, errors: &mut Errors) -> Option<Meta> {
    match arg {
        Arg::Meta(meta) => Some(meta),
        Arg::Expr(expr) => {
            errors.over(
                &expr,
                "expected an attribute such as `unique`, `name = \"…\"` or `references = Team::id`",
            );
            None
        }
    }
}

fn empty(field: &syn::Field, ident: &Ident) -> Column {
    Column {
        ident: ident.clone(),
        vis: field.vis.clone(),
        name: At::new(ident.unraw().to_string(), ident.span()),
        ty: field.ty.clone(),
        sql_type: PerDialect::default(),
        nullable: None,
        diesel_type: None,
        size: None,
        precision: false,
        default: PerDialect::default(),
        identity: None,
        generated: None,
        collation: PerDialect::default(),
        charset: None,
        set_on_update: None,
        invisible: false,
        comment: None,
        renamed_from: None,
        backfill: None,
        docs: docs(&field.attrs),
    }
}

fn word(meta: Meta, column: &mut Column, draft: &mut Draft, brought: &mut Brought, errors: &mut Errors) {
    let (word, span) = (meta.word(), meta.span());
    let name = column.name.clone();
    let here = At::new(name.value.clone(), column.ident.span());
    match word.as_str() {
        "primary_key" => {
            if value::flag(&meta, errors) {
                brought.primary_key.push(At::new(name.value, span));
            }
        }
        "identity" | "autoincrement" => {
            once(&mut column.identity, made::identity(&meta, errors), &word, span, errors)
        }
        "default" => {
            once_each(&mut column.default, value::per_dialect(&meta, errors, value::default), &meta, errors)
        }
        "generated" => once(&mut column.generated, made::generated(&meta, errors), &word, span, errors),
        "unique" => brought.uniques.extend(index::unique(&meta, Some(here), None, errors)),
        "index" => {
            let index = index::of_column(&meta, here, errors);
            if index.kind == IndexKind::Unique && index.predicate.is_none() && index.method.is_none() {
                errors.at(span, "a unique column is `#[column(unique)]`");
            }
            brought.indexes.push(index);
        }
        "references" => {
            if draft.references.is_some() {
                errors.at(span, "a column refers to one field: `references` is given twice");
            }
            draft.references = Some(meta);
        }
        "check" => brought.checks.extend(check::check(&meta, Some(&name.value), errors)),
        "collation" => {
            once_each(&mut column.collation, value::per_dialect(&meta, errors, value::string), &meta, errors);
        }
        "charset" => once(&mut column.charset, value::string(&meta, errors), &word, span, errors),
        "comment" => {
            let comment = comment(&meta, column.docs.as_ref(), errors);
            once(&mut column.comment, comment, &word, span, errors);
        }
        "length" => once(&mut draft.length, value::number(&meta, errors), &word, span, errors),
        "precision" => once(&mut draft.precision, value::number(&meta, errors), &word, span, errors),
        "scale" => once(&mut draft.scale, value::number(&meta, errors), &word, span, errors),
        "fixed" => draft.fixed = value::flag(&meta, errors).then_some(span),
        "sql_type" => {
            once_each(&mut column.sql_type, value::per_dialect(&meta, errors, value::string), &meta, errors);
        }
        "nullable" => {
            let nullable = At::new(value::flag(&meta, errors), span);
            once(&mut column.nullable, Some(nullable), &word, span, errors);
        }
        "diesel_type" => match meta.value {
            Value::Type(ty) => once(&mut column.diesel_type, Some(*ty), &word, span, errors),
            Value::Word | Value::Eq(_) | Value::List(_) => {
                errors.at(span, "name Diesel's SQL type: `diesel_type = BigInt`");
            }
        },
        "renamed_from" => once(&mut column.renamed_from, value::name(&meta, errors), &word, span, errors),
        "backfill" => once(&mut column.backfill, value::string(&meta, errors), &word, span, errors),
        "set_on_update" => once(&mut column.set_on_update, value::string(&meta, errors), &word, span, errors),
        "invisible" => column.invisible = value::flag(&meta, errors),
        "skip" => draft.skip = value::flag(&meta, errors).then_some(span),
        "flatten" => draft.flatten = Some(span),
        _ => {
            if !draft.foreign_key.read(&meta, errors) {
                let words = WORDS.into_iter().filter(|word| !INNER.contains(word));
                let hint = suggest::hint(&word, words);
                errors.at(span, format_args!("unknown attribute `{word}` of a column; {hint}"));
            }
        }
    }
}

fn once_each<T>(slot: &mut PerDialect<T>, value: PerDialect<T>, meta: &Meta, errors: &mut Errors) {
    if slot.is_empty() {
        *slot = value;
    } else {
        errors.at(meta.span(), format_args!("`{}` is given twice: take one away", meta.word()));
    }
}

fn finish(draft: Draft, column: &mut Column, brought: &mut Brought, errors: &mut Errors) {
    let name = At::new(column.name.value.clone(), column.ident.span());
    column.size = size(&draft, errors);
    column.precision = draft.length.is_none();
    match draft.references {
        Some(references) => {
            brought.foreign_keys.extend(foreign_key::of_column(&references, name, draft.foreign_key, errors));
        }
        None => {
            if let Some((word, span)) = draft.foreign_key.first() {
                errors.at(
                    *span,
                    format_args!(
                        "`{word}` belongs to a foreign key: add `references = Team::id`{}",
                        if word == "on_update" {
                            "; MySQL's `ON UPDATE` of a column is `set_on_update`"
                        } else {
                            ""
                        }
                    ),
                );
            }
        }
    }
    if column.nullable.is_some() && column.sql_type.all.is_none() {
        errors.at(
            column.nullable.as_ref().map_or_else(Span::call_site, |at| at.span),
            "`nullable` only stands beside `sql_type`: else the Rust type says it, `Option<…>`",
        );
    }
}

/// As `schema::Type::sized` reads it.
fn size(draft: &Draft, errors: &mut Errors) -> Option<At<String>> {
    if let (Some(length), Some(precision)) = (&draft.length, &draft.precision) {
        errors.at(
            precision.span,
            "`length` is for text and bytes, `precision` for numbers and times: not both",
        );
        return Some(At::new(length.value.to_string(), length.span));
    }
    if let Some(fixed) = draft.fixed.filter(|_| draft.length.is_none()) {
        errors.at(fixed, "`fixed` wants a length: `length = 3, fixed`");
    }
    if let Some(scale) = draft.scale.as_ref().filter(|_| draft.precision.is_none()) {
        errors.at(scale.span, "`scale` wants a precision: `precision = 10, scale = 2`");
    }
    if let Some(At { value: length, span }) = &draft.length {
        if *length == 0 {
            errors.at(*span, "a length of 0 holds nothing");
        }
        let text = if draft.fixed.is_some() { format!("fixed {length}") } else { length.to_string() };
        return Some(At::new(text, *span));
    }
    let At { value: precision, span } = draft.precision.as_ref()?;
    let text = match &draft.scale {
        Some(scale) if scale.value > *precision => {
            errors.at(scale.span, format_args!("the scale can't be larger than the precision, {precision}"));
            return None;
        }
        Some(scale) if scale.value > 0 => format!("{precision}, {}", scale.value),
        Some(_) | None => precision.to_string(),
    };
    Some(At::new(text, *span))
}

/// Whether a type is written `Option<…>`.
pub(crate) fn is_option(ty: &Type) -> bool {
    match ty {
        Type::Path(path) => path.path.segments.last().is_some_and(|segment| segment.ident == "Option"),
        Type::Group(group) => is_option(&group.elem),
        Type::Paren(paren) => is_option(&paren.elem),
        _ => false,
    }
}
