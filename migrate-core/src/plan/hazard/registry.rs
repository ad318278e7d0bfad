use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{Step, long_lock, table_rewrite};
use crate::dialect::Toll;

/// Why a statement deserves a second look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum HazardCode {
    /// Rows or values go.
    DataLoss,
    /// Every row is written again.
    TableRewrite,
    /// Others wait for longer than a moment.
    LongLock,
    /// Nobody can write while the index is made, and the database could do better.
    IndexNotConcurrent,
    /// Queries may become slow, or duplicates possible.
    IndexDropped,
    /// Every row is read to prove a constraint.
    ConstraintScan,
    /// It depends on the rows that are there.
    MayFailOnData,
    /// A program that knows the old schema fails.
    BreaksOldCode,
    /// Who may see or do what changes.
    AccessChange,
    /// A failure half-way leaves half of it done.
    NotTransactional,
    /// The way back doesn't bring back what was there.
    Irreversible,
}

/// One hazard: its code, what it means, and the rule that finds it.
#[derive(Clone, Copy)]
pub struct Row {
    /// The code.
    pub code: HazardCode,
    /// Its name in files, flags and JSON.
    pub name: &'static str,
    /// What it means, in one sentence.
    pub meaning: &'static str,
    /// Finds it in one change: a message for each time.
    pub check: fn(&Step<'_>) -> Vec<String>,
}

macro_rules! registry {
    ($($code:ident $module:ident $name:literal $meaning:literal)*) => {
        /// All hazards, in the order in which they are shown.
        pub const REGISTRY: &[Row] = &[$(Row {
            code: HazardCode::$code,
            name: $name,
            meaning: $meaning,
            check: super::$module::check,
        }),*];

        impl HazardCode {
            /// All codes.
            pub const ALL: &[Self] = &[$(Self::$code),*];

            /// Its name in files, flags and JSON.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$code => $name),* }
            }

            /// What it means, in one sentence.
            pub const fn meaning(self) -> &'static str {
                match self { $(Self::$code => $meaning),* }
            }
        }
    };
}

registry! {
    DataLoss data_loss "data-loss" "rows or values are gone afterwards"
    TableRewrite table_rewrite "table-rewrite" "every row of the table is written again; its message says who waits"
    LongLock long_lock "long-lock" "others wait for longer than a moment"
    IndexNotConcurrent index_not_concurrent "index-not-concurrent" "writers wait while the index is made, though the database could make it beside them"
    IndexDropped index_dropped "index-dropped" "queries may become slow, or duplicates possible"
    ConstraintScan constraint_scan "constraint-scan" "every row is read to prove the constraint"
    MayFailOnData may_fail_on_data "may-fail-on-data" "whether it works depends on the rows that are there"
    BreaksOldCode breaks_old_code "breaks-old-code" "a program that knows the old schema only fails afterwards"
    AccessChange access_change "access-change" "who may see or do what changes"
    NotTransactional not_transactional "not-transactional" "a failure half-way leaves half of it done"
    Irreversible irreversible "irreversible" "the way back doesn't bring back what was there"
}

impl fmt::Display for HazardCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Why a text names no hazard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseHazardCodeError(String);

impl fmt::Display for ParseHazardCodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = HazardCode::ALL.iter().map(|code| code.name()).collect();
        write!(f, "`{}` is not a hazard: one of {}", self.0, names.join(", "))
    }
}

impl std::error::Error for ParseHazardCodeError {}

impl FromStr for HazardCode {
    type Err = ParseHazardCodeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let found = Self::ALL.iter().find(|code| code.name() == text);
        found.copied().ok_or_else(|| ParseHazardCodeError(text.to_owned()))
    }
}

/// A hazard of one statement.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Hazard {
    /// Which.
    pub code: HazardCode,
    /// What, where and why, in a sentence.
    pub message: String,
}

impl Hazard {
    /// A hazard with its message.
    pub fn new(code: HazardCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into() }
    }

    /// What a statement costs those who use its table.
    pub fn of_toll(toll: &Toll) -> Vec<Self> {
        let rewrite = table_rewrite::toll(toll).map(|message| Self::new(HazardCode::TableRewrite, message));
        let lock = long_lock::toll(toll).map(|message| Self::new(HazardCode::LongLock, message));
        rewrite.into_iter().chain(lock).collect()
    }

    /// Everything that the rules find in one change.
    pub fn of(step: &Step<'_>) -> Vec<Self> {
        REGISTRY
            .iter()
            .flat_map(|row| (row.check)(step).into_iter().map(|message| Self::new(row.code, message)))
            .collect()
    }
}
