//! Any source against any source, on real databases, by the real program.

#![allow(clippy::unwrap_used, reason = "what a test can't go on without fails it")]

mod adopt;
mod adopt_postgres;
mod drift;
mod drift_postgres;
mod files;
mod journey;
mod postgres;
mod postgres_refused;
mod refusals;
mod rust;
mod verify;

use std::path::Path;

use migrate_core::scratch::{Scratch, Server};
use migrate_core::{Schema, introspect};
use serde_json::Value;
use tests::project::Project;
use tests::revisions::Revisions;

/// The `summary` of each change.
pub(crate) fn summaries(answer: &Value) -> Vec<&str> {
    answer["changes"].as_array().unwrap().iter().map(|change| change["summary"].as_str().unwrap()).collect()
}

/// The schema that these statements make on SQLite.
pub(crate) fn schema_of(sql: &str) -> Schema {
    let mut scratch = Scratch::new(&Server::Memory).unwrap();
    scratch.run_script(Path::new("test.sql"), sql).unwrap();
    scratch.read(&introspect::Options::all()).unwrap().schema
}

/// A package with these revisions, and no models.
pub(crate) fn project_of(revisions: &Revisions) -> Project {
    Project::of(revisions)
}
