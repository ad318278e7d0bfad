//! One `migrations/` folder of one dialect, read as it is: revisions, parents, reviews, the
//! snapshot, and everything that is wrong with them.
//!
//! | file | holds |
//! |---|---|
//! | `id`, `clock` | what revisions are called |
//! | `metadata`, `review`, `changes` | the files: `metadata.toml`, `review.toml`, `schema.json` and `changes.json` |
//! | `checksum` | what a review covers |
//! | `read`, `revision`, `problem` | the folder as a value: [`History`], [`Revision`], [`Problem`] |
//! | `heads` | parents and children: order, heads, circles |
//! | `resolve` | what people call a revision: `head-1`, a prefix, a word of the message |
//! | `replay` | the schema at any revision |
//! | `findings` | the hazards of what a revision runs |
//! | `join`, `rebase` | several heads: whether their order matters; one line behind the other |
//! | `write`, `batch` | adding, replacing, approving: all or nothing |

mod batch;
mod changes;
mod checksum;
mod clock;
mod findings;
mod heads;
mod id;
mod join;
mod metadata;
mod parts;
mod problem;
mod questions;
mod read;
mod rebase;
mod replay;
mod resolve;
mod review;
mod revision;
mod text;
mod write;

pub use batch::Batch;
pub use changes::Snapshot;
pub use checksum::{FILES, checksum};
pub use clock::Timestamp;
pub use id::{Id, VERSION_LIMIT, slug};
pub use join::Branch;
pub use metadata::{FORMAT, Metadata};
pub use problem::{Problem, ProblemCode};
pub use questions::Questions;
pub use read::History;
pub use rebase::Moved;
pub use resolve::{Position, needs_current};
pub use review::{Approval, Entry, ReviewFile};
pub use revision::{Review, Revision};
pub use write::Draft;

pub(crate) use heads::unnamed_heads;
pub(crate) use resolve::{Line, Name};

use id::slug_message;
