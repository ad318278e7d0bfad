//! Enums and newtypes as columns' types.

use migrate_core::Dialect;
use migrate_core::model::lines;
use migrate_core::schema::{EnumType, Type};
use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Generics, parse_quote};

use super::{columns, door, spanned};
use crate::ast::{EnumModel, NewtypeModel};
use crate::attr::is_option;

/// `derive(SqlEnum)`
pub(crate) fn enumeration(model: &EnumModel) -> TokenStream {
    let door = door();
    let ident = &model.ident;
    let (impl_generics, ty, bounds) = model.generics.split_for_impl();
    let each = Dialect::ALL.map(|dialect| EnumType {
        name: match (dialect, &model.namespace) {
            (Dialect::Postgres, Some(namespace)) => {
                migrate_core::QName::new(Some(&namespace.value), model.name.value.as_str())
            }
            (Dialect::Postgres | Dialect::Sqlite | Dialect::Mysql, _) => model.name.value.as_str().into(),
        },
        labels: model.labels.iter().map(|(_, label)| label.value.clone()).collect(),
        comment: model.comment.as_ref().map(|comment| comment.value.clone()),
    });
    let slot =
        |of: &EnumType| lines::type_slot(&Type::Enum(of.name.clone()), false, &[]).trim_end().to_owned();
    let codes = of_each(&each.each_ref().map(slot));
    let json = of_each(&each.each_ref().map(lines::enum_json));
    let count = model.labels.len();
    let variants = model.labels.iter().map(|(variant, _)| variant);
    quote! {
        const _: () = {
            // Counts every variant as used: values may only ever come from the database.
            #[allow(dead_code, clippy::all, clippy::pedantic)]
            fn __make #impl_generics () -> [#ident #ty; #count] #bounds {
                [#(#ident::#variants),*]
            }
            #[automatically_derived]
            impl #impl_generics #door::ColumnType for #ident #ty #bounds {
                type This = Self;
                const TYPE: #door::TypeDef = #door::TypeDef::enumeration(#codes, #json);
            }
            #[automatically_derived]
            impl #impl_generics #door::Element for #ident #ty #bounds {}
        };
    }
}

/// Outside of a `const _` that knows the short word.
fn of_each(texts: &[String; 3]) -> TokenStream {
    let [a, b, c] = texts;
    quote!([#a, #b, #c])
}

/// `derive(ColumnType)`
pub(crate) fn newtype(model: &NewtypeModel) -> TokenStream {
    let door = door();
    let (ident, inner) = (&model.ident, &model.inner);
    let at = spanned(inner.span());
    let codes =
        Dialect::ALL.map(|dialect| model.sql_type.get(dialect).map(|given| columns::code(&given.value)));
    let (ty, asks_inner) = match codes {
        [Some(a), Some(b), Some(c)] => {
            let nullable = is_option(inner);
            (quote!(#door::TypeDef::each([#a, #b, #c]).nullable(#nullable)), false)
        }
        codes => {
            let mut tokens = quote_spanned!(at=> <#inner as #door::ColumnType>::TYPE);
            for (dialect, code) in codes.iter().enumerate() {
                if let Some(code) = code {
                    tokens.extend(quote!(.on(#dialect, #code)));
                }
            }
            (tokens, true)
        }
    };
    let generics = bounded(model, asks_inner);
    let (impl_generics, params, bounds) = generics.split_for_impl();
    let field = &model.field;
    quote! {
        const _: () = {
            // Counts the field as read: the type may be there for its column alone.
            #[allow(dead_code, clippy::all, clippy::pedantic)]
            fn __read #impl_generics (this: &#ident #params) #bounds {
                let #ident { #field: _0 } = this;
            }
            #[automatically_derived]
            impl #impl_generics #door::ColumnType for #ident #params #bounds {
                type This = Self;
                const TYPE: #door::TypeDef = #ty;
            }
            #[automatically_derived]
            impl #impl_generics #door::Element for #ident #params #bounds {}
        };
    }
}

/// A generic newtype is a column's type where what it holds is one.
fn bounded(model: &NewtypeModel, asks_inner: bool) -> Generics {
    let mut generics = model.generics.clone();
    if asks_inner && generics.type_params().next().is_some() {
        let (door, inner) = (door(), &model.inner);
        generics.make_where_clause().predicates.push(parse_quote!(#inner: #door::ColumnType));
    }
    generics
}
