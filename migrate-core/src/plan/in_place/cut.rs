use std::collections::BTreeSet;

use super::forms::{Forms, only_commented, only_proven};
use super::opaque::says;
use super::stages::Part;
use crate::dialect::postgres::{QUOTING, is_volatile};
use crate::dialect::{Dialect, mentions};
use crate::schema::{Check, Column, Default, ForeignKey, Schema, Table};
use crate::{Change, QName};

/// The changes on their way into stages.
pub(super) struct Cut<'a> {
    /// The whole schema, for what it calls things.
    pub(super) all: &'a Schema,
    pub(super) before: &'a Schema,
    pub(super) changes: &'a [Change],
    pub(super) online: bool,
    /// Constraints that are there, and are proven.
    only_proven: BTreeSet<(QName, String)>,
    /// Indexes of which only the comment is another.
    pub(super) only_commented: BTreeSet<(QName, String)>,
    /// Tables that are made here: nobody uses them yet.
    pub(super) made: BTreeSet<&'a QName>,
    pub(super) moment: Part,
    /// Indexes whose names others take.
    dropped_first: Vec<Part>,
    pub(super) indexes: Vec<Part>,
    /// Queries have the new ones by then.
    dropped: Vec<Part>,
    pub(super) fills: Vec<Part>,
    /// Checks that may hold only once the fills are done.
    pub(super) after_fills: Part,
    pub(super) proofs: Part,
    /// Foreign keys on a key that is made here.
    late: Part,
    late_proofs: Part,
    pub(super) last: Part,
}

impl<'a> Cut<'a> {
    pub(super) fn new(all: &'a Schema, before: &'a Schema, changes: &'a [Change], online: bool) -> Self {
        let made = changes
            .iter()
            .filter_map(|change| match change {
                Change::CreateTable { table } => Some(&table.name),
                _ => None,
            })
            .collect();
        Self {
            all,
            before,
            changes,
            online,
            only_proven: only_proven(changes),
            only_commented: only_commented(changes),
            made,
            moment: Part::default(),
            dropped_first: Vec::new(),
            indexes: Vec::new(),
            dropped: Vec::new(),
            fills: Vec::new(),
            after_fills: Part::default(),
            proofs: Part::default(),
            late: Part::default(),
            late_proofs: Part::default(),
            last: Part::default(),
        }
    }

    pub(super) fn parts(self) -> Vec<Part> {
        let mut parts = vec![self.moment];
        parts.extend(self.dropped_first);
        parts.extend(self.indexes);
        parts.extend(self.dropped);
        parts.extend(self.fills);
        parts.extend([self.after_fills, self.proofs, self.late, self.late_proofs, self.last]);
        parts.retain(|part| !part.changes.is_empty() || !part.forms.is_empty());
        parts
    }

    pub(super) fn one(&mut self, change: &Change) {
        if self.is_only_commented(change) {
            self.moment.changes.push(change.clone());
            return;
        }
        let in_use =
            change.table().is_some_and(|table| !self.made.contains(table) && !self.is_parted(table, change))
                && !self.says_old_name(change);
        let taken = self.online
            && (in_use && self.in_stages(change) || self.waits_for_index(change) || self.in_parts(change));
        if !taken {
            self.moment.changes.push(change.clone());
        }
    }

    /// Whether this is the table's name, or the one that it had before.
    pub(super) fn is_now(&self, name: &QName, of: &QName) -> bool {
        let renames =
            |change: &Change| matches!(change, Change::RenameTable { from, to } if from == name && to == of);
        name == of || self.changes.iter().any(renames)
    }

    /// What tells the rows of a table from each other by an index that is made here comes behind it.
    fn waits_for_index(&mut self, change: &Change) -> bool {
        let (Change::CreateOpaque { object } | Change::AlterOpaque { to: object, .. }) = change else {
            return false;
        };
        let is_made = |other: &Change| {
            matches!(other, Change::AddIndex { table, index }
                if object.id.table.as_ref() == Some(table) && says(object, &index.name))
        };
        let waits = object.id.kind == "replica identity" && self.changes.iter().any(is_made);
        if waits {
            self.late.changes.push(change.clone());
        }
        waits
    }

    /// Whether the change went into stages.
    fn in_stages(&mut self, change: &Change) -> bool {
        match change {
            Change::AlterPrimaryKey { table, from, to: Some(key) }
                if self.can_adopt_key(table, from.as_ref(), key) =>
            {
                self.adopt_key(table, key, change);
                true
            }
            // It becomes the key, or its successor lets it go.
            Change::DropIndex { table, index }
                if self.becomes_key(table, index)
                    || self.successor(table, index).is_some()
                    || self.is_ousted(table, index) =>
            {
                true
            }
            Change::AddIndex { table, index } if self.ousted(table, index).is_some() => {
                self.oust(table, index);
                true
            }
            Change::AddIndex { table, index } if self.predecessor(table, index).is_some() => {
                self.succeed(table, index);
                true
            }
            Change::AddIndex { table, index } if !self.is_stood_on(table, index) => {
                self.add_index(table, index);
                true
            }
            Change::DropIndex { table, index } if self.can_drop_beside(table, index) => {
                let part = Part { changes: vec![change.clone()], forms: Forms::concurrently() };
                if self.is_name_wanted(index) {
                    self.dropped_first.push(part);
                } else {
                    self.dropped.push(part);
                }
                true
            }
            Change::DropIndex { table, index } if self.can_wait_for_another(table, index) => {
                self.proofs.changes.push(change.clone());
                true
            }
            Change::AddForeignKey { table, foreign_key } => {
                let key = (table.clone(), foreign_key.name.clone());
                let stands_on_new = self.changes.iter().any(|other| match other {
                    Change::AddIndex { table, index } => {
                        *table == foreign_key.references
                            && index.kind.is_unique()
                            && !self.is_stood_on(table, index)
                    }
                    Change::AlterPrimaryKey { table, from, to: Some(key) } => {
                        *table == foreign_key.references && self.can_adopt_key(table, from.as_ref(), key)
                    }
                    _ => false,
                });
                let (add, prove) = if stands_on_new && !self.made.contains(&foreign_key.references) {
                    (&mut self.late, &mut self.late_proofs)
                } else {
                    (&mut self.moment, &mut self.proofs)
                };
                if self.only_proven.contains(&key) {
                    prove.changes.push(change.clone());
                    prove.forms.validate.push(key);
                    return true;
                }
                if foreign_key.not_valid {
                    add.changes.push(change.clone());
                    return true;
                }
                let first = ForeignKey { not_valid: true, ..foreign_key.clone() };
                add.changes.push(Change::AddForeignKey { table: table.clone(), foreign_key: first.clone() });
                prove.changes.push(Change::DropForeignKey { table: table.clone(), foreign_key: first });
                prove.changes.push(change.clone());
                prove.forms.validate.push(key);
                true
            }
            Change::DropForeignKey { table, foreign_key: ForeignKey { name, .. } }
            | Change::DropCheck { table, check: Check { name, .. } }
                if self.only_proven.contains(&(table.clone(), name.clone())) =>
            {
                self.proofs.changes.push(change.clone());
                true
            }
            Change::AddCheck { table, check } => {
                let key = (table.clone(), check.name.clone());
                if self.only_proven.contains(&key) {
                    self.proofs.changes.push(change.clone());
                    self.proofs.forms.validate.push(key);
                    return true;
                }
                if check.not_valid {
                    return false;
                }
                let first = Check { not_valid: true, ..check.clone() };
                self.moment.changes.push(Change::AddCheck { table: table.clone(), check: first.clone() });
                self.proofs.changes.push(Change::DropCheck { table: table.clone(), check: first });
                self.proofs.changes.push(change.clone());
                self.proofs.forms.validate.push(key);
                true
            }
            Change::AlterColumn { table, to, .. } if self.proof_at_hand(table, to).is_some() => {
                let check = self.proof_at_hand(table, to).map_or(String::new(), |check| check.name.clone());
                self.proofs.forms.validate.push((table.clone(), check.clone()));
                self.proofs.forms.proven.insert((table.clone(), to.name.clone()));
                self.proofs.forms.passing.insert((table.clone(), check));
                self.proofs.changes.push(change.clone());
                true
            }
            Change::DropCheck { table, check } if self.is_proof_at_hand(table, check) => {
                self.proofs.changes.push(change.clone());
                true
            }
            Change::AlterColumn { table, from, to, backfill } => {
                self.never_null(table, from, to, backfill.as_deref())
            }
            Change::AddColumn { table, column, after, backfill } => {
                self.add_column(table, column, after.as_ref(), backfill.as_deref())
            }
            // It stays until the values that come from it are where they belong.
            Change::DropColumn { column: Column { name, .. }, .. }
            | Change::DropTable { table: Table { name: QName { name, .. }, .. } }
                if self.fills_from(name) =>
            {
                self.after_fills.changes.push(change.clone());
                true
            }
            _ => false,
        }
    }

    /// Whether rows are filled with what is found under this name.
    fn fills_from(&self, name: &str) -> bool {
        self.changes.iter().any(|change| match change {
            Change::AddColumn { backfill: Some(sql), .. }
            | Change::AlterColumn { backfill: Some(sql), .. } => mentions(Dialect::Postgres, sql, name),
            _ => false,
        })
    }

    /// The check by which an earlier stage made ready for `SET NOT NULL`.
    fn proof_at_hand(&self, of: &QName, column: &Column) -> Option<&'a Check> {
        let says = format!("{} IS NOT NULL", QUOTING.name(&column.name));
        let turns = |change: &Change| {
            matches!(change, Change::AlterColumn { table, from, to, .. } if table == of && to == column
                && *from == Column { nullable: true, ..to.clone() })
        };
        self.changes.iter().find_map(|change| match change {
            Change::DropCheck { table, check }
                if table == of
                    && check.not_valid
                    && check.expression == says
                    && self.changes.iter().any(turns) =>
            {
                Some(check)
            }
            _ => None,
        })
    }

    fn is_proof_at_hand(&self, of: &QName, check: &Check) -> bool {
        self.changes.iter().any(|change| match change {
            Change::AlterColumn { table, to, .. } => table == of && self.proof_at_hand(of, to) == Some(check),
            _ => false,
        })
    }

    fn add_column(
        &mut self,
        table: &QName,
        column: &Column,
        after: Option<&String>,
        backfill: Option<&str>,
    ) -> bool {
        if column.generated.is_some() || column.identity.is_some() {
            return false;
        }
        let value = match (backfill, &column.default) {
            (Some(value), _) => value.to_owned(),
            (None, Some(Default::Sql(sql))) if is_volatile(column) => sql.clone(),
            (None, _) => return false,
        };
        let check = if column.nullable { None } else { self.proof_of(table, column) };
        if check.is_none() && !column.nullable {
            return false;
        }
        // Rows that are there must be told from new ones: they are NULL until they are filled.
        let bare = Column { nullable: true, default: None, ..column.clone() };
        let between = Column { nullable: true, ..column.clone() };
        self.moment.changes.push(Change::AddColumn {
            table: table.clone(),
            column: bare.clone(),
            after: after.cloned(),
            backfill: None,
        });
        if bare != between {
            self.moment.changes.push(Change::AlterColumn {
                table: table.clone(),
                from: bare,
                to: between.clone(),
                backfill: None,
            });
        }
        self.fill(table, column, &value);
        if let Some(check) = check {
            self.prove_never_null(table, between, column, check, Some(&value));
        }
        true
    }

    pub(super) fn fill(&mut self, table: &QName, column: &Column, value: &str) {
        let fill = Some((table.clone(), column.name.clone(), value.to_owned()));
        self.fills.push(Part { changes: Vec::new(), forms: Forms { fill, ..Forms::default() } });
    }
}
