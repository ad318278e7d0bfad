use super::run;
use crate::Result;
use crate::history::{History, Position};
use crate::introspect::{Introspected, Options};
use crate::scratch::Scratch;

/// What a database holds once the revisions up to this place have run: hand-written parts, and those of another
/// tool's revisions, too. The scratch database must be new.
///
/// # Errors
///
/// Where a revision doesn't run on an empty database.
pub fn expected(
    history: &History,
    at: &Position,
    scratch: &mut Scratch,
    options: &Options,
) -> Result<Introspected> {
    if let Position::At(_) = at {
        run::go(scratch.connection()?, history, at, true)?;
    }
    scratch.read(options)
}
