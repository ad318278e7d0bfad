//! Visibility, as it reads from a module further in.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote};
use syn::{Ident, Path, Visibility};

/// `vis` as it must be written `depth` modules further in, to mean the same place.
///
/// The items of a module must not be more visible than the struct: rustc refuses a `pub` column whose SQL
/// type is a private enum (E0446).
pub(crate) fn deeper(vis: &Visibility, depth: usize) -> TokenStream {
    let up = |count: usize| {
        let supers = std::iter::repeat_n(Ident::new("super", Span::call_site()), count);
        quote!(#(#supers)::*)
    };
    match vis {
        Visibility::Public(_) => vis.to_token_stream(),
        Visibility::Inherited => {
            let path = up(depth);
            quote!(pub(in #path))
        }
        Visibility::Restricted(restricted) => {
            let path: &Path = &restricted.path;
            let first = path.segments.first().map(|segment| segment.ident.to_string());
            match first.as_deref() {
                Some("self") => {
                    let path = up(depth);
                    quote!(pub(in #path))
                }
                Some("super") => {
                    let up = up(depth);
                    quote!(pub(in #up::#path))
                }
                _ => vis.to_token_stream(),
            }
        }
    }
}
