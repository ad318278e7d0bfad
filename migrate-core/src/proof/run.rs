use crate::Result;
use crate::connection::AnyConnection;
use crate::history::{History, Position};
use crate::runtime::Runner;

/// Brings a scratch database up or down to a place in the line. Nobody has to have reviewed what runs here;
/// data steps are compiled into a program that isn't here.
pub(super) fn go(conn: &mut AnyConnection, history: &History, to: &Position, up: bool) -> Result<()> {
    let runner = Runner::read(history, conn)?.allow_unreviewed().without_data_steps().to(to.to_string());
    if up { runner.upgrade() } else { runner.downgrade() }.map(drop)
}
