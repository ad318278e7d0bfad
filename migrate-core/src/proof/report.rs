use serde::Serialize;

use crate::history::Id;

/// What came of proving one revision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Proof {
    /// The revision.
    pub revision: Id,
    /// Whether it does what it says.
    pub ok: bool,
    /// What was done, in order.
    pub steps: Vec<ProofStep>,
}

/// One step: something was run, what it made was read back, and rows were counted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ProofStep {
    /// Which.
    pub step: ProofStepName,
    /// Whether all was as it should be.
    pub ok: bool,
    /// How many rows were there before, in tables that outlive the step.
    pub rows: u64,
    /// What was not as it should be.
    pub problems: Vec<String>,
    /// What is worth knowing, and no problem.
    pub notes: Vec<String>,
}

/// The steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ProofStepName {
    /// `up.sql`: what is read back is what the revision says.
    Up,
    /// `down.sql`: what is read back is what was there before.
    Down,
    /// `up.sql` again: the same as the first time.
    Again,
}

impl ProofStepName {
    /// For people.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Up => "up",
            Self::Down => "down",
            Self::Again => "up again",
        }
    }
}

impl ProofStep {
    pub(super) fn new(step: ProofStepName) -> Self {
        Self { step, ok: true, rows: 0, problems: Vec::new(), notes: Vec::new() }
    }

    pub(super) fn problem(&mut self, problem: impl Into<String>) {
        self.ok = false;
        self.problems.push(problem.into());
    }

    pub(super) fn note(&mut self, note: impl Into<String>) {
        self.notes.push(note.into());
    }
}
