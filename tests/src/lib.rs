//! The toolbox of the tests: databases of their own.

pub mod postgres;
