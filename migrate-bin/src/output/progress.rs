use std::io::Write as _;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use super::log::Log;

/// Shows on a terminal that something goes on. Elsewhere it is silent, but for work that may take long.
#[derive(Debug)]
pub(crate) struct Progress {
    bar: Option<ProgressBar>,
    log: Option<Log>,
}

impl Progress {
    pub(super) fn start(what: String, visible: bool) -> Self {
        let bar = visible.then(|| {
            let bar = ProgressBar::new_spinner().with_message(what);
            if let Ok(style) = ProgressStyle::with_template("{spinner:.cyan} {msg} {elapsed:.dim}") {
                bar.set_style(style);
            }
            bar.enable_steady_tick(Duration::from_millis(100));
            bar
        });
        Self { bar, log: None }
    }

    /// The same in a log.
    pub(super) fn in_log(what: String) -> Self {
        Self { bar: None, log: Some(Log::start(what)) }
    }

    /// What it is at.
    pub(crate) fn say(&self, what: &str) {
        if let Some(bar) = &self.bar {
            bar.set_message(what.to_owned());
        }
        if let Some(log) = &self.log {
            log.say(what);
        }
    }

    /// What another program says, as it is, above the line.
    pub(crate) fn beside(&self, bytes: &[u8]) {
        let write = || {
            // Nobody to tell if stderr is gone.
            let _ = anstream::stderr().lock().write_all(bytes);
        };
        match &self.bar {
            Some(bar) => bar.suspend(write),
            None => write(),
        }
    }

    /// Takes the line away.
    pub(crate) fn finish(self) {}
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
