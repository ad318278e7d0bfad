//! The far end of an asynchronous connection: the engine runs on a thread of its own and asks; whoever awaits it
//! carries each request out on the connection. Works on every runtime, since nothing that awaits ever blocks.

use std::sync::mpsc::{Receiver, Sender, channel};

use diesel::QueryResult;
use diesel::connection::TransactionManagerStatus;
use diesel::result::Error as DieselError;
use diesel_async::{AsyncConnection, TransactionManager};
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};

use super::asynchronous::{AsyncDatabase, Backend};
use super::body::Direction;
use super::calls::{Call, Calls};
use super::link::{Borrower, Link};
use crate::embed::Done;
use crate::{Error, ErrorCode, Result};

/// A link whose connection is somewhere else.
pub struct Remote {
    requests: Box<dyn Fn(Request) -> bool + Send>,
    answers: Receiver<Answer>,
    in_transaction: bool,
}

/// What the engine asks for.
enum Request {
    Execute(String),
    Affect(String),
    Texts(String),
    Number(String),
    Call(Call),
}

/// What comes back.
enum Answer {
    Executed(QueryResult<()>),
    Affected(QueryResult<usize>),
    Texts(QueryResult<Vec<String>>),
    Number(QueryResult<i64>),
    Called(Done),
}

/// What the thread sends.
enum Message<R> {
    Request(Request),
    Done(R),
}

impl Remote {
    fn ask<T>(
        &self,
        request: Request,
        read: impl FnOnce(Answer) -> Option<QueryResult<T>>,
    ) -> QueryResult<T> {
        if !(self.requests)(request) {
            return Err(gone());
        }
        self.answers.recv().ok().and_then(read).unwrap_or_else(|| Err(gone()))
    }
}

impl Link for Remote {
    fn execute(&mut self, sql: &str) -> QueryResult<()> {
        self.ask(Request::Execute(sql.to_owned()), |answer| match answer {
            Answer::Executed(done) => Some(done),
            Answer::Affected(_) | Answer::Texts(_) | Answer::Number(_) | Answer::Called(_) => None,
        })
    }

    fn affect(&mut self, sql: &str) -> QueryResult<usize> {
        self.ask(Request::Affect(sql.to_owned()), |answer| match answer {
            Answer::Affected(rows) => Some(rows),
            Answer::Executed(_) | Answer::Texts(_) | Answer::Number(_) | Answer::Called(_) => None,
        })
    }

    fn texts(&mut self, sql: &str) -> QueryResult<Vec<String>> {
        self.ask(Request::Texts(sql.to_owned()), |answer| match answer {
            Answer::Texts(texts) => Some(texts),
            Answer::Executed(_) | Answer::Affected(_) | Answer::Number(_) | Answer::Called(_) => None,
        })
    }

    fn number(&mut self, sql: &str) -> QueryResult<i64> {
        self.ask(Request::Number(sql.to_owned()), |answer| match answer {
            Answer::Number(number) => Some(number),
            Answer::Executed(_) | Answer::Affected(_) | Answer::Texts(_) | Answer::Called(_) => None,
        })
    }

    /// The connection is elsewhere, and so is what borrows it: it gets this end, to ask for it.
    fn lend(&mut self, _: bool, borrower: &mut Borrower<'_>) -> Done {
        borrower(self)
    }

    fn in_transaction(&mut self) -> bool {
        self.in_transaction
    }
}

/// Has a function of the program's called where the connection is.
pub(super) fn call(conn: &mut dyn std::any::Any, call: Call) -> Done {
    let Some(remote) = conn.downcast_mut::<Remote>() else {
        return Err("this needs an asynchronous connection".into());
    };
    if !(remote.requests)(Request::Call(call)) {
        return Err(gone().into());
    }
    match remote.answers.recv() {
        Ok(Answer::Called(done)) => done,
        Ok(Answer::Executed(_) | Answer::Affected(_) | Answer::Texts(_) | Answer::Number(_)) | Err(_) => {
            Err(gone().into())
        }
    }
}

/// The data step of a revision.
pub(super) fn step(conn: &mut dyn std::any::Any, revision: &str, direction: Direction) -> Done {
    call(conn, Call::Step(revision.to_owned(), direction))
}

fn gone() -> DieselError {
    DieselError::DatabaseError(
        diesel::result::DatabaseErrorKind::ClosedConnection,
        Box::new("the upgrade was given up: nobody awaits it any more".to_owned()),
    )
}

/// A connection that is given up half-way is broken: its transaction may be open, and its lock held. Pools see that.
struct Held<'c, C: AsyncConnection> {
    conn: &'c mut C,
    finished: bool,
}

impl<C: AsyncConnection> Drop for Held<'_, C> {
    fn drop(&mut self) {
        if !self.finished {
            *C::TransactionManager::transaction_manager_status_mut(self.conn) =
                TransactionManagerStatus::InError;
        }
    }
}

/// Runs the engine on a thread of its own, and its requests here.
pub(super) async fn drive<C, R>(
    conn: &mut C,
    calls: &mut Calls<'_, C>,
    work: impl FnOnce(Remote) -> Result<R> + Send + 'static,
) -> Result<R>
where
    C: AsyncDatabase,
    R: Send + 'static,
{
    let status = C::TransactionManager::transaction_manager_status_mut(conn);
    let in_transaction = status.transaction_depth().is_ok_and(|depth| depth.is_some());
    let (send, mut received) = unbounded_channel::<Message<Result<R>>>();
    let (answer, answers): (Sender<Answer>, _) = channel();
    let thread = std::thread::Builder::new().name("migrate".to_owned()).spawn(move || {
        let requests: UnboundedSender<_> = send.clone();
        let requests = Box::new(move |request| requests.send(Message::Request(request)).is_ok());
        let result = work(Remote { requests, answers, in_transaction });
        drop(send.send(Message::Done(result)));
    });
    if let Err(error) = thread {
        return Err(
            Error::new(ErrorCode::Io, "no thread can be started to upgrade the database").because(error)
        );
    }
    let mut held = Held { conn, finished: false };
    while let Some(message) = received.recv().await {
        let conn = &mut *held.conn;
        let reply = match message {
            Message::Request(Request::Execute(sql)) => Answer::Executed(conn.batch_execute(&sql).await),
            Message::Request(Request::Affect(sql)) => Answer::Affected(C::Backend::affect(conn, sql).await),
            Message::Request(Request::Texts(sql)) => Answer::Texts(C::Backend::texts(conn, sql).await),
            Message::Request(Request::Number(sql)) => Answer::Number(C::Backend::number(conn, sql).await),
            Message::Request(Request::Call(call)) => Answer::Called(calls.call(conn, call).await),
            Message::Done(result) => {
                held.finished = true;
                return result;
            }
        };
        // Where the thread is gone, the channel ends next.
        drop(answer.send(reply));
    }
    Err(Error::new(ErrorCode::Internal, "the thread that upgrades the database ended without a word"))
}
