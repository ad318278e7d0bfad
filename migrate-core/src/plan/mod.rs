//! Changes and a dialect → what will run, in order, there and back.
//!
//! | file | holds |
//! |---|---|
//! | `script.rs` | [`Plan`], [`Script`], [`Statement`]: the result, and its text |
//! | `hazard/` | why a statement deserves a second look: one file and one registry row each |

mod hazard;
mod script;

pub use hazard::{Direction, Hazard, HazardCode, ParseHazardCodeError, REGISTRY, Row, Step};
pub use script::{Mode, Plan, Script, Statement};
