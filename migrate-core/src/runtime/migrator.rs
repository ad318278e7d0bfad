use super::apply::Plan;
use super::body::Direction;
use super::report::{Event, Report};
use super::session::{Database, Session as _};
use super::standing::{Standing, State};
use super::step::Steps;
use crate::embed::{GateState, Migrator};
use crate::history::History;
use crate::{Error, ErrorCode, Result};
use std::time::Duration;

/// How long another process is waited for, unless told otherwise.
const WAIT: Duration = Duration::from_secs(60);

impl Migrator {
    /// Brings the database to the newest revision of this binary. Cheap where it is there already.
    ///
    /// Safe when several processes start at once: each revision is run by one of them.
    pub fn upgrade<C: Database>(&self, conn: &mut C) -> Result<Report> {
        self.on(conn)?.upgrade()
    }

    /// Takes revisions back, down to the target: `-1`, a revision, `base`.
    pub fn downgrade<C: Database>(&self, conn: &mut C, target: &str) -> Result<Report> {
        self.on(conn)?.to(target).downgrade()
    }

    /// Where the database stands. Changes nothing.
    pub fn status<C: Database>(&self, conn: &mut C) -> Result<Status> {
        self.on(conn)?.status()
    }

    /// The same verbs with options: `APP.on(&mut conn)?.to("+1").dry_run().upgrade()?`.
    pub fn on<'a, C: Database>(&self, conn: &'a mut C) -> Result<Runner<'a, C>> {
        let dialect = conn.dialect();
        let embedded = self.dialect(dialect).ok_or_else(|| {
            let names: Vec<_> = self.dialects().iter().map(|embedded| embedded.dialect.title()).collect();
            Error::new(
                ErrorCode::Unsupported,
                format!(
                    "`{}` has no revisions for {}, only for {}",
                    self.name(),
                    dialect.title(),
                    names.join(" and ")
                ),
            )
            .with_help(format!("declare `{}` in `schema!` too", dialect.word()))
        })?;
        let mut runner = Runner::new(Steps::embedded(embedded), conn);
        runner.gate = Some(Gate { name: self.name(), state: self.gate(), debug: self.is_debug() });
        Ok(runner)
    }
}

/// Runs revisions on one database: those of a binary ([`Migrator::on`]), or those of a folder ([`Runner::read`]).
pub struct Runner<'a, C> {
    steps: Steps<'a>,
    conn: &'a mut C,
    target: Option<String>,
    dry_run: bool,
    allow_ungated: bool,
    allow_unreviewed: bool,
    wait: Duration,
    gate: Option<Gate>,
    events: Box<dyn FnMut(Event<'_>) + 'a>,
}

/// How a binary was built.
#[derive(Clone, Copy)]
struct Gate {
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
    /// Versions in the ledger that are not at hand.
    pub unknown: Vec<String>,
    /// How the gate stood when the binary was built; `None` where the revisions come from disk.
    pub gate: Option<GateState>,
}

impl<'a, C: Database> Runner<'a, C> {
    fn new(steps: Steps<'a>, conn: &'a mut C) -> Self {
        Self {
            steps,
            conn,
            target: None,
            dry_run: false,
            allow_ungated: false,
            allow_unreviewed: false,
            wait: WAIT,
            gate: None,
            events: Box::new(|_| {}),
        }
    }

    /// The revisions of a folder. Refuses a broken one; unreviewed revisions are refused when they are to run.
    pub fn read(history: &'a History, conn: &'a mut C) -> Result<Self> {
        if conn.dialect() != history.dialect() {
            return Err(Error::new(
                ErrorCode::Unsupported,
                format!(
                    "the revisions are for {}, the database is {}",
                    history.dialect().title(),
                    conn.dialect().title()
                ),
            )
            .in_file(history.dir())
            .with_help("name a database of that kind, or the folder of the other dialect"));
        }
        Ok(Self::new(Steps::read(history)?, conn))
    }

    /// How far: `head`, `+1`, a revision; on the way down `-1`, a revision, `base`.
    #[must_use]
    pub fn to(mut self, target: impl Into<String>) -> Self {
        self.target = Some(target.into());
        self
    }

    /// Only says what would run.
    #[must_use]
    pub fn dry_run(mut self) -> Self {
        self.dry_run = true;
        self
    }

    /// Lets a release build upgrade that was made past the gate.
    #[must_use]
    pub fn allow_ungated(mut self) -> Self {
        self.allow_ungated = true;
        self
    }

    /// Runs revisions of a folder that nobody has reviewed as they are.
    #[must_use]
    pub fn allow_unreviewed(mut self) -> Self {
        self.allow_unreviewed = true;
        self
    }

    /// How long to wait for another process that is at work on the same database; a minute, unless told otherwise.
    #[must_use]
    pub fn wait(mut self, wait: Duration) -> Self {
        self.wait = wait;
        self
    }

    /// Is told what happens, as it happens.
    #[must_use]
    pub fn on_event(mut self, listener: impl FnMut(Event<'_>) + 'a) -> Self {
        self.events = Box::new(listener);
        self
    }

    /// Runs what is missing, up to the target.
    pub fn upgrade(self) -> Result<Report> {
        self.run(Direction::Up)
    }

    /// Takes back what is there, down to the target; without one, down to base.
    pub fn downgrade(self) -> Result<Report> {
        self.run(Direction::Down)
    }

    fn run(mut self, direction: Direction) -> Result<Report> {
        self.refuse_ungated()?;
        // A binary's revisions were held against their reviews by the gate; one made past it was let through above.
        let allow_unreviewed = self.allow_unreviewed || self.gate.is_some();
        Plan {
            steps: &self.steps,
            direction,
            target: self.target.as_deref(),
            dry_run: self.dry_run,
            allow_unreviewed,
            wait: self.wait,
            gate: self.gate.map(|gate| gate.state),
            events: &mut *self.events,
        }
        .run(&mut self.conn.session())
    }

    /// Where the database stands. Changes nothing.
    pub fn status(self) -> Result<Status> {
        let standing = Standing::new(&self.steps, &self.conn.session().ledger()?);
        let ids = |applied: bool| {
            let both = self.steps.list.iter().zip(&standing.applied);
            both.filter(|(_, there)| **there == applied).map(|(step, _)| step.id.to_owned()).collect()
        };
        Ok(Status {
            state: standing.state(&self.steps),
            current: id(&self.steps, standing.current()),
            head: self.steps.head().ok().and_then(|head| id(&self.steps, head)),
            applied: ids(true),
            pending: ids(false),
            unknown: standing.unknown,
            gate: self.gate.map(|gate| gate.state),
        })
    }

    /// Records that the database is at the target (head, unless told otherwise) without running
    /// anything. `purge` forgets revisions that are not at hand; without it they are an error.
    pub fn stamp(self, purge: bool) -> Result<Report> {
        let mut session = self.conn.session();
        let ledger = session.ledger()?;
        let standing = Standing::new(&self.steps, &ledger);
        if !purge {
            standing.refuse_unknown(&self.steps)?;
        }
        let place = match &self.target {
            Some(name) => self.steps.resolve(name, standing.current())?,
            None => self.steps.head()?,
        };
        let goal = self.steps.up_to(place);
        let (mut add, mut remove) = (Vec::new(), standing.unknown.clone());
        for ((step, wanted), there) in self.steps.list.iter().zip(goal).zip(&standing.applied) {
            match (wanted, there) {
                (true, false) => add.push(step.version()),
                (false, true) => remove.push(step.version()),
                (true, true) | (false, false) => {}
            }
        }
        let nothing = add.is_empty() && remove.is_empty();
        if !(self.dry_run || nothing) {
            let done = session.open(self.wait).and_then(|()| session.rewrite_ledger(&remove, &add));
            session.close();
            done?;
        }
        Ok(Report {
            ran: Vec::new(),
            from: id(&self.steps, standing.current()),
            to: id(&self.steps, place),
            dry_run: self.dry_run,
            gate: self.gate.map(|gate| gate.state),
        })
    }

    fn refuse_ungated(&self) -> Result<()> {
        let Some(gate) = self.gate else { return Ok(()) };
        if gate.state.is_clean() || gate.debug || self.allow_ungated {
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
