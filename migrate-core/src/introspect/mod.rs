//! A live database → the schema that it is.
//!
//! One folder per dialect, each with its catalog queries as `.sql` files; a handful of queries, however many tables.

mod declared;
#[allow(clippy::module_inception, reason = "the file is named for the function it holds")]
mod introspect;
#[cfg(feature = "mysql")]
pub mod mysql;
mod options;
mod ours;
#[cfg(feature = "postgres-system")]
pub mod postgres;
mod seen;
#[cfg(feature = "sqlite-system")]
pub mod sqlite;
mod unheld;

pub use declared::forget_empty_namespaces;
pub use introspect::{Introspect, flavour, introspect};
pub use options::Options;
pub use seen::{Introspected, Seen};
pub use unheld::{Difference, Unheld};
