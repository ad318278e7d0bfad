//! The models compared with the snapshot, in const evaluation.
//!
//! Equal tables are compared as numbers; only where those differ are lines looked at one by one. One verdict per table holds all changes of that table and the place of the first.

mod case;
mod differ;
mod dropped;
mod message;
mod objects;
mod pieces;
mod report;
mod reviewed;
mod same;

pub use case::{Case, fail, is_same};
pub use dropped::{check_dropped, nothing_dropped};
pub(crate) use message::Message;
pub use objects::{check_objects, same_objects};

use self::reviewed::Reviewed;
use super::{OwnDef, TableDef};

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
    /// Sorted by `id`, its last bits first: so that a bucket is a run.
    pub tables: &'static [SnapTable],
    /// All of it, as the record holds it.
    pub text: &'static str,
    /// Where the tables of each bucket begin, and where those of the last one end.
    pub buckets: &'static [u32],
    /// How many buckets there are, less one.
    pub mask: u64,
    /// What stands in no table: see [`super::lines::of_objects`].
    pub objects: &'static [&'static str],
}

/// One table of the snapshot.
#[derive(Clone, Copy, Debug)]
pub struct SnapTable {
    /// Its name's [`super::lines::hash`].
    pub id: u64,
    /// Its [`super::lines::sum`].
    pub sum: u64,
    /// Where it begins in the dialect's text.
    pub at: usize,
}

impl DialectSnapshot {
    /// The lines of the table at a place.
    const fn lines(&self, at: usize) -> Reviewed {
        Reviewed::read(self.text.as_bytes(), self.tables[at].at)
    }

    pub(crate) const fn table(&self, of: &OwnDef) -> Option<usize> {
        let id = of.id[self.dialect];
        let place = (id & self.mask) as usize;
        let (mut at, end) = (self.buckets[place], self.buckets[place + 1]);
        while at < end {
            if self.tables[at as usize].id == id {
                return Some(at as usize);
            }
            at += 1;
        }
        None
    }
}

/// Whether a table is what was reviewed on every dialect, as far as numbers tell.
const fn is_same_sum(table: &TableDef, snapshot: &Snapshot) -> bool {
    let mut dialects = snapshot.dialects;
    while let [of, rest @ ..] = dialects {
        match of.table(table.own) {
            Some(found) if same::sum(table, of.dialect) == of.tables[found].sum => {}
            Some(_) | None => return false,
        }
        dialects = rest;
    }
    true
}

/// Where the first change of a table stands, and all of them: the first dialect on which it differs decides.
const fn compare(table: &'static TableDef, snapshot: &Snapshot) -> Option<(u16, Message)> {
    let mut i = 0;
    while i < snapshot.dialects.len() {
        let of = &snapshot.dialects[i];
        let mut report = report::Report::new(table.own.name[of.dialect]);
        match of.table(table.own) {
            Some(found) => differ::differ(table, of.dialect, &of.lines(found), &mut report),
            None => report.new_table(),
        }
        if report.count > 0 {
            let on = if snapshot.dialects.len() > 1 { of.name } else { "" };
            return Some((report.place, report.into_message(on)));
        }
        i += 1;
    }
    None
}
