use crate::connection::AnyConnection;
use crate::history::{History, Position};
use crate::runtime::{Database, Runner};
use crate::{Error, ErrorCode, Result};

/// Brings a scratch database up or down to a place in the line. Nobody has to have reviewed what runs here.
pub(super) fn go(conn: &mut AnyConnection, history: &History, to: &Position, up: bool) -> Result<()> {
    match conn {
        #[cfg(feature = "sqlite-system")]
        AnyConnection::Sqlite(conn) => on(conn, history, to, up),
        #[allow(unreachable_patterns, reason = "with every feature, every kind is above")]
        other => Err(Error::new(
            ErrorCode::Unsupported,
            format!("revisions can't be run on {} yet", other.dialect().title()),
        )),
    }
}

fn on<C: Database>(conn: &mut C, history: &History, to: &Position, up: bool) -> Result<()> {
    let runner = Runner::read(history, conn)?.allow_unreviewed().to(to.to_string());
    if up { runner.upgrade() } else { runner.downgrade() }.map(drop)
}
