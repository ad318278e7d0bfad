//! MySQL and MariaDB, on a real server.

#![allow(clippy::unwrap_used, reason = "what a test can't go on without fails it")]

mod changes;
#[cfg(feature = "mysql")]
mod help;
mod introspect;
mod pairs;
mod random;
