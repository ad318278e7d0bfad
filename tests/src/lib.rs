//! The toolbox of the tests: random schemas, databases of their own, real cargo projects.

pub mod answer;
pub mod arbitrary;
pub mod models;
pub mod postgres;
pub mod project;
pub mod redact;
pub mod revisions;
pub mod sqlite;
pub mod terminal;
pub mod workshop;
