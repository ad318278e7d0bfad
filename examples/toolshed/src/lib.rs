//! A tool library: members borrow tools, the desk keeps track of them.
//!
//! The structs in [`models`] are the database. `cargo migrate` turns their changes into revisions;
//! this crate carries the revisions with it, and upgrades whatever file it opens.

pub mod desk;
pub mod models;
pub mod page;
pub mod story;

/// What can go wrong here is shown to the person at the desk, nothing else.
pub type Outcome<T = ()> = Result<T, Box<dyn std::error::Error>>;
