//! Functions of the program's that await: data steps and hooks on an asynchronous connection. The engine asks for them from
//! its thread; they are called where the upgrade is awaited, and have its connection.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use diesel::connection::{TransactionDepthChange, TransactionManagerStatus};
use diesel_async::{AsyncConnection, TransactionManager};

use super::body::Direction;
use super::hooks::Hooked;
use crate::embed::Done;

/// What such a function gives: `Box::pin(async move { … Ok(()) })`.
pub type Promise<'c> = Pin<Box<dyn Future<Output = Done> + Send + 'c>>;

type Hook<'a, C> = Box<dyn for<'c> FnMut(&'c Hooked<'c>, &'c mut C) -> Promise<'c> + Send + 'a>;
type Step<'a, C> = Box<dyn for<'c> FnMut(Direction, &'c mut C) -> Promise<'c> + Send + 'a>;

/// A program's functions.
pub(super) struct Calls<'a, C> {
    pub(super) before: Option<Hook<'a, C>>,
    pub(super) after: Option<Hook<'a, C>>,
    /// By their revisions.
    pub(super) steps: Vec<(String, Step<'a, C>)>,
}

impl<C> Default for Calls<'_, C> {
    fn default() -> Self {
        Self { before: None, after: None, steps: Vec::new() }
    }
}

/// Which of them is wanted.
pub(super) enum Call {
    Before(Revision),
    After(Revision, Duration),
    Step(String, Direction),
}

/// What a hook is told, on its way from one thread to another.
pub(super) struct Revision {
    pub(super) id: String,
    pub(super) message: String,
    pub(super) direction: Direction,
}

impl Call {
    pub(super) fn of(hooked: &Hooked<'_>) -> Self {
        let Hooked { revision, message, direction, elapsed } = *hooked;
        let revision = Revision { id: revision.to_owned(), message: message.to_owned(), direction };
        match elapsed {
            None => Self::Before(revision),
            Some(elapsed) => Self::After(revision, elapsed),
        }
    }
}

impl<C: AsyncConnection> Calls<'_, C> {
    /// Calls it. Inside a data step Diesel's own count says that a transaction is open, so that what it begins is a
    /// savepoint; a hook has to end what it begins.
    pub(super) async fn call(&mut self, conn: &mut C, call: Call) -> Done {
        let inside = matches!(call, Call::Step(..));
        let before = depth(conn)?;
        if inside && before == 0 {
            change(conn, TransactionDepthChange::IncreaseDepth)?;
        }
        let done = match &call {
            Call::Before(revision) => hook(self.before.as_mut(), conn, revision, None).await,
            Call::After(revision, elapsed) => hook(self.after.as_mut(), conn, revision, Some(*elapsed)).await,
            Call::Step(revision, direction) => match self.steps.iter_mut().find(|(of, _)| of == revision) {
                Some((_, step)) => step(*direction, conn).await,
                None => Err("nobody gave its function to the runner".into()),
            },
        };
        if depth(conn).is_err() {
            // Whoever called it turns back what is open.
            *C::TransactionManager::transaction_manager_status_mut(conn) =
                TransactionManagerStatus::default();
            return done.and(Err("a transaction of its own could not be ended".into()));
        }
        let left_open = !inside && depth(conn)? > before;
        while depth(conn)? > before {
            if left_open {
                C::TransactionManager::rollback_transaction(conn).await?;
            } else {
                change(conn, TransactionDepthChange::DecreaseDepth)?;
            }
        }
        match done {
            Ok(()) if left_open => Err("it left a transaction open, which was turned back".into()),
            done => done,
        }
    }
}

async fn hook<C>(
    hook: Option<&mut Hook<'_, C>>,
    conn: &mut C,
    revision: &Revision,
    elapsed: Option<Duration>,
) -> Done {
    let Some(hook) = hook else { return Ok(()) };
    let Revision { id, message, direction } = revision;
    let hooked = Hooked { revision: id, message, direction: *direction, elapsed };
    hook(&hooked, conn).await
}

fn depth<C: AsyncConnection>(conn: &mut C) -> diesel::QueryResult<u32> {
    let status = C::TransactionManager::transaction_manager_status_mut(conn);
    Ok(status.transaction_depth()?.map_or(0, std::num::NonZeroU32::get))
}

fn change<C: AsyncConnection>(conn: &mut C, change: TransactionDepthChange) -> diesel::QueryResult<()> {
    match C::TransactionManager::transaction_manager_status_mut(conn) {
        TransactionManagerStatus::Valid(status) => status.change_transaction_depth(change),
        TransactionManagerStatus::InError => Err(diesel::result::Error::BrokenTransactionManager),
    }
}
