//! Whether the connection can do what is to be done, before anything runs: the rights to the tables, a file that can be
//! written, room on the disk. What is only likely is no reason to refuse.

use std::collections::BTreeSet;

use super::body::{Body, Mode};
use super::journal::literal;
use super::session::Session;
use crate::dialect::mysql::Flavour;
use crate::dialect::{TokenKind, lex};
use crate::{Dialect, Error, ErrorCode, QName, Result};

/// Refuses what is certain to fail for want of a right, or of room.
pub(super) fn refuse_unable(
    dialect: Dialect,
    session: &mut impl Session,
    bodies: &[Body<'_>],
    touched: &BTreeSet<QName>,
) -> Result<()> {
    match dialect {
        Dialect::Sqlite => sqlite(session, bodies),
        Dialect::Postgres => postgres(session, touched),
        Dialect::Mysql => mysql(session),
    }
}

fn refuse<T>(what: String, help: &str) -> Result<T> {
    Err(Error::new(ErrorCode::Precondition, format!("{what}; nothing was run")).with_help(help))
}

/// A table belongs to whoever made it, and only its owner may alter it; making one takes a right on the schema:
/// <https://www.postgresql.org/docs/current/ddl-priv.html>.
fn postgres(session: &mut impl Session, touched: &BTreeSet<QName>) -> Result<()> {
    let may_create = session.ask(
        "SELECT CASE WHEN current_schema() IS NULL THEN 'none' \
         WHEN has_schema_privilege(current_schema(), 'CREATE') THEN 'yes' ELSE current_schema()::text END",
    )?;
    match may_create.first().map_or("yes", String::as_str) {
        "yes" => {}
        "none" => {
            return refuse(
                "no schema of the search path is there".to_owned(),
                "create the schema, or set `search_path`",
            );
        }
        schema => {
            return refuse(
                format!("the role may not create anything in the schema `{schema}`"),
                "give it the right: `GRANT CREATE ON SCHEMA … TO …`, or use the role that owns the tables",
            );
        }
    }
    if touched.is_empty() {
        return Ok(());
    }
    let names: Vec<String> = touched.iter().map(|name| literal(Dialect::Postgres, &quoted(name))).collect();
    let others = session.ask(&format!(
        "SELECT c.oid::regclass::text || ' (of ' || pg_get_userbyid(c.relowner)::text || ')' \
         FROM unnest(ARRAY[{}]) AS t (name) JOIN pg_class c ON c.oid = to_regclass(t.name) \
         WHERE NOT pg_has_role(c.relowner, 'USAGE') ORDER BY 1",
        names.join(", ")
    ))?;
    if others.is_empty() {
        return Ok(());
    }
    refuse(
        format!("only its owner may alter a table, and the role doesn't own {}", others.join(", ")),
        "upgrade as the owner, or make the role a member of it: `GRANT owner TO …`",
    )
}

fn quoted(name: &QName) -> String {
    let part = |part: &str| format!("\"{}\"", part.replace('"', "\"\""));
    match &name.namespace {
        Some(namespace) => format!("{}.{}", part(namespace), part(&name.name)),
        None => part(&name.name),
    }
}

/// What an account may do is spread over many tables; its own `SHOW GRANTS` says it all, but for roles.
fn mysql(session: &mut impl Session) -> Result<()> {
    let version = session.ask("SELECT CAST(VERSION() AS CHAR)").unwrap_or_default();
    if let Some(Err(error)) = version.first().map(|version| Flavour::of(version)) {
        return refuse(error.message().to_owned(), "upgrade the server first");
    }
    let Ok(grants) = session.ask("SHOW GRANTS") else { return Ok(()) };
    let upper: Vec<String> = grants.iter().map(|grant| grant.to_uppercase()).collect();
    let holds = |words: &[&str]| upper.iter().any(|grant| words.iter().any(|word| grant.contains(word)));
    let by_role = upper.iter().any(|grant| grant.starts_with("GRANT `"));
    let read_only = session.ask("SELECT CAST(@@global.read_only AS CHAR)").unwrap_or_default();
    // Newer servers spell it out.
    if read_only.first().is_some_and(|value| value == "1" || value.eq_ignore_ascii_case("on"))
        && !holds(&["ALL PRIVILEGES ON *.*", "SUPER", "READ_ONLY ADMIN", "CONNECTION_ADMIN"])
        && !by_role
    {
        return refuse("the server is read only".to_owned(), "name the primary server");
    }
    for right in ["CREATE", "ALTER", "DROP", "INDEX"] {
        if !by_role && !holds(&["ALL PRIVILEGES", right]) {
            return refuse(
                format!("the account hasn't the right {right}"),
                "give it: `GRANT CREATE, ALTER, DROP, INDEX, REFERENCES ON db.* TO …`",
            );
        }
    }
    Ok(())
}

fn sqlite(session: &mut impl Session, bodies: &[Body<'_>]) -> Result<()> {
    let file = session.ask("SELECT COALESCE(file, '') FROM pragma_database_list WHERE name = 'main'")?;
    let Some(file) = file.into_iter().next().filter(|file| !file.is_empty()) else { return Ok(()) };
    if !may_write(&file) {
        return refuse(
            format!("the file `{file}` may only be read"),
            "give the right to write to the file and to its folder",
        );
    }
    if session
        .ask("SELECT CAST(query_only AS TEXT) FROM pragma_query_only")?
        .first()
        .is_some_and(|on| on == "1")
    {
        return refuse("the connection is set to read only".to_owned(), "set `PRAGMA query_only = OFF`");
    }
    let rebuilt: Vec<&str> =
        bodies.iter().filter(|body| body.mode == Mode::ForeignKeysOff).flat_map(rebuilt).collect();
    if rebuilt.is_empty() {
        return Ok(());
    }
    let Some(free) = free_space(&file) else { return Ok(()) };
    let number = |session: &mut dyn FnMut(&str) -> Result<Vec<String>>, sql: &str| -> Result<u64> {
        Ok(session(sql)?.first().and_then(|text| text.parse().ok()).unwrap_or(0))
    };
    let mut ask = |sql: &str| session.ask(sql);
    let whole = number(
        &mut ask,
        "SELECT CAST((SELECT page_count FROM pragma_page_count) * (SELECT page_size FROM pragma_page_size) AS TEXT)",
    )?;
    // Nearly always there is room for all of it, and nothing has to be measured.
    if whole.saturating_mul(2) < free {
        return Ok(());
    }
    let spare = number(
        &mut ask,
        "SELECT CAST((SELECT freelist_count FROM pragma_freelist_count) * (SELECT page_size FROM pragma_page_size) AS TEXT)",
    )?;
    for table in rebuilt {
        let name = literal(Dialect::Sqlite, table);
        // Not every SQLite has this table: <https://www.sqlite.org/dbstat.html>.
        let size = number(
            &mut ask,
            &format!(
                "SELECT CAST(COALESCE(SUM(pgsize), 0) AS TEXT) FROM dbstat WHERE aggregate = TRUE AND name IN \
                 (SELECT name FROM sqlite_schema WHERE tbl_name = {name} COLLATE NOCASE)"
            ),
        );
        let Ok(size) = size else { return Ok(()) };
        // The new table stands beside the old one until the commit.
        let needed = size.saturating_sub(spare);
        if needed > free {
            return refuse(
                format!(
                    "`{table}` is made anew, which needs {} on the disk of `{file}`, and {} are free",
                    megabytes(needed),
                    megabytes(free)
                ),
                "make room",
            );
        }
    }
    Ok(())
}

/// The tables that a script makes anew.
fn rebuilt<'b>(body: &'b Body<'_>) -> impl Iterator<Item = &'b str> {
    const NEW: &str = "__migrate_new_";
    body.statements.iter().filter_map(|piece| {
        let mut words = lex(Dialect::Sqlite, piece.sql).filter(|token| token.speaks()).take(3);
        let insert = words.next().is_some_and(|word| word.is_word("insert"));
        let into = words.next().is_some_and(|word| word.is_word("into"));
        let name = words.next().filter(|word| matches!(word.kind, TokenKind::Word | TokenKind::Quoted))?;
        let name = name.text.trim_matches('"').strip_prefix(NEW)?;
        (insert && into).then_some(name)
    })
}

fn megabytes(bytes: u64) -> String {
    format!("{:.1} MB", bytes as f64 / 1_000_000.0)
}

/// The file is not opened for it: closing it again would give up
/// [SQLite's own locks on it](https://www.sqlite.org/howtocorrupt.html#_posix_advisory_locks_canceled_by_a_separate_thread_doing_close_).
#[cfg(unix)]
fn may_write(file: &str) -> bool {
    use rustix::fs::{Access, access};
    let folder = std::path::Path::new(file).parent().filter(|folder| !folder.as_os_str().is_empty());
    let there = std::path::Path::new(file).exists();
    (!there || access(file, Access::WRITE_OK).is_ok())
        && folder.is_none_or(|folder| access(folder, Access::WRITE_OK).is_ok())
}

#[cfg(not(unix))]
fn may_write(file: &str) -> bool {
    std::fs::metadata(file).is_ok_and(|found| !found.permissions().readonly())
}

/// What this user may still write there.
#[cfg(unix)]
fn free_space(file: &str) -> Option<u64> {
    let found = rustix::fs::statvfs(file).ok()?;
    Some(found.f_bavail.saturating_mul(found.f_frsize))
}

#[cfg(not(unix))]
fn free_space(_file: &str) -> Option<u64> {
    None
}
