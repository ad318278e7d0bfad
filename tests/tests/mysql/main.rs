//! MySQL and MariaDB, on a real server.

#![allow(clippy::unwrap_used, reason = "what a test can't go on without fails it")]

mod adopt;
mod changes;
#[cfg(feature = "mysql")]
mod columns;
#[cfg(feature = "mysql")]
mod help;
mod introspect;
#[cfg(feature = "mysql")]
mod maker;
mod models;
mod pairs;
mod random;
mod refusals;
#[cfg(feature = "mysql")]
mod said;
mod sources;
mod work;
