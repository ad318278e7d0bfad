//! Diesel's table modules, and the SQL types of enums and newtypes.
//!
//! Everything emitted here stands inside `migrate_core::__if_diesel!`, which keeps it where migrate-core is built
//! with Diesel: a derive can't see the features of another crate.
//!
//! | file | writes |
//! |---|---|
//! | `build` | nothing yet: makes a `module::Module` of a struct |
//! | `module` | a half-known module as tokens, and back |
//! | `flatten` | the macro of a struct to flatten |
//! | `table`, `column`, `groups` | the module of a table |
//! | `number` | numbers as types: which column, which table |
//! | `relations` | what foreign keys allow: joins |
//! | `insert` | flattened structs as values to insert |
//! | `values` | enums and newtypes as values |

mod build;
mod column;
mod flatten;
mod groups;
mod insert;
mod module;
mod number;
mod relations;
mod table;
mod types;
mod values;
mod vis;

pub(crate) use build::{model, module_name};
pub(crate) use values::{enumeration, newtype};

use proc_macro2::TokenStream;
use quote::quote;
use syn::parse::{ParseStream, Parser};
use syn::{Ident, LitBool, Result};

use self::module::{Column, ColumnType, Entry, Foreign, Group, Kind, Module, bracket, many};

/// Keeps items where migrate-core is built with Diesel.
fn if_diesel(items: &TokenStream) -> TokenStream {
    if items.is_empty() {
        return TokenStream::new();
    }
    quote!(::migrate_core::__if_diesel! { #items })
}

/// What follows: the next struct to flatten is asked, or everything is known.
fn next(module: &Module) -> TokenStream {
    let flat = module.entries.iter().find_map(|entry| match entry {
        Entry::Flatten { ty, .. } => Some(ty),
        Entry::Column(_) => None,
    });
    match flat {
        Some(ty) => match module::macro_path(ty) {
            Some(path) => flatten::call(module, &path),
            None => syn::Error::new_spanned(
                ty,
                "name the struct that is flattened by a path: `Audit`, `shared::Audit`",
            )
            .to_compile_error(),
        },
        None => emit(module),
    }
}

fn emit(module: &Module) -> TokenStream {
    match module.kind {
        Kind::Table => {
            let (table, relations, insert) =
                (table::emit(module), relations::emit(module), insert::emit(module));
            quote!(#table #relations #insert)
        }
        Kind::Columns { .. } => flatten::emit(module, flatten::insertable(module)),
    }
}

/// Goes on where a flattened struct has told its columns: `[[insertable] [columns] [foreign keys]] module`.
pub(crate) fn resume(input: TokenStream) -> TokenStream {
    let read = |input: ParseStream<'_>| -> Result<Module> {
        let (insertable, columns, foreign) = bracket(input, |told| {
            let insertable = bracket(told, |flag| Ok(flag.parse::<LitBool>()?.value))?;
            let columns = bracket(told, |columns| many(columns, Column::read))?;
            let foreign = bracket(told, |foreign| many(foreign, Foreign::read))?;
            Ok((insertable, columns, foreign))
        })?;
        let mut module = Module::read(input)?;
        flatten_in(&mut module, insertable, columns, foreign);
        Ok(module)
    };
    match read.parse2(input) {
        Ok(mut module) => {
            let twice = drop_twins(&mut module);
            let module = next(&module);
            quote!(#twice #module)
        }
        Err(error) => error.to_compile_error(),
    }
}

/// A module holds one column of a name. Two columns of one name in the database are const evaluation's to report.
fn drop_twins(module: &mut Module) -> TokenStream {
    let mut seen: Vec<(Ident, String)> = Vec::new();
    let mut errors = TokenStream::new();
    module.entries.retain(|entry| {
        let Entry::Column(column) = entry else { return true };
        let twin = seen.iter().find(|(ident, _)| *ident == column.ident);
        if let Some((ident, sql)) = twin {
            if *sql != column.sql {
                let text = format!(
                    "two fields are called `{ident}`, one of them in a flattened struct: Diesel's table module can hold \
                     one; give a field another name and keep its column, `#[column(name = \"{}\")]`",
                    column.sql
                );
                errors.extend(syn::Error::new(module.name.span(), text).to_compile_error());
            }
            return false;
        }
        seen.push((column.ident.clone(), column.sql.clone()));
        true
    });
    errors
}

/// Puts the columns of the first struct that is still unknown in its place.
fn flatten_in(module: &mut Module, insertable: bool, columns: Vec<Column>, foreign: Vec<Foreign>) {
    let Some(at) = module.entries.iter().position(|entry| matches!(entry, Entry::Flatten { .. })) else {
        return;
    };
    let Entry::Flatten { field, ty } = module.entries.remove(at) else { return };
    let columns = columns.into_iter().enumerate().map(|(k, column)| {
        let inner = column.group.iter().flat_map(|group| group.fields.iter().cloned());
        let fields = std::iter::once(field.clone()).chain(inner).collect();
        Entry::Column(Column {
            ty: ColumnType::Flat { ty: ty.clone(), at: k },
            group: Some(Group { fields, ty: ty.clone(), insertable }),
            ..column
        })
    });
    module.entries.splice(at..at, columns);
    let name = &module.name;
    let asks = match module.kind {
        Kind::Table => quote!(#name::table),
        Kind::Columns { .. } => quote!(__For),
    };
    let foreign = foreign.into_iter().enumerate().map(|(k, foreign)| Foreign {
        target: syn::parse_quote!(<#ty as ::migrate_core::dsl::FlatForeign<#asks, #k>>::Target),
        ..foreign
    });
    module.foreign.extend(foreign);
}
