//! Folders of revisions on a real file system: what is read and written, and what is said of broken ones.

#![allow(clippy::unwrap_used, reason = "what a test can't go on without fails it")]

mod folder;
mod fuzz;
mod reading;
mod writing;
