//! Schemas as values: compare them, plan the SQL between them, keep reviewed revisions, apply them.
//!
//! The crate is built in layers, and each looks one way only:
//!
//! ```text
//! error, name · schema · change, snapshot, model · diff · dialect · plan, codegen  |  history · connection · backup · introspect, runtime · scratch · proof, rehearsal · command
//! └──────────── pure: no connection, clock, files or printing ─────────┘  └─────────────── touches the world ────────────────────────┘
//! ```
//!
//! Without features only the pure part and the reader of the `migrations/` folder are built.

pub mod backup;
pub mod change;
pub mod codegen;
#[cfg(feature = "cli")]
pub mod command;
#[cfg(any(feature = "sqlite-system", feature = "postgres-system", feature = "mysql"))]
pub mod connection;
pub mod dialect;
pub mod diff;
#[doc(hidden)]
pub mod dsl;
pub mod embed;
pub mod error;
pub mod history;
pub mod introspect;
pub mod model;
pub mod name;
pub mod plan;
#[cfg(any(feature = "sqlite-system", feature = "postgres-system", feature = "mysql"))]
pub mod proof;
#[cfg(any(feature = "sqlite-system", feature = "postgres-system", feature = "mysql"))]
pub mod rehearsal;
pub mod runtime;
pub mod schema;
#[cfg(any(feature = "sqlite-system", feature = "postgres-system", feature = "mysql"))]
pub mod scratch;
pub mod snapshot;

pub use change::Change;
pub use dialect::Dialect;
pub use embed::Migrator;
pub use error::{Error, ErrorCode, Result};
pub use name::QName;
pub use schema::Schema;

/// The examples of the page on deploying.
#[cfg(all(doctest, feature = "sqlite-system", feature = "cli"))]
#[doc = include_str!("../../docs/deploying.md")]
mod deploying {}

/// What generated code names. No stable interface.
#[doc(hidden)]
pub mod __private {
    pub use crate::dialect::Dialect;
    pub use crate::embed::{DataStep, DataSteps, EmbeddedDialect, EmbeddedRevision, Migrator, When, Work};
    pub use crate::model::private::*;
}
