//! MySQL and MariaDB, on a real server.

#![allow(clippy::unwrap_used, reason = "what a test can't go on without fails it")]

mod adopt;
mod changes;
mod costs;
#[cfg(feature = "mysql")]
mod help;
mod introspect;
#[cfg(feature = "mysql")]
mod maker;
mod models;
mod pairs;
mod programs;
mod random;
mod refusals;
mod sources;
mod work;
