//! Functions in Rust that run beside a revision's SQL.
//!
//! One counts as a statement of its revision: it runs in the same transaction, or, where the revision runs statement by
//! statement, in one of its own together with its record. A savepoint around it tells whether that transaction still
//! stood when it was done: a step that commits, or that changes the schema on MySQL, has broken out.

use std::time::Instant;

use super::body::Body;
use super::carry::{Carrier, Failure, Stop};
use super::cause::{Cause, is_transient};
use super::link::Link as _;
use super::session::{Listener, Note};
use super::step::Function;
use crate::{Error, ErrorCode};

const SAVEPOINT: &str = "migrate_data_step";

/// Runs the data step of a file.
pub(super) fn run<C: Carrier>(
    carrier: &mut C,
    body: &Body<'_>,
    number: usize,
    listener: &mut Listener<'_>,
) -> Result<(), Stop> {
    let Some(work) = body.work() else {
        return Err(
            Error::new(ErrorCode::Internal, "the data step was let through without its function").into()
        );
    };
    let start = Instant::now();
    let link = carrier.link();
    link.execute(&format!("SAVEPOINT {SAVEPOINT}"))?;
    link.lend(true, &mut |conn| match work {
        Function::Here(work) => work.call(conn),
        #[cfg(feature = "async")]
        Function::There => super::remote::step(conn, body.step.id, body.direction),
    })
    .map_err(|cause| failed(body, cause))?;
    link.execute(&format!("RELEASE SAVEPOINT {SAVEPOINT}")).map_err(|error| broke_out(body, error))?;
    listener(Note::DataStep { number: number + 1, of: body.statements.len(), elapsed: start.elapsed() });
    Ok(())
}

fn failed(body: &Body<'_>, cause: Box<dyn std::error::Error + Send + Sync>) -> Stop {
    let named = |cause: &dyn std::fmt::Display| {
        Error::new(
            ErrorCode::Database,
            format!("the data step of revision `{}` ({}) failed: {cause}", body.step.id, body.step.message),
        )
    };
    match cause.downcast::<diesel::result::Error>() {
        Ok(error) => {
            let transient = is_transient(&error).then(String::new);
            let cause = Cause::new(*error);
            let error = match cause.help() {
                Some(help) => named(&cause).with_help(help),
                None => named(&cause),
            };
            Stop::Failed(Failure { error: error.because(cause), transient })
        }
        Err(cause) => named(&cause).into(),
    }
}

fn broke_out(body: &Body<'_>, error: diesel::result::Error) -> Stop {
    Error::new(
        ErrorCode::Database,
        format!(
            "the data step of revision `{}` ({}) ended the transaction that it ran in: what it did stands, and isn't recorded",
            body.step.id, body.step.message
        ),
    )
    .with_help(
        "a data step must not commit, nor change the schema on MySQL; mend it so that it may run a second time, then run it again",
    )
    .because(Cause::new(error))
    .into()
}
