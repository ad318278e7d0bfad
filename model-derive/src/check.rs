//! Rules that need more than one attribute; one function each.

use std::collections::BTreeMap;

use proc_macro2::Span;
use quote::quote;
use syn::ext::IdentExt;
use syn::{GenericArgument, PathArguments, Type, TypePath};

use crate::ast::{At, Column, DieselModule, Model, ModelKind, ViewModel};
use crate::attr::is_option;
use crate::errors::Errors;

/// Checks a struct that was read.
pub(crate) fn check(model: &Model, errors: &mut Errors) {
    column_names(model, errors);
    primary_key(model, errors);
    identity(model, errors);
    for column in model.columns() {
        rust_type(column, errors);
        size(column, errors);
        values(column, errors);
        renamed(model, column, errors);
    }
    repeated(model, errors);
    names_of_keys(model, errors);
    options(model, errors);
    shared(model, errors);
    diesel_module(model, errors);
    if let Some(old) = &model.renamed_from
        && old.value == model.name.value
    {
        errors.at(old.span, "the table has this name now: `renamed_from` is the old one");
    }
}

/// Checks a view that was read.
pub(crate) fn view(view: &ViewModel, errors: &mut Errors) {
    let model = &view.model;
    column_names(model, errors);
    for column in model.columns() {
        rust_type(column, errors);
    }
    if let Some(param) = model.generics.params.first() {
        errors.over(param, "a view is one query: it has no generics");
    }
    diesel_module(model, errors);
}

/// Two columns of one name.
fn column_names(model: &Model, errors: &mut Errors) {
    let mut seen = BTreeMap::new();
    for column in model.columns() {
        if let Some(other) = seen.insert(&column.name.value, &column.ident) {
            errors.at(
                column.name.span,
                format_args!(
                    "`{other}` is the column `{}` already: give one another name",
                    column.name.value
                ),
            );
        }
    }
}

/// A key's columns are never NULL. Where the type is an alias, rustc finds out later.
fn primary_key(model: &Model, errors: &mut Errors) {
    let Some(key) = &model.primary_key else { return };
    for name in &key.columns {
        if let Some(column) = find(model, &name.value)
            && is_option(&column.ty)
        {
            let ty = &column.ty;
            errors.over(
                ty,
                format_args!(
                    "`{}` is in the primary key, which is never NULL: take the `Option` away from `{}`",
                    column.ident,
                    quote!(#ty).to_string().replace(' ', "")
                ),
            );
        }
    }
}

/// A database numbers one column, and on most databases that is the primary key.
fn identity(model: &Model, errors: &mut Errors) {
    use crate::ast::IdentityKind;
    let mut first = None;
    for column in model.columns() {
        let Some(identity) = &column.identity else { continue };
        if let Some(other) = first.replace(&column.ident) {
            errors
                .at(identity.span, format_args!("`{other}` is numbered already: a table numbers one column"));
        }
        let key = model.primary_key.as_ref().map(|key| key.columns.as_slice()).unwrap_or_default();
        let alone = matches!(key, [only] if only.value == column.name.value);
        if identity.value.kind == IdentityKind::Autoincrement && !alone && model.kind == ModelKind::Table {
            errors.at(
                identity.span,
                "`autoincrement` stands at the only column of the primary key: add `primary_key`, or say `identity`",
            );
        }
        if identity.value.kind == IdentityKind::Autoincrement && model.options.without_rowid {
            errors.at(
                identity.span,
                "SQLite's `WITHOUT ROWID` tables don't number rows: take one of the two away",
            );
        }
    }
}

/// Types of Rust that no database has; rustc would only say that it knows none for them.
fn rust_type(column: &Column, errors: &mut Errors) {
    if column.sql_type.is_empty()
        && let Some((ty, why)) = refused(&column.ty)
    {
        errors.over(ty, why);
    }
}

/// What is no column's type, whatever it may mean, and why.
pub(crate) fn refused(ty: &Type) -> Option<(&Type, String)> {
    let held = option(ty).unwrap_or(ty);
    if is_option(ty) && is_option(held) {
        return Some((ty, "a column is NULL or it isn't: take one `Option` away".to_owned()));
    }
    if let Type::Reference(reference) = held
        && reference.mutability.is_some()
    {
        return Some((held, "a column holds values: take the `&mut` away".to_owned()));
    }
    let Type::Path(TypePath { qself: None, path }) = held else { return None };
    let word = path.get_ident()?.to_string();
    let cure = match word.as_str() {
        "usize" => "its width is up to the machine: write `u32` or `u64`",
        "isize" => "its width is up to the machine: write `i32` or `i64`",
        "u128" | "i128" => "no database has integers of 128 bits: write a decimal, or `u64`",
        "char" => "write `String` with `#[column(length = 1, fixed)]`",
        _ => return None,
    };
    Some((held, format!("`{word}` is not a column's type: {cure}")))
}

/// Whether Diesel's module has something of this name.
pub(crate) fn is_reserved(column: &Column) -> bool {
    ["table", "columns", "dsl", "all_columns"].contains(&column.ident.unraw().to_string().as_str())
}

/// The `T` of `Option<T>`.
fn option(ty: &Type) -> Option<&Type> {
    let Type::Path(path) = ty else { return None };
    let last = path.path.segments.last().filter(|segment| segment.ident == "Option")?;
    match &last.arguments {
        PathArguments::AngleBracketed(list) => match list.args.first()? {
            GenericArgument::Type(inner) => Some(inner),
            _ => None,
        },
        PathArguments::None | PathArguments::Parenthesized(_) => None,
    }
}

/// Diesel's table module must have a name, and has names of its own.
fn diesel_module(model: &Model, errors: &mut Errors) {
    let off = cfg!(not(feature = "diesel")) || !model.generics.params.is_empty();
    if off || model.kind != ModelKind::Table || matches!(model.diesel, DieselModule::Off) {
        return;
    }
    if crate::diesel::module_name(model).is_none() && !matches!(model.diesel, DieselModule::Named(_)) {
        errors.at(
            model.name.span,
            format_args!(
                "Diesel's table module can't be called `{}`: name it, `diesel = \"rows\"`, or go without, `diesel = false`",
                model.name.value
            ),
        );
    }
    for column in model.columns() {
        if is_reserved(column) {
            let word = column.ident.unraw();
            errors.at(
                column.ident.span(),
                format_args!(
                    "Diesel's table module has a `{word}` of its own: call the field otherwise and keep the column, \
                     `#[column(name = \"{word}\")]`"
                ),
            );
        }
    }
}

/// A type that is spelled out holds its own size.
fn size(column: &Column, errors: &mut Errors) {
    if let Some(size) = &column.size
        && column.sql_type.all.is_some()
    {
        errors.at(
            size.span,
            "`sql_type` spells the type out: say its size there, `sql_type = \"varchar(20)\"`",
        );
    }
}

/// A value has one source.
fn values(column: &Column, errors: &mut Errors) {
    let default = column.default.any().map(|at| at.span);
    let mut both = |one: &str, other: &str, span: Span| {
        errors.at(
            span,
            format_args!("`{}` can't have both `{one}` and `{other}`: take one away", column.ident),
        );
    };
    if column.generated.is_some() {
        if let Some(span) = default {
            both("generated", "default", span);
        }
        if let Some(identity) = &column.identity {
            both("generated", "identity", identity.span);
        }
        if let Some(backfill) = &column.backfill {
            both("generated", "backfill", backfill.span);
        }
    }
    if let (Some(identity), Some(_)) = (&column.identity, default) {
        both("identity", "default", identity.span);
    }
    if let Some(backfill) = &column.backfill
        && column.sql_type.is_empty()
        && is_option(&column.ty)
    {
        errors.at(
            backfill.span,
            format_args!(
                "`{}` may be NULL, so rows that are there already need no value: take `backfill` away, or the `Option`",
                column.ident
            ),
        );
    }
}

/// An old name that is still there was not renamed.
fn renamed(model: &Model, column: &Column, errors: &mut Errors) {
    let Some(old) = &column.renamed_from else { return };
    if old.value == column.name.value {
        errors.at(old.span, "the column has this name now: `renamed_from` is the old one");
    } else if let Some(other) = find(model, &old.value) {
        errors.at(
            old.span,
            format_args!("`{}` still is the column `{}`: nothing was renamed", other.ident, old.value),
        );
    }
}

/// A column named twice in one key.
fn repeated(model: &Model, errors: &mut Errors) {
    let mut once = |names: &[At<String>]| {
        for (i, name) in names.iter().enumerate() {
            if names[..i].iter().any(|other| other.value == name.value) {
                errors.at(name.span, format_args!("`{}` stands there twice", name.value));
            }
        }
    };
    if let Some(key) = &model.primary_key {
        once(&key.columns);
    }
    for unique in &model.uniques {
        once(&unique.columns);
    }
    for key in &model.foreign_keys {
        once(&key.columns);
    }
    for index in &model.indexes {
        use migrate_core::schema::IndexTarget;
        let columns: Vec<_> = index
            .parts
            .iter()
            .filter_map(|part| match &part.on.value {
                IndexTarget::Column(name) => Some(At::new(name.clone(), part.on.span)),
                IndexTarget::Expression(_) => None,
            })
            .collect();
        once(&columns);
    }
}

/// Two keys of one name: by hand, or by convention where the same columns are indexed twice.
fn names_of_keys(model: &Model, errors: &mut Errors) {
    let names = crate::expand::key_names(model);
    for kind in names {
        let mut seen = BTreeMap::new();
        for (name, span) in kind {
            if seen.insert(name.clone(), ()).is_some() {
                errors.at(
                    span,
                    format_args!(
                        "there is another `{name}` here: give one of them a name of its own, `name = \"…\"`"
                    ),
                );
            }
        }
    }
}

fn options(model: &Model, errors: &mut Errors) {
    // A table without rowid is its primary key's index.
    if model.options.without_rowid && model.primary_key.is_none() && !model.flattens() {
        errors.at(
            model.ident.span(),
            "`without_rowid` wants a primary key: add `#[column(primary_key)]` to a field",
        );
    }
}

/// Shared columns stand in many tables: nothing of theirs may need the table's name or place.
fn shared(model: &Model, errors: &mut Errors) {
    if model.kind == ModelKind::Table {
        return;
    }
    let names = model.indexes.iter().filter_map(|index| index.name.as_ref());
    for name in names.chain(model.uniques.iter().filter_map(|unique| unique.name.as_ref())) {
        errors.at(
            name.span,
            "an index of shared columns takes no name: it stands in several tables, and is named after each",
        );
    }
    for check in &model.checks {
        if check.name.is_none() && check.column.is_none() {
            errors.at(
                check.expression.span,
                "a check of shared columns wants a name, `check(\"…\", name = \"…\")`, or stands at its column",
            );
        }
    }
}

fn find<'a>(model: &'a Model, name: &str) -> Option<&'a Column> {
    model.columns().find(|column| column.name.value == name)
}
