//! From a struct to the module that Diesel wants.

use proc_macro2::{Span, TokenStream};
use syn::ext::IdentExt;
use syn::{Attribute, Ident, Type, Visibility, parse_quote};

use super::module::{Column, ColumnType, Entry, Foreign, Kind, Module};
use super::{if_diesel, next, relations};
use crate::ast::{self, DieselModule, Field, Model, ModelKind};
use crate::attr::is_option;
use crate::check;

/// The table module of a struct, or the macro of a struct to flatten.
///
/// A generic struct has none: its columns' types are known where it is used only.
pub(crate) fn model(model: &Model, attrs: &[Attribute]) -> TokenStream {
    if cfg!(not(feature = "diesel")) || !model.generics.params.is_empty() || model.fields.is_empty() {
        return TokenStream::new();
    }
    let kind = match (model.kind, &model.diesel) {
        (ModelKind::Table, DieselModule::Off) => return relations::without_module(&model.ident),
        // What stands in the way was said already.
        (ModelKind::Table, DieselModule::Default | DieselModule::Named(_))
            if module_name(model).is_none() || model.columns().any(check::is_reserved) =>
        {
            return relations::without_module(&model.ident);
        }
        (ModelKind::Table, DieselModule::Default | DieselModule::Named(_)) => Kind::Table,
        (ModelKind::Columns, DieselModule::Off) => return TokenStream::new(),
        // Diesel's own derive binds the struct to the one table that this attribute names.
        (ModelKind::Columns, DieselModule::Default | DieselModule::Named(_)) => {
            Kind::Columns { insertable: !names_table(attrs) }
        }
    };
    let name = match kind {
        Kind::Table => module_name(model).unwrap_or_else(|| model.ident.clone()),
        Kind::Columns { .. } => model.ident.clone(),
    };
    let module = Module {
        kind,
        owner: model.ident.clone(),
        vis: model.vis.clone(),
        name,
        sql: model.name.value.clone(),
        namespace: model.namespace.as_ref().map(|namespace| namespace.value.clone()),
        key: key(model),
        entries: model.fields.iter().filter_map(|field| entry(model, field)).collect(),
        foreign: model.foreign_keys.iter().map(|key| foreign(model, key)).collect(),
    };
    if_diesel(&next(&module))
}

/// The name of a table's module, where one can be made.
pub(crate) fn module_name(model: &Model) -> Option<Ident> {
    let (text, span) = match &model.diesel {
        DieselModule::Named(name) => (name.value.as_str(), name.span),
        DieselModule::Default | DieselModule::Off => (model.name.value.as_str(), model.name.span),
    };
    let text = text.trim_start_matches("r#");
    // rustc's own words need `r#`, and a few of them can't be names at all.
    let mut ident = syn::parse_str::<Ident>(text).or_else(|_| syn::parse_str(&format!("r#{text}"))).ok()?;
    ident.set_span(Span::call_site().located_at(span));
    Some(ident)
}

fn names_table(attrs: &[Attribute]) -> bool {
    attrs.iter().filter(|attr| attr.path().is_ident("diesel")).any(|attr| {
        let mut found = false;
        // Whatever else Diesel's attributes say is Diesel's to read.
        let _ = attr.parse_nested_meta(|meta| {
            found |= meta.path.is_ident("table_name");
            if let Ok(value) = meta.value() {
                value.parse::<Type>()?;
            }
            Ok(())
        });
        found
    })
}

fn key(model: &Model) -> Option<Vec<String>> {
    let key = model.primary_key.as_ref()?;
    Some(key.columns.iter().map(|column| column.value.clone()).collect())
}

fn entry(model: &Model, field: &Field) -> Option<Entry> {
    match field {
        Field::Column(of) => Some(Entry::Column(column(model, of))),
        Field::Flatten { ident, ty } => Some(Entry::Flatten { field: ident.clone(), ty: ty.clone() }),
        Field::Skip { .. } => None,
    }
}

fn column(model: &Model, of: &ast::Column) -> Column {
    let name = &of.name.value;
    let key =
        model.primary_key.as_ref().is_some_and(|key| key.columns.iter().any(|column| column.value == *name));
    let ty = match &of.diesel_type {
        None if of.sql_type.is_empty() && check::refused(&of.ty).is_some() => {
            ColumnType::Given { ty: parse_quote!(Text), nullable: is_option(&of.ty) }
        }
        Some(ty) => {
            let nullable = of.nullable.as_ref().map_or_else(|| is_option(&of.ty), |nullable| nullable.value);
            ColumnType::Given { ty: ty.clone(), nullable }
        }
        None => {
            let public = matches!(of.vis, Visibility::Public(_)) || of.vis == model.vis;
            ColumnType::Rust { ty: of.ty.clone(), public, ours: of.sql_type.all.is_none() }
        }
    };
    Column {
        ident: of.ident.clone(),
        sql: name.clone(),
        docs: of.docs.clone().unwrap_or_else(|| format!("The column `{name}`.")),
        length: of
            .size
            .as_ref()
            .filter(|_| !of.precision)
            .and_then(|size| size.value.trim_start_matches("fixed ").parse().ok()),
        key,
        ty,
        group: None,
    }
}

/// A key of several columns still lets both tables stand in one query; nothing joins by it without a condition.
fn foreign(model: &Model, key: &ast::ForeignKey) -> Foreign {
    let owner = &model.ident;
    let path = &key.target;
    let target = if path.is_ident("Self") { parse_quote!(#owner) } else { parse_quote!(#path) };
    let column = match key.columns.as_slice() {
        [one] => Some(one.value.clone()),
        _ => None,
    };
    let field = key.target_fields.first().map(|field| field.unraw().to_string()).unwrap_or_default();
    Foreign { column, target, field }
}
