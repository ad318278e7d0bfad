//! Random schemas of what MySQL and MariaDB have, and rows for them.
//!
//! | file | holds |
//! |---|---|
//! | `edit.rs` | one step, and the strategies that string steps together |
//! | `maker.rs` | a schema in the making, which knows what everything was called before |
//! | `tables.rs` `columns.rs` `keys.rs` | what the steps do |
//! | `types.rs` | random types and columns, and values for them |
//! | `said.rs` | what the models would say beside it |

mod columns;
mod edit;
mod keys;
#[expect(clippy::module_inception, reason = "named for what it holds, as in tests/src/arbitrary")]
mod maker;
mod said;
mod tables;
mod types;

pub(crate) use edit::{Case, case};
pub(crate) use types::sample;
