use super::Step;
use super::segment::Segment;
use crate::Change;
use crate::schema::{Sequence, TableOptions};

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
        let apart = TableOptions { partition_of: None, ..from.clone() };
        let leave = Change::AlterTableOptions { table: table.clone(), from, to: apart.clone() };
        self.steps.push(Step::meanwhile(leave));
        self.steps.push(Step::of(Change::AlterTableOptions { table, from: apart, to }, &change));
    }
}
