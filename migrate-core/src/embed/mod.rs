//! What `schema!` lays into a binary: its reviewed revisions, as plain constant data.
//!
//! Nothing here touches a database; `runtime` gives [`Migrator`] its verbs.
//!
//! | file | holds |
//! |---|---|
//! | `migrator` | revisions, per dialect, and [`Migrator`], which has them all |
//! | `data_step` | functions in Rust that run beside a revision's SQL |

mod data_step;
mod migrator;

pub use crate::model::GateState;
pub use data_step::{DataStep, DataSteps, Done, When, Work};
pub use migrator::{EmbeddedDialect, EmbeddedRevision, Migrator};
