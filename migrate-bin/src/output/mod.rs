//! What people and machines see: stdout carries the result, stderr the talk.
//!
//! Commands return a [`Report`]; only this module writes.

mod card;
mod clean;
mod error;
mod json;
mod log;
mod page;
pub(crate) mod plan;
mod plural;
mod progress;
pub(crate) mod proof;
mod report;
pub(crate) mod schema;
mod screen;
pub(crate) mod sql;
mod table;
mod theme;
pub(crate) mod words;

pub(crate) use card::Card;
pub(crate) use clean::clean;
pub(crate) use error::refuse;
pub(crate) use page::Page;
pub(crate) use plural::plural;
pub(crate) use progress::Progress;
pub(crate) use report::{Document, Report};
pub(crate) use screen::{Screen, interrupting};
pub(crate) use table::{Cell, Table};
pub(crate) use theme::{Tone, paint};

/// The path from here, where it is below.
pub(crate) fn short(file: &std::path::Path) -> String {
    let here = std::env::current_dir().ok();
    let inside = here.as_deref().and_then(|here| file.strip_prefix(here).ok());
    inside.unwrap_or(file).display().to_string()
}
