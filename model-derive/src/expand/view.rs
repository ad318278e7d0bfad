//! A view: one line per dialect, and the functions that `schema!` calls.

use migrate_core::Dialect;
use migrate_core::model::lines;
use migrate_core::schema::View;
use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::Ident;

use super::{door, door_at, read, spanned};
use crate::ast::ViewModel;

/// `derive(View)`
pub(crate) fn view(of: &ViewModel) -> TokenStream {
    let door = door();
    let ident = &of.model.ident;
    let text = Dialect::ALL.map(|dialect| line(of, dialect));
    let functions = functions(ident, &quote!([[#(#text),*]]));
    let at = spanned(ident.span());
    let read = read(&of.model);
    let listed = quote_spanned!(at=> const _: () = #door::listed::<#ident, _>(););
    quote! {
        const _: () = {
            #functions
            #listed
            #read
        };
    }
}

/// A view that is in error: nothing else fails.
pub(crate) fn no_view(ident: &Ident) -> TokenStream {
    let functions = functions(ident, &quote!([["", "", ""]]));
    quote!(const _: () = { #functions };)
}

fn line(of: &ViewModel, dialect: Dialect) -> String {
    let Some(query) = of.query.get(dialect) else { return String::new() };
    let name = match dialect {
        Dialect::Postgres => of.model.qname(),
        Dialect::Sqlite | Dialect::Mysql => of.model.name.value.as_str().into(),
    };
    lines::view(&View {
        name,
        query: query.value.trim().trim_end_matches(';').trim_end().to_owned(),
        materialized: of.materialized && dialect == Dialect::Postgres,
        with: Vec::new(),
        indexes: Vec::new(),
        comment: of.model.comment.as_ref().map(|comment| comment.value.clone()),
    })
}

fn functions(ident: &Ident, lines: &TokenStream) -> TokenStream {
    let door = door();
    let at = spanned(ident.span());
    let [snapshot, also] = ["snapshot", "also"].map(|name| Ident::new(name, at));
    let here = door_at(at);
    let check = quote_spanned!(at=> #here::check_objects(&__LINES, #snapshot, #also););
    quote! {
        const __LINES: [[&'static str; 3]; 1] = #lines;

        #[automatically_derived]
        impl #door::Group for #ident {
            type This = Self;
            const TABLES: #door::Tables = #door::Tables::Objects(&__LINES);
        }

        #[automatically_derived]
        #[allow(dead_code, unreachable_pub, clippy::all, clippy::pedantic)]
        impl #ident {
            #[doc(hidden)]
            pub const fn __gate(#snapshot: &'static #door::Snapshot, #also: &#door::Message) {
                #check
            }

            #[doc(hidden)]
            pub const fn __report(snapshot: &'static #door::Snapshot, report: &mut #door::Message) {
                #door::report_objects(&__LINES, snapshot, report);
            }

            #[doc(hidden)]
            pub const fn __is_same(snapshot: &'static #door::Snapshot) -> bool {
                #door::same_objects(&__LINES, snapshot)
            }
        }
    }
}
