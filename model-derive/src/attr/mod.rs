//! Reading `#[table(…)]` and `#[column(…)]`; every value keeps its place.
//!
//! | file | reads |
//! |---|---|
//! | `meta`, `value` | the grammar that all attributes share |
//! | `column` | a field |
//! | `made` | values that the database makes |
//! | `table` | the struct |
//! | `index`, `exclude`, `foreign_key`, `check` | what both can bring |
//! | `types` | enums and newtypes |
//! | `view` | a view |

mod check;
mod column;
mod exclude;
mod foreign_key;
mod index;
mod lookup;
mod made;
pub(crate) mod meta;
mod table;
mod types;
pub(crate) mod value;
mod view;
#[cfg(test)]
mod words;

pub(crate) use column::is_option;
pub(crate) use index::strings;
pub(crate) use lookup::Lookup;
pub(crate) use table::model;
pub(crate) use types::{enumeration, newtype};
pub(crate) use view::view;

use proc_macro2::Span;
use syn::{Attribute, Expr, Lit, Meta};

use crate::ast::At;
use crate::errors::Errors;

/// The doc comment, its lines joined, without the space that begins each.
pub(crate) fn docs(attrs: &[Attribute]) -> Option<String> {
    let lines: Vec<_> = attrs
        .iter()
        .filter_map(|attr| match &attr.meta {
            Meta::NameValue(pair) if pair.path.is_ident("doc") => match &pair.value {
                Expr::Lit(literal) => match &literal.lit {
                    Lit::Str(text) => Some(text.value()),
                    _ => None,
                },
                _ => None,
            },
            _ => None,
        })
        .collect();
    let text = lines.iter().map(|line| line.strip_prefix(' ').unwrap_or(line)).collect::<Vec<_>>().join("\n");
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// A comment: `comment = "…"`, or `comment` alone for the doc comment.
fn comment(meta: &meta::Meta, docs: Option<&String>, errors: &mut Errors) -> Option<At<String>> {
    if !matches!(meta.value, meta::Value::Word) {
        return value::string(meta, errors);
    }
    match docs {
        Some(docs) => Some(At::new(docs.clone(), meta.span())),
        None => {
            errors.at(
                meta.span(),
                "`comment` alone takes the doc comment, and there is none: `comment = \"…\"`",
            );
            None
        }
    }
}

/// Notes a value given twice; the first one stays.
fn once<T>(slot: &mut Option<T>, value: Option<T>, name: &str, span: Span, errors: &mut Errors) {
    if slot.is_some() {
        errors.at(span, format_args!("`{name}` is given twice: take one away"));
    } else {
        *slot = value;
    }
}
