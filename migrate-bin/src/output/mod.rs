//! What people and machines see: stdout carries the result, stderr the talk.
//!
//! Commands return a [`Report`]; only this module writes.

mod clean;
mod error;
mod json;
mod page;
// mod plan;
mod plural;
mod progress;
mod report;
mod screen;
mod sql;
mod table;
mod theme;

pub(crate) use error::refuse;
pub(crate) use page::Page;
pub(crate) use plural::plural;
pub(crate) use progress::Progress;
pub(crate) use report::{Document, Report};
pub(crate) use screen::Screen;
pub(crate) use table::{Cell, Table};
pub(crate) use theme::{Tone, paint};
