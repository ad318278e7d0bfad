//! Proof that revisions do what they say, on scratch databases, with rows in every table.
//!
//! | file | holds |
//! |---|---|
//! | `run` | revisions, run on a scratch database by the same engine that upgrades real ones |
//! | `expected` | [`expected`]: what a database is once revisions have run |
//! | `verify` | [`verify`]: up, down, up again, each read back |
//! | `stage` | a scratch database with the revisions before one, and rows |
//! | `held` | what was read back, held against what a revision says |
//! | `rows`, `value` | rows for every table |
//! | `report` | what came of it |

mod expected;
mod held;
mod report;
mod rows;
mod run;
mod stage;
mod value;
mod verify;

pub use expected::expected;
pub use report::{Proof, ProofStep, ProofStepName};
pub use verify::verify;
