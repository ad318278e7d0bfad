use super::cut::Cut;
use crate::dialect::postgres::is_moved;
use crate::{Change, QName};

impl Cut<'_> {
    /// A parted table takes none of these forms, and its parts get most of it from it; nor does one that becomes a
    /// part, or is none any more: it brings its indexes along.
    pub(super) fn is_parted(&self, name: &QName, change: &Change) -> bool {
        let refers_to_parted = match change {
            Change::AddForeignKey { foreign_key, .. } => self.partition_key(&foreign_key.references),
            _ => false,
        };
        let of_columns = matches!(
            change,
            Change::AddColumn { .. } | Change::AlterColumn { .. } | Change::DropIndex { .. }
        );
        let is_moved = || self.changes.iter().any(|other| is_moved(other) && other.table() == Some(name));
        self.partition_key(name) || self.is_part(name) && of_columns || refers_to_parted || is_moved()
    }

    /// Whether the table is part of another.
    pub(super) fn is_part(&self, name: &QName) -> bool {
        self.before.table(name).is_some_and(|table| table.whole().is_some())
    }

    /// Whether the table is parted, before or afterwards.
    pub(super) fn partition_key(&self, name: &QName) -> bool {
        let made = self.changes.iter().any(|change| match change {
            Change::CreateTable { table } => table.name == *name && table.options.partition_by.is_some(),
            _ => false,
        });
        made || self.before.table(name).is_some_and(|table| table.options.partition_by.is_some())
    }
}
