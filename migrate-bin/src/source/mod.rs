//! Where a schema can come from: `models`, `head`, `base`, a revision, a snapshot, SQL, a database, an artifact.
//!
//! | file | holds |
//! |---|---|
//! | `source` | [`Source`]: what a user wrote for SRC |
//! | `load` | one source → [`Loaded`] |
//! | `pair` | two of them, in one dialect, as one database writes both |

mod load;
mod pair;
#[allow(clippy::module_inception, reason = "the file is named for the type it holds")]
mod source;

pub(crate) use load::{Loaded, Origin, SourceArgs, options};
pub(crate) use pair::{as_written_by_database, load_pair};
pub(crate) use source::Source;
