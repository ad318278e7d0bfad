//! What is worth a line of its own while revisions run, also in a log.

use super::report::Event;

impl Event<'_> {
    /// The line, for events that people want to read about; `None` for progress.
    pub fn remark(&self) -> Option<String> {
        match self {
            Self::Waiting { elapsed, holder } => Some(format!(
                "waiting for {holder}, which is upgrading the database: {} s so far",
                elapsed.as_secs()
            )),
            Self::Resumed { revision, done, of, .. } => {
                Some(format!("{revision} stopped on its way: going on after {done} of its {of} statements"))
            }
            Self::Recognized { revision, number } => {
                Some(format!("{revision}: statement {number} had run already, the schema shows"))
            }
            Self::Retrying { revision, attempt, after, because } => Some(format!(
                "{revision}: in the way is {because}; try {} follows in {} ms",
                attempt + 1,
                after.as_millis()
            )),
            Self::Moved => {
                Some("another process changed what is applied; working out the rest anew".to_owned())
            }
            Self::Doubt(obstacle) => Some(format!(
                "revision `{}` may fail: {}; its file was edited by hand, so it may put this right itself",
                obstacle.revision, obstacle.message
            )),
            Self::BackedUp(backup) => Some(format!("backup in {}", backup.path.display())),
            Self::Started { .. } | Self::Finished { .. } | Self::Statement { .. } | Self::DataStep { .. } => {
                None
            }
        }
    }
}
