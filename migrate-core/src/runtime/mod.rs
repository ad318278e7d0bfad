//! Revisions on a live database: upgrade, downgrade, status, stamp.
//!
//! | file | holds |
//! |---|---|
//! | `migrator` | the verbs: [`Migrator`](crate::Migrator)'s, and [`Runner`] with its options |
//! | `apply` | the engine: what runs, in which order, what a failure leaves |
//! | `step`, `body`, `standing` | its values: revisions, their statements, a ledger beside them; no connection |
//! | `session` | what a database has to do for the engine |
//! | `sqlite` | one file per database |
//! | `source` | Diesel's own harness on our revisions |
//! | `report` | what happened |
//! | `script` | the same as an SQL script |
//!
//! The ledger is Diesel's own table, made as Diesel makes it: a database moves freely between
//! `diesel migration run`, `MigrationHarness` and this module.

mod apply;
mod body;
mod migrator;
mod report;
mod script;
mod session;
#[cfg(any(feature = "sqlite-system", feature = "postgres-system", feature = "mysql"))]
mod source;
#[cfg(feature = "sqlite-system")]
mod sqlite;
mod standing;
mod step;

pub use body::{Body, Direction, Mode};
pub use migrator::{Runner, Status};
pub use report::{Event, Ran as RanRevision, Report};
pub use script::script;
pub use session::{Database, Failed, Ran, Session};
#[cfg(any(feature = "sqlite-system", feature = "postgres-system", feature = "mysql"))]
pub use source::DialectOf;
#[cfg(feature = "sqlite-system")]
pub use sqlite::SqliteSession;
pub use standing::{Standing, State};
pub use step::{Parents, Reviewed, Step, Steps};
