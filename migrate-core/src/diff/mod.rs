//! Two schemas → the changes between them: total, ordered, and never asking anybody.
//!
//! ```text
//! old ── hints that are renames, applied ──▶ base ── compared with new, table by table ──▶ changes
//!                                             └── changes replayed: must equal new ──┘
//! ```
//!
//! The order of columns is never a difference: most databases add a column at the end, wherever a struct
//! declares it. So the schema after a diff is [`replay`]ed from the old one, never copied from the new. Where a database
//! can place a new column ([`Hints::places`]), it comes where the new schema has it; those that are there stay.
//!
//! | file | compares |
//! |---|---|
//! | `pair` | two sides of anything; two sorted lists |
//! | `renames`, `verdict` | which hints are renames, which are stale, which are mistakes |
//! | `candidates` | guesses what may be a rename |
//! | `case` | names that differ in case only |
//! | `base` | the old schema with its renames applied |
//! | `tables`, `columns`, `parts` | tables; what is in them |
//! | `objects` | enums, sequences, views, extensions |
//! | `steps` | the order of what was found |
//! | `leftover` | the proof that nothing was missed |

mod base;
mod candidates;
mod case;
mod columns;
mod compare;
mod leftover;
mod objects;
mod pair;
mod parts;
mod renames;
mod steps;
mod tables;
mod verdict;

pub use candidates::{Candidate, rename_candidates};
pub use case::case_renames;
pub use compare::{Comparison, compare, diff, replayed};
pub use pair::{Match, Pair};
pub use renames::Stale;

pub use crate::change::{Backfill, Hints, Origin, Rename, replay, reversed};
