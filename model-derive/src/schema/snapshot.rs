//! The reviewed schema as constants.

use migrate_core::model::{lines, record};
use migrate_core::{Dialect, Schema};
use proc_macro2::{Literal, TokenStream};
use quote::quote;

use crate::expand::{door, read_tokens, string};

/// One dialect's tables, in buckets by the hash of their names, and the text that the record holds of them.
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
    let (mut entries, mut text) = (String::new(), String::new());
    for (id, name, table) in tables {
        let lines = lines::of_table(schema, table);
        let (sum, at) = (lines::sum(&lines), text.len());
        entries.push_str(&format!("__migrate::SnapTable{{id:{id},sum:{sum},at:{at}}},"));
        record::add_table(&mut text, &name, &lines);
    }
    record::add_objects(&mut text, schema);
    let tables = read_tokens(&format!("&[{entries}],text:{}", string(&text)));
    let objects = lines::of_objects(schema);
    quote! {
        #door::DialectSnapshot {
            dialect: #place, name: #name, tables: #tables, buckets: &[#(#buckets),*], mask: #mask, objects: &[#(#objects),*],
        }
    }
}
