use std::path::Path;

use tempfile::NamedTempFile;

use super::{Backup, BackupTo, mysql, postgres, sqlite};
use crate::{Dialect, Error, ErrorCode, Result};

/// Asks the connection that is going to change the database: a query whose one column is text.
pub(super) type Ask<'a> = dyn FnMut(&str) -> Result<Vec<String>> + 'a;

/// Takes a copy, reads it again, and gives it its name.
pub(crate) fn take(dialect: Dialect, to: &BackupTo, ask: &mut Ask<'_>) -> Result<Backup> {
    refuse_taken(&to.path)?;
    let folder = to.path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    // Under another name until it is known to be whole: a crash leaves no half copy that looks like one.
    let file = tempfile::Builder::new()
        .prefix(".migrate-backup-")
        .suffix(".part")
        .tempfile_in(folder)
        .map_err(|error| unwritable(&to.path, &error))?;
    let rows = match dialect {
        Dialect::Sqlite => sqlite::dump(&file, ask)?,
        Dialect::Postgres => postgres::dump(&file, &address(dialect, to, ask)?)?,
        Dialect::Mysql => mysql::dump(&file, &address(dialect, to, ask)?)?,
    };
    file.as_file().sync_all().map_err(|error| unwritable(&to.path, &error))?;
    let bytes = file.as_file().metadata().map_err(|error| unwritable(&to.path, &error))?.len();
    name(file, &to.path)?;
    Ok(Backup { path: to.path.clone(), dialect, bytes, rows })
}

fn name(file: NamedTempFile, path: &Path) -> Result<()> {
    match file.persist_noclobber(path) {
        Ok(_) => Ok(()),
        Err(error) if error.error.kind() == std::io::ErrorKind::AlreadyExists => refuse_taken(path),
        Err(error) => Err(unwritable(path, &error.error)),
    }
}

fn refuse_taken(path: &Path) -> Result<()> {
    if path.symlink_metadata().is_err() {
        return Ok(());
    }
    Err(Error::new(
        ErrorCode::Io,
        format!("the file of the backup is there already: `{}`; nothing was run", path.display()),
    )
    .with_help("name another file, or move that one away: a backup never replaces another"))
}

fn unwritable(path: &Path, error: &std::io::Error) -> Error {
    Error::new(
        ErrorCode::Io,
        format!("the backup can't be written to `{}`: {error}; nothing was run", path.display()),
    )
    .with_help("name a file in a folder that may be written, on a disk with enough room")
}

/// The address by which the database's own program connects; it must lead to the database at hand.
fn address(dialect: Dialect, to: &BackupTo, ask: &mut Ask<'_>) -> Result<String> {
    let Some(address) = &to.address else {
        return Err(Error::new(
            ErrorCode::Unsupported,
            format!("a backup of {} needs the database's address; nothing was run", dialect.title()),
        )
        .with_help("say it: `.backup_to(BackupTo::file(path).address(url))`"));
    };
    let said =
        |error: &Error| Error::new(error.code(), format!("no backup can be taken: {}", error.message()));
    let (mine, theirs) = match dialect {
        Dialect::Sqlite => return Ok(address.clone()),
        Dialect::Postgres => (ask(postgres::IDENTITY)?, postgres::query(address, postgres::IDENTITY)),
        Dialect::Mysql => (ask(mysql::IDENTITY)?, mysql::query(address, mysql::IDENTITY)),
    };
    let theirs = theirs.map_err(|error| said(&error))?;
    if mine.first().map(|mine| mine.trim()) == Some(theirs.trim()) {
        return Ok(address.clone());
    }
    Err(Error::new(
        ErrorCode::Unsupported,
        "the backup's address leads to another database than the connection; nothing was run",
    )
    .with_help("give the address that the connection was opened with"))
}
