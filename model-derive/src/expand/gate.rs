//! The gate of one table: a const function whose failure stands at the user's field.

use proc_macro2::{Delimiter, Group, Span, TokenStream, TokenTree};
use quote::quote;
use syn::Ident;

use super::{short, spanned};
use crate::ast::{Field, Model};

/// So many calls are one expression.
const DEPTH: usize = 32;

/// The inherent function that `schema!` calls. An error of const evaluation shows each call on its way: one of them
/// stands at each field and at each key. Each takes what the one before it gives: as statements they would cost rustc
/// almost twice as much, and so would a `match`.
pub(super) fn gate(model: &Model, key_places: &[Span], rules: Option<&TokenStream>) -> TokenStream {
    let door = short();
    let ident = &model.ident;
    let case = Ident::new("case", Span::mixed_site());
    let (impl_generics, generics, bounds) = model.generics.split_for_impl();
    let fields = model.fields.iter().filter_map(|field| match field {
        Field::Column(column) => Some(column.ident.span()),
        Field::Flatten { ident, .. } => Some(ident.span()),
        Field::Skip { .. } => None,
    });
    let places: Vec<Span> =
        std::iter::once(ident.span()).chain(fields).chain(key_places.iter().copied()).collect();
    let calls = places.chunks(DEPTH).map(|places| {
        let calls = places.iter().fold(quote!(#case), |inner, place| call(*place, inner));
        quote!(let #case = #calls;)
    });
    quote! {
        impl #impl_generics #ident #generics #bounds {
            #[doc(hidden)]
            pub const fn __gate(#case: #door::Case) {
                #rules
                let #case = #case.at(<Self as #door::Table>::TABLE);
                if #case.place > 0 {
                    use #door::fail;
                    #(#calls)*
                    let _ = #case;
                }
            }
        }
    }
}

/// `fail(…)` at a place of the user's.
fn call(place: Span, inner: TokenStream) -> TokenStream {
    let at = spanned(place);
    let mut arguments = Group::new(Delimiter::Parenthesis, inner);
    arguments.set_span(at);
    TokenStream::from_iter([TokenTree::from(Ident::new("fail", at)), TokenTree::from(arguments)])
}
