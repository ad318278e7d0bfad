//! SQLite: its online backup API (<https://www.sqlite.org/backup.html>) copies the pages as they are, in one read
//! transaction, so the copy is consistent while others write. A database in memory, or one that only its own connection
//! can read, is copied by `VACUUM INTO` (<https://www.sqlite.org/lang_vacuum.html#vacuuminto>), which the same page names
//! as the other way. Copying the file by hand would give up SQLite's locks on it.

use std::path::Path;

use tempfile::NamedTempFile;

use super::Rows;
#[cfg(feature = "sqlite-system")]
use super::restore::{not_empty, same};
use super::take::Ask;
use crate::dialect::quote_text;
use crate::{Error, ErrorCode, Result};

/// Writes the copy and reads it again.
pub(super) fn dump(file: &NamedTempFile, ask: &mut Ask<'_>) -> Result<Rows> {
    let path = file.path();
    let source = ask("SELECT file FROM pragma_database_list WHERE name = 'main'")?;
    let source = source.first().filter(|name| !name.is_empty());
    if !source.is_some_and(|source| online(Path::new(source), path)) {
        // It wants a file that is empty.
        file.as_file().set_len(0).map_err(|error| unwritable(path, &error))?;
        ask(&format!("VACUUM INTO {}", quote_text(&path.display().to_string())))?;
    }
    let is_wal =
        ask("SELECT journal_mode FROM pragma_journal_mode")?.first().is_some_and(|mode| mode == "wal");
    read(path, is_wal)
}

/// Copies all pages of a file; says whether that worked.
#[cfg(feature = "sqlite-system")]
fn online(from: &Path, to: &Path) -> bool {
    use rusqlite::backup::{Backup, StepResult};
    use rusqlite::{Connection, OpenFlags};

    let copy = || {
        // A file that is no longer there must not come into being, empty.
        let source = Connection::open_with_flags(from, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        let mut copy = Connection::open(to)?;
        // All pages at once; rusqlite waits five seconds for whoever is in the way.
        Backup::new(&source, &mut copy)?.step(-1)
    };
    copy().is_ok_and(|step: StepResult| step == StepResult::Done)
}

#[cfg(not(feature = "sqlite-system"))]
fn online(_from: &Path, _to: &Path) -> bool {
    false
}

fn unwritable(path: &Path, error: &std::io::Error) -> Error {
    Error::new(ErrorCode::Io, format!("`{}` can't be written: {error}; nothing was changed", path.display()))
}

/// Reads a file whole: its pages, and every row.
#[cfg(feature = "sqlite-system")]
pub(super) fn read(path: &Path, to_wal: bool) -> Result<Rows> {
    use crate::connection::AnyConnection;
    let damaged = |said: &str| {
        Error::new(ErrorCode::BadFile, format!("`{}` is damaged: {said}", path.display()))
            .with_help("take another copy")
    };
    let mut conn = AnyConnection::open(crate::Dialect::Sqlite, &path.display().to_string())?;
    let mut texts = |sql: &str| conn.texts(sql).map_err(|refused| damaged(&refused.message));
    let found = texts("SELECT integrity_check FROM pragma_integrity_check")?;
    if found != ["ok"] {
        return Err(damaged(found.first().map_or("it can't be read", String::as_str)));
    }
    // A virtual table has no rows of its own, and this program may not know its module.
    let tables = texts("SELECT name FROM sqlite_schema WHERE type = 'table' AND rootpage > 0 ORDER BY name")?;
    let mut rows = Rows::new();
    for table in tables {
        let name = format!("\"{}\"", table.replace('"', "\"\""));
        let count = texts(&format!("SELECT CAST(count(*) AS TEXT) FROM {name}"))?;
        rows.insert(table, count.first().and_then(|count| count.parse().ok()).unwrap_or(0));
    }
    if to_wal {
        // The copy comes without it, though it is a property of the file.
        texts("PRAGMA journal_mode = WAL")?;
    }
    Ok(rows)
}

#[cfg(not(feature = "sqlite-system"))]
pub(super) fn read(_path: &Path, _to_wal: bool) -> Result<Rows> {
    Err(Error::new(ErrorCode::Unsupported, "this program was built without SQLite"))
}

/// Puts the copy in the place of the database.
#[cfg(feature = "sqlite-system")]
pub(super) fn restore(from: &Path, to: &Path, force: bool) -> Result<Rows> {
    use crate::connection::AnyConnection;
    let expected = read(from, false)?;
    let unwritable = |error: &std::io::Error| unwritable(to, error);
    let folder = to.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut holder = None;
    if to.exists() {
        let opened = AnyConnection::open(crate::Dialect::Sqlite, &to.display().to_string());
        let mut conn = opened?;
        let found = conn.number("SELECT count(*) AS number FROM sqlite_schema");
        match (found, force) {
            (Ok(0), _) => {}
            (Ok(_), false) | (Err(_), false) => return Err(not_empty(&to.display().to_string())),
            (Ok(_), true) | (Err(_), true) => {}
        }
        // Whoever has it open would go on with the old file: the lock shows that nobody is at work, and is kept until
        // the new one is there. Leaving WAL takes its two further files away.
        let locked = conn.texts("PRAGMA journal_mode = DELETE").and_then(|_| conn.run("BEGIN EXCLUSIVE"));
        match locked {
            Ok(()) => holder = Some(conn),
            Err(refused)
                if refused.message.contains("not a database") || refused.message.contains("malformed") =>
            {
                for end in ["-wal", "-shm", "-journal"] {
                    let mut beside = to.as_os_str().to_owned();
                    beside.push(end);
                    let _ = std::fs::remove_file(beside);
                }
            }
            Err(refused) => {
                return Err(Error::new(
                    ErrorCode::Database,
                    format!("`{}` is in use: {}; nothing was changed", to.display(), refused.message),
                )
                .with_help("stop every program that has it open, then restore"));
            }
        }
    }
    let file = tempfile::Builder::new()
        .prefix(".migrate-restore-")
        .tempfile_in(folder)
        .map_err(|error| unwritable(&error))?;
    std::fs::copy(from, file.path()).map_err(|error| unwritable(&error))?;
    file.as_file().sync_all().map_err(|error| unwritable(&error))?;
    if let Ok(found) = std::fs::metadata(to) {
        let _ = std::fs::set_permissions(file.path(), found.permissions());
    }
    file.persist(to).map_err(|error| unwritable(&error.error))?;
    drop(holder);
    let found = read(to, false)?;
    same(&expected, &found)?;
    Ok(found)
}

#[cfg(not(feature = "sqlite-system"))]
pub(super) fn restore(_from: &Path, _to: &Path, _force: bool) -> Result<Rows> {
    Err(Error::new(ErrorCode::Unsupported, "this program was built without SQLite"))
}
