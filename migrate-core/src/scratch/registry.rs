use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use super::server::Server;

/// The scratch databases of this process that are there now.
static THERE: Mutex<BTreeMap<String, Server>> = Mutex::new(BTreeMap::new());

pub(super) fn note(name: &str, server: &Server) {
    if let Ok(mut there) = THERE.lock() {
        there.insert(name.to_owned(), server.clone());
    }
}

pub(super) fn forget(name: &str) {
    if let Ok(mut there) = THERE.lock() {
        there.remove(name);
    }
}

/// Folders of this process that hold copies.
static FOLDERS: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());

/// This folder goes with the scratch databases, where a signal ends the process.
pub(crate) fn note_folder(path: &Path) {
    if let Ok(mut folders) = FOLDERS.lock() {
        folders.insert(path.to_owned());
    }
}

/// It is gone.
pub(crate) fn forget_folder(path: &Path) {
    if let Ok(mut folders) = FOLDERS.lock() {
        folders.remove(path);
    }
}

/// Removes every scratch database of this process, in use or not: for a signal handler, just before the end.
///
/// Runs on connections of its own, so that it may be called from any thread.
pub fn remove_all() {
    for folder in FOLDERS.lock().map(|mut folders| std::mem::take(&mut *folders)).unwrap_or_default() {
        let _ = std::fs::remove_dir_all(folder);
    }
    let there = THERE.lock().map(|mut there| std::mem::take(&mut *there)).unwrap_or_default();
    for (name, server) in there {
        // Nobody is left to tell; the next process sweeps what stays.
        let _ = server.connect().and_then(|mut admin| server.drop_database(&mut admin, &name));
    }
}
