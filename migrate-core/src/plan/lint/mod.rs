//! The hazards of any SQL, found in its text alone: nothing is known of the tables but what the script itself says.
//!
//! | file | holds |
//! |---|---|
//! | `lint.rs` | [`lint`]: a script's [`Finding`]s |
//! | `cursor.rs` | words and names of one statement, read forward |
//! | `deed.rs` | what a statement does to tables, as data |
//! | `read.rs`, `alter.rs`, `define.rs` | a statement's deeds, in all three dialects |
//! | `seen.rs` | what the script has done so far: whose tables are its own |
//! | `rules/` | a deed's hazards: one file each for columns, keys, objects and rows |

mod alter;
mod cursor;
mod deed;
mod define;
#[allow(clippy::module_inception, reason = "the file is named for the function it holds")]
mod lint;
mod read;
mod rules;
mod seen;

pub(crate) use lint::each;
pub use lint::{Finding, lint};
