//! Schemas as values: compare them, plan the SQL between them, keep reviewed revisions, apply them.
//!
//! The crate is built in layers, and each looks one way only:
//!
//! ```text
//! error, name · schema · change, snapshot, model · diff · dialect · plan  |  history · introspect, runtime
//! └──────────── pure: no connection, clock, files or printing ─────────┘  └──── touches the world ───────┘
//! ```
//!
//! Without features only the pure part and the reader of the `migrations/` folder are built.

pub mod change;
pub mod dialect;
pub mod diff;
pub mod error;
pub mod name;
pub mod schema;

pub use change::Change;
pub use dialect::Dialect;
pub use error::{Error, ErrorCode, Result};
pub use name::QName;
pub use schema::Schema;
