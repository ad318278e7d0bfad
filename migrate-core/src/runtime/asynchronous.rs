//! The same verbs on diesel-async's connections, and on what its pools hand out.

use std::future::Future;

use diesel::QueryResult;
use diesel_async::{AsyncConnection, AsyncConnectionCore};

use super::body::Direction;
use super::calls::{Call, Calls, Promise};
use super::hooks::{Hook, Hooked, Hooks};
use super::remote::{self, Remote, drive};
use super::report::{Event, Report};
use super::session::Session;
use super::settings::{Settings, Status, options};
use super::step::Steps;
use crate::embed::Migrator;
use crate::{Dialect, Error, ErrorCode, Result};

/// An asynchronous connection that the engine can work with: each of diesel-async's, and each that a pool lends.
pub trait AsyncDatabase: AsyncConnection + AsyncConnectionCore<Backend: Backend> {}

impl<C: AsyncConnection + AsyncConnectionCore<Backend: Backend>> AsyncDatabase for C {}

/// What the engine needs to know of a backend of Diesel.
pub trait Backend: diesel::backend::Backend + Sized {
    /// Its dialect.
    const DIALECT: Dialect;
    /// The session that speaks it.
    type Session: Session;

    /// A session at the far end.
    #[doc(hidden)]
    fn session(remote: Remote) -> Self::Session;

    /// Runs one statement, and says how many rows it touched.
    #[doc(hidden)]
    fn affect<C>(conn: &mut C, sql: String) -> impl Future<Output = QueryResult<usize>> + Send
    where
        C: AsyncConnection + AsyncConnectionCore<Backend = Self>;

    /// A query's one column of text.
    #[doc(hidden)]
    fn texts<C>(conn: &mut C, sql: String) -> impl Future<Output = QueryResult<Vec<String>>> + Send
    where
        C: AsyncConnection + AsyncConnectionCore<Backend = Self>;

    /// A query's one number.
    #[doc(hidden)]
    fn number<C>(conn: &mut C, sql: String) -> impl Future<Output = QueryResult<i64>> + Send
    where
        C: AsyncConnection + AsyncConnectionCore<Backend = Self>;
}

macro_rules! backend {
    ($feature:literal, $backend:ty, $session:ident in $module:ident, $dialect:ident) => {
        #[cfg(feature = $feature)]
        impl Backend for $backend {
            const DIALECT: Dialect = Dialect::$dialect;
            type Session = super::$module::$session<Remote>;

            fn session(remote: Remote) -> Self::Session {
                super::$module::$session::new(remote)
            }

            async fn affect<C>(conn: &mut C, sql: String) -> QueryResult<usize>
            where
                C: AsyncConnection + AsyncConnectionCore<Backend = Self>,
            {
                diesel_async::RunQueryDsl::execute(diesel::sql_query(sql), conn).await
            }

            async fn texts<C>(conn: &mut C, sql: String) -> QueryResult<Vec<String>>
            where
                C: AsyncConnection + AsyncConnectionCore<Backend = Self>,
            {
                diesel_async::RunQueryDsl::load(diesel::dsl::sql::<diesel::sql_types::Text>(&sql), conn).await
            }

            async fn number<C>(conn: &mut C, sql: String) -> QueryResult<i64>
            where
                C: AsyncConnection + AsyncConnectionCore<Backend = Self>,
            {
                diesel_async::RunQueryDsl::get_result(
                    diesel::dsl::sql::<diesel::sql_types::BigInt>(&sql),
                    conn,
                )
                .await
            }
        }
    };
}

backend!("sqlite-system", diesel::sqlite::Sqlite, SqliteSession in sqlite, Sqlite);
backend!("postgres-system", diesel::pg::Pg, PostgresSession in postgres, Postgres);
backend!("mysql", diesel::mysql::Mysql, MysqlSession in mysql, Mysql);

impl Migrator {
    /// As [`upgrade`](Self::upgrade), on an asynchronous connection, under any runtime.
    ///
    /// A future that is dropped half-way leaves the database as a crash would: at a revision, or at a recorded
    /// statement of one. Its connection is marked as broken, so that a pool gives it up.
    pub async fn upgrade_async<C: AsyncDatabase>(&self, conn: &mut C) -> Result<Report> {
        self.on_async(conn)?.upgrade().await
    }

    /// As [`downgrade`](Self::downgrade), on an asynchronous connection.
    pub async fn downgrade_async<C: AsyncDatabase>(&self, conn: &mut C, target: &str) -> Result<Report> {
        self.on_async(conn)?.to(target).downgrade().await
    }

    /// As [`status`](Self::status), on an asynchronous connection.
    pub async fn status_async<C: AsyncDatabase>(&self, conn: &mut C) -> Result<Status> {
        self.on_async(conn)?.status().await
    }

    /// The same verbs with options: `APP.on_async(&mut conn)?.to("+1").upgrade().await?`.
    pub fn on_async<'a, C: AsyncDatabase>(&self, conn: &'a mut C) -> Result<AsyncRunner<'a, C>> {
        let (settings, steps) = Settings::embedded(self, C::Backend::DIALECT)?;
        let steps = steps.asynchronous();
        Ok(AsyncRunner { steps, conn, settings, events: Box::new(|_| {}), calls: Calls::default() })
    }
}

/// Runs a binary's revisions on one asynchronous connection.
pub struct AsyncRunner<'a, C> {
    steps: Steps<'static>,
    conn: &'a mut C,
    settings: Settings,
    events: Box<dyn FnMut(Event<'_>) + Send>,
    calls: Calls<'a, C>,
}

impl<'a, C: AsyncDatabase> AsyncRunner<'a, C> {
    options!();

    /// Is told what happens, as it happens, on the engine's own thread.
    #[must_use]
    pub fn on_event(mut self, listener: impl FnMut(Event<'_>) + Send + 'static) -> Self {
        self.events = Box::new(listener);
        self
    }

    /// What the data step of a revision does on this kind of connection, both ways. It counts as a statement of its
    /// revision, as a function for Diesel's own connections does: same transaction, same record. `schema!` may name the
    /// step without a function then: `step("2026-11-26-071200", up)`.
    ///
    /// # Errors
    ///
    /// Where there is no such revision.
    pub fn data_step(
        mut self,
        revision: &str,
        step: impl for<'c> FnMut(Direction, &'c mut C) -> Promise<'c> + Send + 'a,
    ) -> Result<Self> {
        if self.steps.there(revision).is_none() {
            let message = format!("there is no revision `{revision}` to give a data step to");
            return Err(Error::new(ErrorCode::UnknownRevision, message)
                .with_help("give its id, as its directory's name begins"));
        }
        self.calls.steps.push((revision.to_owned(), Box::new(step)));
        Ok(self)
    }

    /// Is called and awaited before each revision, outside of its transaction, with the connection. An error keeps the
    /// revision, and all after it, from running. Revisions run one by one then.
    #[must_use]
    pub fn before_each(
        mut self,
        hook: impl for<'c> FnMut(&'c Hooked<'c>, &'c mut C) -> Promise<'c> + Send + 'a,
    ) -> Self {
        self.calls.before = Some(Box::new(hook));
        self
    }

    /// Is called and awaited after each revision, once the ledger has it. An error stops the run there; the revision stands.
    #[must_use]
    pub fn after_each(
        mut self,
        hook: impl for<'c> FnMut(&'c Hooked<'c>, &'c mut C) -> Promise<'c> + Send + 'a,
    ) -> Self {
        self.calls.after = Some(Box::new(hook));
        self
    }

    /// Runs what is missing, up to the target.
    pub async fn upgrade(self) -> Result<Report> {
        self.run(Direction::Up).await
    }

    /// Takes back what is there, down to the target; without one, down to base.
    pub async fn downgrade(self) -> Result<Report> {
        self.run(Direction::Down).await
    }

    async fn run(self, direction: Direction) -> Result<Report> {
        let Self { steps, conn, settings, mut events, mut calls } = self;
        let (before, after) = (calls.before.is_some(), calls.after.is_some());
        drive(conn, &mut calls, move |remote| {
            let ask = || -> Hook<'static> { Box::new(|hooked, conn| remote::call(conn, Call::of(hooked))) };
            let hooks = Hooks { before: before.then(ask), after: after.then(ask) };
            settings.run(direction, &steps, &mut C::Backend::session(remote), &mut *events, hooks)
        })
        .await
    }

    /// Where the database stands. Changes nothing.
    pub async fn status(self) -> Result<Status> {
        let Self { steps, conn, settings, .. } = self;
        drive(conn, &mut Calls::default(), move |remote| {
            settings.status(&steps, &mut C::Backend::session(remote))
        })
        .await
    }

    /// As [`Runner::stamp`](super::Runner::stamp).
    pub async fn stamp(self, purge: bool) -> Result<Report> {
        let Self { steps, conn, settings, .. } = self;
        drive(conn, &mut Calls::default(), move |remote| {
            settings.stamp(purge, &steps, &mut C::Backend::session(remote))
        })
        .await
    }
}
