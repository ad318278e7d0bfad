use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use super::copy::Copy;
use super::count::{rows, texts};
use super::report::{Pass, Rehearsal, RevisionRun, Rewritten, StatementRun, TableRows};
use super::watch::Watch;
use crate::connection::AnyConnection;
use crate::dialect::{Dialect, mentions};
use crate::history::History;
use crate::runtime::{Direction, Event, Runner};
use crate::scratch::Server;
use crate::{Error, Result};

/// How to go about it.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// As in `cargo migrate upgrade`; the head, unless told otherwise.
    pub target: Option<String>,
    /// Also what nobody has reviewed.
    pub allow_unreviewed: bool,
}

/// Copies the database at an address, runs up, down and up again on the copy, and says what it cost. The database
/// itself is only read.
///
/// # Errors
///
/// Where no copy can be made, or where the revisions can't be begun. A statement that fails on the copy is no error
/// but a finding.
pub fn rehearse(
    history: &History,
    address: &str,
    server: &Server,
    options: &Options,
    progress: &mut dyn FnMut(&str),
) -> Result<Rehearsal> {
    progress("copying the database");
    let copy = Copy::of(history.dialect(), address, server)?;
    let mut conn = AnyConnection::open(history.dialect(), &copy.address)?;
    let status = Runner::read(history, &mut conn)?.status()?;
    let mut found = Rehearsal {
        copied_by: copy.by,
        copying: copy.elapsed,
        from: status.current.clone(),
        to: status.current.clone(),
        ..Rehearsal::default()
    };
    let before = rows(&mut conn)?;
    let back = status.current.unwrap_or_else(|| "base".to_owned());
    let mut after: Vec<BTreeMap<String, u64>> = Vec::new();
    for (direction, word) in [(Direction::Up, "up"), (Direction::Down, "down"), (Direction::Up, "up again")] {
        progress(word);
        let run = Run { history, direction, options, back: &back };
        match run.pass(&mut conn, &copy.address, progress) {
            Ok((pass, to)) => {
                if pass.revisions.is_empty() {
                    break;
                }
                if direction == Direction::Up {
                    found.to = to;
                }
                found.passes.push(pass);
                after.push(rows(&mut conn)?);
            }
            Err(error) => {
                let help = error.help().map(|help| format!(" ({help})")).unwrap_or_default();
                found.failure = Some(format!("{word}: {error}{help}"));
                break;
            }
        }
    }
    let names: BTreeSet<&String> = before.keys().chain(after.iter().flat_map(BTreeMap::keys)).collect();
    found.tables = names
        .into_iter()
        .map(|name| TableRows {
            table: name.clone(),
            before: before.get(name).copied(),
            after: after.iter().map(|rows| rows.get(name).copied()).collect(),
        })
        .collect();
    Ok(found)
}

struct Run<'a> {
    history: &'a History,
    direction: Direction,
    options: &'a Options,
    back: &'a str,
}

impl Run<'_> {
    fn pass(
        &self,
        conn: &mut AnyConnection,
        address: &str,
        progress: &mut dyn FnMut(&str),
    ) -> Result<(Pass, Option<String>), Error> {
        let start = Instant::now();
        let watch = Watch::over(conn, address);
        let mut files = files(conn);
        let mut second = AnyConnection::open(self.history.dialect(), address)?;
        let mut revisions: Vec<RevisionRun> = Vec::new();
        let report = {
            let listener = |event: Event<'_>| match event {
                Event::Started { revision, message, .. } => {
                    progress(&format!("{revision} {message}"));
                    revisions.push(RevisionRun {
                        revision: revision.to_owned(),
                        message: message.to_owned(),
                        elapsed: Duration::ZERO,
                        statements: Vec::new(),
                        rewritten: Vec::new(),
                    });
                }
                Event::Statement { sql, rows, elapsed, .. } => {
                    if let Some(last) = revisions.last_mut() {
                        let locks = watch.statement(elapsed);
                        last.statements.push(StatementRun { sql: sql.to_owned(), elapsed, rows, locks });
                    }
                }
                Event::Finished { revision, elapsed } => {
                    let held = watch.finished();
                    let Some(done) = revisions.iter_mut().find(|it| it.revision == revision) else { return };
                    done.elapsed = elapsed;
                    for lock in done.statements.iter_mut().flat_map(|statement| &mut statement.locks) {
                        let whole = held.iter().find(|it| it.object == lock.object && it.mode == lock.mode);
                        lock.held = whole.map_or(lock.held, |whole| whole.held.max(lock.held));
                    }
                    done.rewritten = rewritten(self.history.dialect(), done, &mut files, &mut second);
                }
                _ => {}
            };
            let mut runner = Runner::read(self.history, conn)?.on_event(listener);
            if self.options.allow_unreviewed {
                runner = runner.allow_unreviewed();
            }
            match self.direction {
                Direction::Up => match &self.options.target {
                    Some(target) => runner.to(target.clone()).upgrade()?,
                    None => runner.upgrade()?,
                },
                Direction::Down => runner.to(self.back).downgrade()?,
            }
        };
        Ok((Pass { direction: self.direction, elapsed: start.elapsed(), revisions }, report.to))
    }
}

/// Where PostgreSQL keeps the rows of each table: another file, and all were written again.
fn files(conn: &mut AnyConnection) -> BTreeMap<String, String> {
    if conn.dialect() != Dialect::Postgres {
        return BTreeMap::new();
    }
    let query = "SELECT c.oid::text || ' ' || pg_relation_filenode(c.oid)::text || ' ' || c.oid::regclass::text \
                 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind = 'r' \
                 AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'";
    let lines = texts(conn, query).unwrap_or_default();
    let split = |line: String| {
        let mut words = line.splitn(3, ' ').map(str::to_owned);
        Some((words.next()?, format!("{} {}", words.next()?, words.next()?)))
    };
    lines.into_iter().filter_map(split).collect()
}

fn rewritten(
    dialect: Dialect,
    done: &RevisionRun,
    files: &mut BTreeMap<String, String>,
    second: &mut AnyConnection,
) -> Vec<Rewritten> {
    match dialect {
        Dialect::Postgres => {
            let now = self::files(second);
            let mut found = Vec::new();
            for (oid, file) in &now {
                let number = |text: &str| text.split(' ').next().map(str::to_owned);
                let Some(before) = files.get(oid).filter(|before| number(before) != number(file)) else {
                    continue;
                };
                let name = before.split_once(' ').map_or("", |(_, name)| name);
                let name = file.split_once(' ').map_or(name, |(_, name)| name);
                let count =
                    texts(second, &format!("SELECT count(*)::text FROM ONLY {name}")).unwrap_or_default();
                let rows = count.first().and_then(|count| count.parse().ok()).unwrap_or(0);
                found.push(Rewritten { table: name.to_owned(), rows });
            }
            *files = now;
            found
        }
        // A rebuild copies all rows in one statement, which says how many.
        Dialect::Sqlite => done
            .statements
            .iter()
            .filter_map(|statement| {
                let rest = statement.sql.strip_prefix("INSERT INTO ")?;
                let name = rest.split([' ', '(']).next()?.trim_matches('"').strip_prefix("__migrate_new_")?;
                let rows = statement.rows.and_then(|rows| u64::try_from(rows).ok())?;
                mentions(dialect, &statement.sql, name).then(|| Rewritten { table: name.to_owned(), rows })
            })
            .collect(),
        Dialect::Mysql => Vec::new(),
    }
}
