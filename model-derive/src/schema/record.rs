//! The record in the artifact.

use migrate_core::Dialect;
use migrate_core::model::record::{FORMAT, SECTION, SECTION_APPLE};
use proc_macro2::TokenStream;
use quote::quote;

use super::Plan;
use super::state::Mode;
use crate::expand::door;

pub(super) fn record(plan: &Plan, package: &str, state: &TokenStream) -> TokenStream {
    let door = door();
    let json = header(plan, package);
    let dialects = plan.dialects.iter().enumerate().map(|(nth, dialect)| {
        let (place, name) = (dialect.index(), dialect.name());
        let reviewed = match plan.mode {
            Mode::On if plan.has_snapshots() => quote!(Some(__SNAPSHOT.dialects[#nth].text)),
            Mode::On | Mode::Warn | Mode::Off => quote!(None),
        };
        quote!(#door::Recorded { dialect: #place, name: #name, reviewed: ::core::option::Option::#reviewed })
    });
    quote! {
        const __HEADER: #door::Header = #door::Header { json: #json, gate: #state, dialects: &[#(#dialects),*] };
        const __LEN: usize = #door::len(&__HEADER, &__LISTED);
        #[used]
        #[cfg_attr(target_vendor = "apple", unsafe(link_section = #SECTION_APPLE))]
        #[cfg_attr(not(target_vendor = "apple"), unsafe(link_section = #SECTION))]
        static __RECORD: [u8; __LEN] = #door::fill::<__LEN>(&__HEADER, &__LISTED);
    }
}

/// A JSON object, up to the value of `gate`, which only rustc may know.
fn header(plan: &Plan, package: &str) -> String {
    let version = std::env::var("CARGO_PKG_VERSION").unwrap_or_default();
    let dialects: Vec<_> = plan.dialects.iter().copied().map(Dialect::name).collect();
    let object = [
        ("format", format!("{FORMAT}")),
        ("name", quoted(&plan.input.ident.to_string())),
        ("package", quoted(package)),
        ("version", quoted(&version)),
        ("dir", quoted(&plan.options.dir.value)),
        ("online", plan.options.online.to_string()),
        ("dialects", format!("[{}]", dialects.iter().map(|name| quoted(name)).collect::<Vec<_>>().join(","))),
    ];
    let fields: Vec<_> = object.iter().map(|(name, value)| format!("\"{name}\":{value},")).collect();
    format!("{{{}\"gate\":", fields.concat())
}

fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            c if c.is_control() => quoted.push_str(&format!("\\u{:04x}", c as u32)),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}
