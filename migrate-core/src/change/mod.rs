//! What can happen between two schemas: [`Change`], one variant per event.
//!
//! A change holds everything that it alters, before and after, so that it can be replayed on a
//! schema ([`Change::apply`]) and turned round ([`Change::reverse`]) with nothing else at hand.
//! It is data: `changes.json` of a revision is a list of them.
//!
//! | file | holds |
//! |---|---|
//! | `change` | the events |
//! | `apply` | replays one, and refuses a schema that isn't as `from` says |
//! | `rename` | how a new name follows through keys, indexes, foreign keys and expressions |
//! | `words`, `scope` | the words of an SQL expression, the tables of a query |
//! | `reverse` | each change's opposite |
//! | `describe`, `wording` | each change as one line |
//! | `hints` | what models say about a change: it is a rename, it needs a backfill |

mod apply;
#[allow(clippy::module_inception, reason = "the file is named for the type it holds")]
mod change;
mod describe;
mod hints;
mod list;
mod rename;
mod reverse;
mod scope;
mod suggest;
mod wording;
mod words;

pub use apply::{replay, reversed};
pub use change::Change;
pub use describe::{Description, Sign};
pub use hints::{Backfill, Hints, Origin, Rename};

pub(crate) use list::Named;
pub(crate) use scope::reads;
pub(crate) use suggest::closest;
