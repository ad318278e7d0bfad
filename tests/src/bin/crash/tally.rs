//! What was counted.

use super::point::{End, Point};

/// Kill points, and what they left.
#[derive(Default)]
pub(crate) struct Tally {
    at_boundary: u64,
    inside: u64,
    of_server: u64,
    up: u64,
    down: u64,
    of_example: u64,
    at_data_step: u64,
    half: u64,
    too_late: u64,
}

/// What a killed run left.
pub(crate) struct Left {
    /// A revision stood half-way, at a recorded statement.
    pub(crate) half: bool,
    /// It had come to its end.
    pub(crate) done: bool,
}

impl Tally {
    pub(crate) fn points(&self) -> u64 {
        self.at_boundary + self.inside + self.of_server
    }

    pub(crate) fn count(&mut self, point: &Point, of_example: bool, at_data_step: bool, left: &Left) {
        match point.end {
            End::Boundary => self.at_boundary += 1,
            End::Inside(_) => self.inside += 1,
            End::Server(_) => self.of_server += 1,
        }
        *(if point.up { &mut self.up } else { &mut self.down }) += 1;
        self.of_example += u64::from(of_example);
        self.at_data_step += u64::from(at_data_step);
        self.half += u64::from(left.half);
        self.too_late += u64::from(left.done);
    }
}

impl std::fmt::Display for Tally {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{} kill points ({} at statement boundaries, {} inside statements, {} of the server; {} upgrades, {} downgrades; \
             {} in the example's revisions, {} in made-up ones; {} at data steps in Rust): \
             {} left a revision half-way at a recorded statement, {} came too late to interrupt; every second run completed, \
             schema and rows as undisturbed",
            self.points(),
            self.at_boundary,
            self.inside,
            self.of_server,
            self.up,
            self.down,
            self.of_example,
            self.points() - self.of_example,
            self.at_data_step,
            self.half,
            self.too_late
        )
    }
}
