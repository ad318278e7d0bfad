//! Several files and directories written together: all of them, or none.
//!
//! Everything is first laid beside its place under a hidden name (which Diesel ignores) and synced,
//! so that a full disk stops the work before anything is visible. Then a journal names the renames
//! that are to follow; they are the only step that shows. A rename that fails is undone with those
//! before it. A crash among them leaves the journal, and the next batch carries the rest out.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Component, Path, PathBuf};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::{Dialect, Error, ErrorCode, Result};

/// The journal's name, in the folder that the batch was opened for.
const JOURNAL: &str = ".migrate-journal.json";
const HIDDEN: &str = ".migrate-";

/// Files and directories to be written together.
#[derive(Debug)]
pub struct Batch {
    root: PathBuf,
    /// Holds other writers off while it is open.
    _lock: Option<File>,
    dirs: Vec<(PathBuf, Vec<(&'static str, String)>)>,
    removed: Vec<PathBuf>,
    files: Vec<(PathBuf, String)>,
}

/// What is renamed to what, in this order.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Journal {
    renames: Vec<Rename>,
    /// Hidden names that are of no use afterwards.
    leftovers: Vec<PathBuf>,
}

/// Paths are relative to the batch's folder.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Rename {
    from: PathBuf,
    to: PathBuf,
    /// What `to` was, kept until all is done.
    backup: Option<PathBuf>,
}

/// A point at which a test lets the disk fail, or the process die.
pub(super) type Fault<'a> = &'a mut dyn FnMut(&Path) -> io::Result<()>;

impl Batch {
    /// A batch for what lies in this folder, which is made where it is missing. Work that a crash
    /// interrupted is carried out first.
    pub fn new(root: &Path) -> Result<Self> {
        fs::create_dir_all(root).map_err(|error| {
            Error::new(ErrorCode::Io, format!("can't be made: {error}"))
                .in_file(root)
                .with_help("give the right to write there, or name another folder")
                .because(error)
        })?;
        let lock = lock(root)?;
        recover(root)?;
        sweep(root);
        Ok(Self {
            root: root.to_owned(),
            _lock: lock,
            dirs: Vec::new(),
            removed: Vec::new(),
            files: Vec::new(),
        })
    }

    /// A new directory with these files.
    pub fn add_dir(&mut self, path: PathBuf, files: Vec<(&'static str, String)>) {
        self.dirs.push((path, files));
    }

    /// A directory that goes; another may be added in its place.
    pub fn remove_dir(&mut self, path: PathBuf) {
        self.removed.push(path);
    }

    /// A file, new or replaced.
    pub fn write(&mut self, path: PathBuf, text: String) {
        self.files.retain(|(other, _)| *other != path);
        self.files.push((path, text));
    }

    /// What was to be written to this file by now.
    pub(super) fn pending(&self, path: &Path) -> Option<&str> {
        self.files.iter().find(|(other, _)| other == path).map(|(_, text)| text.as_str())
    }

    /// Writes it all.
    pub fn commit(self) -> Result<()> {
        self.commit_with(&mut |_| Ok(()), true)
    }

    /// `undo` is false where a test plays a crash.
    pub(super) fn commit_with(self, fault: Fault<'_>, undo: bool) -> Result<()> {
        for (path, _) in &self.dirs {
            if path.exists() && !self.removed.contains(path) {
                return Err(Error::new(ErrorCode::Io, "is there already").in_file(path).with_help(
                    "another command may be at work in the same folder: look at it, then run this one again",
                ));
            }
        }
        let root = self.root.clone();
        let mut journal = Journal::default();
        let staged = self.stage(&mut journal, fault);
        let done = staged
            .and_then(|()| journal.save(&root, fault))
            .and_then(|()| journal.carry_out(&root, fault, undo));
        if done.is_ok() || undo {
            journal.clean(&root);
        }
        done.map_err(|(path, error)| {
            Error::new(ErrorCode::Io, format!("can't be written: {error}"))
                .in_file(path)
                .with_help("nothing was changed; make room or give the right to write, then run it again")
                .because(error)
        })
    }

    /// Lays everything beside its place.
    fn stage(&self, journal: &mut Journal, fault: Fault<'_>) -> Result<(), (PathBuf, io::Error)> {
        for path in &self.removed {
            let hidden = self.hide(path, "old", journal)?;
            journal.renames.push(Rename { from: self.relative(path)?, to: hidden, backup: None });
        }
        for (path, files) in &self.dirs {
            let hidden = self.hide(path, "new", journal)?;
            let full = self.root.join(&hidden);
            fault(path).and_then(|()| fs::create_dir(&full)).map_err(|error| (path.clone(), error))?;
            for (name, text) in files {
                write_synced(&full.join(name), text, fault).map_err(|error| (path.join(name), error))?;
            }
            journal.renames.push(Rename { from: hidden, to: self.relative(path)?, backup: None });
        }
        for (path, text) in &self.files {
            let failed = |error| (path.clone(), error);
            let hidden = self.hide(path, "new", journal)?;
            write_synced(&self.root.join(&hidden), text, fault).map_err(failed)?;
            let mut backup = None;
            if path.exists() {
                let old = self.hide(path, "old", journal)?;
                let full = self.root.join(&old);
                // A link takes no room; not every file system has them.
                fs::hard_link(path, &full).or_else(|_| fs::copy(path, &full).map(drop)).map_err(failed)?;
                backup = Some(old);
            }
            journal.renames.push(Rename { from: hidden, to: self.relative(path)?, backup });
        }
        Ok(())
    }

    /// A free name beside the path: `.migrate-new-schema.json`.
    fn hide(&self, path: &Path, what: &str, journal: &mut Journal) -> Result<PathBuf, (PathBuf, io::Error)> {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let hidden = path.with_file_name(format!("{HIDDEN}{what}-{name}"));
        remove(&hidden).map_err(|error| (hidden.clone(), error))?;
        let relative = self.relative(&hidden)?;
        journal.leftovers.push(relative.clone());
        Ok(relative)
    }

    fn relative(&self, path: &Path) -> Result<PathBuf, (PathBuf, io::Error)> {
        match path.strip_prefix(&self.root) {
            Ok(relative) => Ok(relative.to_owned()),
            Err(_) => Err((path.to_owned(), io::Error::other("lies outside the folder"))),
        }
    }
}

impl Journal {
    fn save(&self, root: &Path, fault: Fault<'_>) -> Result<(), (PathBuf, io::Error)> {
        let path = root.join(JOURNAL);
        let failed = |error| (path.clone(), error);
        let text = serde_json::to_string(self).map_err(|error| failed(error.into()))?;
        let hidden = root.join(".migrate-new-journal");
        let saved = write_synced(&hidden, &text, fault).and_then(|()| fs::rename(&hidden, &path));
        if saved.is_err() {
            drop(remove(&hidden));
        }
        saved.map_err(failed)
    }

    /// The renames; where one fails, those before it are turned back.
    fn carry_out(&self, root: &Path, fault: Fault<'_>, undo: bool) -> Result<(), (PathBuf, io::Error)> {
        for (place, rename) in self.renames.iter().enumerate() {
            let (from, to) = (root.join(&rename.from), root.join(&rename.to));
            if let Err(error) = fault(&to).and_then(|()| fs::rename(&from, &to)) {
                if undo {
                    self.renames.iter().take(place).rev().for_each(|rename| rename.turn_back(root));
                }
                return Err((to, error));
            }
        }
        for rename in &self.renames {
            // A folder can't be synced everywhere; the renames are done either way.
            if let Some(folder) = root.join(&rename.to).parent() {
                drop(File::open(folder).and_then(|folder| folder.sync_all()));
            }
        }
        Ok(())
    }

    /// Removes the journal first: what is left after it is only hidden waste.
    fn clean(&self, root: &Path) {
        drop(fs::remove_file(root.join(JOURNAL)));
        for hidden in &self.leftovers {
            drop(remove(&root.join(hidden)));
        }
    }
}

impl Rename {
    fn turn_back(&self, root: &Path) {
        let to = root.join(&self.to);
        drop(match &self.backup {
            Some(backup) => fs::rename(root.join(backup), to),
            None => fs::rename(to, root.join(&self.from)),
        });
    }
}

/// Carries out what an interrupted batch had begun to show. Nothing to do where no batch was interrupted.
fn recover(root: &Path) -> Result<()> {
    let path = root.join(JOURNAL);
    let help = "look at the folder with version control, restore what is half there, and remove this file";
    let bad = |what: &str| {
        Error::new(ErrorCode::BadFile, format!("the journal of an interrupted write {what}"))
            .in_file(&path)
            .with_help(help)
    };
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(bad("can't be read").because(error)),
    };
    let journal: Journal =
        serde_json::from_str(&text).map_err(|error| bad("can't be read").because(error))?;
    let backups = journal.renames.iter().filter_map(|rename| rename.backup.as_ref());
    let named = journal.renames.iter().flat_map(|rename| [&rename.from, &rename.to]);
    if !named.chain(&journal.leftovers).chain(backups).all(|path| stays_inside(path)) {
        return Err(bad("names another folder"));
    }
    for rename in &journal.renames {
        let (from, to) = (root.join(&rename.from), root.join(&rename.to));
        // Nothing to rename: it was done before the crash. An old directory that is hidden already
        // has been replaced: what bears its name now is the new one.
        let done = !from.exists() || (is_hidden(&to) && to.exists());
        if !done {
            fs::rename(&from, &to)
                .map_err(|error| bad(&format!("can't be carried out: {error}")).because(error))?;
        }
    }
    journal.clean(root);
    Ok(())
}

/// Removes what a crash left under hidden names before anything showed. The lock is ours: nobody needs it.
fn sweep(root: &Path) {
    let folders = Dialect::ALL.iter().map(|dialect| root.join(dialect.name())).chain([root.to_owned()]);
    for entry in folders.filter_map(|folder| fs::read_dir(folder).ok()).flatten().flatten() {
        if is_hidden(&entry.path()) {
            drop(remove(&entry.path()));
        }
    }
}

/// The journal of a write that was interrupted in this folder.
pub(super) fn interrupted(root: &Path) -> Option<PathBuf> {
    Some(root.join(JOURNAL)).filter(|path| path.exists())
}

/// How long another writer is waited for.
const PATIENCE: Duration = Duration::from_secs(1);
const PAUSE: Duration = Duration::from_millis(20);

/// One writer at a time. The lock dies with the process; where a folder can't be locked, there is none.
fn lock(root: &Path) -> Result<Option<File>> {
    let Ok(folder) = File::open(root) else { return Ok(None) };
    let mut waited = Duration::ZERO;
    // A program that this one starts meanwhile holds what is open here until it is itself: only for a moment.
    loop {
        match folder.try_lock() {
            Err(fs::TryLockError::WouldBlock) if waited < PATIENCE => {
                std::thread::sleep(PAUSE);
                waited += PAUSE;
            }
            Err(fs::TryLockError::WouldBlock) => {
                return Err(Error::new(ErrorCode::Io, "another command is writing to this folder")
                    .in_file(root)
                    .with_help("let it finish, then run this one again"));
            }
            Ok(()) | Err(fs::TryLockError::Error(_)) => return Ok(Some(folder)),
        }
    }
}

fn stays_inside(path: &Path) -> bool {
    path.components().all(|part| matches!(part, Component::Normal(_)))
}

fn is_hidden(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(HIDDEN))
}

fn remove(path: &Path) -> io::Result<()> {
    let removed = if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
    match removed {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        other => other,
    }
}

fn write_synced(path: &Path, text: &str, fault: Fault<'_>) -> io::Result<()> {
    fault(path)?;
    let mut file = File::create(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    type Tree = BTreeMap<String, String>;

    /// Every file that shows, or every one that doesn't.
    fn tree(root: &Path, hidden: bool) -> Tree {
        fn walk(root: &Path, dir: &Path, within: bool, hidden: bool, found: &mut Tree) {
            for entry in fs::read_dir(dir).unwrap() {
                let path = entry.unwrap().path();
                let within = within || is_hidden(&path);
                if path.is_dir() {
                    walk(root, &path, within, hidden, found);
                } else if within == hidden {
                    let name = path.strip_prefix(root).unwrap().display().to_string();
                    found.insert(name, fs::read_to_string(&path).unwrap());
                }
            }
        }
        let mut found = Tree::new();
        walk(root, root, false, hidden, &mut found);
        found
    }

    fn start() -> (tempfile::TempDir, Tree) {
        let dir = tempfile::tempdir().unwrap();
        for (name, text) in
            [("schema.json", "old"), ("gone/up.sql", "gone"), ("same/up.sql", "before"), ("same/x", "")]
        {
            let path = dir.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        let before = tree(dir.path(), false);
        (dir, before)
    }

    fn batch(root: &Path) -> Batch {
        let mut batch = Batch::new(root).unwrap();
        batch.remove_dir(root.join("gone"));
        batch.remove_dir(root.join("same"));
        batch.add_dir(root.join("same"), vec![("up.sql", "after".to_owned())]);
        batch.add_dir(root.join("fresh"), vec![("up.sql", "1".to_owned()), ("down.sql", "2".to_owned())]);
        batch.write(root.join("review.toml"), "new".to_owned());
        batch.write(root.join("schema.json"), "newer".to_owned());
        batch
    }

    fn after() -> Tree {
        [
            ("schema.json", "newer"),
            ("review.toml", "new"),
            ("same/up.sql", "after"),
            ("fresh/up.sql", "1"),
            ("fresh/down.sql", "2"),
        ]
        .map(|(name, text)| (name.to_owned(), text.to_owned()))
        .into()
    }

    /// Fails at the n-th touch of the disk; says whether there was an n-th.
    fn commit_failing_at(root: &Path, n: usize, undo: bool) -> Result<()> {
        let mut left = n;
        batch(root).commit_with(
            &mut |_| match left.checked_sub(1) {
                Some(rest) => {
                    left = rest;
                    Ok(())
                }
                None => Err(io::Error::from(io::ErrorKind::StorageFull)),
            },
            undo,
        )
    }

    #[test]
    fn a_full_disk_at_any_moment_changes_nothing() {
        for n in 0.. {
            let (dir, before) = start();
            match commit_failing_at(dir.path(), n, true) {
                Ok(()) => {
                    assert!(n > 8, "only {n} steps can fail");
                    assert_eq!(tree(dir.path(), false), after());
                    break;
                }
                Err(error) => {
                    assert!(error.help().unwrap().contains("nothing was changed"), "{error}");
                    assert_eq!(tree(dir.path(), false), before, "at step {n}");
                }
            }
            assert_eq!(tree(dir.path(), true), Tree::new(), "hidden waste at step {n}");
        }
    }

    #[test]
    fn after_a_crash_at_any_moment_the_next_writer_finds_all_or_nothing() {
        let mut outcomes = [0, 0];
        for n in 0.. {
            let (dir, before) = start();
            let done = commit_failing_at(dir.path(), n, false).is_ok();
            drop(Batch::new(dir.path()).unwrap());
            let now = tree(dir.path(), false);
            assert!(now == before || now == after(), "half a write at step {n}: {now:#?}");
            outcomes[usize::from(now != before)] += 1;
            assert!(interrupted(dir.path()).is_none());
            assert_eq!(tree(dir.path(), true), Tree::new(), "hidden waste at step {n}");
            if done {
                break;
            }
        }
        assert!(outcomes[0] > 3 && outcomes[1] > 3, "{outcomes:?}");
    }

    #[test]
    fn two_writers_dont_meet() {
        let (dir, _) = start();
        let first = Batch::new(dir.path()).unwrap();
        assert!(Batch::new(dir.path()).unwrap_err().message().contains("another command"));
        drop(first);
        Batch::new(dir.path()).unwrap();
    }

    #[test]
    fn a_spoilt_journal_is_refused() {
        let (dir, before) = start();
        for text in [
            "",
            "{}",
            r#"{"renames":[{"from":"../x","to":"y","backup":null}],"leftovers":[]}"#,
            r#"{"renames":[],"leftovers":["/etc"]}"#,
        ] {
            fs::write(dir.path().join(JOURNAL), text).unwrap();
            assert!(Batch::new(dir.path()).is_err(), "{text}");
            fs::remove_file(dir.path().join(JOURNAL)).unwrap();
            assert_eq!(tree(dir.path(), false), before);
        }
    }
}
