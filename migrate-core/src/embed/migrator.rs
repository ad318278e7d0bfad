use super::data_step::{DataStep, DataSteps};
use crate::Dialect;
use crate::model::GateState;

/// One revision in a binary.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EmbeddedRevision {
    /// `2026-11-22-071800`.
    pub id: &'static str,
    /// The id as Diesel's ledger holds it: without `-`.
    pub version: &'static str,
    /// The name of its directory.
    pub dir: &'static str,
    /// What it does, in its author's words.
    pub message: &'static str,
    /// The ids of the revisions it stands on: none for the first, two for a merge.
    pub parents: &'static [&'static str],
    /// `up.sql`.
    pub up: &'static str,
    /// `down.sql`, where there is one.
    pub down: Option<&'static str>,
    /// Diesel's switch of the same name.
    pub run_in_transaction: bool,
    /// Whether `up.sql` and `down.sql` bring their own transaction with foreign keys off.
    pub foreign_keys_off: bool,
    /// The data steps that its `metadata.toml` speaks of.
    pub data_steps: DataSteps,
    /// Whether code that doesn't know this revision can't run with it.
    pub breaks_old_code: bool,
    /// The checksum of its files when the binary was built.
    pub sha256: &'static str,
    /// When it was made, as its `metadata.toml` says; empty where it doesn't.
    pub created_at: &'static str,
    /// `changes.json`, where there is one: what must be asked of the rows before it runs follows from it.
    pub changes: Option<&'static str>,
    /// Whether somebody had approved exactly these bytes when the binary was built.
    pub reviewed: bool,
}

/// The revisions of one dialect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EmbeddedDialect {
    /// Which.
    pub dialect: Dialect,
    /// The id of the newest revision; `None` where there is none yet, or no single one.
    pub head: Option<&'static str>,
    /// Parents before children, then by id: the order in which they run.
    pub revisions: &'static [EmbeddedRevision],
}

/// The revisions of one `schema!`, ready to be applied by the binary that carries them.
///
/// `schema!` makes it; its verbs stand in [`crate::runtime`].
#[derive(Debug)]
pub struct Migrator {
    name: &'static str,
    package: &'static str,
    version: &'static str,
    gate: GateState,
    debug: bool,
    dialects: &'static [EmbeddedDialect],
    data_steps: &'static [DataStep],
}

impl Migrator {
    /// `debug` is `cfg!(debug_assertions)` of the crate that holds the `schema!`: a release build
    /// made past the gate refuses to upgrade.
    pub const fn new(
        name: &'static str,
        package: &'static str,
        gate: GateState,
        debug: bool,
        dialects: &'static [EmbeddedDialect],
    ) -> Self {
        Self { name, package, version: "", gate, debug, dialects, data_steps: &[] }
    }

    /// The same, of this version of its package: what an older binary will name when it needs a newer one.
    #[must_use]
    pub const fn of_version(mut self, version: &'static str) -> Self {
        self.version = version;
        self
    }

    /// The same, with the functions that its revisions name.
    #[must_use]
    pub const fn with_data_steps(mut self, data_steps: &'static [DataStep]) -> Self {
        self.data_steps = data_steps;
        self
    }

    /// The functions that its revisions name.
    pub const fn data_steps(&self) -> &'static [DataStep] {
        self.data_steps
    }

    /// The version of its package; empty where it isn't known.
    pub const fn version(&self) -> &'static str {
        self.version
    }

    /// The name of the static: `APP`.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// The package that holds it.
    pub const fn package(&self) -> &'static str {
        self.package
    }

    /// How the gate stood when the binary was built.
    pub const fn gate(&self) -> GateState {
        self.gate
    }

    /// Whether the crate was built with debug assertions.
    pub const fn is_debug(&self) -> bool {
        self.debug
    }

    /// The revisions, one entry per dialect.
    pub const fn dialects(&self) -> &'static [EmbeddedDialect] {
        self.dialects
    }

    /// The revisions of one dialect; `None` where the `schema!` doesn't name it.
    pub fn dialect(&self, dialect: Dialect) -> Option<&'static EmbeddedDialect> {
        self.dialects.iter().find(|embedded| embedded.dialect == dialect)
    }
}
