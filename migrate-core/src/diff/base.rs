use std::borrow::Cow;
use std::collections::BTreeSet;

use super::pair::{Match, Pair, join};
use crate::change::replay;
use crate::schema::{Schema, Table};
use crate::{Change, QName, Result};

/// The old schema with its renames applied; what they don't touch is not copied.
pub(super) struct Base<'a> {
    /// Everything but tables. Its tables are those that a rename touched.
    pub(super) touched: Cow<'a, Schema>,
    before: Option<BTreeSet<QName>>,
    old: &'a Schema,
}

impl<'a> Base<'a> {
    /// Applies the renames.
    pub(super) fn new(old: &'a Schema, renames: &[Change]) -> Result<Self> {
        if renames.is_empty() {
            return Ok(Self { touched: Cow::Borrowed(old), before: None, old });
        }
        let touches = Touches::new(renames);
        let tables: Vec<Table> = old.tables.iter().filter(|table| touches.table(table)).cloned().collect();
        let before = tables.iter().map(|table| table.name.clone()).collect();
        let mut touched = Schema {
            extensions: old.extensions.clone(),
            enums: old.enums.clone(),
            sequences: old.sequences.clone(),
            tables,
            views: old.views.clone(),
            opaque: old.opaque.clone(),
        };
        replay(&mut touched, renames)?;
        Ok(Self { touched: Cow::Owned(touched), before: Some(before), old })
    }

    /// All tables, sorted by name.
    pub(super) fn tables(&self) -> Vec<&Table> {
        let Some(before) = &self.before else {
            return self.old.tables.iter().collect();
        };
        let untouched: Vec<&Table> =
            self.old.tables.iter().filter(|table| !before.contains(&table.name)).collect();
        let touched: Vec<&Table> = self.touched.tables.iter().collect();
        join(Pair::new(untouched, touched), |a, b| a.name.cmp(&b.name))
            .map(|found| match found {
                Match::Removed(table) | Match::Added(table) => table,
                // Both can't have one name: the rename would have been refused.
                Match::Kept(Pair { new, .. }) => new,
            })
            .collect()
    }
}

/// What renames reach.
struct Touches<'a> {
    /// Tables that are renamed or have a renamed column, by every name that they go by.
    tables: BTreeSet<&'a QName>,
    /// Enums; a rename reaches into casts, so all tables are looked at.
    enums: bool,
}

impl<'a> Touches<'a> {
    fn new(renames: &'a [Change]) -> Self {
        let mut touches = Self { tables: BTreeSet::new(), enums: false };
        for change in renames {
            match change {
                Change::RenameTable { from, to } => {
                    touches.tables.insert(from);
                    touches.tables.insert(to);
                }
                Change::RenameColumn { table, .. } => {
                    touches.tables.insert(table);
                }
                Change::RenameEnum { .. } | Change::AlterEnum { .. } => touches.enums = true,
                _ => {}
            }
        }
        touches
    }

    fn table(&self, table: &Table) -> bool {
        self.enums
            || self.tables.contains(&table.name)
            || table.whole().is_some_and(|whole| self.tables.contains(whole))
            || table.foreign_keys.iter().any(|key| self.tables.contains(&key.references))
    }
}
