//! The reviewed schema as constants.

use migrate_core::model::lines;
use migrate_core::{Dialect, Schema};
use proc_macro2::TokenStream;
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
        quote! {
            #door::SnapTable { name: #name, columns: #columns, keys: #keys, types: #types, refs: #refs }
        }
    });
    let objects = lines::of_objects(schema);
    quote! {
        #door::DialectSnapshot {
            dialect: #place, name: #name, tables: &[#(#tables),*], objects: &[#(#objects),*],
        }
    }
}
