//! The reviewed schema as constants.

use migrate_core::model::lines;
use migrate_core::{Dialect, Schema};
use proc_macro2::{Literal, TokenStream};
use quote::quote;

use crate::expand::door;

/// One dialect's tables, sorted by name in byte order.
pub(super) fn dialect(dialect: Dialect, schema: &Schema) -> TokenStream {
    let door = door();
    let (place, name) = (dialect.index(), dialect.title());
    let mut tables: Vec<_> = schema.tables.iter().map(|table| (table.name.to_string(), table)).collect();
    tables.sort_by(|a, b| a.0.cmp(&b.0));
    let tables = tables.into_iter().map(|(name, table)| {
        let lines::Lines { columns, keys, types, refs } = lines::of_table(schema, table);
        let (types, kinds) = kinds(types);
        let kinds = Literal::byte_string(&kinds);
        quote! {
            #door::SnapTable {
                name: #name, columns: #columns, keys: #keys, types: #types, kinds: #kinds, refs: #refs,
            }
        }
    });
    let objects = lines::of_objects(schema);
    quote! {
        #door::DialectSnapshot {
            dialect: #place, name: #name, tables: &[#(#tables),*], objects: &[#(#objects),*],
        }
    }
}

/// Each type once, and which of them each column has: as the derive writes them.
fn kinds(types: String) -> (String, Vec<u8>) {
    let mut once: Vec<&str> = Vec::new();
    let mut kinds = Vec::new();
    for slot in types.split_inclusive('\n') {
        let place = once.iter().position(|other| *other == slot).unwrap_or_else(|| {
            once.push(slot);
            once.len() - 1
        });
        match u8::try_from(place) {
            Ok(kind) if kind < u8::MAX => kinds.push(kind),
            // As many types as that have no short numbers.
            Ok(_) | Err(_) => return (types, Vec::new()),
        }
    }
    (once.concat(), kinds)
}
