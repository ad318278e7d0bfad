//! The gate of one table: a const function whose failure stands at the user's field.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::Ident;

use super::{door, spanned};
use crate::ast::{Field, Model};

/// The inherent functions that `schema!` calls.
pub(super) fn gate(model: &Model, key_places: &[Span], rules: &TokenStream) -> TokenStream {
    let door = door();
    let ident = &model.ident;
    // Named once: a local is known by where it was named, not only by its letters.
    let [verdict, also, snapshot] =
        ["verdict", "also", "snapshot"].map(|name| Ident::new(name, Span::mixed_site()));
    let fail = |span: Span| {
        let at = spanned(span);
        let [verdict, also] = ["verdict", "also"].map(|name| Ident::new(name, at));
        quote_spanned!(at=> #verdict.fail(#also))
    };
    let (impl_generics, generics, bounds) = model.generics.split_for_impl();
    let fields = model.fields.iter().filter_map(|field| match field {
        Field::Column(column) => Some(column.ident.span()),
        Field::Flatten { ident, .. } => Some(ident.span()),
        Field::Skip { .. } => None,
    });
    let arms = fields.chain(key_places.iter().copied()).zip(2_u16..).map(|(span, place)| {
        let fail = fail(span);
        quote!(#place => #fail,)
    });
    let at_struct = fail(ident.span());
    // A struct with generics is checked where it is listed: rustc knows its types only then.
    let rules = if model.generics.params.is_empty() { &TokenStream::new() } else { rules };
    quote! {
        #[automatically_derived]
        #[allow(dead_code, unreachable_pub, clippy::all, clippy::pedantic)]
        impl #impl_generics #ident #generics #bounds {
            #[doc(hidden)]
            pub const fn __gate(#snapshot: &'static #door::Snapshot, #also: &#door::Message) {
                #rules
                let #verdict = #door::compare(<Self as #door::Table>::TABLE, #snapshot);
                match #verdict.place() {
                    0 => {}
                    #(#arms)*
                    _ => #at_struct,
                }
            }

            #[doc(hidden)]
            pub const fn __report(snapshot: &'static #door::Snapshot, report: &mut #door::Message) {
                #door::compare(<Self as #door::Table>::TABLE, snapshot).add_to(report);
            }

            #[doc(hidden)]
            pub const fn __is_same(snapshot: &'static #door::Snapshot) -> bool {
                #door::is_same(<Self as #door::Table>::TABLE, snapshot)
            }
        }
    }
}
