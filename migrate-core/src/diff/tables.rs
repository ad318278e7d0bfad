use std::collections::BTreeMap;

use super::pair::{Match, Pair, join};
use super::steps::Steps;
use super::{columns, parts};
use crate::schema::Table;
use crate::{Change, QName};

/// What the hints say of columns.
#[derive(Clone, Copy)]
pub(super) struct Said<'a> {
    pub(super) backfills: &'a Backfills<'a>,
    /// See [`Hints::places`](crate::change::Hints::places).
    pub(super) places: bool,
}

/// The backfill of a column, by table and column.
pub(super) type Backfills<'a> = BTreeMap<(&'a QName, &'a str), &'a str>;

/// Compares all tables; gives the pairs that differ in anything, for the proof.
pub(super) fn compare<'a>(
    pair: Pair<&[&'a Table]>,
    said: Said<'_>,
    steps: &mut Steps,
) -> Vec<Pair<&'a Table>> {
    let mut differ = Vec::new();
    for found in join(pair.map(|tables| tables.iter().copied()), |a, b| a.name.cmp(&b.name)) {
        match found {
            Match::Added(table) => steps.created.push(table.clone()),
            Match::Removed(table) => steps.dropped.push(table.clone()),
            Match::Kept(pair) if pair.is_same() => {}
            Match::Kept(pair) => {
                table(pair, said, steps);
                differ.push(pair);
            }
        }
    }
    differ
}

fn table(pair: Pair<&Table>, said: Said<'_>, steps: &mut Steps) {
    let Pair { old, new } = pair;
    parts::compare(pair, steps);
    if old.options != new.options {
        let (from, to) = (old.options.clone(), new.options.clone());
        steps.altered.push(Change::AlterTableOptions { table: new.name.clone(), from, to });
    }
    columns::added_and_altered(pair, said, steps);
    if old.primary_key != new.primary_key {
        let (from, to) = (old.primary_key.clone(), new.primary_key.clone());
        steps.altered.push(Change::AlterPrimaryKey { table: new.name.clone(), from, to });
    }
    columns::dropped(pair, steps);
    if old.comment != new.comment {
        let (from, to) = (old.comment.clone(), new.comment.clone());
        steps.altered.push(Change::AlterTableComment { table: new.name.clone(), from, to });
    }
}
