//! Named reasons why a statement can lose data, lock, rewrite or fail: one file and one row each.

mod access_change;
mod breaks_old_code;
mod constraint_scan;
mod data_loss;
mod index_dropped;
mod index_not_concurrent;
mod irreversible;
mod long_lock;
mod may_fail_on_data;
mod not_transactional;
mod registry;
mod step;
mod table_rewrite;

pub use registry::{Hazard, HazardCode, ParseHazardCodeError, REGISTRY, Row};
pub use step::{Direction, Step};
