//! Nothing falls through: the changes, replayed, must give the new schema.

use super::base::Base;
use super::pair::{Match, Pair, join};
use crate::schema::{Column, Schema, Table};
use crate::{Change, Error, ErrorCode, Result};

/// Replays the changes on what they touch and compares it with the new schema, the order of columns aside.
///
/// Tables that are equal on both sides need no proof; `differ` are those that are not.
pub(super) fn check(
    base: &Base<'_>,
    new: &Schema,
    differ: &[Pair<&Table>],
    changes: &[Change],
) -> Result<()> {
    let Schema { extensions, enums, sequences, tables: _, views, opaque } = &*base.touched;
    let mut left = Schema {
        extensions: extensions.clone(),
        enums: enums.clone(),
        sequences: sequences.clone(),
        tables: differ.iter().map(|pair| pair.old.clone()).collect(),
        views: views.clone(),
        opaque: opaque.clone(),
    };
    for change in changes {
        match change {
            // Both hold the table in full: there is nothing to replay.
            Change::CreateTable { .. } | Change::DropTable { .. } => {}
            change => change.apply(&mut left).map_err(|error| missed(error.message()).because(error))?,
        }
    }
    same("extensions", left.extensions == new.extensions)?;
    same("enums", left.enums == new.enums)?;
    same("sequences", left.sequences == new.sequences)?;
    same("views", left.views == new.views)?;
    same("what is carried as written", left.opaque == new.opaque)?;
    let wanted = differ.iter().map(|pair| pair.new);
    for (table, wanted) in left.tables.iter().zip(wanted) {
        same_table(table, wanted)?;
    }
    whole_tables(base, new, changes)
}

/// Created and dropped tables are just those that one side lacks.
fn whole_tables(base: &Base<'_>, new: &Schema, changes: &[Change]) -> Result<()> {
    let mut created = Vec::new();
    let mut dropped = Vec::new();
    for change in changes {
        match change {
            Change::CreateTable { table } => created.push(table),
            Change::DropTable { table } => dropped.push(table),
            _ => {}
        }
    }
    created.sort_by(|a, b| a.name.cmp(&b.name));
    dropped.sort_by(|a, b| a.name.cmp(&b.name));
    let (mut created, mut dropped) = (created.into_iter(), dropped.into_iter());
    let both = Pair::new(base.tables(), new.tables.iter().collect());
    for found in join(both, |a, b| a.name.cmp(&b.name)) {
        match found {
            Match::Kept(_) => {}
            Match::Added(table) if created.next() == Some(table) => {}
            Match::Removed(table) if dropped.next() == Some(table) => {}
            Match::Added(table) | Match::Removed(table) => {
                return Err(missed(&format!("table `{}`", table.name)));
            }
        }
    }
    same("tables", created.next().is_none() && dropped.next().is_none())
}

/// Named field by field, so that the message says which, and none can be forgotten.
fn same_table(left: &Table, wanted: &Table) -> Result<()> {
    let Table { name, columns, primary_key, indexes, foreign_keys, checks, exclusions, comment, options } =
        left;
    let what = if *name != wanted.name {
        "the name"
    } else if by_name(columns) != by_name(&wanted.columns) {
        "the columns"
    } else if *primary_key != wanted.primary_key {
        "the primary key"
    } else if *indexes != wanted.indexes {
        "the indexes"
    } else if *foreign_keys != wanted.foreign_keys {
        "the foreign keys"
    } else if *checks != wanted.checks {
        "the checks"
    } else if *exclusions != wanted.exclusions {
        "the exclusion constraints"
    } else if *comment != wanted.comment {
        "the comment"
    } else if *options != wanted.options {
        "the options"
    } else {
        return Ok(());
    };
    Err(missed(&format!("{what} of `{name}`")))
}

fn by_name(columns: &[Column]) -> Vec<&Column> {
    let mut columns: Vec<&Column> = columns.iter().collect();
    columns.sort_by(|a, b| a.name.cmp(&b.name));
    columns
}

fn same(what: &str, is_same: bool) -> Result<()> {
    if is_same { Ok(()) } else { Err(missed(what)) }
}

fn missed(what: &str) -> Error {
    Error::new(ErrorCode::Internal, format!("the comparison of the two schemas is not complete: {what}"))
        .with_help(
            "this is a mistake in the tool, and nothing was written: please report it with both schemas",
        )
}
