//! A connection to a database of whatever kind, opened and spoken to in one way.
//!
//! | file | holds |
//! |---|---|
//! | `any` | [`AnyConnection`] |
//! | `opened` | why a database can't be opened, and what to do about it |
//! | `refused` | why a statement was refused, and where in it |

mod any;
mod opened;
mod refused;

pub use any::AnyConnection;
pub(crate) use opened::shown;
pub use refused::Refused;
