use std::collections::BTreeSet;

use super::Step;
use super::segment::Segment;
use crate::dialect::postgres::parts_of;
use crate::schema::{Check, ForeignKey, Index, IndexTarget, Table};
use crate::{Change, QName};

impl Segment<'_> {
    /// Checks, and those indexes and exclusion constraints that an expression, or `also`, ties to the column.
    pub(super) fn parts_make_way(
        &mut self,
        table: &Table,
        names: impl Fn(&str) -> bool,
        also: &dyn Fn(&Index) -> bool,
    ) {
        let of = &table.name;
        let Some(after) = self.after.table(of) else { return };
        for check in table.checks.iter().filter(|check| names(&check.expression)) {
            let back = Check { name: self.name_after('x', of, &check.name), ..check.clone() };
            if after.checks.contains(&back) && self.lets_go('x', of, &check.name) {
                let (table, check) = (of.clone(), check.clone());
                self.meanwhile(
                    Change::DropCheck { table: table.clone(), check },
                    Change::AddCheck { table, check: back },
                );
            }
        }
        for index in &table.indexes {
            let tied = index.predicate.as_deref().is_some_and(&names)
                || index
                    .parts
                    .iter()
                    .any(|part| matches!(&part.on, IndexTarget::Expression(sql) if names(sql)));
            let back = Index { name: self.name_after('i', of, &index.name), ..index.clone() };
            if (tied || also(index)) && after.indexes.contains(&back) && self.lets_go('i', of, &index.name) {
                let (table, index) = (of.clone(), index.clone());
                self.meanwhile(
                    Change::DropIndex { table: table.clone(), index },
                    Change::AddIndex { table, index: back },
                );
            }
        }
        for exclusion in &table.exclusions {
            let tied = exclusion.predicate.as_deref().is_some_and(&names)
                || exclusion.parts.iter().any(|part| names(&part.expression));
            if tied
                && after.exclusions.contains(exclusion)
                && self.spoken.insert(('e', of.clone(), exclusion.name.clone()))
            {
                let (table, exclusion) = (of.clone(), exclusion.clone());
                self.meanwhile(
                    Change::DropExclusion { table: table.clone(), exclusion: exclusion.clone() },
                    Change::AddExclusion { table, exclusion },
                );
            }
        }
    }

    /// Foreign keys on a column, from either side.
    pub(super) fn keys_of(&mut self, of: &QName, column: &str) {
        self.keys_make_way(|table, key| {
            table == of && key.columns.iter().any(|name| name == column)
                || key.references == *of && key.referenced_columns.iter().any(|name| name == column)
        });
    }

    /// Foreign keys that stand on just this key, which the parts of a table have from it.
    pub(super) fn key_goes(&mut self, of: &QName, columns: &[String]) {
        let wanted: BTreeSet<&String> = columns.iter().collect();
        let parts = parts_of(self.before, of);
        self.keys_make_way(|_, key| {
            (key.references == *of || parts.iter().any(|part| part.name == key.references))
                && key.referenced_columns.iter().collect::<BTreeSet<_>>() == wanted
        });
    }

    fn keys_make_way(&mut self, tied: impl Fn(&QName, &ForeignKey) -> bool) {
        for table in &self.before.tables {
            let Some(after) = self.after.table(&table.name) else { continue };
            for key in table.foreign_keys.iter().filter(|key| tied(&table.name, key)) {
                let name = self.name_after('f', &table.name, &key.name);
                let back = ForeignKey { name, ..key.clone() };
                if after.foreign_keys.contains(&back) && self.lets_go('f', &table.name, &key.name) {
                    let (table, foreign_key) = (table.name.clone(), key.clone());
                    self.meanwhile(
                        Change::DropForeignKey { table: table.clone(), foreign_key },
                        Change::AddForeignKey { table, foreign_key: back },
                    );
                }
            }
        }
    }

    /// What a part that goes is called when it comes back.
    fn name_after(&self, kind: char, of: &QName, name: &str) -> String {
        let part = (kind, of.clone(), name.to_owned());
        self.renamed.get(&part).unwrap_or(&part.2).clone()
    }

    /// Whether nothing else speaks of the part: then it may make way, and needs no rename.
    fn lets_go(&mut self, kind: char, of: &QName, name: &str) -> bool {
        let part = (kind, of.clone(), name.to_owned());
        let free = self.spoken.insert(part.clone());
        if free {
            self.renamed.remove(&part);
        }
        free
    }

    pub(super) fn meanwhile(&mut self, away: Change, back: Change) {
        self.steps.push(Step::meanwhile(away));
        self.steps.push(Step::meanwhile(back));
    }
}

/// The part of a table that a change gives another name, and that name.
pub(super) fn renames(change: &Change) -> Option<((char, QName, String), String)> {
    let (kind, table, from, to) = match change {
        Change::RenameIndex { table, from, to } => ('i', table, from, to),
        Change::RenameForeignKey { table, from, to } => ('f', table, from, to),
        Change::RenameCheck { table, from, to } => ('x', table, from, to),
        _ => return None,
    };
    Some(((kind, table.clone(), from.clone()), to.clone()))
}
