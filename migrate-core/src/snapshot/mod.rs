//! A schema, and a revision's changes, as text: versioned, sorted, made to be read in a code review.
//!
//! One column, index or key stands on one line, so that a review and a merge see what changed:
//!
//! ```text
//! {
//!   "format": 1,
//!   "schema": {
//!     "tables": [
//!       {
//!         "name": "users",
//!         "columns": [
//!           { "name": "id", "type": "bigint" },
//!           { "name": "email", "type": "text" }
//!         ],
//!         "primary_key": { "columns": ["id"] }
//!       }
//!     ]
//!   }
//! }
//! ```
//!
//! Reading takes any JSON layout. What can't be read says where (line and column), what, and the cure;
//! which document it is, and in which file, is the business of `history`.

mod layout;
mod read;
mod write;

pub use read::{conflict, read};
pub use write::write;

/// The format that is written, and the only one that is read.
///
/// Whatever changes the meaning of a field, or adds one that an older reader must not pass over, counts it up.
pub const FORMAT: u32 = 1;
