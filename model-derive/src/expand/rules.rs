//! Rules that only rustc can check, for it alone knows the types.

use migrate_core::schema::{Action, Default, IndexTarget};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};

use super::keys::{owner, target};
use super::{field_name, short, short_at, spanned};
use crate::ast::{At, Column, Model, ModelKind};

/// Statements that fail, at the attribute, where a rule is broken. They know the struct's parts as a local.
pub(super) fn rules(model: &Model) -> TokenStream {
    let mut rules = TokenStream::new();
    for (k, column) in model.columns().enumerate() {
        of_column(k, column, &mut rules);
    }
    of_keys(model, &mut rules);
    let door = short();
    let (_, generics, _) = model.generics.split_for_impl();
    let ident = &model.ident;
    let pieces = match model.kind {
        ModelKind::Table => quote!(<#ident #generics as #door::Table>::OWN.pieces),
        ModelKind::Columns => quote!(<#ident #generics as #door::Columns>::PIECES),
    };
    if model.flattens() {
        rules.extend(of_flattened(model));
    }
    if rules.is_empty() {
        return rules;
    }
    let name = pieces_at(Span::mixed_site());
    quote!(let #name = #pieces; #rules)
}

/// The local that holds the parts: named once, known at every place.
fn pieces_at(at: Span) -> Ident {
    Ident::new("pieces", at)
}

fn of_column(k: usize, column: &Column, rules: &mut TokenStream) {
    if let Some(size) = &column.size
        && column.sql_type.all.is_none()
    {
        let word = if column.precision { "precision" } else { "length" };
        let at = spanned(size.span);
        let (door, pieces) = (short_at(at), pieces_at(at));
        rules.extend(quote_spanned!(at=> #door::takes_size(#pieces, #k, #word);));
    }
    if let Some(identity) = &column.identity {
        let at = spanned(identity.span);
        let (door, pieces) = (short_at(at), pieces_at(at));
        rules.extend(quote_spanned!(at=> #door::is_numbered(#pieces, #k);));
    }
    for default in column.default.all.iter().chain(column.default.each.iter().flatten()) {
        let (kind, text) = match &default.value {
            Default::Bool(value) => (b'b', value.to_string()),
            Default::Int(value) => (b'i', value.to_string()),
            Default::Number(value) => (b'n', value.clone()),
            Default::Text(value) => (b't', value.clone()),
            Default::Sql(_) => continue,
        };
        let at = spanned(default.span);
        let (door, pieces) = (short_at(at), pieces_at(at));
        rules.extend(quote_spanned!(at=> #door::takes_default(#pieces, #k, #kind, #text);));
    }
}

fn of_keys(model: &Model, rules: &mut TokenStream) {
    let door = short();
    let own = |name: &str| model.columns().position(|column| column.name.value == name);
    for name in model.primary_key.iter().flat_map(|key| &key.columns) {
        if let Some(k) = own(&name.value) {
            let at = spanned(name.span);
            let (door, pieces) = (short_at(at), pieces_at(at));
            rules.extend(quote_spanned!(at=> #door::never_null(#pieces, #k);));
        }
    }
    for key in &model.foreign_keys {
        let (target, owner) = (target(model, key), owner(key));
        for (name, field) in key.columns.iter().zip(&key.target_fields) {
            let (name, field, at) = (&name.value, field_name(field), spanned(field.span()));
            let (here, pieces) = (short_at(at), pieces_at(at));
            rules.extend(quote_spanned! {at=>
                #here::same_type(#pieces, #name, <#target as #door::Table>::OWN, #owner, #field);
            });
        }
        if key.on_delete == Action::SetNull || key.on_update == Action::SetNull {
            for k in key.columns.iter().filter_map(|name| own(&name.value)) {
                let at = spanned(key.span);
                let (door, pieces) = (short_at(at), pieces_at(at));
                rules.extend(quote_spanned!(at=> #door::can_be_null(#pieces, #k);));
            }
        }
    }
}

fn of_flattened(model: &Model) -> TokenStream {
    let at = spanned(model.ident.span());
    let (door, pieces) = (short_at(at), pieces_at(at));
    let mut rules = quote_spanned! {at=>
        #door::no_duplicates(#pieces);
        #door::one_primary_key(#pieces);
    };
    for name in named_elsewhere(model) {
        let (text, at) = (&name.value, spanned(name.span));
        let (door, pieces) = (short_at(at), pieces_at(at));
        rules.extend(quote_spanned!(at=> #door::column_exists(#pieces, #text);));
    }
    rules
}

/// Columns that keys name and that the struct itself doesn't have.
fn named_elsewhere(model: &Model) -> Vec<At<String>> {
    let mut names: Vec<At<String>> = Vec::new();
    names
        .extend(model.primary_key.iter().flat_map(|key| [key.columns.clone(), key.include.clone()].concat()));
    names.extend(model.uniques.iter().flat_map(|unique| unique.columns.clone()));
    names.extend(model.foreign_keys.iter().flat_map(|key| key.columns.clone()));
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
