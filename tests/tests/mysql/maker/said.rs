//! What the models of a random schema would say beside it.

use std::collections::BTreeMap;

use migrate_core::QName;
use migrate_core::diff::{Backfill, Hints, Origin, Rename};
use migrate_core::schema::Schema;

use super::maker::Maker;
use super::types::sample;

impl Maker {
    /// What the models would say: names that changed, and values for rows that are there.
    pub(crate) fn hints(&self, old: &Schema) -> Hints {
        let mut hints = Hints::none().placing(true);
        let origin = Origin::Attribute;
        let mut kept: BTreeMap<&QName, &QName> = BTreeMap::new();
        for (now, was) in &self.tables {
            let free = old.table(now).is_none() && self.schema.table(was).is_none();
            if now == was {
                kept.insert(now, was);
            } else if free {
                kept.insert(now, was);
                hints.renames.push(Rename::Table { from: was.clone(), to: now.clone(), origin });
            }
        }
        for ((table, now), was) in &self.columns {
            let (Some(before), Some(after)) = (kept.get(table), self.schema.table(table)) else { continue };
            let Some(before) = old.table(before) else { continue };
            if now != was && before.column(now).is_none() && after.column(was).is_none() {
                let (table, from, to) = (table.clone(), was.clone(), now.clone());
                hints.renames.push(Rename::Column { table, from, to, origin });
            }
        }
        for table in &self.schema.tables {
            for column in table.columns.iter().filter(|column| !column.nullable && column.generated.is_none())
            {
                if column.default.is_none() && column.identity.is_none() && column.name != "id" {
                    let (table, sql) = (table.name.clone(), sample(&column.ty, 1));
                    hints.backfills.push(Backfill { table, column: column.name.clone(), sql });
                }
            }
        }
        hints
    }
}
