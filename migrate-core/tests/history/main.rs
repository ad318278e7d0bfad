//! Folders of revisions on a real file system: what is read and written, and what is said of broken ones.

mod folder;
mod fuzz;
mod reading;
mod writing;
