//! Folders of revisions on a real file system: what is read, and what is said of broken ones.

mod folder;
mod reading;
