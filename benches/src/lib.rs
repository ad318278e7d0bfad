//! What the benches share: a clock, interleaved rounds, the schemas they measure, a server, and large databases on one.

pub mod growth;
pub mod large;
mod measure;
mod model;
mod place;
pub mod python;
mod server;

pub use measure::{Contest, Figure, children_cpu, children_user_cpu, millis, own_cpu, timed};
pub use model::{Shape, diesel_source, migrate_source, plain_source, schema};
pub use place::{cargo, cpu_of, run, scratch, workspace, write};
pub use server::Server;

/// What the `bench-…` binaries return: an error ends them with exit code 1.
pub type Outcome<T = ()> = Result<T, Box<dyn std::error::Error>>;
