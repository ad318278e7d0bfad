use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use super::copy::Copy;
use super::count::rows;
use super::report::{Pass, Rehearsal, RevisionRun, StatementRun, TableRows};
use super::rewritten::{files, rewritten};
use super::watch::Watch;
use crate::connection::AnyConnection;
use crate::dialect::Dialect;
use crate::embed::Migrator;
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
    on_a_copy(Source::Folder(history), address, server, options, progress)
}

/// The same with the revisions of a binary, data steps and all. The address and the server are of the same dialect.
///
/// # Errors
///
/// As [`rehearse`].
pub fn rehearse_binary(
    app: &Migrator,
    address: &str,
    server: &Server,
    options: &Options,
    progress: &mut dyn FnMut(&str),
) -> Result<Rehearsal> {
    on_a_copy(Source::Binary(app, server.dialect()), address, server, options, progress)
}

/// Where the revisions come from.
#[derive(Clone, Copy)]
enum Source<'a> {
    Folder(&'a History),
    Binary(&'a Migrator, Dialect),
}

impl<'a> Source<'a> {
    fn dialect(self) -> Dialect {
        match self {
            Self::Folder(history) => history.dialect(),
            Self::Binary(_, dialect) => dialect,
        }
    }

    fn on<'c>(self, conn: &'c mut AnyConnection) -> Result<Runner<'c, AnyConnection>>
    where
        'a: 'c,
    {
        match self {
            Self::Folder(history) => Runner::read(history, conn),
            Self::Binary(app, _) => app.on(conn),
        }
    }
}

fn on_a_copy(
    source: Source<'_>,
    address: &str,
    server: &Server,
    options: &Options,
    progress: &mut dyn FnMut(&str),
) -> Result<Rehearsal> {
    progress("copying the database");
    let copy = Copy::of(source.dialect(), address, server)?;
    let mut conn = AnyConnection::open(source.dialect(), &copy.address)?;
    let status = source.on(&mut conn)?.status()?;
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
        let run = Run { source, direction, options, back: &back };
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
    source: Source<'a>,
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
        let mut second = AnyConnection::open(self.source.dialect(), address)?;
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
                    done.rewritten = rewritten(self.source.dialect(), done, &mut files, &mut second);
                }
                _ => {}
            };
            let mut runner = self.source.on(conn)?.on_event(listener);
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
