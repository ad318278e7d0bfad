//! Attributes as a tree: words, `name = value`, `name(…)`.

use proc_macro2::{Span, TokenTree};
use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::spanned::Spanned;
use syn::{Attribute, Expr, Ident, Token, Type, parenthesized, token};

use crate::errors::Errors;

/// One item of an attribute.
#[derive(Debug)]
pub(crate) enum Arg {
    Meta(Meta),
    /// A literal, or a path such as `Team::id`.
    Expr(Expr),
}

/// An item with a name.
#[derive(Debug)]
pub(crate) struct Meta {
    pub(crate) name: Ident,
    pub(crate) value: Value,
}

/// What follows the name.
#[derive(Debug)]
pub(crate) enum Value {
    /// Nothing.
    Word,
    /// `= …`
    Eq(Box<Expr>),
    /// `= …` where a type is asked for.
    Type(Box<Type>),
    /// `(…)`
    List(Vec<Arg>),
}

impl Arg {
    pub(crate) fn span(&self) -> Span {
        match self {
            Self::Meta(meta) => meta.name.span(),
            Self::Expr(expr) => expr.span(),
        }
    }
}

impl Meta {
    /// The name without `r#`.
    pub(crate) fn word(&self) -> String {
        self.name.unraw().to_string()
    }

    pub(crate) fn span(&self) -> Span {
        self.name.span()
    }

    /// The name and its value, for a place to point at.
    pub(crate) fn whole(&self) -> Span {
        let end = match &self.value {
            Value::Word => return self.span(),
            Value::Eq(expr) => expr.span(),
            Value::Type(ty) => ty.span(),
            Value::List(_) => return self.span(),
        };
        self.span().join(end).unwrap_or(end)
    }
}

/// All items of the attributes of this name.
pub(crate) fn read(attrs: &[Attribute], name: &str, errors: &mut Errors) -> Vec<Arg> {
    let mut args = Vec::new();
    for attr in attrs.iter().filter(|attr| attr.path().is_ident(name)) {
        match &attr.meta {
            syn::Meta::List(list) => {
                let result = attr.parse_args_with(|input: ParseStream<'_>| {
                    list_of(input, &mut args, errors);
                    Ok(())
                });
                if let Err(error) = result {
                    errors.push(error);
                }
                if list.tokens.is_empty() {
                    errors.over(attr, format_args!("nothing is said in `#[{name}()]`: take it away"));
                }
            }
            syn::Meta::Path(_) | syn::Meta::NameValue(_) => {
                errors.over(attr, format_args!("write the attributes in brackets: `#[{name}(…)]`"));
            }
        }
    }
    args
}

/// Items between commas; a broken one is reported and skipped, so that the others are seen.
pub(crate) fn list_of(input: ParseStream<'_>, args: &mut Vec<Arg>, errors: &mut Errors) {
    while !input.is_empty() {
        match arg(input, errors) {
            Ok(arg) => args.push(arg),
            Err(error) => {
                errors.push(error);
                skip(input);
            }
        }
        if !input.is_empty() && input.parse::<Token![,]>().is_err() {
            errors.push(input.error("expected a comma between attributes"));
            skip(input);
            let _ = input.parse::<Token![,]>();
        }
    }
}

fn skip(input: ParseStream<'_>) {
    while !input.is_empty() && !input.peek(Token![,]) && input.parse::<TokenTree>().is_ok() {}
}

fn arg(input: ParseStream<'_>, errors: &mut Errors) -> syn::Result<Arg> {
    let named = input.peek(Ident::peek_any) && !input.peek2(Token![::]) && !input.peek2(Token![<]);
    let literal = input.peek(syn::LitBool);
    if !named || literal {
        return input.parse().map(Arg::Expr);
    }
    let name = input.call(Ident::parse_any)?;
    let value = if input.peek(Token![=]) {
        input.parse::<Token![=]>()?;
        if input.is_empty() || input.peek(Token![,]) {
            return Err(syn::Error::new(name.span(), format_args!("a value is missing after `{name} =`")));
        }
        if name == "diesel_type" {
            Value::Type(Box::new(input.parse()?))
        } else {
            Value::Eq(Box::new(input.parse()?))
        }
    } else if input.peek(token::Paren) {
        let inner;
        parenthesized!(inner in input);
        let mut args = Vec::new();
        list_of(&inner, &mut args, errors);
        Value::List(args)
    } else {
        Value::Word
    };
    Ok(Arg::Meta(Meta { name, value }))
}
