//! One crash: a run is led to a step, ended there, looked at, and run once more.

use std::io::{BufRead as _, BufReader, Lines, Write as _};
use std::ops::Range;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use super::place::{Place, Way};
use super::reference::Reference;
use super::story::Story;
use super::tally::Left;

/// How a run is ended.
#[derive(Clone, Copy, Debug)]
pub(crate) enum End {
    /// While it stands between two statements.
    Boundary,
    /// So long after it went on.
    Inside(Duration),
    /// The server, so long after it went on.
    Server(Duration),
}

/// Where.
#[derive(Clone, Debug)]
pub(crate) struct Point {
    /// The revisions that the run is to bring, or to take back.
    pub(crate) leg: Range<usize>,
    pub(crate) up: bool,
    /// Which of the steps that the run tells of.
    pub(crate) step: usize,
    pub(crate) end: End,
}

/// What a run said at a step.
pub(crate) const STEP: &str = "step";
pub(crate) const DATA_STEP: &str = "data step";

/// The database as it is before a run of these revisions.
pub(crate) fn lead_to(place: &Place, story: &Story, leg: &Range<usize>, up: bool) {
    if !up {
        return lead_to_head(place, story);
    }
    place.reset();
    let mut conn = place.connect();
    for before in story.legs().iter().take_while(|before| before.start < leg.start) {
        conn.go(story.migrator, Way::Up(story.id(before.end)), |_| {})
            .unwrap_or_else(|error| panic!("{error}"));
        if let Some(rows) = story.rows.get(&before.end) {
            conn.execute(rows);
        }
    }
}

/// The database at head, with all rows.
pub(crate) fn lead_to_head(place: &Place, story: &Story) {
    let total = story.chapters.len();
    lead_to(place, story, &(total..total), true);
}

/// How many steps a run tells of.
pub(crate) fn steps(place: &Place, story: &Story, leg: &Range<usize>, up: bool) -> usize {
    lead_to(place, story, leg, up);
    let mut victim = Victim::start(place, story, leg, up);
    let mut steps = 0;
    while victim.reach(1).is_some() {
        steps += 1;
        victim.go_on();
    }
    victim.end();
    steps
}

impl Point {
    /// Whether it was at a data step, and what was left. Panics where anything isn't as it has to be.
    pub(crate) fn visit(&self, place: &mut Place, story: &Story, reference: &Reference) -> (bool, Left) {
        let name = format!("{} story {}, {self:?}", place.dialect.name(), story.word);
        lead_to(place, story, &self.leg, self.up);
        let mut victim = Victim::start(place, story, &self.leg, self.up);
        let said = victim.reach(self.step).unwrap_or_else(|| panic!("{name}: the run was over before"));
        let pause = match self.end {
            End::Boundary => None,
            End::Inside(pause) | End::Server(pause) => Some(pause),
        };
        if let Some(pause) = pause {
            victim.go_on();
            let start = Instant::now();
            while start.elapsed() < pause {
                std::hint::spin_loop();
            }
        }
        if let End::Server(_) = self.end {
            place.kill_server();
        }
        victim.end();
        let (applied, left) = self.look(place, story, reference, &name);
        self.finish(place, story, reference, applied, &name);
        (said == DATA_STEP, left)
    }

    /// The database is at a revision, or at a recorded statement of one.
    fn look(&self, place: &Place, story: &Story, reference: &Reference, name: &str) -> (usize, Left) {
        // The server may still be at a statement of the dead: its lock tells when it is done.
        settle(place);
        let mut conn = place.connect();
        let (applied, half) = conn.standing(story.migrator);
        let found = conn.dump();
        let allowed: Vec<&[String]> = match &half {
            None => vec![reference.at(applied, self.leg.start, self.up)],
            Some(half) => {
                let states = if self.up { &reference.up[applied] } else { &reference.down[applied] };
                // Or just behind the next statement that changes anything: settings are not recorded.
                let rest = states.get(half.done..).unwrap_or_default();
                let next = rest.iter().find(|state| Some(*state) != rest.first());
                rest.first().into_iter().chain(next).map(Vec::as_slice).collect()
            }
        };
        // A statement that commits in between leaves some rows as before it, and others as after it.
        let between = half.is_some() && {
            let mut lines = allowed.iter().map(|state| state.len());
            let as_long = lines.next().is_some_and(|first| first == found.len() && lines.all(|n| n == first));
            as_long && found.iter().all(|line| allowed.iter().any(|state| state.binary_search(line).is_ok()))
        };
        assert!(
            between || allowed.contains(&found.as_slice()),
            "{name}: neither at a revision nor at a recorded statement: {applied} of {} applied, {half:?}\n{}",
            story.chapters.len(),
            allowed.iter().map(|state| differences(state, &found)).collect::<Vec<_>>().join("or\n"),
        );
        let done = half.is_none() && applied == if self.up { self.leg.end } else { 0 };
        (applied, Left { half: half.is_some(), done })
    }

    /// A second run completes, and leaves what an undisturbed one leaves.
    fn finish(&self, place: &Place, story: &Story, reference: &Reference, applied: usize, name: &str) {
        let fail = |error: String| -> usize { panic!("{name}: the second run fails: {error}") };
        let mut conn = place.connect();
        let (way, end) = match (self.up, self.step.is_multiple_of(2)) {
            (true, _) => (Way::Up(story.id(self.leg.end)), self.leg.end),
            (false, true) => (Way::Up("head"), story.chapters.len()),
            (false, false) => (Way::Down("base"), 0),
        };
        conn.go(story.migrator, way, |_| {}).unwrap_or_else(fail);
        assert_eq!(conn.standing(story.migrator), (end, None), "{name}");
        let found = conn.dump();
        drop(conn);
        let expected = match (self.up, end) {
            (true, end) => reference.end(end).to_vec(),
            (false, 0) => reference.at(0, 0, false).to_vec(),
            (false, _) => reference.again(place, story, applied),
        };
        assert!(found == expected, "{name}: schema and rows\n{}", differences(&expected, &found));
    }
}

fn differences(expected: &[String], found: &[String]) -> String {
    let missing = expected.iter().filter(|line| !found.contains(line)).take(20);
    let extra = found.iter().filter(|line| !expected.contains(line)).take(20);
    missing.map(|line| format!("- {line}\n")).chain(extra.map(|line| format!("+ {line}\n"))).collect()
}

/// A process that waits at each of its steps.
struct Victim {
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
}

impl Victim {
    fn start(place: &Place, story: &Story, leg: &Range<usize>, up: bool) -> Self {
        let target = if up { story.id(leg.end) } else { "base" };
        let mut child = Command::new(std::env::current_exe().expect("this program"))
            .args(["victim", place.dialect.name(), &place.url(), &story.word])
            .args([if up { "up" } else { "down" }, target, "step"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("a process");
        let stdout = child.stdout.take().expect("its words");
        Self { child, lines: BufReader::new(stdout).lines() }
    }

    /// Lets it go on until it stands at this step: what it said there; `None` where it is over before.
    fn reach(&mut self, step: usize) -> Option<String> {
        for number in 1..=step {
            let line = self.lines.next()?.ok()?;
            match line.as_str() {
                STEP | DATA_STEP => {}
                ran if ran.starts_with("ran ") => return None,
                other => panic!("the victim says: {other}"),
            }
            if number == step {
                return Some(line);
            }
            self.go_on();
        }
        None
    }

    fn go_on(&mut self) {
        if let Some(stdin) = self.child.stdin.as_mut() {
            let _ = stdin.write_all(b"\n");
            let _ = stdin.flush();
        }
    }

    fn end(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
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
