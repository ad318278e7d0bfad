//! A copy before an upgrade, and the way back from it: every row and object, on real databases.

#![allow(clippy::unwrap_used, reason = "what a test can't go on without fails it")]

mod postgres;
mod sqlite;
