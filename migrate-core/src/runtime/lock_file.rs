//! One upgrader at a time on a SQLite file: a lock on a file beside it, which dies with its process.
//!
//! SQLite's own lock lasts one transaction; an upgrade is several, and some statements run outside of any.

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::session::{Listener, Note};
use crate::{Error, ErrorCode, Result};

/// Held until it is dropped.
#[derive(Debug)]
pub(super) struct LockFile {
    file: File,
    path: PathBuf,
}

impl LockFile {
    /// Waits for the lock of a database file. `None` where no file can be made beside it: then SQLite's own lock has to do.
    pub(super) fn take(database: &str, wait: Duration, listener: &mut Listener<'_>) -> Result<Option<Self>> {
        const PAUSE: Duration = Duration::from_millis(25);
        const TELL: Duration = Duration::from_secs(1);
        let path = PathBuf::from(format!("{database}-migrate"));
        let start = Instant::now();
        let mut told = Duration::ZERO;
        loop {
            let Ok(file) = File::options().create(true).write(true).truncate(false).open(&path) else {
                return Ok(None);
            };
            match file.try_lock() {
                Ok(()) if is_at(&file, &path) => return Ok(Some(Self { file, path })),
                // The one before took the file away between our opening and our locking it.
                Ok(()) => continue,
                Err(TryLockError::Error(_)) => return Ok(None),
                Err(TryLockError::WouldBlock) => {}
            }
            let elapsed = start.elapsed();
            if elapsed >= wait {
                return Err(Error::new(
                    ErrorCode::Database,
                    format!("another process is upgrading the database, and has been for {} seconds; nothing was run", elapsed.as_secs()),
                )
                .in_file(&path)
                .with_help("another process is at work on it: let it finish, or wait longer"));
            }
            if elapsed >= told + TELL {
                told = elapsed;
                listener(Note::Waiting { elapsed, holder: "another process" });
            }
            std::thread::sleep(PAUSE.min(wait.saturating_sub(elapsed)));
        }
    }
}

impl Drop for LockFile {
    fn drop(&mut self) {
        // Taken away while it is locked: whoever waits for it notices, and makes a new one.
        if cfg!(unix) {
            drop(std::fs::remove_file(&self.path));
        }
        drop(self.file.unlock());
    }
}

/// Whether the file is still the one at its path.
#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    match (file.metadata(), std::fs::metadata(path)) {
        (Ok(ours), Ok(there)) => (ours.dev(), ours.ino()) == (there.dev(), there.ino()),
        (Err(_), _) | (_, Err(_)) => false,
    }
}

/// Elsewhere the file stays.
#[cfg(not(unix))]
fn is_at(_: &File, _: &Path) -> bool {
    true
}
