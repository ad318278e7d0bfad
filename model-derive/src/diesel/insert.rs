//! `Insertable` of a flattened struct for the tables that flatten it.
//!
//! Diesel's own derive binds an embedded struct to one table; here each table brings the `impl` for itself.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use super::groups::{Node, nest};
use super::module::{Column, Module};

/// One for each struct that the table flattens.
pub(super) fn emit(module: &Module) -> TokenStream {
    let columns: Vec<_> = module.columns().collect();
    let mut done = Vec::new();
    let impls = nest(&columns).into_iter().filter_map(|node| match node {
        Node::Group { group, ref inside, .. } if group.insertable && !done.contains(&group.ty) => {
            done.push(group.ty.clone());
            Some(insertable(module, &group.ty, inside))
        }
        Node::Group { .. } | Node::Column(_) => None,
    });
    quote!(#(#impls)*)
}

fn insertable(module: &Module, ty: &syn::Type, inside: &[Node<'_>]) -> TokenStream {
    let name = &module.name;
    let mut leaves = Vec::new();
    let pattern = pattern(inside, &mut leaves);
    let idents: Vec<_> = leaves.iter().map(|column| &column.ident).collect();
    let values: Vec<_> = (0..leaves.len()).map(value).collect();
    // A type parameter for each SQL type: rustc can't normalize a projection in a bound of another.
    let types_of: Vec<_> =
        (0..leaves.len()).map(|at| Ident::new(&format!("__S{at}"), Span::call_site())).collect();
    let tuple = quote!((#(::core::option::Option<::migrate_core::dsl::diesel::dsl::Eq<#name::columns::#idents, #values>>,)*));
    let body = quote! {
        ::migrate_core::dsl::diesel::Insertable::values((#(
            #values.map(|__value| ::migrate_core::dsl::diesel::ExpressionMethods::eq(#name::columns::#idents, __value)),
        )*))
    };
    // Bounds on parameters are looked at when they are needed: a table whose types Diesel can't bind
    // still compiles, it just can't be inserted into this way.
    let bounds = quote! {
        #(
            #name::columns::#idents: ::migrate_core::dsl::diesel::Expression<SqlType = #types_of>,
            #types_of: ::migrate_core::dsl::diesel::sql_types::SqlType
                + ::migrate_core::dsl::diesel::sql_types::SingleValue,
            #values: ::migrate_core::dsl::diesel::expression::AsExpression<#types_of>,
        )*
        #tuple: ::migrate_core::dsl::diesel::Insertable<#name::table>,
    };
    let (_, types) = types(inside, 0);
    quote! {
        impl<#(#values, #types_of),*> ::migrate_core::dsl::diesel::Insertable<#name::table> for #ty
        where
            #ty: ::migrate_core::dsl::FlatValues<Values = #types>,
            #bounds
        {
            type Values = <#tuple as ::migrate_core::dsl::diesel::Insertable<#name::table>>::Values;

            #[allow(non_snake_case)]
            fn values(self) -> <#tuple as ::migrate_core::dsl::diesel::Insertable<#name::table>>::Values {
                let #pattern = ::migrate_core::dsl::FlatValues::flat_values(self);
                #body
            }
        }

        impl<'a, #(#values, #types_of),*> ::migrate_core::dsl::diesel::Insertable<#name::table> for &'a #ty
        where
            #ty: ::migrate_core::dsl::FlatValues<Refs<'a> = #types>,
            #bounds
        {
            type Values = <#tuple as ::migrate_core::dsl::diesel::Insertable<#name::table>>::Values;

            #[allow(non_snake_case)]
            fn values(self) -> <#tuple as ::migrate_core::dsl::diesel::Insertable<#name::table>>::Values {
                let #pattern = ::migrate_core::dsl::FlatValues::flat_refs(self);
                #body
            }
        }
    }
}

/// The pattern of `Values`, one name for each column.
fn pattern<'a>(nodes: &[Node<'a>], leaves: &mut Vec<&'a Column>) -> TokenStream {
    let parts: Vec<_> = nodes
        .iter()
        .map(|node| match node {
            Node::Column(column) => {
                let name = value(leaves.len());
                leaves.push(column);
                quote!(#name)
            }
            Node::Group { inside, .. } => pattern(inside, leaves),
        })
        .collect();
    quote!((#(#parts,)*))
}

/// The type of `Values`, and how many columns it holds.
fn types(nodes: &[Node<'_>], mut from: usize) -> (usize, TokenStream) {
    let parts: Vec<_> = nodes
        .iter()
        .map(|node| match node {
            Node::Column(_) => {
                let name = value(from);
                from += 1;
                quote!(::core::option::Option<#name>)
            }
            Node::Group { inside, .. } => {
                let (next, inner) = types(inside, from);
                from = next;
                inner
            }
        })
        .collect();
    (from, quote!((#(#parts,)*)))
}

fn value(at: usize) -> Ident {
    Ident::new(&format!("__V{at}"), Span::call_site())
}
