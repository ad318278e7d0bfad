//! How PostgreSQL 13 and later speak.
//!
//! | file | holds |
//! |---|---|
//! | `types.rs` | type names, both ways |
//! | `literal.rs` | defaults as the server writes them back |

mod literal;
mod types;

pub use literal::{bare, read_default};
pub use types::read_type;
