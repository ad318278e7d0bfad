//! A live database as a [`Schema`].

#[cfg(feature = "postgres-system")]
pub mod postgres;
mod seen;

pub use seen::{Introspected, Seen};
