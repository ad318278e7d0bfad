//! An upgrade tried on a copy of the database: up, down, and up again, with what each statement cost.
//!
//! | file | holds |
//! |---|---|
//! | `rehearse` | [`rehearse`], [`rehearse_binary`]: the whole of it |
//! | `report` | [`Rehearsal`] and its parts: what was found |
//! | `document` | it for machines |
//! | `copy` | the copy, gone with its value, on a signal, or swept by the next run |
//! | `rewritten` | tables whose rows were all written again |
//! | `watch` | locks, seen from a second connection |
//! | `count` | rows per table |

mod copy;
mod count;
mod document;
#[allow(clippy::module_inception, reason = "the file is named for the function it holds")]
mod rehearse;
mod report;
mod rewritten;
mod watch;

pub use rehearse::{Options, rehearse, rehearse_binary};
pub use report::{Lock, Pass, Rehearsal, RevisionRun, Rewritten, StatementRun, TableRows};
