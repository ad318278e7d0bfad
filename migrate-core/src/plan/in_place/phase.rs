use std::collections::BTreeSet;

use super::Step;
use crate::dialect::postgres::{is_moved, only_adds};
use crate::schema::{Column, Exclusion, Index, Schema, Table};
use crate::{Change, QName};

/// When indexes of wholes have gone.
pub(super) const GOES_ALONG: u8 = 24;

/// When a change runs among those that no rename parts; equal ones stay as they stood.
pub(super) fn phase(change: &Change, context: &Context) -> u8 {
    match change {
        Change::DropView { .. } => 0,
        // By itself, where it is used at once: so it comes first.
        Change::AlterEnum { to, .. } if !context.remade.contains(&to.name) => 2,
        Change::DropForeignKey { .. } => 5,
        Change::DropTable { table } if context.must_go_early(table) => 7,
        Change::CreateExtension { .. } => 10,
        // Away from a column that may go, and to one that may be new.
        Change::AlterSequence { from, to } if from.owned_by != to.owned_by => {
            if to.owned_by.is_none() {
                4
            } else {
                55
            }
        }
        Change::CreateSequence { .. } | Change::AlterSequence { .. } => 11,
        // Behind the columns of the whole, and before its indexes.
        Change::CreateTable { table } if table.whole().is_some() => 44,
        Change::AlterTableOptions { to, .. } if is_moved(change) => {
            // A whole takes its parts with it.
            if to.partition_of.is_none() { 6 } else { 44 }
        }
        Change::CreateEnum { .. } => 12,
        // Domains and functions: what one says of the other tells which comes first.
        Change::CreateOpaque { .. } | Change::AlterOpaque { .. } => 13,
        // It goes elsewhere: what is built of it says so at once.
        Change::DropOpaque { object } if object.id.kind == "place of extension" => 13,
        Change::DropOpaque { .. } => 68,
        // Before the check goes that says so already.
        Change::AlterColumn { table, from, to, backfill: None }
            if from.nullable
                && *to == (Column { nullable: false, ..from.clone() })
                && !context.again.contains(&(table.clone(), to.name.clone())) =>
        {
            21
        }
        // A part's own key may stand on the whole's index.
        Change::DropIndex { table, .. } if context.parted.contains(table) => GOES_ALONG,
        Change::DropExclusion { .. } | Change::DropIndex { .. } | Change::DropCheck { .. } => 22,
        Change::AlterPrimaryKey { to: None, .. } => 23,
        Change::DropColumn { table, column, .. }
            if column.generated.is_some()
                || context.again.contains(&(table.clone(), column.name.clone())) =>
        {
            24
        }
        Change::RenameIndex { .. } | Change::RenameForeignKey { .. } | Change::RenameCheck { .. } => 25,
        // Its values needn't fit the labels that are left.
        Change::AlterColumn { from, to, .. }
            if from.ty != to.ty && from.ty.enum_name().is_some_and(|ty| context.remade.contains(ty)) =>
        {
            26
        }
        Change::DropColumn { column, .. }
            if column.ty.enum_name().is_some_and(|ty| context.remade.contains(ty)) =>
        {
            26
        }
        Change::AlterEnum { .. } => 30,
        Change::AlterTableOptions { .. } => 31,
        Change::CreateTable { .. } => 40,
        Change::AddColumn { column, .. } if column.generated.is_none() => 41,
        Change::AlterColumn { .. } => 42,
        Change::AddColumn { .. } => 43,
        Change::AlterPrimaryKey { .. } => 50,
        Change::AddIndex { .. } | Change::AddCheck { .. } | Change::AddExclusion { .. } => 51,
        Change::AddForeignKey { .. } => 52,
        // A part has just the columns of its whole.
        Change::DropColumn { table, .. } if context.joining.contains(table) => 43,
        Change::DropColumn { .. } => 60,
        Change::DropTable { .. } => 61,
        Change::AlterTableComment { .. } => 62,
        Change::DropEnum { .. } | Change::DropSequence { .. } => 70,
        Change::DropExtension { .. } => 71,
        Change::CreateView { .. } | Change::AlterView { .. } => 80,
        // These part the list, see `expand.rs`.
        Change::RenameTable { .. } | Change::RenameColumn { .. } | Change::RenameEnum { .. } => 1,
    }
}

/// What the order depends on beside the change itself.
pub(super) struct Context {
    /// Enums that are made anew.
    remade: BTreeSet<QName>,
    /// Columns that go and come back, or change in two steps.
    again: BTreeSet<(QName, String)>,
    /// Tables that lose a key or a column, or of which a column turns into another type.
    altered: BTreeSet<QName>,
    /// Names of relations that are made.
    made: BTreeSet<QName>,
    /// Tables that have parts.
    parted: BTreeSet<QName>,
    /// Tables that become part of another, and those others.
    joining: BTreeSet<QName>,
}

impl Context {
    pub(super) fn new(steps: &[Step], after: &Schema, remade: &BTreeSet<QName>) -> Self {
        let mut context = Self {
            remade: remade.clone(),
            again: BTreeSet::new(),
            altered: BTreeSet::new(),
            made: BTreeSet::new(),
            joining: BTreeSet::new(),
            parted: after.tables.iter().filter_map(|table| table.whole().cloned()).collect(),
        };
        let mut turning = BTreeSet::new();
        for step in steps {
            match &step.change {
                Change::AddColumn { table, column, .. } => {
                    context.again.insert((table.clone(), column.name.clone()));
                }
                Change::AlterEnum { from, to, renamed } if !only_adds(from, to, renamed) => {
                    context.remade.insert(to.name.clone());
                }
                Change::CreateTable { table } => {
                    context.made.insert(table.name.clone());
                    context.made.extend(parts(table));
                }
                Change::AddIndex { table, index: Index { name, .. } }
                | Change::AddExclusion { table, exclusion: Exclusion { name, .. } }
                | Change::RenameIndex { table, to: name, .. } => {
                    context.made.insert(beside(table, name));
                }
                Change::DropIndex { table, .. }
                | Change::AlterPrimaryKey { table, to: None, .. }
                | Change::DropColumn { table, .. } => {
                    context.altered.insert(table.clone());
                }
                Change::AlterColumn { table, to, .. } => {
                    context.altered.insert(table.clone());
                    let key = (table.clone(), to.name.clone());
                    // Of two changes of one column, the second stays behind the first.
                    if !turning.insert(key.clone()) {
                        context.again.insert(key);
                    }
                }
                Change::AlterPrimaryKey { table, to: Some(_), .. } => {
                    context.made.extend(after.table(table).map(parts).into_iter().flatten());
                }
                Change::AlterTableOptions { table, to, .. } if is_moved(&step.change) => {
                    let whole = to.partition_of.as_ref().map(|partition| &partition.of);
                    context.joining.extend(whole.into_iter().flat_map(|whole| [whole, table]).cloned());
                }
                Change::CreateEnum { ty } => {
                    context.made.insert(ty.name.clone());
                }
                Change::CreateSequence { sequence } => {
                    context.made.insert(sequence.name.clone());
                }
                _ => {}
            }
        }
        context
    }

    /// Whether something new takes a name that goes with this table (tables, indexes, sequences and types share
    /// theirs), or its foreign keys hold on to what changes.
    fn must_go_early(&self, table: &Table) -> bool {
        table.foreign_keys.iter().any(|key| self.altered.contains(&key.references))
            || self.made.contains(&table.name)
            || parts(table).any(|name| self.made.contains(&name))
    }
}

/// The relations that live with a table.
fn parts(table: &Table) -> impl Iterator<Item = QName> {
    let key = table.primary_key.as_ref().map(|key| {
        key.name.clone().unwrap_or_else(|| crate::name::convention::primary_key(&table.name.name))
    });
    let names = table
        .indexes
        .iter()
        .map(|index| &index.name)
        .chain(table.exclusions.iter().map(|exclusion| &exclusion.name))
        .chain(key.as_ref());
    let sequences = table
        .columns
        .iter()
        .filter(|column| column.identity.is_some())
        .map(|column| format!("{}_{}_seq", table.name.name, column.name));
    let all: Vec<QName> = names.cloned().chain(sequences).map(|name| beside(&table.name, &name)).collect();
    all.into_iter()
}

fn beside(table: &QName, name: &str) -> QName {
    QName { namespace: table.namespace.clone(), name: name.to_owned() }
}
