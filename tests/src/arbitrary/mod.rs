//! Random schemas, and pairs of schemas of which one came from the other.
//!
//! A schema is made by edits, each of which keeps it sound; so is the second of a pair, by further
//! edits of the first. Proptest shrinks the list of edits.
//!
//! | file | holds |
//! |---|---|
//! | `edit.rs` | one step, and the strategies that string steps together |
//! | `maker.rs` | a schema in the making, which knows what everything was called before |
//! | `tables.rs`, `columns.rs`, `keys.rs` | what the steps do |
//! | `rows.rs` | rows for a schema |
//! | `now.rs` | what everything is called after a pair's renames |
//! | `postgres/` | what only PostgreSQL has: its columns and keys, its objects, its rows |

mod columns;
mod edit;
mod keys;
mod maker;
mod now;
pub mod postgres;
mod rows;
mod tables;

pub use edit::{Case, Flavour, case, schema};
pub use now::Now;
pub use rows::{ROWS, inserts, sample};

/// A table's name as SQL writes it.
pub fn qualified(name: &migrate_core::QName) -> String {
    let namespace = name.namespace.as_deref().map(|namespace| format!("{}.", quoted(namespace)));
    format!("{}{}", namespace.unwrap_or_default(), quoted(&name.name))
}

/// A name as SQL writes it.
pub fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
