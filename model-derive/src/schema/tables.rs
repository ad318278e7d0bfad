//! `tables!`: a group, which is a type with the same functions as a table.

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::{ToTokens as _, quote, quote_spanned};
use syn::Ident;

use super::parse::{self, TablesInput};
use crate::errors::Errors;
use crate::expand::{door, spanned};

/// Expands `tables!`.
pub(crate) fn tables(input: TokenStream) -> TokenStream {
    let TablesInput { attrs, vis, ident, elements } = match syn::parse2(input) {
        Ok(input) => input,
        Err(error) => return error.to_compile_error(),
    };
    let mut errors = Errors::default();
    parse::twice(&elements, &mut errors);
    let errors = errors.into_tokens();
    let door = door();
    let listed = listed(&elements, &ident);
    let tables = group(&elements);
    let gate = gate(&elements);
    quote! {
        #errors
        #(#attrs)*
        #[allow(non_camel_case_types, clippy::upper_case_acronyms)]
        #vis enum #ident {}
        const _: () = {
            #listed
            #[automatically_derived]
            impl #door::Table for #ident {
                type This = Self;
                const TABLES: #door::Tables = #tables;
            }
            #[allow(unused_imports)]
            use #door::NoGate as _;
            #[allow(dead_code, unreachable_pub, clippy::all, clippy::pedantic)]
            impl #ident {
                #gate
            }
        };
    }
}

/// `impl Listed<Marker> for …` for each element.
pub(super) fn listed(elements: &[syn::Type], marker: &Ident) -> TokenStream {
    let door = door();
    let texts: Vec<_> = elements.iter().map(|element| quote!(#element).to_string()).collect();
    elements
        .iter()
        .enumerate()
        .filter(|(i, _)| !texts[..*i].contains(&texts[*i]))
        .map(|(_, element)| element)
        .map(|element| {
            let at = spanned(parse::span(element));
            quote_spanned!(at=> #[automatically_derived] impl #door::Listed<#marker> for #element {})
        })
        .collect()
}

/// The type whose functions are called: itself, and where it is neither table nor group the one error about that.
pub(super) fn functions(element: &syn::Type) -> TokenStream {
    let door = door();
    let at = spanned(parse::span(element));
    let element = ours(element);
    quote_spanned!(at=> <<#element as #door::Table>::This>)
}

/// The element in words of the macro's: rustc says a thing once that is wrong at one place in one expansion.
fn ours(element: &syn::Type) -> TokenStream {
    fn respan(tokens: TokenStream) -> TokenStream {
        let one = |mut token: TokenTree| {
            let at = spanned(token.span());
            if let TokenTree::Group(group) = &token {
                token = proc_macro2::Group::new(group.delimiter(), respan(group.stream())).into();
            }
            token.set_span(at);
            token
        };
        tokens.into_iter().map(one).collect()
    }
    respan(element.to_token_stream())
}

/// The tables of a list.
pub(super) fn group(elements: &[syn::Type]) -> TokenStream {
    let door = door();
    let each = elements.iter().map(|element| {
        let at = spanned(parse::span(element));
        let element = ours(element);
        quote_spanned!(at=> <#element as #door::Table>::TABLES)
    });
    quote!(#door::Tables::Many(&[#(#each),*]))
}

/// The same, with lines of what stands in no table: only PostgreSQL has such.
pub(super) fn group_with(elements: &[syn::Type], lines: &[String]) -> TokenStream {
    if lines.is_empty() {
        return group(elements);
    }
    let (door, group, lines) = (door(), group(elements), objects(lines));
    quote!(#door::Tables::Many(&[#group, #door::Tables::Objects(&#lines)]))
}

/// Lines per dialect.
pub(super) fn objects(lines: &[String]) -> TokenStream {
    quote!([#(["", #lines, ""]),*])
}

/// The first table that differs fails, and says what differs in those behind it too.
fn gate(elements: &[syn::Type]) -> TokenStream {
    let door = door();
    // Named once: a local is known by where it was named, not only by its letters.
    let case = Ident::new("case", Span::mixed_site());
    let each = elements.iter().map(|element| {
        let (at, of) = (spanned(parse::span(element)), functions(element));
        let case = Ident::new("case", at);
        quote_spanned!(at=> #of::__gate(#case);)
    });
    quote! {
        #[doc(hidden)]
        pub const fn __gate(#case: #door::Case) {
            let #case = #case.of(<Self as #door::Table>::LIST);
            #(#each)*
        }
    }
}
