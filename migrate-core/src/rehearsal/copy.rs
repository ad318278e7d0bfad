use std::path::PathBuf;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::backup::{self, BackupTo};
use crate::connection::AnyConnection;
use crate::dialect::Dialect;
use crate::scratch::{Scratch, Server, forget_folder, note_folder};
use crate::{Error, ErrorCode, Result};

/// A copy of a database; gone with this value.
pub(super) struct Copy {
    pub(super) address: String,
    pub(super) by: &'static str,
    pub(super) elapsed: Duration,
    _hold: Hold,
}

enum Hold {
    Folder { _dir: TempDir, path: PathBuf },
    Scratch { _scratch: Box<Scratch> },
}

impl Drop for Hold {
    fn drop(&mut self) {
        match self {
            Self::Folder { path, .. } => forget_folder(path),
            Self::Scratch { .. } => {}
        }
    }
}

impl Copy {
    /// Of the database at an address. `server` is where the copies of servers' databases are made.
    pub(super) fn of(dialect: Dialect, address: &str, server: &Server) -> Result<Self> {
        let start = Instant::now();
        match dialect {
            Dialect::Sqlite => {
                let dir = folder()?;
                let path = dir.path().join("copy.db");
                let to = BackupTo::file(&path);
                let mut conn = AnyConnection::open(dialect, address)?;
                backup::take(dialect, &to, &mut |sql| super::count::texts(&mut conn, sql))?;
                let address = path.display().to_string();
                let hold = Hold::Folder { path: dir.path().to_owned(), _dir: dir };
                Ok(Self { address, by: "vacuum", elapsed: start.elapsed(), _hold: hold })
            }
            Dialect::Postgres | Dialect::Mysql => {
                // Where nobody is connected, PostgreSQL copies the files; else rows go through a dump.
                if let Some(scratch) = Scratch::copied(server, address)? {
                    return Self::on(scratch, "template", start);
                }
                let scratch = Scratch::new(server)?;
                let dir = folder()?;
                let path = dir.path().join("copy.dump");
                let to = BackupTo::file(&path).address(address);
                let mut conn = AnyConnection::open(dialect, address)?;
                backup::take(dialect, &to, &mut |sql| super::count::texts(&mut conn, sql))?;
                let copy = Self::on(scratch, "dump", start)?;
                backup::restore(dialect, &path, &copy.address, false)?;
                forget_folder(dir.path());
                Ok(Self { elapsed: start.elapsed(), ..copy })
            }
        }
    }

    fn on(scratch: Scratch, by: &'static str, start: Instant) -> Result<Self> {
        let address = scratch
            .address()
            .ok_or_else(|| Error::new(ErrorCode::Internal, "a copy on a server that has no address"))?;
        Ok(Self {
            address,
            by,
            elapsed: start.elapsed(),
            _hold: Hold::Scratch { _scratch: Box::new(scratch) },
        })
    }
}

fn folder() -> Result<TempDir> {
    let dir = tempfile::Builder::new().prefix("migrate-rehearsal-").tempdir();
    let dir = dir.map_err(|error| {
        Error::new(ErrorCode::Io, format!("no folder for the copy can be made: {error}"))
            .with_help("name a disk with room for the database: TMPDIR")
    })?;
    note_folder(dir.path());
    Ok(dir)
}
