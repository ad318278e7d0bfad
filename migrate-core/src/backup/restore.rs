use std::io::Read as _;
use std::path::Path;

use super::{Rows, mysql, postgres, sqlite};
use crate::{Dialect, Error, ErrorCode, Result};

/// A database that was brought back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restored {
    /// What was read in it afterwards: the same as in the copy.
    pub rows: Rows,
}

/// Brings a copy back into a database: an address, or for SQLite a path.
///
/// # Errors
///
/// Where the database isn't empty and `force` isn't said; where the copy is of another kind, or damaged; where what
/// stands in the database afterwards isn't what the copy holds.
pub fn restore(dialect: Dialect, from: &Path, address: &str, force: bool) -> Result<Restored> {
    let kind = kind(from)?;
    if kind != dialect {
        return Err(Error::new(
            ErrorCode::Unsupported,
            format!(
                "`{}` is a copy of {}, and the database is {}",
                from.display(),
                kind.title(),
                dialect.title()
            ),
        )
        .with_help("name a database of that kind: `--database-url`"));
    }
    let rows = match dialect {
        Dialect::Sqlite => sqlite::restore(from, Path::new(address), force)?,
        Dialect::Postgres => postgres::restore(from, address, force)?,
        Dialect::Mysql => mysql::restore(from, address, force)?,
    };
    Ok(Restored { rows })
}

/// What a file is a copy of, by its first bytes.
fn kind(path: &Path) -> Result<Dialect> {
    let mut start = Vec::new();
    std::fs::File::open(path).and_then(|file| file.take(4096).read_to_end(&mut start)).map_err(|error| {
        Error::new(ErrorCode::Io, format!("`{}` can't be read: {error}", path.display()))
            .with_help("see that the path is that of a backup, and that you may read it")
    })?;
    if start.starts_with(b"SQLite format 3\0") {
        return Ok(Dialect::Sqlite);
    }
    if start.starts_with(b"PGDMP") {
        return Ok(Dialect::Postgres);
    }
    let text = String::from_utf8_lossy(&start);
    if text.contains("-- MariaDB dump") || text.contains("-- MySQL dump") {
        return Ok(Dialect::Mysql);
    }
    Err(Error::new(ErrorCode::BadFile, format!("`{}` is no backup that this tool takes", path.display()))
        .with_help("name a file that `--backup` wrote"))
}

pub(super) fn not_empty(shown: &str) -> Error {
    Error::new(ErrorCode::Precondition, format!("the database `{shown}` isn't empty; nothing was changed"))
        .with_help("say `--force` to replace all that it holds, or name an empty database")
}

/// Whether everything came back.
pub(super) fn same(expected: &Rows, found: &Rows) -> Result<()> {
    for (table, rows) in expected {
        let there = found.get(table).copied().unwrap_or(0);
        if there != *rows {
            return Err(Error::new(
                ErrorCode::Database,
                format!("{table} has {there} rows after the restore, and {rows} in the copy"),
            )
            .with_help("keep the copy, and restore it again into an empty database"));
        }
    }
    Ok(())
}
