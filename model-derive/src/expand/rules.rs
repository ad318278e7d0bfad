//! Rules that only rustc can check, for it alone knows the types.

use migrate_core::schema::{Action, Default, IndexTarget};
use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};

use super::columns::type_of;
use super::keys::{owner, target};
use super::{door, door_at, field_name, spanned};
use crate::ast::{At, Column, Model, ModelKind};

/// Statements that fail, at the attribute, where a rule is broken.
pub(super) fn rules(model: &Model) -> TokenStream {
    let mut rules = TokenStream::new();
    for column in model.columns() {
        rules.extend(of_column(column));
    }
    rules.extend(of_keys(model));
    if model.flattens() {
        rules.extend(of_flattened(model));
    }
    rules
}

fn of_column(column: &Column) -> TokenStream {
    let field = field_name(&column.ident);
    let mut rules = TokenStream::new();
    if let Some(size) = &column.size
        && column.sql_type.all.is_none()
    {
        let ty = type_of(column);
        let word = if column.precision { "precision" } else { "length" };
        let at = spanned(size.span);
        let door = door_at(at);
        rules.extend(quote_spanned!(at=> #door::takes_size(#ty, #word, #field);));
    }
    if let Some(identity) = &column.identity {
        let (ty, at) = (type_of(column), spanned(identity.span));
        let door = door_at(at);
        rules.extend(quote_spanned!(at=> #door::is_numbered(#ty, #field);));
    }
    for default in column.default.all.iter().chain(column.default.each.iter().flatten()) {
        let (kind, text) = match &default.value {
            Default::Bool(value) => (b'b', value.to_string()),
            Default::Int(value) => (b'i', value.to_string()),
            Default::Number(value) => (b'n', value.clone()),
            Default::Text(value) => (b't', value.clone()),
            Default::Sql(_) => continue,
        };
        let ty = type_of(column);
        let at = spanned(default.span);
        let door = door_at(at);
        rules.extend(quote_spanned!(at=> #door::takes_default(#ty, #kind, #text, #field);));
    }
    rules
}

fn of_keys(model: &Model) -> TokenStream {
    let door = door();
    let (_, generics, _) = model.generics.split_for_impl();
    let ident = &model.ident;
    let own = |name: &str| model.columns().find(|column| column.name.value == name);
    let mut rules = TokenStream::new();
    for name in model.primary_key.iter().flat_map(|key| &key.columns) {
        if let Some(column) = own(&name.value) {
            let (ty, field) = (type_of(column), field_name(&column.ident));
            let at = spanned(name.span);
            let door = door_at(at);
            rules.extend(quote_spanned!(at=> #door::never_null(#ty, #field);));
        }
    }
    let door_trait = match model.kind {
        ModelKind::Table => quote!(Table),
        ModelKind::Columns => quote!(Columns),
    };
    let columns = quote!(<#ident #generics as #door::#door_trait>::COLUMNS);
    for key in &model.foreign_keys {
        let (target, owner) = (target(model, key), owner(key));
        for (name, field) in key.columns.iter().zip(&key.target_fields) {
            let (name, field, at) = (&name.value, field_name(field), spanned(field.span()));
            let here = door_at(at);
            rules.extend(quote_spanned! {at=>
                #here::same_type(#columns, #name, <#target as #door::Table>::COLUMNS, #owner, #field);
            });
        }
        if key.on_delete == Action::SetNull || key.on_update == Action::SetNull {
            for column in key.columns.iter().filter_map(|name| own(&name.value)) {
                let (ty, field) = (type_of(column), field_name(&column.ident));
                let at = spanned(key.span);
                let door = door_at(at);
                rules.extend(quote_spanned!(at=> #door::can_be_null(#ty, #field);));
            }
        }
    }
    rules
}

fn of_flattened(model: &Model) -> TokenStream {
    let door = door();
    let (_, generics, _) = model.generics.split_for_impl();
    let ident = &model.ident;
    let door_trait = match model.kind {
        ModelKind::Table => quote!(Table),
        ModelKind::Columns => quote!(Columns),
    };
    let this = quote!(<#ident #generics as #door::#door_trait>);
    let at = spanned(ident.span());
    let door = door_at(at);
    let mut rules = quote_spanned! {at=>
        #door::no_duplicates(#this::COLUMNS);
        #door::one_primary_key(#this::KEYS);
    };
    for name in named_elsewhere(model) {
        let (text, at) = (&name.value, spanned(name.span));
        let door = door_at(at);
        rules.extend(quote_spanned!(at=> #door::column_exists(#this::COLUMNS, #text);));
    }
    rules
}

/// Columns that keys name and that the struct itself doesn't have.
fn named_elsewhere(model: &Model) -> Vec<At<String>> {
    let mut names: Vec<At<String>> = Vec::new();
    names.extend(model.primary_key.iter().flat_map(|key| key.columns.clone()));
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
