use std::collections::{BTreeMap, BTreeSet};

use super::Step;
use super::views::Touched;
use super::way::renames;
use crate::dialect::postgres::{cast, inherited, only_adds, retypes};
use crate::dialect::{Dialect, mentions};
use crate::schema::{Check, Column, ForeignKey, Index, IndexTarget, PrimaryKey, Schema, Table};
use crate::{Change, QName};

/// The changes between two renames: what each name means stays the same.
pub(super) struct Segment<'a> {
    pub(super) before: &'a Schema,
    pub(super) after: &'a Schema,
    pub(super) touched: &'a mut Touched,
    remade: &'a BTreeSet<QName>,
    /// Parts of tables that a change speaks of, or that are out of the way already: their table and name.
    pub(super) spoken: BTreeSet<(char, QName, String)>,
    /// Parts of tables that get another name, and aren't made anew under it.
    pub(super) renamed: BTreeMap<(char, QName, String), String>,
    /// Tables that a new one's foreign keys must wait for.
    altered: BTreeSet<QName>,
    made: BTreeSet<QName>,
    pub(super) steps: Vec<Step>,
}

impl<'a> Segment<'a> {
    pub(super) fn new(
        before: &'a Schema,
        after: &'a Schema,
        touched: &'a mut Touched,
        remade: &'a BTreeSet<QName>,
    ) -> Self {
        Self {
            before,
            after,
            touched,
            remade,
            spoken: BTreeSet::new(),
            renamed: BTreeMap::new(),
            altered: BTreeSet::new(),
            made: BTreeSet::new(),
            steps: Vec::new(),
        }
    }

    pub(super) fn steps(&mut self, changes: Vec<Change>) -> Vec<Step> {
        for change in &changes {
            self.speak(change);
        }
        let changes = self.held_keys(&changes);
        let changes = self.joins(&changes);
        let mut last = Vec::new();
        for change in &changes {
            match inherited(change, &changes, self.before) {
                Some(found) => last.push(found),
                None => self.one(change.clone()),
            }
        }
        for (inherited, left) in last {
            self.inherited(inherited);
            self.steps.extend(left.map(Step::asked));
        }
        self.kept_by_parts(&changes);
        let mut steps = std::mem::take(&mut self.steps);
        steps.retain(|step| renames(&step.change).is_none_or(|(part, _)| self.renamed.contains_key(&part)));
        steps
    }

    fn speak(&mut self, change: &Change) {
        if let Some((part, to)) = renames(change) {
            if part.0 == 'i' {
                self.altered.insert(part.1.clone());
            }
            self.renamed.insert(part, to);
            return;
        }
        let (kind, table, name) = match change {
            Change::AddIndex { table, index } | Change::DropIndex { table, index } => {
                ('i', table, &index.name)
            }
            Change::AddForeignKey { table, foreign_key } | Change::DropForeignKey { table, foreign_key } => {
                ('f', table, &foreign_key.name)
            }
            Change::AddCheck { table, check } | Change::DropCheck { table, check } => {
                ('x', table, &check.name)
            }
            Change::AddExclusion { table, exclusion } | Change::DropExclusion { table, exclusion } => {
                ('e', table, &exclusion.name)
            }
            Change::AddColumn { table, column, .. } | Change::DropColumn { table, column, .. } => {
                ('c', table, &column.name)
            }
            Change::AlterColumn { table, to, .. } => ('c', table, &to.name),
            Change::AlterPrimaryKey { table, .. } => ('p', table, &table.name),
            Change::CreateTable { table } => {
                self.made.insert(table.name.clone());
                return;
            }
            _ => return,
        };
        self.spoken.insert((kind, table.clone(), name.clone()));
        if matches!(kind, 'c' | 'p' | 'i') {
            self.altered.insert(table.clone());
        }
    }

    fn one(&mut self, change: Change) {
        match &change {
            Change::AlterColumn { table, from, to, .. } if computes_anew(from, to) => {
                self.column_goes(table, &from.name);
                let drop = Change::DropColumn { table: table.clone(), column: from.clone(), after: None };
                let last = self.before.table(table).and_then(|table| table.columns.last());
                let add = Change::AddColumn {
                    table: table.clone(),
                    column: to.clone(),
                    after: last.map(|column| column.name.clone()),
                    backfill: None,
                };
                self.touched.column(table, &from.name);
                self.steps.push(Step { change: drop, part: super::Part::Meanwhile });
                self.steps.push(Step::of(add, &change));
            }
            Change::AlterColumn { table, from, to, .. } if retypes(from, to) => {
                let in_place = cast(&from.ty, &to.ty).in_place && from.collation == to.collation;
                self.column_turns(table, &from.name, in_place);
                self.steps.push(Step::asked(change));
            }
            Change::AlterEnum { from, to, renamed }
                if !only_adds(from, to, renamed) || self.remade.contains(&to.name) =>
            {
                let name = to.name.clone();
                let tables: Vec<&Table> = self.before.tables.iter().collect();
                for table in tables {
                    for column in table.columns.iter().filter(|column| column.ty.enum_name() == Some(&name)) {
                        self.column_turns(&table.name, &column.name, false);
                    }
                }
                self.steps.push(Step::asked(change));
            }
            Change::AlterPrimaryKey { table, from: Some(from), to } => {
                let renamed = to.as_ref().is_some_and(|to| to.is_like(from));
                if renamed {
                    self.steps.push(Step::asked(change));
                    return;
                }
                self.key_goes(table, &from.columns);
                self.touched.key(table);
                let (table, from, to) = (table.clone(), Some(from.clone()), to.clone());
                self.split_key(table, from, to, &change);
            }
            Change::DropIndex { table, index } if index.kind.is_unique() => {
                if let Some(columns) = plain_columns(index) {
                    self.key_goes(table, &columns);
                }
                self.steps.push(Step::asked(change));
            }
            Change::CreateTable { table } => {
                let (now, later): (Vec<ForeignKey>, Vec<ForeignKey>) =
                    table.foreign_keys.iter().cloned().partition(|key| {
                        !key.not_valid && key.references == table.name
                            || !key.not_valid
                                && !self.made.contains(&key.references)
                                && !self.altered.contains(&key.references)
                    });
                self.made.remove(&table.name);
                let name = table.name.clone();
                // A new table has no old rows: what is not valid can't be said in it.
                let (checks, unproven): (Vec<Check>, Vec<Check>) =
                    table.checks.iter().cloned().partition(|check| !check.not_valid);
                let first = Table { foreign_keys: now, checks, ..table.clone() };
                self.steps.push(Step::asked(Change::CreateTable { table: first }));
                for check in unproven {
                    self.steps.push(Step::asked(Change::AddCheck { table: name.clone(), check }));
                }
                for foreign_key in later {
                    self.steps.push(Step::asked(Change::AddForeignKey { table: name.clone(), foreign_key }));
                }
            }
            Change::DropColumn { table, column, .. } => {
                self.touched.column(table, &column.name);
                self.steps.push(Step::asked(change));
            }
            Change::CreateSequence { .. } | Change::DropSequence { .. } | Change::AlterSequence { .. } => {
                self.sequence(change);
            }
            Change::DropTable { table } => {
                self.touched.table(&table.name);
                self.steps.push(Step::asked(change));
            }
            Change::AlterTableOptions { from, to, .. }
                if from.partition_of.is_some()
                    && to.partition_of.is_some()
                    && from.partition_of != to.partition_of =>
            {
                self.moves(change);
            }
            _ => self.steps.push(Step::asked(change)),
        }
    }

    /// The whole's change brings it along; what hangs on the part's own column makes way all the same.
    fn inherited(&mut self, change: Change) {
        match &change {
            Change::AlterColumn { table, from, to, .. } if computes_anew(from, to) => {
                self.column_goes(table, &from.name);
                self.touched.column(table, &from.name);
            }
            Change::AlterColumn { table, from, to, .. } if retypes(from, to) => {
                let in_place = cast(&from.ty, &to.ty).in_place && from.collation == to.collation;
                self.column_turns(table, &from.name, in_place);
            }
            Change::DropColumn { table, column, .. } => self.touched.column(table, &column.name),
            _ => {}
        }
        self.steps.push(Step { change, part: super::Part::Inherited });
    }

    fn split_key(&mut self, table: QName, from: Option<PrimaryKey>, to: Option<PrimaryKey>, whole: &Change) {
        let Some(to) = to else {
            self.steps.push(Step::asked(Change::AlterPrimaryKey { table, from, to: None }));
            return;
        };
        let away = Change::AlterPrimaryKey { table: table.clone(), from, to: None };
        self.steps.push(Step::meanwhile(away));
        self.steps.push(Step::of(Change::AlterPrimaryKey { table, from: None, to: Some(to) }, whole));
    }

    /// A column's values change their type: what computes with them makes way.
    fn column_turns(&mut self, of: &QName, column: &str, in_place: bool) {
        self.touched.column(of, column);
        let Some(table) = self.before.table(of) else { return };
        self.keys_of(of, column);
        let names = |sql: &str| mentions(Dialect::Postgres, sql, column);
        let dependent =
            |other: &&Column| other.generated.as_ref().is_some_and(|generated| names(&generated.expression));
        for generated in table.columns.iter().filter(dependent) {
            self.generated_makes_way(of, generated);
        }
        if !in_place {
            self.parts_make_way(table, |sql| names(sql), &|_| false);
        }
    }

    /// A column goes and comes back: so does everything on it.
    fn column_goes(&mut self, of: &QName, column: &str) {
        let Some(table) = self.before.table(of) else { return };
        self.keys_of(of, column);
        self.own_key_makes_way(table, column);
        let names = |sql: &str| mentions(Dialect::Postgres, sql, column);
        self.parts_make_way(table, names, &|index| {
            index.include.iter().any(|name| name == column)
                || index
                    .parts
                    .iter()
                    .any(|part| matches!(&part.on, IndexTarget::Column(name) if name == column))
        });
    }

    fn generated_makes_way(&mut self, of: &QName, column: &Column) {
        let kept = self.after.table(of).and_then(|table| table.column(&column.name)) == Some(column);
        if !kept || !self.spoken.insert(('c', of.clone(), column.name.clone())) {
            return;
        }
        self.column_goes(of, &column.name);
        self.touched.column(of, &column.name);
        let last = self.before.table(of).and_then(|table| table.columns.last());
        let after = last.map(|column| column.name.clone());
        let (table, column) = (of.clone(), column.clone());
        self.steps.push(Step::meanwhile(Change::DropColumn {
            table: table.clone(),
            column: column.clone(),
            after: None,
        }));
        self.steps.push(Step::meanwhile(Change::AddColumn { table, column, after, backfill: None }));
    }
}

/// Whether the expression changes: no server before 17 can do that to a column that is there.
fn computes_anew(from: &Column, to: &Column) -> bool {
    match (&from.generated, &to.generated) {
        (None, None) => false,
        (Some(from), None) => !from.stored,
        (Some(old), Some(new)) => old != new || retypes(from, to),
        (None, Some(_)) => true,
    }
}

fn plain_columns(index: &Index) -> Option<Vec<String>> {
    let column = |part: &crate::schema::IndexPart| match &part.on {
        IndexTarget::Column(name) => Some(name.clone()),
        IndexTarget::Expression(_) => None,
    };
    index.parts.iter().map(column).collect()
}
