//! MySQL and MariaDB: their own dump, in one transaction, with routines, triggers and events
//! (<https://mariadb.com/kb/en/mariadb-dump/>), and back by their own client.

use std::fs::File;
use std::io::{BufReader, Write as _};
use std::path::Path;
use std::process::Stdio;

use tempfile::NamedTempFile;

use super::address::Address;
use super::program::Program;
use super::restore::{not_empty, same};
use super::{Rows, count};
use crate::{Error, ErrorCode, Result};

const PACKAGE: &str = "the package mariadb-client or mysql-client";

/// Which database this is.
pub(super) const IDENTITY: &str =
    "SELECT CAST(CONCAT_WS(' ', @@hostname, @@port, @@datadir, DATABASE()) AS CHAR) AS x";

/// A file of settings that only this user may read: a command line is for everybody to see.
fn settings(address: &Address) -> Result<NamedTempFile> {
    let quoted = |text: &str| format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""));
    let mut text = String::from("[client]\n");
    let socket = address.parameter(&["unix_socket", "socket"]);
    let fields = [
        ("user", address.user.as_deref()),
        ("password", address.password.as_deref()),
        ("host", address.host.as_deref().filter(|_| socket.is_none())),
        ("port", address.port.as_deref()),
        ("socket", socket),
        ("ssl-ca", address.parameter(&["ssl_ca"])),
    ];
    for (name, value) in fields {
        if let Some(value) = value {
            text.push_str(&format!("{name}={}\n", quoted(value)));
        }
    }
    let failed = |error: std::io::Error| {
        Error::new(ErrorCode::Io, format!("no temporary file can be written: {error}"))
    };
    let mut file =
        tempfile::Builder::new().prefix("migrate-client-").suffix(".cnf").tempfile().map_err(failed)?;
    file.write_all(text.as_bytes()).map_err(failed)?;
    Ok(file)
}

fn client(names: &[&'static str], settings: &NamedTempFile) -> Result<Program> {
    let mut program = Program::first(names, PACKAGE)?;
    // It must be the first argument.
    let mut first = std::ffi::OsString::from("--defaults-extra-file=");
    first.push(settings.path());
    program.command.arg(first);
    Ok(program)
}

/// What a query says.
pub(super) fn query(address: &str, sql: &str) -> Result<String> {
    let address = Address::parse(address);
    let settings = settings(&address)?;
    let mut program = client(&["mariadb", "mysql"], &settings)?;
    program.command.args(["--batch", "--skip-column-names", "--raw", "--execute", sql, &address.database]);
    Ok(String::from_utf8_lossy(&program.output()?.stdout).trim_end_matches('\n').to_owned())
}

/// Writes the copy and reads it again.
pub(super) fn dump(file: &NamedTempFile, address: &str) -> Result<Rows> {
    let address = Address::parse(address);
    let settings = settings(&address)?;
    let mut program = client(&["mariadb-dump", "mysqldump"], &settings)?;
    program
        .command
        .args([
            "--single-transaction",
            "--quick",
            "--routines",
            "--triggers",
            "--events",
            "--hex-blob",
            "--no-tablespaces",
        ])
        .arg("--result-file")
        .arg(file.path())
        .arg(&address.database);
    program.output()?;
    read(file.path())
}

/// Reads a copy whole: it ends as a whole one does, and every row is counted.
pub(super) fn read(path: &Path) -> Result<Rows> {
    let unreadable = |error: std::io::Error| {
        Error::new(ErrorCode::Io, format!("`{}` can't be read: {error}", path.display()))
    };
    let file = File::open(path).map_err(unreadable)?;
    let (rows, last) = count::inserted(&mut BufReader::with_capacity(1 << 16, file), &mut std::io::sink())
        .map_err(unreadable)?;
    if last.starts_with("-- Dump completed") {
        return Ok(rows);
    }
    Err(Error::new(
        ErrorCode::BadFile,
        format!("`{}` is no whole dump: it doesn't end as one", path.display()),
    )
    .with_help("take another copy"))
}

const OBJECTS: &str = "SELECT (SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = DATABASE()) + \
     (SELECT COUNT(*) FROM information_schema.routines WHERE routine_schema = DATABASE()) + \
     (SELECT COUNT(*) FROM information_schema.events WHERE event_schema = DATABASE())";

/// Empties the database.
const EMPTY: &str = "SELECT 'SET foreign_key_checks = 0;' \
     UNION ALL SELECT CONCAT('DROP ', IF(table_type = 'VIEW', 'VIEW', 'TABLE'), ' `', REPLACE(table_name, '`', '``'), '`;') \
     FROM information_schema.tables WHERE table_schema = DATABASE() \
     UNION ALL SELECT CONCAT('DROP ', routine_type, ' `', REPLACE(routine_name, '`', '``'), '`;') \
     FROM information_schema.routines WHERE routine_schema = DATABASE() \
     UNION ALL SELECT CONCAT('DROP EVENT `', REPLACE(event_name, '`', '``'), '`;') \
     FROM information_schema.events WHERE event_schema = DATABASE()";

/// Brings the copy back. What changes the schema commits by itself there: a failure leaves it half.
pub(super) fn restore(from: &Path, address: &str, force: bool) -> Result<Rows> {
    let expected = read(from)?;
    let parsed = Address::parse(address);
    let there = query(address, OBJECTS)?;
    if there != "0" {
        if !force {
            return Err(not_empty(&parsed.shown));
        }
        let drops = query(address, EMPTY)?;
        query(address, &drops)?;
    }
    let settings = settings(&parsed)?;
    let mut program = client(&["mariadb", "mysql"], &settings)?;
    let file = File::open(from)
        .map_err(|error| Error::new(ErrorCode::Io, format!("`{}` can't be read: {error}", from.display())))?;
    program.command.args(["--batch", &parsed.database]).stdin(Stdio::from(file));
    program.output().map_err(|error| {
        error.with_help("the database is half restored: mend the cause, then restore again with `--force`")
    })?;
    let mut found = Rows::new();
    for table in expected.keys() {
        let count = query(address, &format!("SELECT COUNT(*) FROM {table}"))?;
        found.insert(table.clone(), count.parse().unwrap_or(0));
    }
    same(&expected, &found)?;
    Ok(found)
}
