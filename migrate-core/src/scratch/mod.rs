//! Databases to try things on: made for one purpose, removed afterwards, whatever happens.
//!
//! SQLite's are in memory. On a server, each is a database of its own, `migrate_scratch_…`; nothing else there is
//! touched. It goes when its [`Scratch`] is dropped, also by a panic; a signal handler calls [`remove_all`]; and what a
//! killed process left is swept away by the next one that makes a scratch database there.
//!
//! | file | holds |
//! |---|---|
//! | `server` | [`Server`]: where they are made |
//! | `scratch` | [`Scratch`]: one of them |
//! | `name` | their names |
//! | `registry` | those of this process, for a signal handler |
//! | `sweep` | leftovers of processes that died |
//! | `script` | a file of SQL, statement by statement |
//! | `psql` | what `psql` and `pg_dump` write that is no SQL |
//! | `mysql_client` | what `mysql` and `mysqldump` write that is no SQL |
//! | `bounds` | statements that would reach beyond the scratch database |

mod bounds;
mod mysql_client;
mod name;
mod psql;
mod registry;
#[allow(clippy::module_inception, reason = "the file is named for the type it holds")]
mod scratch;
mod script;
mod server;
mod sweep;

pub use registry::remove_all;
pub(crate) use registry::{forget_folder, note_folder};
pub use scratch::Scratch;
pub use server::Server;
