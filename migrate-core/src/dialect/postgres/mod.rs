//! How PostgreSQL 13 and later speak.
//!
//! | file | holds |
//! |---|---|
//! | `types.rs` | type names, both ways |
//! | `literal.rs` | defaults as the server writes them back |
//! | `index.rs` | indexes and their parts |

mod index;
mod keywords;
mod literal;
mod types;

use super::Quoting;

pub use index::index_part;
pub use literal::{bare, read_default};
pub use types::read_type;

pub(super) const QUOTING: Quoting = Quoting { mark: '"', reserved: keywords::KEYWORDS, keeps_case: false };
