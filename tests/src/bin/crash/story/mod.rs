//! Revisions to be interrupted: made up from a number, or the example's own.

mod example;
mod made_up;
mod rows;
mod story;
mod tongue;

pub(crate) use example::Folder;
pub(crate) use made_up::Dice;
pub(crate) use story::{Chapter, Story};
