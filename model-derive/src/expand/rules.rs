//! Rules that only rustc can check, for it alone knows the types.

use migrate_core::model::takes;
use migrate_core::schema::{Action, Default, IndexTarget};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};

use super::columns::TypeOf;
use super::keys::{Keys, owner};
use super::{field_name, short, short_at, spanned};
use crate::ast::{At, Column, ForeignKey, Model, ModelKind};

/// Statements that fail, at the attribute, where a rule is broken.
pub(super) fn rules(model: &Model, keys: &Keys) -> TokenStream {
    let mut rules = TokenStream::new();
    if model.flattens() {
        let door = short();
        let (_, generics, _) = model.generics.split_for_impl();
        let ident = &model.ident;
        let pieces = match model.kind {
            ModelKind::Table => quote!(&<#ident #generics as #door::Table>::OWN.pieces),
            ModelKind::Columns => quote!(<#ident #generics as #door::Columns>::PIECES),
        };
        let name = pieces_at(Span::mixed_site());
        rules.extend(quote!(let #name = #pieces;));
    }
    for column in model.columns() {
        of_column(column, &mut rules);
    }
    of_keys(model, keys, &mut rules);
    if model.flattens() {
        rules.extend(of_flattened(model));
    }
    rules
}

/// The local that holds the parts of a struct that flattens others: named once, known at every place.
fn pieces_at(at: Span) -> Ident {
    Ident::new("pieces", at)
}

fn of_column(column: &Column, rules: &mut TokenStream) {
    let ty = TypeOf(column);
    let field = || field_name(&column.ident);
    if let Some(size) = &column.size
        && column.sql_type.all.is_none()
    {
        let kind = if column.precision { takes::PRECISION } else { takes::LENGTH };
        let at = spanned(size.span);
        let field = field();
        let door = short_at(at);
        rules.extend(quote_spanned!(at=> #door::takes_size(#ty, #field, #kind);));
    }
    if let Some(identity) = &column.identity {
        let at = spanned(identity.span);
        let field = field();
        let door = short_at(at);
        rules.extend(quote_spanned!(at=> #door::is_numbered(#ty, #field);));
    }
    for default in column.default.all.iter().chain(column.default.each.iter().flatten()) {
        let (kind, text) = match &default.value {
            Default::Bool(value) => (takes::BOOL, value.to_string()),
            Default::Int(value) => (takes::INT, value.to_string()),
            Default::Number(value) => (takes::NUMBER, value.clone()),
            Default::Text(value) => (takes::TEXT, value.clone()),
            Default::Sql(_) => continue,
        };
        let at = spanned(default.span);
        let field = field();
        let door = short_at(at);
        rules.extend(quote_spanned!(at=> #door::takes_default(#ty, #field, #kind, #text);));
    }
}

fn of_keys(model: &Model, keys: &Keys, rules: &mut TokenStream) {
    let own = |name: &str| model.columns().find(|column| column.name.value == name);
    for name in model.primary_key.iter().flat_map(|key| &key.columns) {
        if let Some(column) = own(&name.value) {
            let (at, ty, field) = (spanned(name.span), TypeOf(column), field_name(&column.ident));
            let door = short_at(at);
            rules.extend(quote_spanned!(at=> #door::never_null(#ty, #field);));
        }
    }
    for (number, key) in model.foreign_keys.iter().enumerate() {
        if let Some(place) = keys.place_of(number) {
            of_foreign_key(model, key, place, rules);
        }
        if key.on_delete == Action::SetNull || key.on_update == Action::SetNull {
            for column in key.columns.iter().filter_map(|name| own(&name.value)) {
                let (at, ty, field) = (spanned(key.span), TypeOf(column), field_name(&column.ident));
                let door = short_at(at);
                rules.extend(quote_spanned!(at=> #door::can_be_null(#ty, #field);));
            }
        }
    }
}

/// A foreign key and what it refers to have the same types. `place` is its own among the struct's `REFS`.
fn of_foreign_key(model: &Model, key: &ForeignKey, place: usize, rules: &mut TokenStream) {
    let (ident, owner) = (&model.ident, owner(key));
    let (_, generics, _) = model.generics.split_for_impl();
    let bearer =
        Ident::new(if model.kind == ModelKind::Table { "Table" } else { "Columns" }, Span::mixed_site());
    for (k, (name, field)) in key.columns.iter().zip(&key.target_fields).enumerate() {
        let (text, field, at) = (&name.value, field_name(field), spanned(field.span()));
        let here = short_at(at);
        let ty = match model.columns().find(|column| column.name.value == *text) {
            Some(column) => TypeOf(column).into_token_stream(),
            None => column_type(name),
        };
        rules.extend(quote_spanned! {at=>
            #here::same_type(#ty, <#ident #generics as #here::#bearer>::REFS, #place, #k, #text, #owner, #field);
        });
    }
}

/// The type of a column that a flattened struct brings.
fn column_type(name: &At<String>) -> TokenStream {
    let (text, at) = (&name.value, spanned(name.span));
    let (door, pieces) = (short_at(at), pieces_at(at));
    quote_spanned!(at=> #door::column_type(#pieces, #text))
}

fn of_flattened(model: &Model) -> TokenStream {
    let at = spanned(model.ident.span());
    let (door, pieces) = (short_at(at), pieces_at(at));
    let mut rules = quote_spanned! {at=>
        #door::no_duplicates(#pieces);
        #door::one_primary_key(#pieces);
    };
    for name in named_elsewhere(model) {
        let ty = column_type(&name);
        rules.extend(quote!(#ty;));
    }
    rules
}

/// Columns that keys name and that the struct itself doesn't have; those of foreign keys are asked for their types.
fn named_elsewhere(model: &Model) -> Vec<At<String>> {
    let mut names: Vec<At<String>> = Vec::new();
    names
        .extend(model.primary_key.iter().flat_map(|key| [key.columns.clone(), key.include.clone()].concat()));
    names.extend(model.uniques.iter().flat_map(|unique| unique.columns.clone()));
    for index in &model.indexes {
        names.extend(index.include.iter().cloned());
        names.extend(index.parts.iter().filter_map(|part| match &part.on.value {
            IndexTarget::Column(name) => Some(At::new(name.clone(), part.on.span)),
            IndexTarget::Expression(_) => None,
        }));
    }
    names.retain(|name| model.columns().all(|column| column.name.value != name.value));
    names
}
