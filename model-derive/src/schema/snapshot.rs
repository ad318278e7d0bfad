//! The reviewed schema as constants.

use migrate_core::model::lines;
use migrate_core::{Dialect, Schema};
use proc_macro2::{Literal, TokenStream};
use quote::quote;

use crate::expand::{door, read_tokens};

/// One dialect's tables, in buckets by the hash of their names.
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
    let mask = (tables.len().next_power_of_two() as u64) - 1;
    tables.sort_by_key(|(id, ..)| (id & mask, *id));
    let begins = |bucket: u64| tables.partition_point(|(id, ..)| id & mask < bucket) as u32;
    let buckets: Vec<_> = (0..=mask + 1).map(|bucket| Literal::u32_unsuffixed(begins(bucket))).collect();
    let mut text = String::new();
    for (id, name, table) in tables {
        let lines = lines::of_table(schema, table);
        let sum = lines::sum(&lines);
        let [name, columns, keys, types, refs] =
            [&name, &lines.columns, &lines.keys, &lines.types, &lines.refs].map(|text| Literal::string(text));
        text.push_str(&format!(
            "__migrate::SnapTable{{id:{id},sum:{sum},name:{name},columns:{columns},keys:{keys},types:{types},refs:{refs}}},"
        ));
    }
    let tables = read_tokens(&text);
    let objects = lines::of_objects(schema);
    quote! {
        #door::DialectSnapshot {
            dialect: #place, name: #name, tables: &[#tables], buckets: &[#(#buckets),*], mask: #mask, objects: &[#(#objects),*],
        }
    }
}
