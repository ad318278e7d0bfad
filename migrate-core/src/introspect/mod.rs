//! A live database → the schema that it is.
//!
//! One folder per dialect, each with its catalog queries as `.sql` files; a handful of queries, however many tables.

mod found;
#[cfg(feature = "sqlite-system")]
pub mod sqlite;

pub use found::{Introspected, Options, Seen, SeenKind};
