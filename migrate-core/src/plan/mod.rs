//! Changes and a dialect → what will run, in order, there and back.
//!
//! | file | holds |
//! |---|---|
//! | `plan.rs` | [`plan`]: there, and back |
//! | `scope.rs` | the part of the schema that the changes touch |
//! | `back.rs` | the changes that lead back |
//! | `freed.rs` | names that must be free before others take them |
//! | `order.rs` | dependency graph, stable topological sort |
//! | `build.rs`, `idents.rs` | a script from changes in order; who is who while names change |
//! | `views.rs` | views that go first and come back last |
//! | `in_place/` | a script for a database that alters everything in place |
//! | `rebuild/` | a table made anew, where the database can't alter it |
//! | `script.rs` | [`Plan`], [`Script`], [`Statement`]: the result, and its text |
//! | `question/` | what must be asked of the rows before a revision runs |
//! | `hazard/` | why a statement deserves a second look: one file and one registry row each |
//! | `lint/` | the same for SQL that nobody planned, from its text alone |

mod back;
mod build;
mod freed;
mod hazard;
mod idents;
mod in_place;
mod lint;
mod options;
mod order;
#[allow(clippy::module_inception, reason = "the file is named for the function it holds")]
mod plan;
mod question;
mod rebuild;
mod scope;
mod script;
mod views;

pub use hazard::{Direction, Hazard, HazardCode, ParseHazardCodeError, REGISTRY, Row, Step};
pub(crate) use lint::each as lint_each;
pub use lint::{Finding, lint};
pub use options::{ExtraIndex, Options};
pub use plan::plan;
pub use question::{Answer, Concern, Question, Questions, is_exact, questions};
pub use script::{Mode, Plan, Script, Stage, Statement};
