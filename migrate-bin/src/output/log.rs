//! Progress where no terminal is: a line now and then, of work that takes long.

use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use super::clean::clean;
use super::screen::talk;

/// Often enough to be seen alive by whoever ends what is silent, and seldom enough to be read afterwards.
const PAUSE: Duration = Duration::from_secs(10);

/// Says what the work is at until it is dropped.
#[derive(Debug)]
pub(super) struct Log {
    at: Arc<Mutex<String>>,
    /// Its end is the thread's.
    end: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Log {
    pub(super) fn start(what: String) -> Self {
        let at = Arc::new(Mutex::new(what));
        let (end, ended) = channel::<()>();
        let seen = Arc::clone(&at);
        let start = Instant::now();
        let thread = std::thread::Builder::new().name("log".to_owned()).spawn(move || {
            while ended.recv_timeout(PAUSE) == Err(RecvTimeoutError::Timeout) {
                let Ok(at) = seen.lock().map(|at| at.clone()) else { return };
                talk(&format!("{}: {} s so far\n", clean(&at), start.elapsed().as_secs()));
            }
        });
        // Without a thread it is silent.
        Self { at, end: Some(end), thread: thread.ok() }
    }

    pub(super) fn say(&self, what: &str) {
        if let Ok(mut at) = self.at.lock() {
            what.clone_into(&mut at);
        }
    }
}

impl Drop for Log {
    fn drop(&mut self) {
        drop(self.end.take());
        if let Some(thread) = self.thread.take() {
            // It says nothing that matters on its way out.
            let _ = thread.join();
        }
    }
}
