//! A copy before an upgrade, and the way back from it: every row and object, on real databases.

mod postgres;
mod sqlite;
