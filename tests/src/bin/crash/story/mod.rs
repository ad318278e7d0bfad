//! Revisions to be interrupted: made up from a number, or the example's own.

mod chapters;
mod example;
mod made_up;
mod rows;
mod tongue;

pub(crate) use chapters::{Chapter, Story};
pub(crate) use example::Folder;
pub(crate) use made_up::Dice;
