//! PostgreSQL: `pg_dump` in its custom format (<https://www.postgresql.org/docs/current/app-pgdump.html>), and back by
//! `pg_restore`, whose script `psql` runs in one transaction: all of it, or nothing.

use std::io::{BufReader, Read as _, Write as _};
use std::path::Path;
use std::process::Stdio;

use tempfile::NamedTempFile;

use super::address::Address;
use super::program::Program;
use super::restore::{not_empty, same};
use super::{Rows, count};
use crate::{Error, ErrorCode, Result};

const PACKAGE: &str = "the package postgresql-client";

/// Which database this is: the same words only in the same one, since the server's start.
pub(super) const IDENTITY: &str = "SELECT (SELECT oid::text FROM pg_database WHERE datname = current_database()) || ' ' || \
     extract(epoch FROM pg_postmaster_start_time())::text";

fn program(name: &'static str) -> Result<Program> {
    Program::first(&[name], PACKAGE)
}

fn connected(name: &'static str, address: &Address) -> Result<Program> {
    let mut program = program(name)?;
    program.command.arg("--no-password").arg(format!("--dbname={}", address.shown));
    if let Some(password) = &address.password {
        program.command.env("PGPASSWORD", password);
    }
    Ok(program)
}

/// What a query says.
pub(super) fn query(address: &str, sql: &str) -> Result<String> {
    let mut psql = connected("psql", &Address::parse(address))?;
    psql.command.args([
        "--no-psqlrc",
        "--quiet",
        "--tuples-only",
        "--no-align",
        "--set=ON_ERROR_STOP=1",
        "--command",
        sql,
    ]);
    Ok(String::from_utf8_lossy(&psql.output()?.stdout).trim_end_matches('\n').to_owned())
}

/// Writes the copy and reads it again.
pub(super) fn dump(file: &NamedTempFile, address: &str) -> Result<Rows> {
    let mut dump = connected("pg_dump", &Address::parse(address))?;
    dump.command.args(["--format=custom", "--lock-wait-timeout=60s"]).arg("--file").arg(file.path());
    dump.output()?;
    read(file.path())
}

/// Reads a copy whole: its list, and every row.
pub(super) fn read(path: &Path) -> Result<Rows> {
    let mut list = program("pg_restore")?;
    list.command.arg("--list").arg(path);
    let list = list.output()?;
    let listed =
        String::from_utf8_lossy(&list.stdout).lines().filter(|line| line.contains(" TABLE DATA ")).count();
    let mut script = program("pg_restore")?;
    script.command.args(["--data-only", "--file=-"]).arg(path);
    let rows = streamed(script, &mut std::io::sink())?;
    if rows.len() != listed {
        return Err(Error::new(
            ErrorCode::BadFile,
            format!("`{}` lists {listed} tables, and holds the rows of {}", path.display(), rows.len()),
        )
        .with_help("take another copy"));
    }
    Ok(rows)
}

/// Copies what a program writes, and counts the rows in it.
fn streamed(mut program: Program, to: &mut impl std::io::Write) -> Result<Rows> {
    let mut child = program.command.spawn().map_err(|error| program.failed(&error.to_string()))?;
    let out = child.stdout.take();
    let err = child.stderr.take();
    let said = std::thread::spawn(move || {
        let mut said = String::new();
        if let Some(mut err) = err {
            let _ = err.read_to_string(&mut said);
        }
        said
    });
    let rows = out.map(|out| count::copied(&mut BufReader::with_capacity(1 << 16, out), to)).transpose();
    if rows.is_err() {
        // Nobody reads any more: it must not wait for that.
        let _ = child.kill();
    }
    let status = child.wait();
    let said = said.join().unwrap_or_default();
    match (rows, status) {
        (Ok(Some(rows)), Ok(status)) if status.success() => Ok(rows),
        (Err(error), _) if said.is_empty() => Err(program.failed(&error.to_string())),
        _ => Err(program.failed(&said)),
    }
}

/// What stands in a database besides what every database has.
const OBJECTS: &str = "SELECT (SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace \
     WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' \
     AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')) \
     + (SELECT count(*) FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname NOT IN ('information_schema', 'public')) \
     + (SELECT count(*) FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace WHERE n.nspname = 'public' AND t.typtype = 'e')";

/// Empties every schema; the public one comes again as it was, for a dump says nothing of it where it is as usual.
const EMPTY: &str = "SELECT format('DROP SCHEMA %I CASCADE;', nspname) FROM pg_namespace \
     WHERE nspname !~ '^pg_' AND nspname <> 'information_schema' \
     UNION ALL SELECT 'CREATE SCHEMA public;' \
     UNION ALL SELECT format('ALTER SCHEMA public OWNER TO %I;', pg_get_userbyid(nspowner)) FROM pg_namespace WHERE nspname = 'public' \
     UNION ALL SELECT format('GRANT %s ON SCHEMA public TO %s;', a.privilege_type, \
         CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(a.grantee)) END) \
     FROM pg_namespace n, aclexplode(n.nspacl) a WHERE n.nspname = 'public' AND a.grantee <> n.nspowner";

/// Brings the copy back.
pub(super) fn restore(from: &Path, address: &str, force: bool) -> Result<Rows> {
    let expected = read(from)?;
    let parsed = Address::parse(address);
    let there = query(address, OBJECTS)?;
    let mut script = String::new();
    if there != "0" {
        if !force {
            return Err(not_empty(&parsed.shown));
        }
        script = query(address, EMPTY)?;
        script.push('\n');
    }
    let mut psql = connected("psql", &parsed)?;
    psql.command
        .args([
            "--no-psqlrc",
            "--quiet",
            "--single-transaction",
            "--set=ON_ERROR_STOP=1",
            "--output",
            "/dev/null",
        ])
        .stdin(Stdio::piped())
        .stdout(Stdio::null());
    let mut child = psql.command.spawn().map_err(|error| psql.failed(&error.to_string()))?;
    let err = child.stderr.take();
    let said = std::thread::spawn(move || {
        let mut said = String::new();
        if let Some(mut err) = err {
            let _ = err.read_to_string(&mut said);
        }
        said
    });
    let mut restore = program("pg_restore")?;
    restore.command.arg("--file=-").arg(from);
    let sent = match child.stdin.take() {
        Some(mut stdin) => stdin
            .write_all(b"SET client_min_messages = error;\n")
            .and_then(|()| stdin.write_all(script.as_bytes()))
            .map_err(|error| psql.failed(&error.to_string()))
            .and_then(|()| streamed(restore, &mut stdin)),
        None => Ok(Rows::new()),
    };
    let status = child.wait();
    let said = said.join().unwrap_or_default();
    if !status.is_ok_and(|status| status.success()) {
        let error = psql.failed(&said);
        let help = "nothing was changed: it runs in one transaction";
        return Err(error.with_help(help));
    }
    sent?;
    let mut found = Rows::new();
    for table in expected.keys() {
        let count = query(address, &format!("SELECT count(*) FROM ONLY {table}"))?;
        found.insert(table.clone(), count.parse().unwrap_or(0));
    }
    same(&expected, &found)?;
    Ok(found)
}
