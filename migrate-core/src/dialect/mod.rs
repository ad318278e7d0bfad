//! How each database speaks; no connection.
//!
//! | file | holds |
//! |---|---|
//! | `list.rs` | the one list of dialects, and the one place that finds a dialect's grammar |
//! | `grammar.rs` | [`Grammar`]: what a dialect must be able to say |
//! | `caps.rs` | [`Caps`]: what it can alter, as data |
//! | `quote.rs` | names and strings, quoted |
//! | `reconcile.rs` | what is written in two ways, and is one thing to the database |
//! | `lex.rs` | SQL as [`Token`]s; never fails |
//! | `split.rs` `compound.rs` | a script as [`Piece`]s, one statement each; what is open in a body of MySQL's |
//! | `sqlite/` | `types.rs` (type names), `canon.rs` (make two spellings equal), `render.rs` (change → SQL) |

mod caps;
mod compound;
mod grammar;
mod lex;
mod list;
pub mod mysql;
mod opaque;
pub mod postgres;
mod quote;
mod reconcile;
mod split;
pub mod sqlite;

pub use caps::Caps;
pub use grammar::{Cost, Grammar, Rendered, Sql, Toll, grammar};
pub(crate) use lex::spoken;
pub use lex::{Token, TokenKind, is_blank, lex, mentions};
pub use list::{Dialect, ParseDialectError};
pub use quote::{Quoting, quote_text};
pub use reconcile::reconcile;
pub use split::{Piece, split};
