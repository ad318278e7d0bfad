use super::cut::Cut;
use crate::dialect::postgres::is_moved;
use crate::schema::{Column, Table};
use crate::{Change, QName};

impl<'a> Cut<'a> {
    /// A parted table takes few of these forms, and its parts get most of it from it; nor does one that becomes a
    /// part, or is none any more: it brings its indexes along.
    pub(super) fn is_parted(&self, name: &QName, change: &Change) -> bool {
        let of_columns = matches!(
            change,
            Change::AddColumn { .. } | Change::AlterColumn { .. } | Change::DropIndex { .. }
        );
        let is_moved = || self.changes.iter().any(|other| is_moved(other) && other.table() == Some(name));
        // A check is handed down unproven, and proven in all parts at once; so is what stands on one.
        let proven = match change {
            Change::AddCheck { .. } | Change::DropCheck { .. } => true,
            Change::AlterColumn { table, from, to, backfill } => {
                let filled = backfill.is_some() && self.partition_key(table);
                let by_whole = self.change_of_whole(table, &to.name).is_some();
                !filled
                    && if by_whole {
                        self.turns_with_whole(table, from, to)
                    } else {
                        self.turns_never_null(table, from, to).is_some()
                    }
            }
            _ => false,
        };
        (self.partition_key(name) || self.is_part(name) && of_columns) && !proven || is_moved()
    }

    /// Whether the whole's column is proven never to be NULL, and this part's with it.
    pub(super) fn turns_with_whole(&self, name: &QName, from: &Column, to: &Column) -> bool {
        let Some(Change::AlterColumn { table, from: was, to: is, backfill: None }) =
            self.change_of_whole(name, &to.name)
        else {
            return false;
        };
        let turns = match self.change_of_whole(table, &is.name) {
            Some(_) => self.turns_with_whole(table, was, is),
            None => self.turns_never_null(table, was, is).is_some(),
        };
        from.nullable && !to.nullable && turns
    }

    /// What happens to the column of that name of the whole.
    fn change_of_whole(&self, name: &QName, column: &str) -> Option<&'a Change> {
        let whole = self.before.table(name).and_then(Table::whole)?;
        self.changes.iter().find(|change| match change {
            Change::AlterColumn { table, to, .. } => table == whole && to.name == column,
            _ => false,
        })
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
