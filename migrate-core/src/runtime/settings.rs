//! The verbs on a session, whoever holds the connection: [`Runner`](super::Runner), or its asynchronous sister.

use super::apply::{Allow, Plan};
use super::body::Direction;
use super::half::{self, Half};
use super::hooks::Hooks;
use super::journal::{self, Author};
use super::newer::{self, Newer};
use super::report::{Event, Report};
use super::session::{Limits, Session};
use super::standing::{Standing, State};
use super::step::Steps;
use crate::embed::{GateState, Migrator};
use crate::{Dialect, Error, ErrorCode, Result};

/// What was asked for.
#[derive(Clone, Debug, Default)]
pub(super) struct Settings {
    pub(super) target: Option<String>,
    pub(super) dry_run: bool,
    pub(super) allow: Allow,
    pub(super) limits: Limits,
    /// Where a copy goes before the first statement.
    pub(super) backup: Option<crate::backup::BackupTo>,
    pub(super) gate: Option<Gate>,
    /// The program and its version.
    pub(super) app: String,
}

/// How a binary was built.
#[derive(Clone, Copy, Debug)]
pub(super) struct Gate {
    name: &'static str,
    state: GateState,
    debug: bool,
}

/// Where a database stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status {
    /// In a word.
    pub state: State,
    /// The last revision that is applied; `None` at base.
    pub current: Option<String>,
    /// The newest revision at hand; `None` where there is none, or no single one.
    pub head: Option<String>,
    /// The revisions that are applied, in order.
    pub applied: Vec<String>,
    /// Those that are not.
    pub pending: Vec<String>,
    /// Those of them that stand before an applied one: a branch that was merged late.
    pub out_of_order: Vec<String>,
    /// Versions in the ledger that are not at hand.
    pub unknown: Vec<String>,
    /// Applied revisions whose file was edited since.
    pub edited: Vec<String>,
    /// The revision that stopped on its way.
    pub half: Option<Half>,
    /// What this binary may do on a database that is ahead of it; `None` where it isn't, or nobody knows.
    pub newer: Option<Newer>,
    /// How the gate stood when the binary was built; `None` where the revisions come from disk.
    pub gate: Option<GateState>,
}

/// A revision whose record in the journal was renewed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repaired {
    /// Its id.
    pub revision: String,
    /// What it does.
    pub message: String,
    /// What the database had run, by the record so far.
    pub ran: String,
    /// What the file holds now.
    pub now: String,
}

impl Settings {
    /// Of a binary, with the revisions of a dialect.
    pub(super) fn embedded(migrator: &Migrator, dialect: Dialect) -> Result<(Self, Steps<'static>)> {
        let embedded = migrator.dialect(dialect).ok_or_else(|| {
            let names: Vec<_> = migrator.dialects().iter().map(|embedded| embedded.dialect.title()).collect();
            Error::new(
                ErrorCode::Unsupported,
                format!(
                    "`{}` has no revisions for {}, only for {}",
                    migrator.name(),
                    dialect.title(),
                    names.join(" and ")
                ),
            )
            .with_help(format!("declare `{}` in `schema!` too", dialect.word()))
        })?;
        let gate = Gate { name: migrator.name(), state: migrator.gate(), debug: migrator.is_debug() };
        let app = format!("{} {}", migrator.package(), migrator.version()).trim_end().to_owned();
        let steps = Steps::embedded(embedded, migrator.data_steps());
        Ok((Self { gate: Some(gate), app, ..Self::default() }, steps))
    }

    /// Of the command line.
    pub(super) fn folder() -> Self {
        Self { app: concat!("cargo-migrate ", env!("CARGO_PKG_VERSION")).to_owned(), ..Self::default() }
    }

    /// Applies, or takes back.
    pub(super) fn run(
        &self,
        direction: Direction,
        steps: &Steps<'_>,
        session: &mut impl Session,
        events: &mut dyn FnMut(Event<'_>),
        hooks: Hooks<'_>,
    ) -> Result<Report> {
        self.refuse_ungated()?;
        // A binary's revisions were held against their reviews by the gate; one made past it was let through above.
        let unreviewed = self.allow.unreviewed || self.gate.is_some();
        Plan {
            steps,
            direction,
            target: self.target.as_deref(),
            dry_run: self.dry_run,
            allow: Allow { unreviewed, ..self.allow },
            limits: self.limits.clone(),
            app: self.app.clone(),
            gate: self.gate.map(|gate| gate.state),
            later: 0,
            backup: self.backup.clone(),
            hooks,
            events,
        }
        .run(session)
    }

    /// Where the database stands.
    pub(super) fn status(&self, steps: &Steps<'_>, session: &mut impl Session) -> Result<Status> {
        session.limit(&self.limits);
        let ledger = session.ledger()?;
        let standing = Standing::new(steps, &ledger);
        let journal = session.journal()?;
        let ids = |applied: bool| -> Vec<String> {
            let both = steps.list.iter().zip(&standing.applied);
            both.filter(|(_, there)| **there == applied).map(|(step, _)| step.id.to_owned()).collect()
        };
        let state = standing.state(steps);
        let current = standing.current();
        let before = steps.list.iter().zip(&standing.applied).take(current);
        let newer = (state == State::Ahead).then(|| newer::judge(&standing, &journal)).flatten();
        Ok(Status {
            state,
            current: id(steps, current),
            head: steps.head().ok().and_then(|head| id(steps, head)),
            applied: ids(true),
            pending: ids(false),
            out_of_order: before.filter(|(_, there)| !**there).map(|(step, _)| step.id.to_owned()).collect(),
            edited: half::edited(steps, &ledger, &journal).iter().map(|step| step.id.to_owned()).collect(),
            half: journal.iter().find(|entry| !entry.finished).map(Half::from),
            newer: newer.map(|(newer, _)| newer),
            unknown: standing.unknown,
            gate: self.gate.map(|gate| gate.state),
        })
    }

    /// Records where the database is, without running anything.
    pub(super) fn stamp(&self, purge: bool, steps: &Steps<'_>, session: &mut impl Session) -> Result<Report> {
        session.limit(&self.limits);
        let ledger = session.ledger()?;
        let standing = Standing::new(steps, &ledger);
        if !purge {
            standing.refuse_unknown(steps)?;
        }
        let place = match &self.target {
            Some(name) => steps.resolve(name, standing.current())?,
            None => steps.head()?,
        };
        let goal = steps.up_to(place);
        let author = Author::new(self.app.clone());
        let dialect = steps.dialect;
        let mut sql: Vec<String> =
            standing.unknown.iter().map(|version| journal::forget(dialect, version)).collect();
        for ((step, wanted), there) in steps.list.iter().zip(goal).zip(&standing.applied) {
            let version = step.version();
            match (wanted, there) {
                (true, false) => {
                    sql.push(journal::record(dialect, &version));
                    sql.push(journal::stamp(dialect, step, Direction::Up, &author));
                }
                (false, true) => {
                    sql.push(journal::forget(dialect, &version));
                    sql.push(journal::stamp(dialect, step, Direction::Down, &author));
                }
                (true, true) | (false, false) => {}
            }
        }
        // A row that never came to its end is settled by saying where the database is.
        if session.journal()?.iter().any(|entry| !entry.finished) {
            sql.push(journal::settle(dialect));
        }
        if !(self.dry_run || sql.is_empty()) {
            let done = session.open(&self.limits, &mut |_| {}).and_then(|()| session.rewrite(&sql));
            session.close();
            done?;
        }
        Ok(Report {
            ran: Vec::new(),
            from: id(steps, standing.current()),
            to: id(steps, place),
            dry_run: self.dry_run,
            gate: self.gate.map(|gate| gate.state),
            problems: Vec::new(),
            backup: None,
            ahead: Vec::new(),
        })
    }

    /// The applied revisions whose file was edited since: the journal's record of each is renewed.
    pub(super) fn repair(&self, steps: &Steps<'_>, session: &mut impl Session) -> Result<Vec<Repaired>> {
        session.limit(&self.limits);
        let ledger = session.ledger()?;
        let journal = session.journal()?;
        let only = match &self.target {
            Some(name) => {
                let current = Standing::new(steps, &ledger).current();
                let place = steps.resolve(name, current)?;
                Some(id(steps, place).unwrap_or_default())
            }
            None => None,
        };
        let author = Author::new(self.app.clone());
        let (mut found, mut sql) = (Vec::new(), Vec::new());
        for step in half::edited(steps, &ledger, &journal) {
            if only.as_deref().is_some_and(|only| only != step.id) {
                continue;
            }
            let [ran, _] = session.texts(&step.version())?;
            sql.push(journal::stamp(steps.dialect, step, Direction::Up, &author));
            found.push(Repaired {
                revision: step.id.to_owned(),
                message: step.message.to_owned(),
                ran: ran.unwrap_or_default(),
                now: step.up.to_owned(),
            });
        }
        if !(self.dry_run || sql.is_empty()) {
            let done = session.open(&self.limits, &mut |_| {}).and_then(|()| session.rewrite(&sql));
            session.close();
            done?;
        }
        Ok(found)
    }

    fn refuse_ungated(&self) -> Result<()> {
        let Some(gate) = self.gate else { return Ok(()) };
        if gate.state.is_clean() || gate.debug || self.allow.ungated {
            return Ok(());
        }
        Err(Error::new(
            ErrorCode::BuiltPastGate,
            format!(
                "this binary was built with `MIGRATE_GATE={}`: nobody knows whether the revisions of `{}` fit its models; nothing was run",
                gate.state.word(),
                gate.name
            ),
        )
        .with_help("build it without `MIGRATE_GATE`, or say `.allow_ungated()`"))
    }
}

fn id(steps: &Steps<'_>, place: usize) -> Option<String> {
    place.checked_sub(1).and_then(|at| steps.list.get(at)).map(|step| step.id.to_owned())
}

/// The options that both runners have.
macro_rules! options {
    () => {
        /// How far: `head`, `+1`, a revision; on the way down `-1`, a revision, `base`.
        #[must_use]
        pub fn to(mut self, target: impl Into<String>) -> Self {
            self.settings.target = Some(target.into());
            self
        }

        /// Only says what would run.
        #[must_use]
        pub fn dry_run(mut self) -> Self {
            self.settings.dry_run = true;
            self
        }

        /// Takes a copy of the database before the first statement, and reads it again: to a file that isn't there yet.
        /// Where nothing is to be done, none is taken. Servers need their address:
        /// [`BackupTo::address`](crate::backup::BackupTo::address).
        #[must_use]
        pub fn backup_to(mut self, to: impl Into<crate::backup::BackupTo>) -> Self {
            self.settings.backup = Some(to.into());
            self
        }

        /// Lets a release build upgrade that was made past the gate.
        #[must_use]
        pub fn allow_ungated(mut self) -> Self {
            self.settings.allow.ungated = true;
            self
        }

        /// Runs revisions of a folder that nobody has reviewed as they are.
        #[must_use]
        pub fn allow_unreviewed(mut self) -> Self {
            self.settings.allow.unreviewed = true;
            self
        }

        /// Goes on where a file was edited after the database had run it.
        #[must_use]
        pub fn allow_edited(mut self) -> Self {
            self.settings.allow.edited = true;
            self
        }

        /// Lets an older binary take later revisions back, by what the database's journal keeps of them.
        #[must_use]
        pub fn allow_downgrade(mut self) -> Self {
            self.settings.allow.downgrade = true;
            self
        }

        /// How long to wait for another process that is at work on the same database; a minute, unless told otherwise.
        #[must_use]
        pub fn wait(mut self, wait: std::time::Duration) -> Self {
            self.settings.limits.wait = wait;
            self
        }

        /// How long to wait for a table that somebody else has locked, each time; five seconds, unless told otherwise.
        #[must_use]
        pub fn lock_timeout(mut self, timeout: std::time::Duration) -> Self {
            self.settings.limits.lock_timeout = Some(timeout);
            self
        }

        /// How long one statement may take.
        #[must_use]
        pub fn statement_timeout(mut self, timeout: std::time::Duration) -> Self {
            self.settings.limits.statement_timeout = Some(timeout);
            self
        }

        /// How often something is tried again that another transaction was in the way of; five times, unless told otherwise.
        #[must_use]
        pub fn retries(mut self, retries: u32) -> Self {
            self.settings.limits.retries = retries;
            self
        }

        /// How long all of it may take: after that no further statement is begun.
        #[must_use]
        pub fn deadline(mut self, time: std::time::Duration) -> Self {
            self.settings.limits.deadline = std::time::Instant::now().checked_add(time);
            self
        }

        /// Stops at the next safe point once the flag is set: between revisions, or between the statements of one that
        /// is recorded statement by statement.
        #[must_use]
        pub fn stop_when(mut self, flag: std::sync::Arc<std::sync::atomic::AtomicBool>) -> Self {
            self.settings.limits.stop = Some(flag);
            self
        }

        /// The connection goes through a pooler that gives it another backend for each transaction (PgBouncer in
        /// transaction mode). Revisions that run in a transaction are safe there; others are refused.
        #[must_use]
        pub fn transaction_pooling(mut self) -> Self {
            self.settings.limits.transaction_pooling = true;
            self
        }
    };
}
pub(super) use options;
