//! A schema → structs with `#[derive(Table)]`: the way in for a database that was there first.
//!
//! | file | holds |
//! |---|---|
//! | `rust` | [`rust`]: the whole text |
//! | `names` | Rust's names for tables, columns, enums and labels |
//! | `types` | Rust's types, and what they can't say |
//! | `table`, `column`, `enums` | one struct, one field, one enum |
//! | `keys` | keys, indexes, checks: what stands at the struct |
//! | `words` | attributes, and Rust's string literals |

mod column;
mod enums;
mod keys;
mod lost;
mod names;
mod rust;
mod table;
mod types;
mod words;

pub use rust::{Rust, rust};
pub use types::Crates;
