//! Revisions on a live database: upgrade, downgrade, status, stamp.
//!
//! | file | holds |
//! |---|---|
//! | `migrator` | the verbs: [`Migrator`](crate::Migrator)'s, and [`Runner`] with its options |
//! | `asynchronous`, `remote`, `calls` | the same on diesel-async's connections; what the engine there asks for; functions of the program's that await |
//! | `settings` | what both share |
//! | `apply` | the engine: what runs, in which order, what a failure leaves |
//! | `able` | rights, read-only files and servers, room on the disk |
//! | `ready` | what is asked of the rows before anything runs |
//! | `step`, `body`, `unit`, `standing` | its values: revisions, their statements, a ledger beside them; no connection |
//! | `journal`, `half`, `newer` | our own table, and what it tells: edited files, half-run revisions, a newer binary's database |
//! | `session` | what a database has to do for the engine |
//! | `link` | what a session asks of a connection |
//! | `carry`, `stepwise`, `cause` | what the sessions share |
//! | `data_step`, `hooks`, `lend` | functions of the program's: beside a revision's SQL, before and after it; the connection lent to them |
//! | `trace` | spans, with the feature `tracing` |
//! | `any` | a connection of whatever kind |
//! | `sqlite`, `postgres`, `mysql` | one session per database; beside each what it needs |
//! | `source` | Diesel's own harness on our revisions |
//! | `report`, `remark`, `document` | what happened; in a line, and for machines |
//! | `script` | the same as an SQL script |
//!
//! The ledger is Diesel's own table, made as Diesel makes it: a database moves freely between
//! `diesel migration run`, `MigrationHarness` and this module. Our journal stands beside it, and is written in the
//! same transactions; a database that has none gets one with the next revision.

mod able;
#[cfg(any(feature = "sqlite-system", feature = "postgres-system", feature = "mysql"))]
mod any;
mod apply;
#[cfg(feature = "async")]
mod asynchronous;
mod body;
#[cfg(feature = "async")]
mod calls;
#[cfg(feature = "connected")]
mod carry;
#[cfg(feature = "connected")]
mod cause;
#[cfg(feature = "connected")]
mod data_step;
mod document;
mod half;
mod hooks;
#[cfg_attr(not(feature = "connected"), allow(dead_code, reason = "its SQL is for sessions"))]
mod journal;
#[cfg(feature = "connected")]
mod lend;
#[cfg(feature = "connected")]
mod link;
#[cfg(feature = "sqlite-system")]
mod lock_file;
mod migrator;
#[cfg(feature = "mysql")]
mod mysql;
#[cfg(feature = "mysql")]
mod mysql_look;
mod newer;
#[cfg(feature = "sqlite-system")]
mod orphans;
#[cfg(feature = "postgres-system")]
mod postgres;
#[cfg(feature = "postgres-system")]
mod postgres_index;
#[cfg(feature = "postgres-system")]
mod postgres_wait;
mod ready;
mod remark;
#[cfg(feature = "async")]
mod remote;
mod report;
mod script;
mod session;
mod settings;
#[cfg(feature = "connected")]
mod source;
#[cfg(feature = "sqlite-system")]
mod sqlite;
mod standing;
mod step;
#[cfg(feature = "connected")]
mod stepwise;
#[cfg(feature = "connected")]
mod sync;
mod trace;
#[cfg(feature = "connected")]
#[cfg_attr(
    not(all(feature = "postgres-system", feature = "mysql")),
    allow(dead_code, reason = "not every database asks for every word of a statement")
)]
mod unit;

#[cfg(any(feature = "sqlite-system", feature = "postgres-system", feature = "mysql"))]
pub use any::AnySession;
#[cfg(feature = "async")]
pub use asynchronous::{AsyncDatabase, AsyncRunner, Backend};
pub use body::{Body, Direction, Mode, Resume};
#[cfg(feature = "async")]
pub use calls::Promise;
pub use half::Half;
pub use hooks::Hooked;
pub use journal::{Author, Entry};
#[cfg(feature = "connected")]
pub use link::{Borrower, Link};
pub use migrator::Runner;
#[cfg(feature = "mysql")]
pub use mysql::MysqlSession;
pub use newer::Newer;
#[cfg(feature = "postgres-system")]
pub use postgres::PostgresSession;
pub use report::{Event, Obstacle, Ran as RanRevision, Report};
pub use script::script;
pub use session::{Database, Failed, Limits, Listener, Note, Ran, Session};
pub use settings::{Repaired, Status};
#[cfg(feature = "connected")]
pub use source::DialectOf;
#[cfg(feature = "sqlite-system")]
pub use sqlite::SqliteSession;
pub use standing::{Standing, State};
pub use step::{Function, Parents, Reviewed, Step, Steps};
