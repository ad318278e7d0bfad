//! The process that is killed: it upgrades or downgrades, and says so at every step.

use std::io::{BufRead as _, Write as _};

use migrate_core::Dialect;
use migrate_core::runtime::Event;

use super::place::{Conn, Way};
use super::point::{DATA_STEP, STEP};
use super::story::Story;

/// `pace` is `step`, where every step waits for a line, or `run`.
pub(crate) fn run(dialect: Dialect, url: &str, story: &str, way: Way<'_>, pace: &str) {
    let story = Story::named(dialect, story);
    let mut conn = Conn::open(dialect, url);
    let step = pace == "step";
    let told = move |event: Event<'_>| {
        let said = match event {
            Event::Started { .. } | Event::Statement { .. } | Event::Finished { .. } if step => STEP,
            Event::DataStep { .. } if step => DATA_STEP,
            _ => return,
        };
        // Nobody listens once the parent is done with us.
        let mut stdout = std::io::stdout().lock();
        let _ = writeln!(stdout, "{said}").and_then(|()| stdout.flush());
        let _ = std::io::stdin().lock().read_line(&mut String::new());
    };
    let done = conn.go(story.migrator, way, told);
    let said = match &done {
        Ok(ran) => format!("ran {ran}\n"),
        Err(error) => format!("failed: {error}\n"),
    };
    let _ = std::io::stdout().lock().write_all(said.as_bytes());
    if done.is_err() {
        std::process::exit(1);
    }
}
