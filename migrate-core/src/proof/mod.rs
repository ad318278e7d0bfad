//! Proof that revisions do what they say, on scratch databases.
//!
//! | file | holds |
//! |---|---|
//! | `run` | revisions, run on a scratch database by the same engine that upgrades real ones |
//! | `expected` | [`expected`]: what a database is once revisions have run |

mod expected;
mod run;

pub use expected::expected;
