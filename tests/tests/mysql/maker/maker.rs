//! A schema in the making, which knows what everything was called before.

use std::collections::BTreeMap;

use migrate_core::QName;
use migrate_core::schema::*;

use super::edit::Edit;

#[derive(Default)]
pub(crate) struct Maker {
    pub(crate) schema: Schema,
    made: usize,
    /// What everything was called before, by its name now.
    pub(crate) tables: BTreeMap<QName, QName>,
    pub(crate) columns: BTreeMap<(QName, String), String>,
}

impl Maker {
    pub(super) fn remember(&mut self) {
        for table in &self.schema.tables {
            self.tables.insert(table.name.clone(), table.name.clone());
            for column in &table.columns {
                self.columns.insert((table.name.clone(), column.name.clone()), column.name.clone());
            }
        }
    }

    pub(super) fn number(&mut self) -> usize {
        self.made += 1;
        self.made
    }

    pub(super) fn table(&mut self, pick: usize) -> Option<&mut Table> {
        let count = self.schema.tables.len();
        if count == 0 { None } else { self.schema.tables.get_mut(pick % count) }
    }

    pub(super) fn apply(&mut self, (kind, a, b, c, d): Edit) {
        let _ = match kind {
            0 => self.add_table(a, b),
            1 => self.drop_table(a),
            2 => self.rename_table(a, b),
            3 => self.add_column(a, b, c, d),
            4 => self.drop_column(a, b),
            5 => self.rename_column(a, b, c),
            6 => self.alter_column(a, b, c, d),
            7 => self.primary_key(a, b),
            8 => self.add_index(a, b, c, d),
            9 => self.remove(a, b, |table| &mut table.indexes),
            10 => self.rename_index(a, b),
            11 => self.add_foreign_key(a, b, c),
            12 => self.remove(a, b, |table| &mut table.foreign_keys),
            13 => self.add_check(a, b, c),
            14 => self.remove(a, b, |table| &mut table.checks),
            15 => self.rename_check(a, b),
            16 => self.options(a, b),
            _ => self.comment(a, b),
        };
    }

    pub(super) fn free<'n>(
        &self,
        names: &'n [&'n str],
        pick: usize,
        taken: impl Fn(&str) -> bool,
    ) -> Option<&'n str> {
        (0..names.len()).map(|n| names[(pick + n) % names.len()]).find(|name| !taken(name))
    }

    pub(super) fn remove<T>(
        &mut self,
        pick: usize,
        at: usize,
        of: impl Fn(&mut Table) -> &mut Vec<T>,
    ) -> Option<()> {
        let list = of(self.table(pick)?);
        if !list.is_empty() {
            list.remove(at % list.len());
        }
        Some(())
    }
}

pub(super) fn is_over(part: &IndexPart, name: &str) -> bool {
    matches!(&part.on, IndexTarget::Column(column) if column == name)
}
