//! MySQL and MariaDB, on a real server.

mod changes;
#[cfg(feature = "mysql")]
mod help;
mod introspect;
mod pairs;
mod random;
