//! The gate of one table: a const function whose failure stands at the user's field.

use proc_macro2::{Delimiter, Group, Literal, Punct, Spacing, Span, TokenStream, TokenTree};
use quote::quote;
use syn::Ident;

use super::{short, spanned};
use crate::ast::{Field, Model};

/// The inherent function that `schema!` calls. An error of const evaluation shows each call on its way: one of them
/// stands at each field and at each key. A `match` would cost rustc as much again.
pub(super) fn gate(model: &Model, key_places: &[Span], rules: Option<&TokenStream>) -> TokenStream {
    let door = short();
    let ident = &model.ident;
    // Named once: a local is known by where it was named, not only by its letters.
    let [case, fail] = ["case", "fail"].map(|name| Ident::new(name, Span::mixed_site()));
    let (impl_generics, generics, bounds) = model.generics.split_for_impl();
    let fields = model.fields.iter().filter_map(|field| match field {
        Field::Column(column) => Some(column.ident.span()),
        Field::Flatten { ident, .. } => Some(ident.span()),
        Field::Skip { .. } => None,
    });
    let mut calls = TokenStream::new();
    let places = std::iter::once(ident.span()).chain(fields).chain(key_places.iter().copied());
    for (span, place) in places.zip(1_u16..) {
        call(place, span, &mut calls);
    }
    let read = super::fields(model);
    quote! {
        impl #impl_generics #ident #generics #bounds {
            #[doc(hidden)]
            pub const fn __gate(#case: #door::Case) {
                #rules
                let #case = #case.at(<Self as #door::Table>::TABLE);
                if #case.place > 0 {
                    let #fail = #door::fail;
                    #calls
                }
                // Counts every field as read: a struct may be there for its table alone.
                if let ::core::option::Option::Some(Self { #read }) = ::core::option::Option::None::<&Self> {}
            }
        }
    }
}

/// `fail(case, 2);` at a place of the user's.
fn call(place: u16, span: Span, calls: &mut TokenStream) {
    let at = spanned(span);
    let arguments: [TokenTree; 3] = [
        Ident::new("case", at).into(),
        Punct::new(',', Spacing::Alone).into(),
        Literal::u16_unsuffixed(place).into(),
    ];
    let mut group = Group::new(Delimiter::Parenthesis, arguments.into_iter().collect());
    group.set_span(at);
    let tokens: [TokenTree; 3] =
        [Ident::new("fail", at).into(), group.into(), Punct::new(';', Spacing::Alone).into()];
    calls.extend(tokens);
}
