//! Many processes that start at once: exactly one of them applies.

use std::process::{Command, Stdio};

use migrate_core::Dialect;

use super::place::{Place, Way};
use super::story::Story;

pub(crate) fn run(dialect: Dialect, count: u64) {
    let place = Place::new(dialect);
    let story = Story::named(dialect, "1");
    drop(place.connect());
    let start = || {
        Command::new(std::env::current_exe().expect("this program"))
            .args(["victim", dialect.name(), &place.url(), "1", "up", "head", "run"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .expect("a process")
    };
    let children: Vec<_> = (0..count).map(|_| start()).collect();
    let outcomes: Vec<(bool, String)> = children
        .into_iter()
        .map(|child| {
            let output = child.wait_with_output().expect("its output");
            (output.status.success(), String::from_utf8_lossy(&output.stdout).trim().to_owned())
        })
        .collect();
    let failed: Vec<_> = outcomes.iter().filter(|(success, _)| !success).collect();
    assert!(failed.is_empty(), "{} of {count} failed: {:?}", failed.len(), failed.first());
    let applied: Vec<_> = outcomes.iter().filter(|(_, ran)| ran != "ran 0").collect();
    assert_eq!(applied.len(), 1, "exactly one applies: {applied:?}");
    let mut conn = place.connect();
    assert_eq!(conn.standing(story.migrator), (story.chapters.len(), None));
    let found = conn.dump();
    let other = Place::new(dialect);
    let mut undisturbed = other.connect();
    undisturbed.go(story.migrator, Way::Up("head"), |_| {}).expect("an undisturbed run");
    assert_eq!(found, undisturbed.dump(), "schema and rows");
    println!(
        "{}: {count} processes at once, one applied {} revisions, {} waited",
        dialect.name(),
        story.chapters.len(),
        count - 1
    );
}
