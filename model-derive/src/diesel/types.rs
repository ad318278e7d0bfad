//! The SQL types that can be told from a Rust type's name alone.
//!
//! Only the primitives, `String`, `Vec<u8>` and `Option` of them: nobody else's types have these names.
//! All others, aliases among them, are asked for by trait.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{GenericArgument, PathArguments, Type};

use super::module::peel;

/// A type of `diesel::sql_types`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Known {
    Bool,
    SmallInt,
    Integer,
    BigInt,
    Float,
    Double,
    Text,
    Binary,
}

impl Known {
    /// Its path.
    pub(crate) fn path(self) -> TokenStream {
        match self {
            Self::Bool => quote!(::migrate_core::dsl::diesel::sql_types::Bool),
            Self::SmallInt => quote!(::migrate_core::dsl::diesel::sql_types::SmallInt),
            Self::Integer => quote!(::migrate_core::dsl::diesel::sql_types::Integer),
            Self::BigInt => quote!(::migrate_core::dsl::diesel::sql_types::BigInt),
            Self::Float => quote!(::migrate_core::dsl::diesel::sql_types::Float),
            Self::Double => quote!(::migrate_core::dsl::diesel::sql_types::Double),
            Self::Text => quote!(::migrate_core::dsl::diesel::sql_types::Text),
            Self::Binary => quote!(::migrate_core::dsl::diesel::sql_types::Binary),
        }
    }

    /// Whether one can add, subtract, multiply and divide it.
    pub(crate) fn numeric(self) -> bool {
        match self {
            Self::SmallInt | Self::Integer | Self::BigInt | Self::Float | Self::Double => true,
            Self::Bool | Self::Text | Self::Binary => false,
        }
    }
}

/// The type, and whether it may be NULL.
pub(crate) fn known(ty: &Type) -> Option<(Known, bool)> {
    match option(ty) {
        Some(inner) => plain(inner).map(|known| (known, true)),
        None => plain(ty).map(|known| (known, false)),
    }
}

/// The `T` of `Option<T>`.
pub(crate) fn option(ty: &Type) -> Option<&Type> {
    let (name, argument) = std_path(ty, &["option"])?;
    if name == "Option" { argument } else { None }
}

fn plain(ty: &Type) -> Option<Known> {
    let (name, argument) = std_path(ty, &["string", "vec"])?;
    Some(match (name.as_str(), argument) {
        ("bool", None) => Known::Bool,
        ("i16", None) => Known::SmallInt,
        ("i32", None) => Known::Integer,
        ("i64", None) => Known::BigInt,
        ("f32", None) => Known::Float,
        ("f64", None) => Known::Double,
        ("String", None) => Known::Text,
        ("Vec", Some(of)) if std_path(of, &[])? == ("u8".to_owned(), None) => Known::Binary,
        _ => return None,
    })
}

/// The last word of a bare path, or of `std::…`, and its only argument.
fn std_path<'a>(ty: &'a Type, modules: &[&str]) -> Option<(String, Option<&'a Type>)> {
    let Type::Path(path) = peel(ty) else { return None };
    if path.qself.is_some() {
        return None;
    }
    let segments = &path.path.segments;
    let last = segments.last()?;
    let words: Vec<String> = segments.iter().map(|segment| segment.ident.to_string()).collect();
    match words.as_slice() {
        [_] if path.path.leading_colon.is_none() => {}
        [krate, module, _]
            if ["std", "core", "alloc"].contains(&krate.as_str()) && modules.contains(&module.as_str()) => {}
        _ => return None,
    }
    let argument = match &last.arguments {
        PathArguments::None => None,
        PathArguments::AngleBracketed(list) => match list.args.iter().collect::<Vec<_>>().as_slice() {
            [GenericArgument::Type(ty)] => Some(ty),
            _ => return None,
        },
        PathArguments::Parenthesized(_) => return None,
    };
    Some((last.ident.to_string(), argument))
}
