//! How each database speaks; no connection.

mod list;

pub use list::{Dialect, ParseDialectError};
