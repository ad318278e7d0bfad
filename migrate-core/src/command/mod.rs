//! A `migrate` subcommand for a program's own command line: `myapp migrate upgrade`.
//!
//! The program mounts [`Migrate`] in its own [clap](https://docs.rs/clap) parser and runs it with its `schema!` and a
//! connection. What `cargo migrate` can't do is done here: data steps in Rust run, and no `migrations/` folder has to be
//! there. Nothing is printed: the [`Answer`] is text, and [`Answer::print`] is the program's to call.
//!
//! | file | holds |
//! |---|---|
//! | `migrate` | the verbs and their arguments |
//! | `limits` | how long things may take; `cargo migrate` has the same flags |
//! | `carry_out` | what each verb does |
//! | `beside` | what needs no connection but the address: a rehearsal, a backup brought back |
//! | `answer` | what came of it, for people and for machines |

mod answer;
#[cfg(any(feature = "sqlite-system", feature = "postgres-system", feature = "mysql"))]
mod beside;
mod carry_out;
mod limits;
mod migrate;

pub use answer::Answer;
pub use limits::Limits;
pub use migrate::{Format, Migrate, Verb};
