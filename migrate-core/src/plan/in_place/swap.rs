//! Indexes that are made beside others, and then take their place: as the primary key, or under the same name.

use super::cut::Cut;
use super::forms::Forms;
use super::stages::Part;
use crate::dialect::{Dialect, mentions};
use crate::name::convention;
use crate::schema::{Index, IndexKind, IndexTarget, PrimaryKey, Table};
use crate::{Change, QName};

impl<'a> Cut<'a> {
    /// Whether the key can be made of an index, beside those who write: nothing refers to the table meanwhile.
    pub(super) fn can_adopt_key(&self, of: &QName, from: Option<&PrimaryKey>, to: &PrimaryKey) -> bool {
        let refers = |table: &Table| table.foreign_keys.iter().any(|key| key.references == *of);
        let made = self.changes.iter().any(|change| match change {
            Change::CreateTable { table } => refers(table),
            _ => false,
        });
        // A column of the old key that goes takes it along, and one that may be NULL from now on can't wait for it.
        let has =
            |key: &PrimaryKey, column: &String| key.columns.contains(column) || key.include.contains(column);
        let old = |column: &String| from.is_some_and(|from| has(from, column));
        let new_column = self.changes.iter().any(|change| match change {
            Change::AddColumn { table, column, .. } => table == of && has(to, &column.name),
            Change::DropColumn { table, column, .. } => table == of && old(&column.name),
            Change::AlterColumn { table, to, .. } => table == of && old(&to.name),
            _ => false,
        });
        self.online
            && !self.made.contains(of)
            && !self.partition_key(of)
            && !self.is_part(of)
            && !made
            && !new_column
            && from.is_none_or(|from| !from.is_like(to))
            && !self.before.tables.iter().any(refers)
    }

    /// Whether an index that goes, or comes again, was left with a word that no column has any more (a name that could
    /// not follow): only the file in which the column gets its name has a way back to those words.
    pub(super) fn says_old_name(&self, change: &Change) -> bool {
        let old = |of: &QName, index: &Index| {
            let says = |name: &str| {
                let of_index = |sql: &str| mentions(Dialect::Postgres, sql, name);
                index.predicate.as_deref().is_some_and(of_index)
                    || index
                        .parts
                        .iter()
                        .any(|part| matches!(&part.on, IndexTarget::Expression(sql) if of_index(sql)))
            };
            let is_new = |name: &str| {
                self.changes.iter().any(|other| match other {
                    Change::RenameColumn { table, to, .. } => table == of && to == name,
                    Change::AddColumn { table, column, .. } => table == of && column.name == name,
                    _ => false,
                })
            };
            self.changes.iter().any(|other| match other {
                Change::RenameColumn { table, from, .. } => {
                    self.is_now(table, of) && says(from) && !is_new(from)
                }
                _ => false,
            })
        };
        match change {
            Change::DropIndex { table, index } => old(table, index),
            Change::AddIndex { table, index } => self.changes.iter().any(|other| match other {
                Change::DropIndex { table: of, index: gone } => {
                    of == table && gone.name == index.name && old(of, gone)
                }
                _ => false,
            }),
            _ => false,
        }
    }

    /// The index of a key that is wanted: one that goes and is just that, else a new one.
    pub(super) fn adopt_key(&mut self, table: &QName, key: &PrimaryKey, change: &Change) {
        let ready = self.changes.iter().find_map(|other| match other {
            Change::DropIndex { table: of, index } if of == table && is_key_of(index, key) => {
                Some(index.clone())
            }
            _ => None,
        });
        let index = ready.unwrap_or_else(|| {
            let name = self.free_name(table, &convention::primary_key(&table.name));
            let index = index_of(key, &name);
            self.make_beside(table, &index);
            index
        });
        self.proofs.forms.adopted.insert((table.clone(), index.name.clone()), index.name.clone());
        self.proofs.forms.keys.insert(table.clone(), index.name.clone());
        self.proofs.changes.push(Change::DropIndex { table: table.clone(), index });
        self.proofs.changes.push(change.clone());
    }

    pub(super) fn becomes_key(&self, of: &QName, index: &Index) -> bool {
        self.changes.iter().any(|change| match change {
            Change::AlterPrimaryKey { table, from, to: Some(key) } => {
                table == of && is_key_of(index, key) && self.can_adopt_key(table, from.as_ref(), key)
            }
            _ => false,
        })
    }

    /// An index of the same name that takes the place of this one.
    pub(super) fn successor(&self, of: &QName, index: &Index) -> Option<&'a Index> {
        self.changes.iter().find_map(|change| match change {
            Change::AddIndex { table, index: new }
                if table == of && new.name == index.name && self.predecessor(of, new) == Some(index) =>
            {
                Some(new)
            }
            _ => None,
        })
    }

    /// The index of the same name that this one takes the place of, where that can be done beside the writers.
    pub(super) fn predecessor(&self, of: &QName, index: &Index) -> Option<&'a Index> {
        let plain = |index: &Index| !matches!(index.kind, IndexKind::Constraint(_));
        if !plain(index) || self.is_part(of) || self.is_stood_on(of, index) {
            return None;
        }
        self.changes.iter().find_map(|change| match change {
            Change::DropIndex { table, index: old }
                if table == of && old.name == index.name && self.can_drop_beside(of, old) =>
            {
                Some(old)
            }
            _ => None,
        })
    }

    /// The new one is made before the old one goes: queries have one of them always.
    pub(super) fn succeed(&mut self, table: &QName, index: &Index) {
        let Some(old) = self.predecessor(table, index) else { return };
        let passing = self.free_name(table, &index.name);
        let first = Index { name: passing.clone(), comment: None, ..index.clone() };
        self.make_beside(table, &first);
        let mut part =
            |change: Change, forms: Forms| self.indexes.push(Part { changes: vec![change], forms });
        part(
            Change::DropIndex { table: table.clone(), index: old.clone() },
            Forms { succeeded: does_the_same(old, index), ..Forms::concurrently() },
        );
        let to = index.name.clone();
        part(Change::RenameIndex { table: table.clone(), from: passing, to }, Forms::default());
        let bare = Index { comment: None, ..index.clone() };
        if bare != *index {
            self.adopt(table, bare, index);
        }
    }

    /// The constraint of the same name that this one takes the place of in a moment, once its index is made.
    pub(super) fn ousted(&self, of: &QName, index: &Index) -> Option<&'a Index> {
        let is_constraint = |index: &Index| matches!(index.kind, IndexKind::Constraint(_));
        if !is_constraint(index) || self.is_part(of) || self.is_stood_on(of, index) {
            return None;
        }
        self.changes.iter().find_map(|change| match change {
            Change::DropIndex { table, index: old }
                if table == of
                    && old.name == index.name
                    && is_constraint(old)
                    && self.can_go_later(of, old) =>
            {
                Some(old)
            }
            _ => None,
        })
    }

    /// Whether another constraint of its name takes the place of this one.
    pub(super) fn is_ousted(&self, of: &QName, old: &Index) -> bool {
        self.changes.iter().any(|change| {
            matches!(change, Change::AddIndex { table, index }
                if table == of && self.ousted(of, index) == Some(old))
        })
    }

    /// Both change places in one transaction: there is one of them always.
    pub(super) fn oust(&mut self, table: &QName, index: &Index) {
        let Some(old) = self.ousted(table, index) else { return };
        let name = self.free_name(table, &index.name);
        let first = Index { name, kind: IndexKind::Unique, comment: None, ..index.clone() };
        self.make_beside(table, &first);
        self.proofs.changes.push(Change::DropIndex { table: table.clone(), index: old.clone() });
        self.adopt(table, first, index);
    }

    /// A name that no index of the table has: for a while only.
    pub(super) fn free_name(&self, of: &QName, name: &str) -> String {
        let here = |other: &QName| other.namespace == of.namespace;
        let now = |table: &Table| {
            self.changes.iter().find_map(|change| match change {
                Change::RenameTable { from, to } if *from == table.name => Some(to.clone()),
                _ => None,
            })
        };
        let has = |table: &Table, name: &str| {
            let by_convention = |of: &QName| convention::primary_key(&of.name) == name;
            table.name.name == name
                || table.index(name).is_some()
                || table.exclusions.iter().any(|exclusion| exclusion.name == name)
                || table.primary_key.as_ref().is_some_and(|key| match &key.name {
                    Some(own) => own == name,
                    None => by_convention(&table.name) || now(table).is_some_and(|now| by_convention(&now)),
                })
        };
        let taken = |name: &str| {
            self.all.tables.iter().any(|table| {
                (here(&table.name) || now(table).is_some_and(|now| here(&now))) && has(table, name)
            }) || self.all.views.iter().any(|view| {
                here(&view.name)
                    && (view.name.name == name || view.indexes.iter().any(|index| index.name == name))
            }) || self.changes.iter().any(|change| match change {
                Change::CreateTable { table } => here(&table.name) && has(table, name),
                Change::RenameIndex { table, to, .. } => here(table) && to == name,
                Change::RenameTable { to, .. } => here(to) && to.name == name,
                _ => false,
            })
        };
        if !taken(name)
            && !self
                .changes
                .iter()
                .any(|change| matches!(change, Change::DropIndex { index, .. } if index.name == name))
        {
            return name.to_owned();
        }
        let short: String = name.chars().take(40).collect();
        let mut free = format!("{short}_new");
        while taken(&free) {
            free.push('_');
        }
        free
    }
}

/// Whether queries that had the one are served by the other, and no duplicates become possible.
fn does_the_same(old: &Index, new: &Index) -> bool {
    old.parts == new.parts
        && old.predicate == new.predicate
        && old.method == new.method
        && (new.kind.is_unique() || !old.kind.is_unique())
}

/// Whether the index is all that the key needs.
fn is_key_of(index: &Index, key: &PrimaryKey) -> bool {
    *index == index_of(key, &index.name)
}

fn index_of(key: &PrimaryKey, name: &str) -> Index {
    Index { include: key.include.clone(), ..Index::new(name, IndexKind::Unique, &key.columns) }
}
