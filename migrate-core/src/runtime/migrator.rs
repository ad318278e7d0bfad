use super::body::Direction;
use super::hooks::{Hooked, Hooks};
use super::report::{Event, Report};
use super::session::Database;
use super::settings::{Repaired, Settings, Status, options};
use super::step::Steps;
use crate::embed::{Done, Migrator};
use crate::history::History;
use crate::{Error, ErrorCode, Result};

impl Migrator {
    /// Brings the database to the newest revision of this binary. Cheap where it is there already.
    ///
    /// Safe when several processes start at once: one of them upgrades, the others wait for it. On a database that
    /// has had later revisions this is an error, unless none of them breaks older code.
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
        let (settings, steps) = Settings::embedded(self, conn.dialect())?;
        Ok(Runner { steps, conn, settings, events: Box::new(|_| {}), hooks: Hooks::default() })
    }
}

/// Runs revisions on one database: those of a binary ([`Migrator::on`]), or those of a folder ([`Runner::read`]).
pub struct Runner<'a, C> {
    steps: Steps<'a>,
    conn: &'a mut C,
    settings: Settings,
    events: Box<dyn FnMut(Event<'_>) + 'a>,
    hooks: Hooks<'a>,
}

impl<'a, C: Database> Runner<'a, C> {
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
        let steps = Steps::read(history)?;
        let events = Box::new(|_: Event<'_>| {});
        Ok(Self { steps, conn, settings: Settings::folder(), events, hooks: Hooks::default() })
    }

    /// Leaves data steps out: for whoever wants to see what the SQL does.
    #[cfg(any(feature = "sqlite-system", feature = "postgres-system", feature = "mysql"))]
    pub(crate) fn without_data_steps(mut self) -> Self {
        self.steps = self.steps.without_data_steps();
        self
    }

    options!();

    /// Is told what happens, as it happens.
    #[must_use]
    pub fn on_event(mut self, listener: impl FnMut(Event<'_>) + 'a) -> Self {
        self.events = Box::new(listener);
        self
    }

    /// Is called before each revision, outside of its transaction, with the connection, which has to be one of Diesel's
    /// own. An error keeps the revision, and all after it, from running. Revisions run one by one then.
    #[must_use]
    pub fn before_each(mut self, mut hook: impl FnMut(&Hooked<'_>, &mut C) -> Done + 'a) -> Self
    where
        C: 'static,
    {
        self.hooks.before = Some(Box::new(move |hooked, conn| hook(hooked, own(conn)?)));
        self
    }

    /// Is called after each revision, once the ledger has it. An error stops the run there; the revision stands.
    #[must_use]
    pub fn after_each(mut self, mut hook: impl FnMut(&Hooked<'_>, &mut C) -> Done + 'a) -> Self
    where
        C: 'static,
    {
        self.hooks.after = Some(Box::new(move |hooked, conn| hook(hooked, own(conn)?)));
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

    fn run(self, direction: Direction) -> Result<Report> {
        let Self { steps, conn, settings, mut events, hooks } = self;
        settings.run(direction, &steps, &mut conn.session(), &mut *events, hooks)
    }

    /// Where the database stands. Changes nothing.
    pub fn status(self) -> Result<Status> {
        self.settings.status(&self.steps, &mut self.conn.session())
    }

    /// Renews the journal's record of applied revisions whose file was edited on purpose (of all, or of the target),
    /// and gives what ran beside what the file holds now. A dry run only shows it.
    pub fn repair(self) -> Result<Vec<Repaired>> {
        self.settings.repair(&self.steps, &mut self.conn.session())
    }

    /// Records that the database is at the target (head, unless told otherwise) without running
    /// anything. `purge` forgets revisions that are not at hand; without it they are an error.
    pub fn stamp(self, purge: bool) -> Result<Report> {
        self.settings.stamp(purge, &self.steps, &mut self.conn.session())
    }
}

fn own<C: 'static>(conn: &mut dyn std::any::Any) -> Result<&mut C, &'static str> {
    conn.downcast_mut().ok_or("a hook needs one of Diesel's own connections")
}
