use std::collections::BTreeSet;

use super::forms::{Forms, only_proven};
use super::stages::Part;
use crate::dialect::postgres::{QUOTING, is_volatile, only_adds, retypes};
use crate::dialect::{Dialect, mentions};
use crate::name::convention;
use crate::schema::{Check, Column, Default, ForeignKey, Index, IndexKind, IndexTarget, Schema};
use crate::{Change, QName};

/// The changes on their way into stages.
pub(super) struct Cut<'a> {
    before: &'a Schema,
    changes: &'a [Change],
    online: bool,
    /// Constraints that are there, and are proven.
    only_proven: BTreeSet<(QName, String)>,
    /// Tables that are made here: nobody uses them yet.
    made: BTreeSet<&'a QName>,
    moment: Part,
    dropped: Vec<Part>,
    indexes: Vec<Part>,
    fills: Vec<Part>,
    /// Checks that may hold only once the fills are done.
    after_fills: Part,
    proofs: Part,
    /// Foreign keys on a key that is made here.
    late: Part,
    late_proofs: Part,
}

impl<'a> Cut<'a> {
    pub(super) fn new(before: &'a Schema, changes: &'a [Change], online: bool) -> Self {
        let made = changes
            .iter()
            .filter_map(|change| match change {
                Change::CreateTable { table } => Some(&table.name),
                _ => None,
            })
            .collect();
        Self {
            before,
            changes,
            online,
            only_proven: only_proven(changes),
            made,
            moment: Part::default(),
            dropped: Vec::new(),
            indexes: Vec::new(),
            fills: Vec::new(),
            after_fills: Part::default(),
            proofs: Part::default(),
            late: Part::default(),
            late_proofs: Part::default(),
        }
    }

    pub(super) fn parts(self) -> Vec<Part> {
        let mut parts = vec![self.moment];
        parts.extend(self.dropped);
        parts.extend(self.indexes);
        parts.extend(self.fills);
        parts.extend([self.after_fills, self.proofs, self.late, self.late_proofs]);
        parts.retain(|part| !part.changes.is_empty() || !part.forms.is_empty());
        parts
    }

    pub(super) fn one(&mut self, change: &Change) {
        let in_use = change.table().is_some_and(|table| !self.made.contains(table));
        let taken = self.online && in_use && self.in_stages(change);
        if !taken {
            self.moment.changes.push(change.clone());
        }
    }

    /// Whether the change went into stages.
    fn in_stages(&mut self, change: &Change) -> bool {
        match change {
            Change::AddIndex { table, index } if !self.is_stood_on(table, index) => {
                self.add_index(table, index);
                true
            }
            Change::DropIndex { table, index } if self.can_drop_beside(table, index) => {
                self.dropped.push(Part { changes: vec![change.clone()], forms: Forms::concurrently() });
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
            Change::AlterColumn { table, from, to, backfill } => {
                self.never_null(table, from, to, backfill.as_deref())
            }
            Change::AddColumn { table, column, after, backfill } => {
                self.add_column(table, column, after.as_ref(), backfill.as_deref())
            }
            _ => false,
        }
    }

    /// Whether a foreign key that is there already, or comes with its table, refers to what the index makes unique.
    fn is_stood_on(&self, of: &QName, index: &Index) -> bool {
        let columns: BTreeSet<&str> = index
            .parts
            .iter()
            .filter_map(|part| match &part.on {
                IndexTarget::Column(name) => Some(name.as_str()),
                IndexTarget::Expression(_) => None,
            })
            .collect();
        let made = self.changes.iter().filter_map(|change| match change {
            Change::CreateTable { table } => Some(table),
            _ => None,
        });
        index.kind.is_unique()
            && self.before.tables.iter().chain(made).flat_map(|table| &table.foreign_keys).any(|key| {
                key.references == *of
                    && key.referenced_columns.iter().map(String::as_str).collect::<BTreeSet<_>>() == columns
            })
    }

    fn add_index(&mut self, table: &QName, index: &Index) {
        let first = match index.kind {
            IndexKind::Constraint(_) => Index { kind: IndexKind::Unique, comment: None, ..index.clone() },
            IndexKind::Plain | IndexKind::Unique | IndexKind::Fulltext | IndexKind::Spatial => {
                Index { comment: None, ..index.clone() }
            }
        };
        let add = Change::AddIndex { table: table.clone(), index: first.clone() };
        self.indexes.push(Part { changes: vec![add], forms: Forms::concurrently() });
        if first != *index {
            // The same index, now a constraint, or with its comment.
            self.proofs.changes.push(Change::DropIndex { table: table.clone(), index: first });
            self.proofs.changes.push(Change::AddIndex { table: table.clone(), index: index.clone() });
            self.proofs.forms.adopted.insert((table.clone(), index.name.clone()));
        }
    }

    /// Not where a constraint stands on it, its name is wanted, or what it sorts changes in the same revision.
    fn can_drop_beside(&self, of: &QName, index: &Index) -> bool {
        let names = |column: &str| {
            index.include.iter().any(|name| name == column)
                || index.predicate.as_deref().is_some_and(|sql| mentions(Dialect::Postgres, sql, column))
                || index.parts.iter().any(|part| match &part.on {
                    IndexTarget::Column(name) => name == column,
                    IndexTarget::Expression(sql) => mentions(Dialect::Postgres, sql, column),
                })
        };
        let referred = index.kind.is_unique()
            && self
                .before
                .tables
                .iter()
                .flat_map(|table| &table.foreign_keys)
                .any(|key| key.references == *of);
        let busy = self.changes.iter().any(|change| match change {
            Change::DropColumn { table, column, .. } => table == of && names(&column.name),
            Change::AlterColumn { table, from, to, .. } => {
                table == of && names(&from.name) && (retypes(from, to) || from.generated != to.generated)
            }
            Change::RenameIndex { to, .. } => *to == index.name,
            Change::AlterEnum { from, to, renamed } => !only_adds(from, to, renamed),
            Change::CreateTable { table } => {
                table.name.name == index.name || table.indexes.iter().any(|other| other.name == index.name)
            }
            Change::DropTable { table } => table.name == *of,
            _ => false,
        });
        !matches!(index.kind, IndexKind::Constraint(_)) && index.comment.is_none() && !referred && !busy
    }

    /// `SET NOT NULL` reads no row where a proven check says it already.
    fn never_null(&mut self, table: &QName, from: &Column, to: &Column, backfill: Option<&str>) -> bool {
        let Some(check) = self.proof_of(table, to) else { return false };
        if !from.nullable
            || to.nullable
            || retypes(from, to)
            || from.generated != to.generated
            || from.identity != to.identity
        {
            return false;
        }
        let between = Column { nullable: true, ..to.clone() };
        if *from != between {
            self.moment.changes.push(Change::AlterColumn {
                table: table.clone(),
                from: from.clone(),
                to: between.clone(),
                backfill: None,
            });
        }
        if let Some(value) = backfill {
            self.fill(table, to, value);
        }
        self.prove_never_null(table, between, to, check, backfill.is_some());
        true
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
            self.prove_never_null(table, between, column, check, true);
        }
        true
    }

    fn fill(&mut self, table: &QName, column: &Column, value: &str) {
        let fill = Some((table.clone(), column.name.clone(), value.to_owned()));
        self.fills.push(Part { changes: Vec::new(), forms: Forms { fill, ..Forms::default() } });
    }

    fn prove_never_null(&mut self, table: &QName, from: Column, to: &Column, check: Check, filled: bool) {
        let key = (table.clone(), check.name.clone());
        let add = if filled { &mut self.after_fills } else { &mut self.moment };
        add.changes.push(Change::AddCheck { table: table.clone(), check: check.clone() });
        self.proofs.forms.validate.push(key.clone());
        self.proofs.forms.proven.insert((table.clone(), to.name.clone()));
        self.proofs.forms.passing.insert(key);
        let (table, to) = (table.clone(), to.clone());
        self.proofs.changes.push(Change::AlterColumn { table: table.clone(), from, to, backfill: None });
        self.proofs.changes.push(Change::DropCheck { table, check });
    }

    /// The check that a column is never NULL; none where its name is taken, or a key makes it so anyway.
    fn proof_of(&self, table: &QName, column: &Column) -> Option<Check> {
        let full = format!("{}_{}_not_null", table.name, column.name);
        let name =
            if full.len() <= 63 { full } else { convention::index(&table.name, &[&column.name, "not_null"]) };
        let taken = |of: &crate::schema::Table| of.checks.iter().any(|check| check.name == name);
        let in_key = self.changes.iter().any(|change| match change {
            Change::AlterPrimaryKey { table: of, to: Some(key), .. } => {
                of == table && key.columns.contains(&column.name)
            }
            _ => false,
        });
        if in_key || self.before.table(table).is_some_and(taken) {
            return None;
        }
        Some(Check {
            not_valid: true,
            ..Check::new(name, format!("{} IS NOT NULL", QUOTING.name(&column.name)))
        })
    }
}
