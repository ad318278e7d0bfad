//! Writing `impl`s, inside `const _`, through `migrate_core::__private`.
//!
//! | file | writes |
//! |---|---|
//! | `project` | the model on each dialect |
//! | `columns`, `keys` | its canonical lines, and what only rustc knows beside them |
//! | `rules` | what const evaluation checks at once |
//! | `gate` | what `schema!` calls |
//! | `types` | enums and newtypes |
//! | `view` | views |

mod columns;
mod gate;
mod generics;
mod keys;
mod project;
mod rules;
mod types;
mod view;

pub(crate) use generics::bound;
pub(crate) use types::{enumeration, newtype};
pub(crate) use view::{no_view, view};

use migrate_core::model::lines;
use migrate_core::{Dialect, QName};
use proc_macro2::{Literal, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::Ident;
use syn::ext::IdentExt;

use crate::ast::{Field, Model, ModelKind};

/// The door of generated code.
pub(crate) fn door() -> TokenStream {
    quote!(::migrate_core::__private)
}

/// The door, seen from a place of the user's: a call begins where its first word stands, and const evaluation
/// shows where the call begins.
pub(crate) fn door_at(at: Span) -> TokenStream {
    quote_spanned!(at=> ::migrate_core::__private)
}

/// The door inside a `const _` that [`opened`] made: a word, for it is said often. To say a stream of several words
/// costs a call of the compiler each time.
pub(super) fn short() -> Ident {
    short_at(Span::call_site())
}

/// The same, as [`door_at`].
pub(super) fn short_at(at: Span) -> Ident {
    Ident::new("__migrate", at)
}

/// A `const _` in which the door has its short word.
pub(super) fn opened(items: &TokenStream) -> TokenStream {
    quote! {
        #[allow(dead_code, unreachable_pub, unreachable_code, clippy::all, clippy::pedantic)]
        const _: () = {
            use ::migrate_core::__private as __migrate;
            #items
        };
    }
}

/// Our own code, shown at a place of the user's: lints and hygiene know that it isn't theirs.
pub(crate) fn spanned(span: Span) -> Span {
    Span::mixed_site().located_at(span)
}

/// A field's name without `r#`.
pub(crate) fn field_name(ident: &Ident) -> String {
    ident.unraw().to_string()
}

/// A field's place: 1 is the struct, fields follow in their order.
fn place_of(model: &Model, field: &Ident) -> u16 {
    let fields = model.fields.iter().filter_map(|field| match field {
        Field::Column(column) => Some(&column.ident),
        Field::Flatten { ident, .. } => Some(ident),
        Field::Skip { .. } => None,
    });
    fields.zip(2..).find(|(ident, _)| *ident == field).map_or(1, |(_, place)| place)
}

/// Our own words as tokens. What names nothing of the user's is written as text: the compiler reads it faster than it
/// takes tokens one by one from a macro that isn't optimised.
pub(crate) fn read_tokens(text: &str) -> TokenStream {
    // `proc_macro2` would read it twice.
    let tokens = if proc_macro::is_available() {
        text.parse::<proc_macro::TokenStream>().map(TokenStream::from).map_err(|error| error.to_string())
    } else {
        text.parse().map_err(|error: proc_macro2::LexError| error.to_string())
    };
    tokens.unwrap_or_else(|error| {
        let text = format!("the derive wrote what can't be read: {error}");
        quote!(::core::compile_error!(#text))
    })
}

/// A string literal as text.
pub(crate) fn string(of: &str) -> String {
    if is_raw(of) { format!("r#\"{of}\"#") } else { Literal::string(of).to_string() }
}

/// Whether a text can stand in a raw literal, which is written as fast as it is copied, where to escape is a look at each
/// character. rustc warns of characters that write backwards: others than ASCII are escaped.
fn is_raw(of: &str) -> bool {
    of.is_ascii() && !of.contains('#') && !of.contains('\r')
}

/// A value per dialect as text.
fn each<T>(values: &[T; 3], write: impl Fn(&T) -> String) -> String {
    let [a, b, c] = values;
    format!("[{},{},{}]", write(a), write(b), write(c))
}

/// A value per dialect as text, written once where it is the same: for what is long, for the number in `[value; 3]` is a
/// body of its own to rustc.
fn repeat_or_each<T: PartialEq>(values: &[T; 3], write: impl Fn(&T) -> String) -> String {
    let [a, b, c] = values;
    if a == b && b == c { format!("[{};3]", write(a)) } else { each(values, write) }
}

/// A slice of numbers.
fn numbers(of: &[u64]) -> String {
    let mut text = String::from("&[");
    for number in of {
        text.push_str(&number.to_string());
        text.push(',');
    }
    text.push(']');
    text
}

/// The table's name per dialect: only PostgreSQL has namespaces.
fn names(name: &QName) -> [String; 3] {
    Dialect::ALL.map(|dialect| match dialect {
        Dialect::Postgres => name.to_string(),
        Dialect::Sqlite | Dialect::Mysql => QName::from(name.name.as_str()).to_string(),
    })
}

/// Everything that `derive(Table)` or `derive(Columns)` says of a struct.
///
/// rustc pays for each function, each constant and each call, in every build: there are as few as can be.
pub(crate) fn model(model: &mut Model) -> TokenStream {
    bound(model);
    let model = &*model;
    let door = short();
    let ident = &model.ident;
    let (impl_generics, generics, bounds) = model.generics.split_for_impl();
    let projected = Dialect::ALL.map(|dialect| project::project(model, dialect));
    let keys = keys::keys(model, &projected);
    let pieces = columns::pieces(model, &projected, &keys);
    let refs = keys::refs(model, &keys);
    let rules = rules::rules(model, &keys);
    let generic = !model.generics.params.is_empty();
    let read = read(model);
    let implementation = match model.kind {
        ModelKind::Columns => {
            let checked = (!generic && !rules.is_empty()).then(|| quote!(const _: () = { #rules };));
            let refs = refs.map(|refs| quote!(const REFS: &'static #door::Refs = #refs;));
            quote! {
                #[automatically_derived]
                impl #impl_generics #door::Columns for #ident #generics #bounds {
                    const PIECES: &'static #door::Pieces = &#pieces;
                    #refs
                }
                #checked
            }
        }
        ModelKind::Table => {
            let names = names(&model.qname());
            let ids = each(&names, |name| lines::hash(name).to_string());
            let names = each(&names, |name| string(name));
            let names = read_tokens(&format!("name:{names},id:{ids},"));
            // A struct with generics is checked where it is listed: rustc knows its types only then.
            let (at_once, later) = if generic { (None, Some(&rules)) } else { (Some(&rules), None) };
            let gate = gate::gate(model, &keys.places, later);
            let listed = at_once.map(|rules| listed(model, rules));
            let own = quote!(#door::OwnDef { #names pieces: #pieces });
            // What stands in a static is checked once, what a constant refers to each time: but a static knows no generics.
            let (apart, own) = if generic {
                (None, quote!(&#own))
            } else {
                (Some(quote!(static __OWN: #door::OwnDef = #own;)), quote!(&__OWN))
            };
            let refs = refs.map(|refs| quote!(const REFS: &'static #door::Refs = #refs;));
            quote! {
                #apart
                #[automatically_derived]
                impl #impl_generics #door::Table for #ident #generics #bounds {
                    type This = Self;
                    const OWN: &'static #door::OwnDef = #own;
                    #refs
                }
                #gate
                #listed
            }
        }
    };
    opened(&quote!(#implementation #read))
}

/// The names of indexes, foreign keys and checks, each with its place, by kind.
pub(crate) fn key_names(model: &Model) -> [Vec<(String, Span)>; 3] {
    // PostgreSQL has every kind of them.
    let of = project::project(model, Dialect::Postgres);
    [
        of.indexes.into_iter().map(|(index, span)| (index.name, span)).collect(),
        of.foreign_keys
            .into_iter()
            .map(|(key, number)| (key.name, model.foreign_keys[number].span))
            .collect(),
        of.checks.into_iter().map(|(check, span)| (check.name, span)).collect(),
    ]
}

/// Fails, at the struct, where no list of the crate names it, and at the attribute that breaks a rule. Instances of a
/// generic struct can't be known.
fn listed(model: &Model, rules: &TokenStream) -> TokenStream {
    let ident = &model.ident;
    let at = spanned(ident.span());
    let door = short_at(at);
    let listed = quote_spanned!(at=> #door::listed::<#ident, _>(););
    quote!(#listed #rules)
}

/// Counts every field as read: a struct may be there for its table alone. Behind a `return`, and as values of one tuple,
/// they cost rustc the least: what can't be reached isn't checked for what it borrows and moves.
fn read(model: &Model) -> TokenStream {
    let ident = &model.ident;
    let (impl_generics, generics, bounds) = model.generics.split_for_impl();
    let fields = model.fields.iter().map(|field| match field {
        Field::Column(column) => &column.ident,
        Field::Flatten { ident, .. } | Field::Skip { ident } => ident,
    });
    let mut body = String::from("{return;let _=(");
    for field in fields {
        body.push_str("__this.");
        body.push_str(&field.to_string());
        body.push(',');
    }
    body.push_str(");}");
    let body = read_tokens(&body);
    quote!(fn __read #impl_generics (__this: #ident #generics) #bounds #body)
}

/// What a struct still says of itself where its attributes are wrong: enough that nothing else fails.
pub(crate) fn fallback(ident: &Ident, generics: &syn::Generics, kind: ModelKind) -> TokenStream {
    let door = short();
    let (impl_generics, ty, bounds) = generics.split_for_impl();
    opened(&match kind {
        ModelKind::Columns => quote! {
            #[automatically_derived]
            impl #impl_generics #door::Columns for #ident #ty #bounds {
                const PIECES: &'static #door::Pieces = &#door::Pieces::NONE;
            }
        },
        ModelKind::Table => quote! {
            #[automatically_derived]
            impl #impl_generics #door::Table for #ident #ty #bounds {
                type This = Self;
                const OWN: &'static #door::OwnDef = &#door::OwnDef::FAILED;
                const TABLES: #door::Tables = #door::Tables::Many(&[]);
            }
            impl #impl_generics #ident #ty #bounds {
                #[doc(hidden)]
                pub const fn __gate(_: #door::Case) {}
            }
        },
    })
}
