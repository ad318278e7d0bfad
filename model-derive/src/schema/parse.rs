//! Reading `schema!` and `tables!`.

use migrate_core::Dialect;
use proc_macro2::Span;
use quote::ToTokens;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Attribute, Ident, Token, Type, Visibility, bracketed};

use crate::errors::Errors;
use crate::suggest;

/// `pub static APP: Sqlite + Postgres = [User, Team];`
pub(super) struct SchemaInput {
    pub(super) attrs: Vec<Attribute>,
    pub(super) vis: Visibility,
    pub(super) ident: Ident,
    pub(super) dialects: Vec<Ident>,
    pub(super) elements: Vec<Type>,
}

/// `pub TABLES = [Invoice, Payment];`
pub(super) struct TablesInput {
    pub(super) attrs: Vec<Attribute>,
    pub(super) vis: Visibility,
    pub(super) ident: Ident,
    pub(super) elements: Vec<Type>,
}

impl Parse for SchemaInput {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let attrs = input.call(Attribute::parse_outer)?;
        let vis = input.parse()?;
        let cure = "write `pub static APP: Sqlite = [User, Team];`";
        if !input.peek(Token![static]) {
            return Err(input.error(format_args!("expected `static`: {cure}")));
        }
        input.parse::<Token![static]>()?;
        let ident = input.parse()?;
        if !input.peek(Token![:]) {
            return Err(input.error(format_args!("expected `:` and the dialects: {cure}")));
        }
        input.parse::<Token![:]>()?;
        let dialects = Punctuated::<Ident, Token![+]>::parse_separated_nonempty(input)?;
        let elements = list(input)?;
        Ok(Self { attrs, vis, ident, dialects: dialects.into_iter().collect(), elements })
    }
}

impl Parse for TablesInput {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let attrs = input.call(Attribute::parse_outer)?;
        let vis = input.parse()?;
        if input.peek(Token![static]) {
            return Err(input.error("a group of tables is a type: `pub TABLES = [Invoice, Payment];`"));
        }
        let ident = input.parse()?;
        let elements = list(input)?;
        Ok(Self { attrs, vis, ident, elements })
    }
}

/// `= [A, B];`
fn list(input: ParseStream<'_>) -> syn::Result<Vec<Type>> {
    if !input.peek(Token![=]) {
        return Err(input.error("expected `=` and the list: `= [User, Team];`"));
    }
    input.parse::<Token![=]>()?;
    let content;
    bracketed!(content in input);
    let elements = Punctuated::<Type, Token![,]>::parse_terminated(&content)?;
    if !input.is_empty() {
        input.parse::<Token![;]>()?;
    }
    if !input.is_empty() {
        return Err(input.error("one list per macro: write it a second time"));
    }
    Ok(elements.into_iter().collect())
}

/// The dialects, in the order of [`Dialect::ALL`].
pub(super) fn dialects(words: &[Ident], errors: &mut Errors) -> Vec<Dialect> {
    let mut dialects = Vec::new();
    for word in words {
        match Dialect::ALL.into_iter().find(|dialect| word == dialect.word()) {
            Some(dialect) if dialects.contains(&dialect) => {
                errors.at(word.span(), format_args!("`{word}` is named twice"));
            }
            Some(dialect) => dialects.push(dialect),
            None => {
                let text = word.to_string();
                let hint = suggest::nearest(&text.to_lowercase(), Dialect::ALL.map(Dialect::name))
                    .and_then(|name| name.parse::<Dialect>().ok())
                    .map_or_else(
                        || format!("allowed: {}", suggest::list(&Dialect::ALL.map(Dialect::word))),
                        |dialect| format!("did you mean `{}`?", dialect.word()),
                    );
                errors.at(word.span(), format_args!("`{word}` is no dialect; {hint}"));
            }
        }
    }
    dialects.sort_unstable();
    dialects
}

/// Elements that stand in a list twice.
pub(super) fn twice(elements: &[Type], errors: &mut Errors) {
    let texts: Vec<_> = elements.iter().map(|element| element.to_token_stream().to_string()).collect();
    for (i, text) in texts.iter().enumerate() {
        if texts[..i].contains(text) {
            errors.over(&elements[i], format_args!("`{}` is listed twice", text.replace(' ', "")));
        }
    }
}

/// The place of an element.
pub(super) fn span(element: &Type) -> Span {
    syn::spanned::Spanned::span(element)
}
