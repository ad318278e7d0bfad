//! The whole way on SQLite: schemas → diff → plan → a real file, there and back, with rows in it.

#![allow(clippy::unwrap_used, reason = "what a test can't go on without fails it")]

mod change;
mod found;
mod keep;
mod questions;
mod random;
mod step;
