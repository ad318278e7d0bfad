//! What must be asked of the rows before a revision runs, so that a doomed one fails before its first statement.
//!
//! Each [`Question`] is one query: it counts the rows that would stop the revision, and names one of them by its
//! primary key; it never reads out anything else of a row. It shows the rows as the revision is going to leave them,
//! with new names and backfills, so that it can be asked before anything has changed.
//!
//! | file | holds |
//! |---|---|
//! | `question` | [`Question`], [`Answer`]: the query, and the sentence that its answer gives |
//! | `ask` | [`questions`]: all questions of a list of changes |
//! | `exact` | whether a file runs what was planned, and nothing else |
//! | `follow` | tables and columns through all that happens to them |
//! | `rows` | the rows as they will be, as a query |
//! | `columns` | new and stricter columns |
//! | `fits` | values and narrower types, per dialect |
//! | `keys` | unique indexes and primary keys |
//! | `refer` | foreign keys |
//! | `checks` | checks |
//! | `text` | the dialects' words for it |
//!
//! What can't be told from a query is not asked: a value that the database works out by itself, an expression over a
//! column whose type changes, PostgreSQL's texts that are to become dates or JSON.

mod ask;
mod checks;
mod columns;
mod exact;
mod fits;
mod follow;
mod keys;
#[allow(clippy::module_inception, reason = "the file is named for the type it holds")]
mod question;
mod refer;
mod rows;
mod text;

pub use ask::{Questions, questions};
pub use exact::is_exact;
pub use question::{Answer, Concern, Question};
