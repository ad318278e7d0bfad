//! A database of MySQL 8 or MariaDB 10.6, or later, as a [`Schema`](crate::Schema).
//!
//! Ten queries on `information_schema`, one `.sql` file each, however many tables there are; one more each where there
//! are views, partitions or routines, and a `SHOW CREATE TABLE` for each table with a full-text index.
//!
//! | file | holds |
//! |---|---|
//! | `rows.rs` | what each query gives |
//! | `catalog.rs` | runs them all |
//! | `read.rs` | the whole |
//! | `tables.rs` `columns.rs` `indexes.rs` `constraints.rs` | rows → schema |
//! | `charset.rs` | character sets and collations, less what goes without saying |
//! | `opaque.rs` | triggers and routines, carried as they were written |
//! | `seen.rs` | what the model doesn't hold |

mod catalog;
mod charset;
mod columns;
mod constraints;
mod indexes;
mod opaque;
mod read;
mod rows;
mod seen;
mod tables;

pub use read::{flavour, introspect};
