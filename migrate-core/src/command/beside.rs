//! What is done beside the connection, by the database's address.

use std::fmt::Write as _;
use std::path::Path;
use std::time::Duration;

use serde_json::json;

use super::answer::Found;
use super::{Migrate, Verb};
use crate::embed::Migrator;
use crate::rehearsal::{Options, Pass, Rehearsal, rehearse_binary};
use crate::runtime::{Database, Session as _};
use crate::scratch::Server;
use crate::{Dialect, Error, ErrorCode, Result, backup};

/// Carries it out; `None` where the verb is for the connection.
pub(super) fn beside<C: Database>(migrate: &Migrate, app: &Migrator, conn: &mut C) -> Option<Result<Found>> {
    let address = || {
        migrate.address.as_deref().ok_or_else(|| {
            let what = "this needs the database's address, which the program doesn't tell; nothing was run";
            Error::new(ErrorCode::Unsupported, what)
                .with_help("in the program: `migrate.at(url).run(&APP, &mut conn)`")
        })
    };
    match &migrate.verb {
        Verb::Rehearse { target, scratch_url } => Some(address().and_then(|address| {
            let server = Server::of(conn.dialect(), scratch_url.as_deref().unwrap_or(address));
            let options = Options { target: Some(target.clone()), ..Options::default() };
            Ok(rehearsed(&rehearse_binary(app, address, &server, &options, &mut |_| {})?))
        })),
        Verb::Restore { path, force } => Some(address().and_then(|address| {
            if conn.dialect() == Dialect::Sqlite {
                // Who has the file open in WAL mode is at work in it: we are not. Where somebody else is, the restore
                // says so.
                drop(conn.session().ask("PRAGMA journal_mode = DELETE"));
            }
            restored(conn.dialect(), path, address, *force)
        })),
        Verb::Upgrade { .. }
        | Verb::Downgrade { .. }
        | Verb::Current { .. }
        | Verb::History
        | Verb::Stamp { .. }
        | Verb::Repair { .. } => None,
    }
}

fn restored(dialect: Dialect, path: &Path, address: &str, force: bool) -> Result<Found> {
    let restored = backup::restore(dialect, path, address, force)?;
    let (tables, rows) = (restored.rows.len(), restored.rows.values().sum::<u64>());
    let text = format!("restored {}: {tables} tables, {rows} rows, all counted\n", path.display());
    let json = json!({ "restored": path.display().to_string(), "rows": restored.rows });
    Ok(Found { text, json, good: true })
}

fn rehearsed(found: &Rehearsal) -> Found {
    let mut text = String::new();
    if found.passes.is_empty() && found.failure.is_none() {
        let at = found.from.as_deref().unwrap_or("base");
        let _ = writeln!(text, "nothing to rehearse: the database is at {at}");
    }
    for (pass, word) in found.passes.iter().zip(["up", "down", "up again"]) {
        write_pass(&mut text, pass, word);
    }
    for table in &found.tables {
        let count = |rows: &Option<u64>| rows.map_or_else(|| "–".to_owned(), |rows| rows.to_string());
        let after: Vec<String> = table.after.iter().map(count).collect();
        let _ = writeln!(text, "rows of {}: {} → {}", table.table, count(&table.before), after.join(" → "));
    }
    match &found.failure {
        Some(failure) => {
            let _ = writeln!(text, "fails on the copy: {failure}");
        }
        None => {
            for table in found.changed() {
                let _ = writeln!(text, "the way back leaves another number of rows in {}", table.table);
            }
        }
    }
    if found.is_ok() && !found.passes.is_empty() {
        text.push_str("rehearsed: up, down and up again; the copy is gone\n");
    }
    Found { text, json: found.to_json(), good: found.is_ok() }
}

fn write_pass(text: &mut String, pass: &Pass, word: &str) {
    let _ = writeln!(text, "{word}: {}", time(pass.elapsed));
    for revision in &pass.revisions {
        let _ = writeln!(text, "  {}  {}  {}", revision.revision, revision.message, time(revision.elapsed));
        for statement in &revision.statements {
            let line: String =
                statement.sql.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(60).collect();
            let rows = statement.rows.map(|rows| format!(", {rows} rows")).unwrap_or_default();
            let _ = writeln!(text, "    {}{rows}: {line}", time(statement.elapsed));
            for lock in &statement.locks {
                let _ = writeln!(text, "      {} on {} for {}", lock.mode, lock.object, time(lock.held));
            }
        }
        for table in &revision.rewritten {
            let _ = writeln!(text, "    all {} rows of {} are written again", table.rows, table.table);
        }
    }
}

fn time(time: Duration) -> String {
    format!("{:.1} ms", time.as_secs_f64() * 1000.0)
}
