//! A view: one line per dialect, and the functions that `schema!` calls.

use migrate_core::Dialect;
use migrate_core::model::lines;
use migrate_core::schema::View;
use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::Ident;

use super::{opened, read, short, short_at, spanned};
use crate::ast::ViewModel;

/// `derive(View)`
pub(crate) fn view(of: &ViewModel) -> TokenStream {
    let ident = &of.model.ident;
    let text = Dialect::ALL.map(|dialect| line(of, dialect));
    let functions = functions(ident, &quote!([[#(#text),*]]));
    let at = spanned(ident.span());
    let door = short_at(at);
    let read = read(&of.model);
    let listed = quote_spanned!(at=> const _: () = #door::listed::<#ident, _>(););
    opened(&quote!(#functions #listed #read))
}

/// A view that is in error: nothing else fails.
pub(crate) fn no_view(ident: &Ident) -> TokenStream {
    let functions = functions(ident, &quote!([["", "", ""]]));
    opened(&functions)
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
    let door = short();
    let at = spanned(ident.span());
    let (here, case) = (short_at(at), Ident::new("case", at));
    let check = quote_spanned!(at=> #here::check_objects(__LINES, #case););
    quote! {
        const __LINES: &'static [[&'static str; 3]] = &#lines;

        #[automatically_derived]
        impl #door::Table for #ident {
            type This = Self;
            const TABLES: #door::Tables = #door::Tables::Objects(__LINES);
        }

        impl #ident {
            #[doc(hidden)]
            pub const fn __gate(#case: #door::Case) {
                #check
            }
        }
    }
}
