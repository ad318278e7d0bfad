//! Bounds that a generic struct needs: each field whose type names a parameter is a column's type.

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Ident, Type, parse_quote};

use super::door;
use crate::ast::{Field, Model};

/// Adds them.
pub(crate) fn bound(model: &mut Model) {
    let params: Vec<Ident> = model.generics.type_params().map(|param| param.ident.clone()).collect();
    if params.is_empty() {
        return;
    }
    let door = door();
    let bounds: Vec<syn::WherePredicate> = model
        .fields
        .iter()
        .filter_map(|field| match field {
            Field::Column(column) if column.sql_type.all.is_none() && names(&column.ty, &params) => {
                let ty = &column.ty;
                Some(parse_quote!(#ty: #door::ColumnType))
            }
            Field::Flatten { ty, .. } if names(ty, &params) => Some(parse_quote!(#ty: #door::Columns)),
            Field::Column(_) | Field::Flatten { .. } | Field::Skip { .. } => None,
        })
        .collect();
    if !bounds.is_empty() {
        model.generics.make_where_clause().predicates.extend(bounds);
    }
}

fn names(ty: &Type, params: &[Ident]) -> bool {
    any(ty.to_token_stream(), params)
}

fn any(tokens: TokenStream, params: &[Ident]) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Ident(ident) => params.contains(&ident),
        TokenTree::Group(group) => any(group.stream(), params),
        TokenTree::Punct(_) | TokenTree::Literal(_) => false,
    })
}
