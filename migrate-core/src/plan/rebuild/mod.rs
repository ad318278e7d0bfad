//! A table made anew, for what `ALTER TABLE` can't do: once per table and revision, however many changes.
//!
//! SQLite's [own procedure](https://sqlite.org/lang_altertable.html#otheralter): make a new table, copy the rows,
//! drop the old one, rename the new one. Around it stands what others lost:
//!
//! | lost by others | here |
//! |---|---|
//! | rows of children, by `ON DELETE CASCADE` | foreign keys are off, and checked before the commit (`guard.rs`) |
//! | columns and indexes nobody knew of | looked for before anything is touched (`guard.rs`) |
//! | triggers | kept in a temporary table, and put back as they were (`sql.rs`) |
//! | views | `legacy_alter_table` lets them be while the table is away |
//! | the AUTOINCREMENT mark, rowids | copied (`copy.rs`) |
//! | a typing error that is taken for a string | every column is written with its table |

mod copy;
mod guard;
mod sql;

use std::collections::{BTreeMap, BTreeSet};

pub(super) use guard::{Guard, head, tail};
pub(super) use sql::statements;

use super::Hazard;
use crate::dialect::{Grammar, sqlite::QUOTING};
use crate::schema::{Column, IndexKind, Schema, Table};
use crate::{Change, QName};

/// Where a column's values come from.
#[derive(Clone, Debug, Default)]
struct Source {
    /// The column in the old table; none for a new one.
    from: Option<String>,
    /// Whether that one may be NULL.
    nullable: bool,
    /// What stands in for NULL or, in a new column, is the value: an SQL expression.
    backfill: Option<String>,
    /// Labels that have another text now.
    relabel: Vec<(String, String)>,
}

/// A table on its way to be made anew.
#[derive(Clone, Debug)]
pub(super) struct Rebuild {
    /// The table as the database has it when the script starts; its names are followed.
    old: Table,
    sources: BTreeMap<String, Source>,
    /// The columns that the old table really has, while drops wait.
    columns: BTreeSet<String>,
    /// The indexes that are really there.
    indexes: BTreeSet<String>,
    /// Whether triggers or views may name a column that goes.
    drops_columns: bool,
    why: Vec<String>,
    hazards: Vec<Hazard>,
}

impl Rebuild {
    pub(super) fn new(old: &Table) -> Self {
        let source = |column: &Column| Source {
            from: Some(column.name.clone()),
            nullable: column.nullable,
            ..Source::default()
        };
        Self {
            sources: old.columns.iter().map(|column| (column.name.clone(), source(column))).collect(),
            columns: old.columns.iter().map(|column| column.name.clone()).collect(),
            indexes: old
                .indexes
                .iter()
                .filter(|index| !inline(index.kind))
                .map(|it| it.name.clone())
                .collect(),
            old: old.clone(),
            drops_columns: false,
            why: Vec::new(),
            hazards: Vec::new(),
        }
    }

    /// Takes a change in. What can't wait for the new table comes back as SQL: names, which triggers and views follow
    /// only when SQLite itself changes them, and indexes, whose names others may take.
    pub(super) fn take(&mut self, change: &Change, native: Vec<String>) -> Vec<String> {
        match change {
            Change::RenameTable { .. } => native,
            Change::RenameColumn { table, from, to } => self.rename(table, from, to),
            Change::AddColumn { column, backfill, .. } => {
                let source = Source { backfill: backfill.clone(), ..Source::default() };
                self.sources.insert(column.name.clone(), source);
                Vec::new()
            }
            Change::DropColumn { column, .. } => {
                self.drops_columns |= self.sources.remove(&column.name).is_some_and(|it| it.from.is_some());
                Vec::new()
            }
            Change::AlterColumn { to, backfill: Some(sql), .. } => {
                self.sources.entry(to.name.clone()).or_default().backfill = Some(sql.clone());
                Vec::new()
            }
            Change::DropIndex { index, .. } => self.drop_index(&index.name),
            Change::RenameIndex { from, .. } => self.drop_index(from),
            _ => Vec::new(),
        }
    }

    /// Says what it is made anew for.
    pub(super) fn note(&mut self, why: &str, hazards: &[Hazard]) {
        self.why.push(why.to_owned());
        for hazard in hazards {
            if !self.hazards.contains(hazard) {
                self.hazards.push(hazard.clone());
            }
        }
    }

    /// Labels of a column's enum that have another text now.
    pub(super) fn relabel(&mut self, column: &str, renamed: &[(String, String)]) {
        if let Some(source) = self.sources.get_mut(column) {
            source.relabel.extend(renamed.iter().cloned());
        }
    }

    fn drop_index(&mut self, name: &str) -> Vec<String> {
        if self.indexes.remove(name) {
            vec![format!("DROP INDEX {}", QUOTING.name(name))]
        } else {
            Vec::new()
        }
    }

    fn rename(&mut self, table: &QName, from: &str, to: &str) -> Vec<String> {
        let Some(mut source) = self.sources.remove(from) else { return Vec::new() };
        let mut sql = Vec::new();
        if let Some(real) = &mut source.from {
            let taken = |name: &str, mine: &str, all: &BTreeSet<String>| {
                all.iter().any(|other| other != mine && other.eq_ignore_ascii_case(name))
            };
            let mut rename = |from: &str, to: &str, all: &mut BTreeSet<String>| {
                all.remove(from);
                all.insert(to.to_owned());
                sql.push(format!(
                    "ALTER TABLE {} RENAME COLUMN {} TO {}",
                    QUOTING.name(&table.name),
                    QUOTING.name(from),
                    QUOTING.name(to)
                ));
            };
            if taken(to, real, &self.columns) {
                // It goes with the old table; until then it stands in the way.
                let mut aside = format!("__migrate_old_{to}");
                while taken(&aside, real, &self.columns) {
                    aside.push('_');
                }
                let there = self.columns.iter().find(|name| name.eq_ignore_ascii_case(to)).cloned();
                rename(there.as_deref().unwrap_or(to), &aside, &mut self.columns);
                // A new column's backfill may still read it.
            }
            rename(real, to, &mut self.columns);
            to.clone_into(real);
        }
        self.sources.insert(to.to_owned(), source);
        sql
    }
}

fn inline(kind: IndexKind) -> bool {
    matches!(kind, IndexKind::Constraint(_))
}

/// What the statements of one rebuild need.
pub(super) struct Context<'a> {
    pub(super) grammar: &'a dyn Grammar,
    /// The schema when everything is done.
    pub(super) after: &'a Schema,
    /// Every table there is, for names that must not be taken.
    pub(super) all: &'a Schema,
}
