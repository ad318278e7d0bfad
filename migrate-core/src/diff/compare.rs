use std::borrow::Cow;

use super::base::Base;
use super::pair::Pair;
use super::renames::{Stale, resolve};
use super::steps::Steps;
use super::tables::{Backfills, Said};
use super::{leftover, objects, tables};
use crate::change::{Hints, replay};
use crate::schema::Schema;
use crate::{Change, Result};

/// What a comparison gives.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Comparison {
    /// The changes that lead from the old schema to the new one.
    pub changes: Vec<Change>,
    /// Hints that a revision has recorded already, and that can go.
    pub stale: Vec<Stale>,
}

/// The changes that lead from the old schema to the new one, in order.
///
/// Replaying them on the old schema gives the new one, but for the order of its columns.
///
/// ```
/// use migrate_core::diff::{Hints, Pair, diff};
/// use migrate_core::schema::{Column, Schema, Table, Type};
///
/// let mut old = Schema::default();
/// old.tables.push(Table::new("users".into()));
/// let mut new = old.clone();
/// new.tables[0].columns.push(Column::new("email", Type::Text));
///
/// let changes = diff(Pair::new(&old, &new), &Hints::none()).unwrap();
/// assert_eq!(changes[0].to_string(), "+ new column `users.email` text not null");
/// ```
///
/// # Errors
///
/// [`BadRename`](crate::ErrorCode::BadRename) where a hint names what is not there or still is,
/// [`Internal`](crate::ErrorCode::Internal) where the changes would not give the new schema.
pub fn diff(pair: Pair<&Schema>, hints: &Hints) -> Result<Vec<Change>> {
    Ok(compare(pair, hints)?.changes)
}

/// [`diff`], and what it has to say about the hints.
///
/// # Errors
///
/// As [`diff`].
pub fn compare(pair: Pair<&Schema>, hints: &Hints) -> Result<Comparison> {
    let sorted = pair.map(normalized);
    let Pair { old, new } = Pair::new(&*sorted.old, &*sorted.new);

    let renames = resolve(Pair { old, new }, hints)?;
    let base = Base::new(old, &renames.changes)?;
    let tables = base.tables();
    let backfills: Backfills<'_> = hints
        .backfills
        .iter()
        .map(|backfill| ((&backfill.table, backfill.column.as_str()), backfill.sql.as_str()))
        .collect();

    let mut steps = Steps::default();
    objects::extensions(Pair::new(&base.touched.extensions, &new.extensions), &mut steps);
    objects::enums(Pair::new(&base.touched.enums, &new.enums), &mut steps);
    objects::sequences(Pair::new(&base.touched.sequences, &new.sequences), &mut steps);
    objects::views(Pair::new(&base.touched.views, &new.views), &mut steps);
    objects::opaque(Pair::new(&base.touched.opaque, &new.opaque), &mut steps);
    let wanted: Vec<_> = new.tables.iter().collect();
    let said = Said { backfills: &backfills, places: hints.places };
    let differ = tables::compare(Pair::new(&tables[..], &wanted[..]), said, &mut steps);

    let found = steps.into_changes();
    leftover::check(&base, new, &differ, &found)?;
    let mut changes = renames.changes;
    changes.extend(found);
    Ok(Comparison { changes, stale: renames.stale })
}

/// The schema after these changes: what a snapshot holds once a revision has recorded them.
///
/// It is the new schema of the [`diff`] that gave them, with its columns in the order the database keeps.
///
/// # Errors
///
/// Where a change doesn't fit, see [`Change::apply`].
pub fn replayed(old: &Schema, changes: &[Change]) -> Result<Schema> {
    let mut schema = normalized(old).into_owned();
    replay(&mut schema, changes)?;
    Ok(schema)
}

/// The schema with all lists sorted; a copy only where they are not.
fn normalized(schema: &Schema) -> Cow<'_, Schema> {
    let sorted = schema.enums.is_sorted_by(|a, b| a.name <= b.name)
        && schema.sequences.is_sorted_by(|a, b| a.name <= b.name)
        && schema.views.is_sorted_by(|a, b| a.name <= b.name)
        && schema.opaque.is_sorted_by(|a, b| a.id <= b.id)
        && schema.tables.is_sorted_by(|a, b| a.name <= b.name)
        && schema.tables.iter().all(|table| {
            table.indexes.is_sorted_by(|a, b| a.name <= b.name)
                && table.foreign_keys.is_sorted_by(|a, b| a.name <= b.name)
                && table.checks.is_sorted_by(|a, b| a.name <= b.name)
                && table.exclusions.is_sorted_by(|a, b| a.name <= b.name)
        });
    if sorted { Cow::Borrowed(schema) } else { Cow::Owned(schema.clone().normalized()) }
}
