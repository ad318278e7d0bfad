//! The models compared with the snapshot, in const evaluation.
//!
//! Equal tables are compared as whole texts, in chunks; only where they differ are lines looked at
//! one by one. One verdict per table holds all changes of that table and the place of the first.

mod differ;
mod dropped;
mod message;
mod objects;
mod pieces;
mod report;
mod same;

pub use dropped::{check_dropped, nothing_dropped};
pub use message::Message;
pub use objects::{check_objects, report_objects, same_objects};

use super::TableDef;
use super::text::order;

/// How the gate stood when the artifact was built.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GateState {
    /// Shut: a build means that models, snapshot and review agree.
    On,
    /// `MIGRATE_GATE=warn`.
    Warn {
        /// Whether nothing differed all the same.
        clean: bool,
    },
    /// `MIGRATE_GATE=off`: nothing was looked at.
    Off,
}

impl GateState {
    /// Whether the models are known to be what was reviewed.
    pub const fn is_clean(self) -> bool {
        match self {
            Self::On => true,
            Self::Warn { clean } => clean,
            Self::Off => false,
        }
    }

    /// Its word in `MIGRATE_GATE`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::On => "on",
            Self::Warn { .. } => "warn",
            Self::Off => "off",
        }
    }

    /// Its name in the record.
    pub const fn name(self) -> &'static str {
        match self {
            Self::On => "on",
            Self::Warn { clean: true } => "warn-clean",
            Self::Warn { clean: false } => "warn-dirty",
            Self::Off => "off",
        }
    }
}

/// What was reviewed, written by `schema!`.
#[derive(Clone, Copy, Debug)]
pub struct Snapshot {
    /// One per dialect of the schema.
    pub dialects: &'static [DialectSnapshot],
}

/// What was reviewed, on one dialect.
#[derive(Clone, Copy, Debug)]
pub struct DialectSnapshot {
    /// The place in [`crate::Dialect::ALL`].
    pub dialect: usize,
    /// Its name, said where there are several.
    pub name: &'static str,
    /// Sorted by name, in byte order.
    pub tables: &'static [SnapTable],
    /// What stands in no table: see [`super::lines::of_objects`].
    pub objects: &'static [&'static str],
}

/// One table of the snapshot: see [`super::lines::Lines`].
#[derive(Clone, Copy, Debug)]
pub struct SnapTable {
    /// Its name, as [`crate::QName`] writes it.
    pub name: &'static str,
    /// The table's own line and those of the columns.
    pub columns: &'static str,
    /// All other lines.
    pub keys: &'static str,
    /// Slots of the columns.
    pub types: &'static str,
    /// Slots of the foreign keys.
    pub refs: &'static str,
}

impl DialectSnapshot {
    pub(crate) const fn table(&self, name: &str) -> Option<usize> {
        let (mut low, mut high) = (0, self.tables.len());
        while low < high {
            let middle = usize::midpoint(low, high);
            match order(self.tables[middle].name.as_bytes(), name.as_bytes()) {
                0 => return Some(middle),
                -1 => low = middle + 1,
                _ => high = middle,
            }
        }
        None
    }
}

/// What the comparison of one table gave.
pub struct Verdict {
    place: u16,
    message: Option<Message>,
}

impl Verdict {
    const CLEAN: Self = Self { place: 0, message: None };

    /// Where the first change stands: 0 where there is none, 1 for the struct itself.
    pub const fn place(&self) -> u16 {
        self.place
    }

    /// Fails the build with all changes, and with those of other tables.
    #[track_caller]
    pub const fn fail(&self, also: &Message) {
        if let Some(message) = &self.message {
            let mut message = *message;
            message.append(also).end("\nrun `cargo migrate revision -m \"...\"`");
            message.fail();
        }
    }

    /// Adds the changes to what another table says.
    pub const fn add_to(&self, report: &mut Message) {
        if let Some(message) = &self.message {
            report.push("\n").append(message);
        }
    }
}

/// Whether a table is as it was reviewed, on every dialect.
pub const fn is_same(table: &'static TableDef, snapshot: &Snapshot) -> bool {
    compare(table, snapshot).place == 0
}

/// Compares a table with what was reviewed: the first dialect on which it differs decides.
pub const fn compare(table: &'static TableDef, snapshot: &Snapshot) -> Verdict {
    let mut i = 0;
    while i < snapshot.dialects.len() {
        let of = &snapshot.dialects[i];
        let mut report = report::Report::new(table.name[of.dialect]);
        match of.table(table.name[of.dialect]) {
            Some(found) => {
                if !same::same(table, of.dialect, &of.tables[found]) {
                    differ::differ(table, of.dialect, &of.tables[found], &mut report);
                }
            }
            None => report.new_table(),
        }
        if report.count > 0 {
            let on = if snapshot.dialects.len() > 1 { of.name } else { "" };
            return Verdict { place: report.place, message: Some(report.into_message(on)) };
        }
        i += 1;
    }
    Verdict::CLEAN
}
