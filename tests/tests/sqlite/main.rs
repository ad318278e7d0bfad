//! The whole way on SQLite: schemas → diff → plan → a real file, there and back, with rows in it.

mod change;
mod found;
mod keep;
mod questions;
mod random;
mod step;
