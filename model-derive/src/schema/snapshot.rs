//! The reviewed schema as constants.

use migrate_core::model::lines;
use migrate_core::{Dialect, Schema};
use proc_macro2::TokenStream;
use quote::quote;

use crate::expand::door;

/// One dialect's tables, sorted by the hash of their names.
pub(super) fn dialect(dialect: Dialect, schema: &Schema) -> TokenStream {
    let door = door();
    let (place, name) = (dialect.index(), dialect.title());
    let mut tables: Vec<_> = schema
        .tables
        .iter()
        .map(|table| {
            let name = table.name.to_string();
            (lines::hash(&name), name, table)
        })
        .collect();
    tables.sort_by_key(|(id, ..)| *id);
    let tables = tables.into_iter().map(|(id, name, table)| {
        let lines = lines::of_table(schema, table);
        let sum = lines::sum(&lines);
        let lines::Lines { columns, keys, types, refs } = lines;
        quote! {
            #door::SnapTable {
                id: #id, sum: #sum, name: #name, columns: #columns, keys: #keys, types: #types, refs: #refs,
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
