//! What a statement costs: <https://dev.mysql.com/doc/refman/8.4/en/innodb-online-ddl-operations.html>,
//! <https://mariadb.com/kb/en/innodb-online-ddl-overview/>. Where the two differ, the dearer counts.
//!
//! The server decides by all clauses of an `ALTER TABLE` together, and by the table before and after it; so does
//! [`class`]. The clause that makes it refuse, and the hazards, come from the same answer.

use super::super::Cost;
use super::asked::Asked;
use super::{Flavour, table};
use crate::schema::{Column, Index, IndexKind, IndexPart, IndexTarget, Schema, Table};
use crate::{Change, QName};

/// How the server carries out a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Class {
    /// Only the table's description is written.
    Instant,
    /// Indexes are written, beside readers and writers; the rows stay.
    NoCopy,
    /// Rows get values; whoever changes one waits.
    Filled,
    /// Indexes are written, and writers wait.
    Locked,
    /// The rows are written again, beside readers and writers.
    Rebuild,
    /// The rows are written again, and writers wait.
    Copy,
}

/// A statement on a table, and how the server carries it out.
pub(super) struct Classed {
    pub(super) table: QName,
    pub(super) text: String,
    pub(super) class: Class,
}

impl Class {
    pub(super) fn cost(self, flavour: Flavour) -> Option<Cost> {
        match self {
            Self::Instant | Self::NoCopy => None,
            Self::Filled => Some(Cost::Filled),
            Self::Locked => Some(Cost::Locked),
            Self::Rebuild => Some(Cost::Rewrite),
            Self::Copy if flavour.abilities().online_copy => Some(Cost::Rewrite),
            Self::Copy => Some(Cost::Copy),
        }
    }

    /// What makes the server refuse where it would have to do worse than was reviewed; empty where nothing can.
    pub(super) fn clause(self, flavour: Flavour) -> &'static str {
        let abilities = flavour.abilities();
        match self {
            Self::Instant => "ALGORITHM=INSTANT",
            Self::NoCopy if abilities.nocopy => "ALGORITHM=NOCOPY, LOCK=NONE",
            Self::Locked if abilities.nocopy => "ALGORITHM=NOCOPY, LOCK=SHARED",
            Self::Locked => "ALGORITHM=INPLACE, LOCK=SHARED",
            Self::NoCopy | Self::Rebuild => "ALGORITHM=INPLACE, LOCK=NONE",
            Self::Copy if abilities.online_copy => "LOCK=NONE",
            Self::Copy | Self::Filled => "",
        }
    }
}

/// The class of one `ALTER TABLE` of these changes, which finds the first table and leaves the second.
pub(super) fn class(flavour: Flavour, between: [&Table; 2], changes: &[&Change], schema: &Schema) -> Class {
    let asked = Asked::of(flavour, between, changes, schema);
    let [before, after] = between;
    if asked.copies || between.iter().any(|table| !table::is_innodb(table)) {
        return Class::Copy;
    }
    let instant = is_instant(flavour, between, &asked);
    let virtuals = asked.virtual_comes || asked.virtual_goes || moves(between, true);
    // Beside virtual columns, little else may be said, or the table is copied.
    let stored = asked.comes || asked.goes && !instant;
    if virtuals && (asked.rows || asked.unique || asked.described || asked.beside || stored)
        || asked.virtual_comes && comes_before_another(between)
    {
        return Class::Copy;
    }
    if instant && !asked.index_comes && !asked.index_goes {
        return if asked.beside { Class::NoCopy } else { Class::Instant };
    }
    let rebuilds = asked.rows || (asked.comes || asked.goes) && !instant;
    let has_words = count(before, IndexKind::Fulltext) > 0;
    let new_words = asked.fulltext > 0 && !has_words;
    let held_up = count(after, IndexKind::Fulltext) > 0
        || count(after, IndexKind::Spatial) > 0
        || indexes_virtual(after);
    // Also where columns alone would go in an instant.
    let held_up = held_up && (asked.rows || asked.comes || asked.goes);
    let locks = asked.locks || asked.fulltext > 0 || held_up;
    match (rebuilds, locks) {
        _ if asked.fulltext > 1 || new_words => Class::Copy,
        (true, true) => Class::Copy,
        (true, false) => Class::Rebuild,
        (false, true) => Class::Locked,
        (false, false) => Class::NoCopy,
    }
}

/// Whether nothing but the table's description would have to be written, indexes that go aside.
fn is_instant(flavour: Flavour, between: [&Table; 2], asked: &Asked) -> bool {
    let [before, after] = between;
    if asked.rows || asked.index_comes {
        return false;
    }
    let columns = asked.comes || asked.goes || moves(between, false);
    // MySQL does nothing in an instant beside what it doesn't.
    let alone = flavour.abilities().instant_beside || !(asked.beside || asked.index_goes);
    !columns
        || alone
            && count(before, IndexKind::Fulltext) + count(after, IndexKind::Fulltext) == 0
            && !indexes_virtual(before)
            && !is_compressed(before)
}

/// Whether the last full-text index goes, which leaves a hidden column behind: while that is there, no column comes or
/// goes in an instant (<https://dev.mysql.com/doc/refman/8.4/en/innodb-fulltext-index.html>). `FORCE` takes it away.
pub(super) fn leaves_hidden(before: &Table, after: &Table) -> bool {
    table::is_innodb(after)
        && table::is_innodb(before)
        && count(before, IndexKind::Fulltext) > 0
        && count(after, IndexKind::Fulltext) == 0
}

fn count(table: &Table, kind: IndexKind) -> usize {
    table.indexes.iter().filter(|index| index.kind == kind).count()
}

fn is_compressed(table: &Table) -> bool {
    table.options.row_format.as_deref().is_some_and(|format| format.eq_ignore_ascii_case("compressed"))
}

/// Whether an index is over a virtual column.
fn indexes_virtual(table: &Table) -> bool {
    table
        .columns
        .iter()
        .any(|column| is_virtual(column) && table.indexes.iter().any(|it| is_over(it, column)))
}

pub(super) fn is_over(index: &Index, column: &Column) -> bool {
    let over = |part: &IndexPart| matches!(&part.on, IndexTarget::Column(name) if *name == column.name);
    index.parts.iter().any(over)
}

pub(super) fn is_virtual(column: &Column) -> bool {
    column.generated.as_ref().is_some_and(|generated| !generated.stored)
}

/// Whether columns that stay change places: virtual ones among all, others among their kind.
fn moves([before, after]: [&Table; 2], virtuals: bool) -> bool {
    let places = |table: &Table| -> Vec<(String, usize)> {
        let all = table.columns.iter().filter(|column| virtuals || !is_virtual(column)).enumerate();
        let kind = all.filter(|(_, column)| is_virtual(column) == virtuals);
        kind.map(|(at, column)| (column.name.clone(), at)).collect()
    };
    let now = places(after);
    places(before).iter().any(|(name, at)| now.iter().any(|(other, now)| other == name && now != at))
}

/// Whether a virtual column comes before one that is there.
fn comes_before_another([before, after]: [&Table; 2]) -> bool {
    let mut virtuals = after.columns.iter().filter(|column| is_virtual(column));
    virtuals
        .by_ref()
        .find(|column| before.column(&column.name).is_none())
        .is_some_and(|_| virtuals.any(|column| before.column(&column.name).is_some()))
}
