//! Lending a connection to a function of the program's: a data step, or a hook.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

use diesel::connection::{Connection, TransactionDepthChange, TransactionManager, TransactionManagerStatus};

use super::link::Borrower;
use crate::embed::Done;

/// Calls the function. Inside of a transaction of ours Diesel's own count says meanwhile that one is open, so that
/// [`Connection::transaction`] makes a savepoint; outside of one, whatever it begins it has to end.
pub(super) fn lend<C: Connection + Any>(conn: &mut C, inside: bool, borrower: &mut Borrower<'_>) -> Done {
    let before = depth(conn)?;
    if inside && before == 0 {
        change(conn, TransactionDepthChange::IncreaseDepth)?;
    }
    let done = catch_unwind(AssertUnwindSafe(|| borrower(conn)));
    let broken = depth(conn).is_err();
    if broken {
        // Whoever lent it turns back what is open.
        *C::TransactionManager::transaction_manager_status_mut(conn) = TransactionManagerStatus::default();
    }
    let left_open = !inside && depth(conn)? > before;
    while depth(conn)? > before {
        if left_open {
            C::TransactionManager::rollback_transaction(conn)?;
        } else {
            change(conn, TransactionDepthChange::DecreaseDepth)?;
        }
    }
    match done {
        Ok(Ok(())) if broken => Err("a transaction of its own could not be ended".into()),
        Ok(Ok(())) if left_open => Err("it left a transaction open, which was turned back".into()),
        Ok(done) => done,
        Err(panic) => {
            let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
            let text = text.or_else(|| panic.downcast_ref::<String>().cloned());
            Err(format!("it panicked: {}", text.unwrap_or_default()).into())
        }
    }
}

fn depth<C: Connection>(conn: &mut C) -> diesel::QueryResult<u32> {
    let status = C::TransactionManager::transaction_manager_status_mut(conn);
    Ok(status.transaction_depth()?.map_or(0, std::num::NonZeroU32::get))
}

fn change<C: Connection>(conn: &mut C, change: TransactionDepthChange) -> diesel::QueryResult<()> {
    match C::TransactionManager::transaction_manager_status_mut(conn) {
        TransactionManagerStatus::Valid(status) => status.change_transaction_depth(change),
        TransactionManagerStatus::InError => Err(diesel::result::Error::BrokenTransactionManager),
    }
}
