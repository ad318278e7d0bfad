use super::segment::Segment;
use super::{Part, Step};
use crate::Change;
use crate::dialect::postgres::{handed_down, parts_of};
use crate::diff::Pair;

impl Segment<'_> {
    /// What a column of a whole loses or gets, its parts lose or get: also one that has, and keeps, something of its own.
    pub(super) fn kept_by_parts(&mut self, changes: &[Change]) {
        for change in changes {
            let Change::AlterColumn { table: whole, from: was, to: is, .. } = change else { continue };
            for part in parts_of(self.before, whole) {
                let stays = self.after.table(&part.name).is_some_and(|after| after.whole() == part.whole());
                let speaks = |other: &Change| matches!(other, Change::AlterColumn { table, to, .. } if *table == part.name && to.name == is.name);
                let Some(own) = part.column(&was.name).filter(|_| stays && !changes.iter().any(speaks))
                else {
                    continue;
                };
                let between = handed_down(own, own, Pair::new(was, is));
                if between == *own {
                    continue;
                }
                let altered =
                    |from, to| Change::AlterColumn { table: part.name.clone(), from, to, backfill: None };
                let away = altered(own.clone(), between.clone());
                self.steps.push(Step { change: away, part: Part::Inherited });
                self.steps.push(Step::asked(altered(between, own.clone())));
            }
        }
    }
}
