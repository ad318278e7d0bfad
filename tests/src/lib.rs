//! The toolbox of the tests: random schemas, and databases of their own.

pub mod arbitrary;
pub mod postgres;
