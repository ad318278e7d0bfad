//! What can be done with an index beside the writers.

use std::collections::BTreeSet;

use super::cut::Cut;
use super::forms::Forms;
use super::opaque::says;
use super::stages::Part;
use crate::dialect::postgres::{only_adds, retypes};
use crate::dialect::{Dialect, mentions};
use crate::name::convention;
use crate::schema::{Index, IndexKind, IndexTarget};
use crate::{Change, QName};

impl Cut<'_> {
    /// Whether those who replicate the table know its rows by an index of this name.
    pub(super) fn tells_rows_apart(&self, of: &QName, index: &Index) -> bool {
        self.before.opaque.iter().any(|one| {
            one.id.kind == "replica identity" && one.id.table.as_ref() == Some(of) && says(one, &index.name)
        })
    }

    pub(super) fn is_only_commented(&self, change: &Change) -> bool {
        match change {
            Change::AddIndex { table, index } | Change::DropIndex { table, index } => {
                self.only_commented.contains(&(table.clone(), index.name.clone()))
            }
            _ => false,
        }
    }

    /// Whether a foreign key that is there already, or comes with its table, refers to what the index makes unique.
    pub(super) fn is_stood_on(&self, of: &QName, index: &Index) -> bool {
        let columns: BTreeSet<&str> = index.columns().collect();
        let made = self.changes.iter().filter_map(|change| match change {
            Change::CreateTable { table } => Some(table),
            _ => None,
        });
        if self.tells_rows_apart(of, index) {
            return true;
        }
        index.kind.is_unique()
            && self.before.tables.iter().chain(made).flat_map(|table| &table.foreign_keys).any(|key| {
                self.is_now(&key.references, of)
                    && key.referenced_columns.iter().map(String::as_str).collect::<BTreeSet<_>>() == columns
            })
    }

    /// The index is made beside the writers, by itself.
    pub(super) fn make_beside(&mut self, table: &QName, index: &Index) {
        let add = Change::AddIndex { table: table.clone(), index: index.clone() };
        self.indexes.push(Part { changes: vec![add], forms: Forms::concurrently() });
    }

    /// The index that is ready goes on as another: a constraint, or one with a comment.
    pub(super) fn adopt(&mut self, table: &QName, ready: Index, index: &Index) {
        self.proofs.forms.adopted.insert((table.clone(), index.name.clone()), ready.name.clone());
        self.proofs.changes.push(Change::DropIndex { table: table.clone(), index: ready });
        self.proofs.changes.push(Change::AddIndex { table: table.clone(), index: index.clone() });
    }

    pub(super) fn add_index(&mut self, table: &QName, index: &Index) {
        let first = match index.kind {
            IndexKind::Constraint(_) => Index { kind: IndexKind::Unique, comment: None, ..index.clone() },
            IndexKind::Plain | IndexKind::Unique | IndexKind::Fulltext | IndexKind::Spatial => {
                Index { comment: None, ..index.clone() }
            }
        };
        self.make_beside(table, &first);
        if first != *index {
            self.adopt(table, first, index);
        }
    }

    /// Not where a constraint stands on it, its name is wanted, or what it sorts changes in the same revision.
    pub(super) fn can_drop_beside(&self, of: &QName, index: &Index) -> bool {
        !matches!(index.kind, IndexKind::Constraint(_))
            && index.comment.is_none()
            && self.can_go_later(of, index)
    }

    /// Whether another index takes its name.
    pub(super) fn is_name_wanted(&self, old: &Index) -> bool {
        self.changes
            .iter()
            .any(|change| matches!(change, Change::AddIndex { index, .. } if index.name == old.name))
    }

    /// Whether the constraint can hold until another that tells rows of its table apart is ready.
    pub(super) fn can_wait_for_another(&self, of: &QName, old: &Index) -> bool {
        let comes = |change: &Change| {
            matches!(change, Change::AddIndex { table, index }
                if table == of && index.kind.is_unique() && !self.is_stood_on(of, index))
        };
        // What rows are filled with may not be unique any more.
        let fills = |change: &Change| match change {
            Change::AddColumn { table, backfill, .. } | Change::AlterColumn { table, backfill, .. } => {
                table == of && backfill.is_some()
            }
            _ => false,
        };
        matches!(old.kind, IndexKind::Constraint(_))
            && self.changes.iter().any(comes)
            && !self.changes.iter().any(fills)
            && !self.is_name_wanted(old)
            && self.can_go_later(of, old)
    }

    /// Whether nothing in the same revision needs it to be gone first, and nothing stands on it.
    pub(super) fn can_go_later(&self, of: &QName, index: &Index) -> bool {
        let names = |column: &str| {
            index.include.iter().any(|name| name == column)
                || index.predicate.as_deref().is_some_and(|sql| mentions(Dialect::Postgres, sql, column))
                || index.parts.iter().any(|part| match &part.on {
                    IndexTarget::Column(name) => name == column,
                    IndexTarget::Expression(sql) => mentions(Dialect::Postgres, sql, column),
                })
        };
        // By a key that is there, or comes along.
        let is_it = |name: &QName| self.is_now(name, of);
        let mut keys = self.before.tables.iter().flat_map(|table| &table.foreign_keys);
        let comes = self.changes.iter().any(|change| match change {
            Change::AddForeignKey { foreign_key, .. } => is_it(&foreign_key.references),
            Change::CreateTable { table } => table.foreign_keys.iter().any(|key| is_it(&key.references)),
            _ => false,
        });
        let referred = index.kind.is_unique() && (comes || keys.any(|key| is_it(&key.references)));
        let busy = self.changes.iter().any(|change| match change {
            Change::DropColumn { table, column, .. } => table == of && names(&column.name),
            Change::AlterColumn { table, from, to, .. } => {
                table == of && names(&from.name) && (retypes(from, to) || from.generated != to.generated)
            }
            Change::RenameIndex { to, .. } => *to == index.name,
            Change::AlterPrimaryKey { table, to: Some(key), .. } => {
                key.name.as_ref().map_or_else(|| convention::primary_key(&table.name), String::clone)
                    == index.name
            }
            Change::AlterEnum { from, to, renamed } => !only_adds(from, to, renamed),
            Change::CreateTable { table } => {
                table.name.name == index.name || table.indexes.iter().any(|other| other.name == index.name)
            }
            Change::DropTable { table } => table.name == *of,
            Change::DropOpaque { object } | Change::AlterOpaque { from: object, .. } => {
                names(object.bare_name())
            }
            _ => false,
        });
        !referred && !busy && !self.tells_rows_apart(of, index)
    }
}
