//! What a program does of its own before and after each revision.

use std::any::Any;
use std::time::Duration;

use super::body::{Body, Direction};
use super::session::Session;
use crate::embed::Done;
use crate::{Error, ErrorCode, Result};

/// The revision that a hook is called for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hooked<'h> {
    /// Its id.
    pub revision: &'h str,
    /// What it does, in its author's words.
    pub message: &'h str,
    /// Which way it runs.
    pub direction: Direction,
    /// How long it took; `None` before it ran.
    pub elapsed: Option<Duration>,
}

/// A hook, on whatever connection there is.
pub(super) type Hook<'a> = Box<dyn FnMut(&Hooked<'_>, &mut dyn Any) -> Done + 'a>;

/// A program's hooks.
#[derive(Default)]
pub(super) struct Hooks<'a> {
    pub(super) before: Option<Hook<'a>>,
    pub(super) after: Option<Hook<'a>>,
}

impl Hooks<'_> {
    /// Whether revisions have to run one by one.
    pub(super) fn is_empty(&self) -> bool {
        self.before.is_none() && self.after.is_none()
    }

    /// Before a revision; its failure keeps the revision from running.
    pub(super) fn before(&mut self, session: &mut impl Session, body: &Body<'_>) -> Result<()> {
        call(self.before.as_mut(), session, body, None).map_err(|why| {
            failed(body, &format!("before revision `{}` ({}) failed", body.step.id, body.step.message), &why)
        })
    }

    /// After a revision, which stands whatever becomes of this.
    pub(super) fn after(
        &mut self,
        session: &mut impl Session,
        body: &Body<'_>,
        elapsed: Duration,
    ) -> Result<()> {
        call(self.after.as_mut(), session, body, Some(elapsed)).map_err(|why| {
            let what =
                format!("after revision `{}` ({}) failed, which stands", body.step.id, body.step.message);
            failed(body, &what, &why)
        })
    }
}

fn call(
    hook: Option<&mut Hook<'_>>,
    session: &mut impl Session,
    body: &Body<'_>,
    elapsed: Option<Duration>,
) -> Result<(), String> {
    let Some(hook) = hook else { return Ok(()) };
    let Body { step, direction, .. } = body;
    let hooked = Hooked { revision: step.id, message: step.message, direction: *direction, elapsed };
    session.lend(&mut |conn| hook(&hooked, conn)).map_err(|why| why.to_string())
}

fn failed(body: &Body<'_>, what: &str, why: &str) -> Error {
    let way = match body.direction {
        Direction::Up => "upgrade",
        Direction::Down => "downgrade",
    };
    Error::new(ErrorCode::Hook, format!("the program's hook {what}: {why}"))
        .with_help(format!("mend what it complains of, then {way} again"))
}
