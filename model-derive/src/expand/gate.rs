//! The gate of one table: a const function whose failure stands at the user's field.

use proc_macro2::{Delimiter, Group, Literal, Punct, Spacing, Span, TokenStream, TokenTree};
use quote::quote;
use syn::Ident;

use super::{short, spanned};
use crate::ast::{Field, Model};

/// The inherent function that `schema!` calls. An error of const evaluation shows each call on its way: one of them
/// stands at each field and at each key.
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
    let mut arms = TokenStream::new();
    for (span, place) in fields.chain(key_places.iter().copied()).zip(2_u16..) {
        arm(Literal::u16_unsuffixed(place).into(), span, &mut arms);
    }
    arm(Ident::new("_", Span::mixed_site()).into(), ident.span(), &mut arms);
    quote! {
        impl #impl_generics #ident #generics #bounds {
            #[doc(hidden)]
            pub const fn __gate(#case: #door::Case) {
                #rules
                let #case = #case.of(<Self as #door::Table>::TABLE);
                let #fail = #door::fail;
                match #case.place {
                    0 => {}
                    #arms
                }
            }
        }
    }
}

/// `2 => fail(case),` with the call at a place of the user's.
fn arm(pattern: TokenTree, span: Span, arms: &mut TokenStream) {
    let at = spanned(span);
    let case = TokenTree::from(Ident::new("case", at));
    let mut argument = Group::new(Delimiter::Parenthesis, case.into());
    argument.set_span(at);
    let tokens: [TokenTree; 6] = [
        pattern,
        Punct::new('=', Spacing::Joint).into(),
        Punct::new('>', Spacing::Alone).into(),
        Ident::new("fail", at).into(),
        argument.into(),
        Punct::new(',', Spacing::Alone).into(),
    ];
    arms.extend(tokens);
}
