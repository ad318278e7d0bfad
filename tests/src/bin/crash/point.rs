//! One crash after the other.

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::place::Place;
use super::story::{Chapter, Dice, Story};

/// What was counted.
#[derive(Default)]
pub(crate) struct Tally {
    at_boundary: u64,
    inside: u64,
    of_server: u64,
    up: u64,
    down: u64,
    half: u64,
    too_late: u64,
}

impl Tally {
    pub(crate) fn points(&self) -> u64 {
        self.at_boundary + self.inside + self.of_server
    }
}

impl std::fmt::Display for Tally {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{} kill points ({} at statement boundaries, {} inside statements, {} of the server; {} upgrades, {} downgrades): \
             {} left a revision half-way at a recorded statement, {} came too late to interrupt; every second run completed, \
             schema and rows as undisturbed",
            self.points(),
            self.at_boundary,
            self.inside,
            self.of_server,
            self.up,
            self.down,
            self.half,
            self.too_late
        )
    }
}

/// How a run is ended.
#[derive(Clone, Copy, Debug)]
enum End {
    /// While it stands between two statements.
    Boundary,
    /// So long after it went on.
    Inside(Duration),
    /// The server, so long after it went on.
    Server(Duration),
}

/// Schema and rows as they are without any crash: per revision, after each of its statements.
struct Reference {
    up: Vec<Vec<Vec<String>>>,
    down: Vec<Vec<Vec<String>>>,
}

impl Reference {
    fn of(place: &Place, story: &Story) -> Self {
        place.reset();
        let mut conn = place.connect();
        let mut walk = |chapter: &Chapter, up: bool| {
            let mut states = vec![conn.dump()];
            for sql in Story::statements(place.dialect, chapter, up) {
                conn.execute(&sql);
                states.push(conn.dump());
            }
            states
        };
        let up = story.chapters.iter().map(|chapter| walk(chapter, true)).collect();
        let mut down: Vec<_> = story.chapters.iter().rev().map(|chapter| walk(chapter, false)).collect();
        down.reverse();
        Self { up, down }
    }

    fn head(&self) -> &Vec<String> {
        self.up.last().and_then(|states| states.last()).expect("a revision")
    }
}

/// Every point of one story, in both directions, until there are enough.
pub(crate) fn all_of(place: &mut Place, seed: u64, enough: u64, of_server: u64, tally: &mut Tally) {
    let story = Story::new(place.dialect, seed);
    let reference = Reference::of(place, &story);
    let mut dice = Dice::new(seed + 1_000);
    for up in [true, false] {
        for step in 1.. {
            let inside = |dice: &mut Dice| Duration::from_micros(dice.below(3_000));
            let mut ends =
                vec![End::Boundary, End::Inside(inside(&mut dice)), End::Inside(inside(&mut dice))];
            if tally.of_server < of_server {
                ends.push(End::Server(inside(&mut dice)));
            }
            let mut reached = false;
            for end in ends {
                if tally.points() >= enough {
                    return;
                }
                reached |= point(place, &story, &reference, seed, up, step, end, tally);
            }
            if !reached {
                break;
            }
        }
    }
}

/// One crash; false where the run was over before the step came.
#[allow(clippy::too_many_arguments, reason = "a point is where all of these meet")]
fn point(
    place: &mut Place,
    story: &Story,
    reference: &Reference,
    seed: u64,
    up: bool,
    step: usize,
    end: End,
    tally: &mut Tally,
) -> bool {
    let name = format!(
        "{} story {seed}, {} step {step}, {end:?}",
        place.dialect.name(),
        if up { "up" } else { "down" }
    );
    place.reset();
    {
        let mut conn = place.connect();
        if !up {
            conn.go(story.migrator, true, |_| {}).unwrap_or_else(|error| panic!("{name}: {error}"));
        }
    }
    let way = if up { "up" } else { "down" };
    let mut child = Command::new(std::env::current_exe().expect("this program"))
        .args(["victim", place.dialect.name(), &place.url(), &seed.to_string(), way, "step"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("a process");
    let reached = walk_to(&mut child, step);
    if reached {
        let pause = match end {
            End::Boundary => None,
            End::Inside(pause) | End::Server(pause) => Some(pause),
        };
        if let Some(pause) = pause {
            go_on(&mut child);
            let start = Instant::now();
            while start.elapsed() < pause {
                std::hint::spin_loop();
            }
        }
        if let End::Server(_) = end {
            place.kill_server();
        }
    }
    let _ = child.kill();
    let _ = child.wait();
    if !reached {
        return false;
    }
    match end {
        End::Boundary => tally.at_boundary += 1,
        End::Inside(_) => tally.inside += 1,
        End::Server(_) => tally.of_server += 1,
    }
    *(if up { &mut tally.up } else { &mut tally.down }) += 1;
    look(place, story, reference, up, &name, tally);
    finish(place, story, reference, up, step, &name);
    true
}

/// Lets the victim go on until it stands at this step; false where it is over before.
fn walk_to(child: &mut Child, step: usize) -> bool {
    let Some(stdout) = child.stdout.take() else { return false };
    let mut lines = BufReader::new(stdout).lines();
    for number in 1..=step {
        match lines.next() {
            Some(Ok(line)) if line == "step" => {}
            Some(Ok(line)) if line.starts_with("ran ") => return false,
            Some(Ok(line)) => panic!("the victim says: {line}"),
            Some(Err(_)) | None => return false,
        }
        if number < step {
            go_on(child);
        }
    }
    true
}

fn go_on(child: &mut Child) {
    if let Some(stdin) = child.stdin.as_mut() {
        let _ = stdin.write_all(b"\n");
        let _ = stdin.flush();
    }
}

/// The database is at a revision, or at a recorded statement of one.
fn look(place: &Place, story: &Story, reference: &Reference, up: bool, name: &str, tally: &mut Tally) {
    // The server may still be at a statement of the dead: its lock tells when it is done.
    settle(place);
    let mut conn = place.connect();
    let (applied, half) = conn.standing(story.migrator);
    let found = conn.dump();
    let total = story.chapters.len();
    let nothing = Vec::new();
    let at_revision = match applied {
        0 => &nothing,
        n => reference.up[n - 1].last().expect("a state"),
    };
    let allowed: Vec<&Vec<String>> = match &half {
        None => vec![at_revision],
        Some(half) => {
            tally.half += 1;
            let states = if up { &reference.up[applied] } else { &reference.down[applied] };
            // Or just behind the next statement that changes anything: settings are not recorded.
            let rest = states.get(half.done..).unwrap_or_default();
            let next = rest.iter().find(|state| Some(*state) != rest.first());
            rest.first().into_iter().chain(next).collect()
        }
    };
    if half.is_none() && applied == if up { total } else { 0 } {
        tally.too_late += 1;
    }
    assert!(
        allowed.contains(&&found),
        "{name}: neither at a revision nor at a recorded statement: {applied} of {total} applied, {half:?}\n{found:#?}\ninstead of\n{allowed:#?}"
    );
}

/// A second run completes, and leaves what an undisturbed one leaves.
fn finish(place: &Place, story: &Story, reference: &Reference, up: bool, step: usize, name: &str) {
    let mut conn = place.connect();
    let total = story.chapters.len();
    let fail = |error: String| -> usize { panic!("{name}: the second run fails: {error}") };
    if up || step.is_multiple_of(2) {
        conn.go(story.migrator, true, |_| {}).unwrap_or_else(fail);
        assert_eq!(conn.standing(story.migrator), (total, None), "{name}");
        assert_eq!(&conn.dump(), reference.head(), "{name}: schema and rows");
    } else {
        conn.go(story.migrator, false, |_| {}).unwrap_or_else(fail);
        assert_eq!(conn.standing(story.migrator), (0, None), "{name}");
        assert_eq!(conn.dump(), Vec::<String>::new(), "{name}: nothing is left");
    }
}

/// Waits until nobody else is at work in the database.
fn settle(place: &Place) {
    let mut conn = place.connect();
    let others = match place.dialect {
        migrate_core::Dialect::Sqlite => return,
        migrate_core::Dialect::Postgres => {
            "SELECT pid::text FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        }
        migrate_core::Dialect::Mysql => {
            "SELECT CAST(id AS CHAR) FROM information_schema.processlist WHERE db = DATABASE() AND id <> CONNECTION_ID()"
        }
    };
    let deadline = Instant::now() + Duration::from_secs(60);
    while !conn.texts(others).is_empty() {
        assert!(Instant::now() < deadline, "somebody is still connected");
        std::thread::sleep(Duration::from_millis(2));
    }
}
