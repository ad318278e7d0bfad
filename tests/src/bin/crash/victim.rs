//! The process that is killed: it upgrades or downgrades, and says so at every step.

use std::io::{BufRead as _, Write as _};

use migrate_core::Dialect;
use migrate_core::runtime::Event;

use super::place::Conn;
use super::story::Story;

/// `pace` is `step`, where every step waits for a line, or `run`.
pub(crate) fn run(dialect: Dialect, url: &str, seed: u64, way: &str, pace: &str) {
    let story = Story::new(dialect, seed);
    let mut conn = Conn::open(dialect, url);
    let step = pace == "step";
    let told = move |event: Event<'_>| {
        if !step
            || !matches!(
                event,
                Event::Started { .. }
                    | Event::Statement { .. }
                    | Event::DataStep { .. }
                    | Event::Finished { .. }
            )
        {
            return;
        }
        // Nobody listens once the parent is done with us.
        let mut stdout = std::io::stdout().lock();
        let _ = stdout.write_all(b"step\n").and_then(|()| stdout.flush());
        let _ = std::io::stdin().lock().read_line(&mut String::new());
    };
    let done = conn.go(story.migrator, way == "up", told);
    let said = match &done {
        Ok(ran) => format!("ran {ran}\n"),
        Err(error) => format!("failed: {error}\n"),
    };
    let _ = std::io::stdout().lock().write_all(said.as_bytes());
    if done.is_err() {
        std::process::exit(1);
    }
}
