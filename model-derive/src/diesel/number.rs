//! Numbers as types, see `migrate_core::dsl`.

use std::collections::BTreeMap;
use std::sync::Mutex;

use once_cell::sync::Lazy;
use proc_macro2::TokenStream;
use quote::quote;

use super::module::Module;

/// Bits of a table's number: of a thousand tables, two share one with a chance of one in two millions.
const TABLE_BITS: usize = 40;

/// How many tables of this crate began with the same number.
static SEEN: Lazy<Mutex<BTreeMap<u64, u64>>> = Lazy::new(Mutex::default);

/// A column's number, its place in the table, as a type.
pub(super) fn of_column(at: usize) -> TokenStream {
    bits(u64::try_from(at).unwrap_or_default(), 10)
}

/// A number that no other table has, whatever crate it stands in: made of names, so that it is the same in the
/// next build and nothing is compiled anew.
pub(super) fn of_table(module: &Module) -> TokenStream {
    let package = |name: &str| std::env::var(name).unwrap_or_default();
    let Module { owner, name, sql, .. } = module;
    let words = [
        package("CARGO_PKG_NAME"),
        package("CARGO_PKG_VERSION"),
        package("CARGO_CRATE_NAME"),
        owner.to_string(),
        name.to_string(),
        sql.clone(),
    ];
    let hash = migrate_core::dsl::hash(&words.join("\n"));
    let before = match SEEN.lock() {
        Ok(mut seen) => {
            let count = seen.entry(hash).or_default();
            *count += 1;
            *count - 1
        }
        Err(_) => 0,
    };
    bits(migrate_core::dsl::hash(&format!("{hash} {before}")), TABLE_BITS)
}

fn bits(number: u64, count: usize) -> TokenStream {
    let mut tokens = quote!(());
    for bit in (0..count).rev() {
        let digit = if number >> bit & 1 == 1 { quote!(T) } else { quote!(F) };
        tokens = quote!((::migrate_core::dsl::#digit, #tokens));
    }
    tokens
}
