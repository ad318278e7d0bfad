use super::Step;
use super::segment::Segment;
use crate::change::replay;
use crate::dialect::postgres::is_moved;
use crate::schema::{Schema, Sequence, TableOptions};
use crate::{Change, QName, Result};

/// A part's columns have the names of the whole's: it leaves before they get others, and joins afterwards.
pub(super) fn around_renames(before: &Schema, changes: &[Change]) -> Result<Vec<Change>> {
    let mut list = changes.to_vec();
    for change in changes.iter().filter(|change| is_moved(change)) {
        let Some(at) = list.iter().position(|other| other == change) else { continue };
        let Change::AlterTableOptions { table, from, to } = change else { continue };
        let is_own = |other: &Change| matches!(other, Change::RenameColumn { table: of, .. } if of == table);
        let is_rename = |other: &Change| {
            is_own(other) || matches!(other, Change::RenameTable { .. } | Change::RenameColumn { .. })
        };
        let altered = |from: TableOptions, to: TableOptions| Change::AlterTableOptions {
            table: table.clone(),
            from,
            to,
        };
        let own = |list: &[Change]| list.iter().filter(|other| is_own(other)).cloned().collect::<Vec<_>>();
        let (mut first, rest) =
            (list.get(..at).unwrap_or_default().to_vec(), list.get(at + 1..).unwrap_or_default());
        let (mut from, mut to) = (from.clone(), to.clone());
        let early = own(&first);
        if from.partition_of.is_some() && !early.is_empty() {
            let last = first.iter().rposition(is_rename).map_or(0, |last| last + 1);
            let mut moved: Vec<Change> = first.drain(..last).filter(|other| !is_own(other)).collect();
            let then = options(before, &moved, table)?;
            moved.push(altered(then.clone(), apart(&then)));
            moved.extend(early);
            moved.append(&mut first);
            first = moved;
            from = apart(&from);
        }
        let mut rest = rest.to_vec();
        let late = own(&rest);
        if to.partition_of.is_some() && !late.is_empty() {
            let joins = altered(apart(&to), to.clone());
            to = apart(&to);
            let next = rest.iter().position(is_rename).unwrap_or_default();
            let others = rest.split_off(next).into_iter().filter(|other| !is_own(other)).collect::<Vec<_>>();
            rest.extend(late);
            rest.push(joins);
            rest.extend(others);
        }
        if from != to {
            first.push(altered(from, to));
        }
        first.append(&mut rest);
        list = first;
    }
    Ok(list)
}

/// The options of a part, less its whole.
fn apart(options: &TableOptions) -> TableOptions {
    TableOptions { partition_of: None, ..options.clone() }
}

/// The options that a table has behind these changes.
fn options(before: &Schema, changes: &[Change], of: &QName) -> Result<TableOptions> {
    let mut then = before.clone();
    replay(&mut then, changes)?;
    Ok(then.table(of).map(|table| table.options.clone()).unwrap_or_default())
}

impl Segment<'_> {
    /// A sequence is free of its column before that goes, and belongs to one only once that is there.
    pub(super) fn sequence(&mut self, change: Change) {
        match &change {
            Change::CreateSequence { sequence } if sequence.owned_by.is_some() => {
                let free = Sequence { owned_by: None, ..sequence.clone() };
                self.steps.push(Step::asked(Change::CreateSequence { sequence: free.clone() }));
                let to = sequence.clone();
                self.steps.push(Step::of(Change::AlterSequence { from: free, to }, &change));
            }
            Change::DropSequence { sequence } if sequence.owned_by.is_some() => {
                let free = Sequence { owned_by: None, ..sequence.clone() };
                let from = sequence.clone();
                self.steps.push(Step::of(Change::AlterSequence { from, to: free.clone() }, &change));
                self.steps.push(Step::asked(Change::DropSequence { sequence: free }));
            }
            Change::AlterSequence { from, to }
                if from.owned_by.is_some() && to.owned_by.is_some() && from.owned_by != to.owned_by =>
            {
                let free = Sequence { owned_by: None, ..from.clone() };
                self.steps
                    .push(Step::meanwhile(Change::AlterSequence { from: from.clone(), to: free.clone() }));
                self.steps.push(Step::of(Change::AlterSequence { from: free, to: to.clone() }, &change));
            }
            _ => self.steps.push(Step::asked(change)),
        }
    }

    /// Out of one whole before that goes, and its parts with it; into the other once that is there.
    pub(super) fn moves(&mut self, change: Change) {
        let Change::AlterTableOptions { table, from, to } = &change else { return };
        let (table, from, to) = (table.clone(), from.clone(), to.clone());
        let apart = apart(&from);
        let leave = Change::AlterTableOptions { table: table.clone(), from, to: apart.clone() };
        self.steps.push(Step::meanwhile(leave));
        self.steps.push(Step::of(Change::AlterTableOptions { table, from: apart, to }, &change));
    }
}
