use std::collections::BTreeMap;

use super::super::idents::Idents;
use crate::change::Change;
use crate::schema::{Column, Default, Schema, Table, Type};
use crate::{QName, Result};

/// A table that is there before and after, and what becomes of its columns.
#[derive(Clone, Debug)]
pub(super) struct Followed<'a> {
    pub(super) before: &'a Table,
    pub(super) after: &'a Table,
    /// By the names they have afterwards.
    pub(super) columns: BTreeMap<String, Fate>,
    /// Columns that go: by the last name they have. A backfill may read them.
    pub(super) gone: BTreeMap<String, String>,
    /// Names of indexes, foreign keys and checks that are new.
    pub(super) new: Vec<String>,
    /// Whether the primary key is another one.
    pub(super) new_key: bool,
}

/// Where a column's values come from.
#[derive(Clone, Debug, std::default::Default)]
pub(super) struct Fate {
    /// The column before; none for a new one.
    pub(super) origin: Option<String>,
    /// What stands in for NULL or, in a new column, is the value.
    pub(super) fill: Option<String>,
    /// The default that a new column brings.
    pub(super) default: Option<Default>,
    /// Labels that have another text now.
    pub(super) relabel: Vec<(String, String)>,
    /// Whether its type or collation is another one.
    pub(super) retyped: bool,
    /// Whether only the database can say what the values are.
    pub(super) unknown: bool,
}

impl Fate {
    /// Whether rows have another value than they had.
    pub(super) fn changes(&self) -> bool {
        self.origin.is_none() || self.fill.is_some() || !self.relabel.is_empty()
    }
}

/// Follows all tables. `after` is `before` with the changes replayed.
pub(super) fn follow<'a>(
    before: &'a Schema,
    after: &'a Schema,
    changes: &[Change],
) -> Result<Vec<Followed<'a>>> {
    let mut idents = Idents::new(before);
    let mut state = before.clone();
    let mut tracks: BTreeMap<usize, Track> = BTreeMap::new();
    for change in changes {
        if let Change::AlterEnum { from, renamed, .. } = change {
            for table in &state.tables {
                let Some(at) = idents.get(&table.name) else { continue };
                for column in table.columns.iter().filter(|it| it.ty.enum_name() == Some(&from.name)) {
                    let track = tracks.entry(at).or_insert_with(|| Track::of(table));
                    if let Some(fate) = track.columns.get_mut(&column.name) {
                        fate.relabel.extend(renamed.iter().cloned());
                    }
                }
            }
        }
        let table = change.table().and_then(|name| state.table(name)).cloned();
        change.apply(&mut state)?;
        let Some(at) = idents.follow(change)? else { continue };
        if let Some(table) = table {
            tracks.entry(at).or_insert_with(|| Track::of(&table)).note(change);
        }
    }
    let mut followed = Vec::new();
    for (at, ident) in idents.list.iter().enumerate() {
        let Some(origin) = ident.origin.as_ref().filter(|_| !ident.dropped) else { continue };
        let (Some(old), Some(new)) = (before.table(origin), after.table(&ident.now)) else { continue };
        let Track { columns, gone, new: names, new_key } =
            tracks.remove(&at).unwrap_or_else(|| Track::of(old));
        followed.push(Followed { before: old, after: new, columns, gone, new: names, new_key });
    }
    Ok(followed)
}

impl<'a> Followed<'a> {
    /// A table that stays as it is.
    pub(super) fn still(table: &'a Table) -> Self {
        let Track { columns, gone, new, new_key } = Track::of(table);
        Self { before: table, after: table, columns, gone, new, new_key }
    }

    /// The name it has before.
    pub(super) fn origin(&self) -> &QName {
        &self.before.name
    }
}

struct Track {
    columns: BTreeMap<String, Fate>,
    gone: BTreeMap<String, String>,
    new: Vec<String>,
    new_key: bool,
}

impl Track {
    fn of(table: &Table) -> Self {
        let fate = |column: &Column| Fate { origin: Some(column.name.clone()), ..Fate::default() };
        Self {
            columns: table.columns.iter().map(|column| (column.name.clone(), fate(column))).collect(),
            gone: BTreeMap::new(),
            new: Vec::new(),
            new_key: false,
        }
    }

    fn note(&mut self, change: &Change) {
        match change {
            Change::AddColumn { column, backfill, .. } => {
                let fate = Fate {
                    fill: backfill.clone(),
                    default: column.default.clone(),
                    unknown: column.generated.is_some() || column.identity.is_some(),
                    ..Fate::default()
                };
                self.columns.insert(column.name.clone(), fate);
            }
            Change::DropColumn { column, .. } => {
                if let Some(Fate { origin: Some(origin), .. }) = self.columns.remove(&column.name) {
                    self.gone.insert(column.name.clone(), origin);
                }
            }
            Change::RenameColumn { from, to, .. } => {
                if let Some(fate) = self.columns.remove(from) {
                    self.columns.insert(to.clone(), fate);
                }
            }
            Change::AlterColumn { from, to, backfill, .. } => {
                if let Some(fate) = self.columns.get_mut(&to.name) {
                    if from.nullable && !to.nullable && backfill.is_some() {
                        fate.fill = backfill.clone();
                    }
                    fate.retyped |= values_differ(from, to);
                    fate.unknown |= from.generated != to.generated;
                }
            }
            Change::AlterPrimaryKey { .. } => self.new_key = true,
            Change::AddIndex { index, .. } => self.new.push(index.name.clone()),
            Change::AddForeignKey { foreign_key, .. } => self.new.push(foreign_key.name.clone()),
            Change::AddCheck { check, .. } => self.new.push(check.name.clone()),
            Change::RenameIndex { from, to, .. }
            | Change::RenameForeignKey { from, to, .. }
            | Change::RenameCheck { from, to, .. } => {
                for name in self.new.iter_mut().filter(|name| *name == from) {
                    to.clone_into(name);
                }
            }
            Change::DropIndex { index, .. } => self.new.retain(|name| *name != index.name),
            Change::DropForeignKey { foreign_key, .. } => self.new.retain(|name| *name != foreign_key.name),
            Change::DropCheck { check, .. } => self.new.retain(|name| *name != check.name),
            Change::CreateExtension { .. }
            | Change::DropExtension { .. }
            | Change::CreateEnum { .. }
            | Change::DropEnum { .. }
            | Change::RenameEnum { .. }
            | Change::AlterEnum { .. }
            | Change::CreateSequence { .. }
            | Change::DropSequence { .. }
            | Change::AlterSequence { .. }
            | Change::CreateTable { .. }
            | Change::DropTable { .. }
            | Change::RenameTable { .. }
            | Change::AlterTableOptions { .. }
            | Change::AlterTableComment { .. }
            | Change::AddExclusion { .. }
            | Change::DropExclusion { .. }
            | Change::CreateView { .. }
            | Change::DropView { .. }
            | Change::AlterView { .. }
            | Change::CreateOpaque { .. }
            | Change::DropOpaque { .. }
            | Change::AlterOpaque { .. } => {}
        }
    }
}

/// A longer text is the same text; all else may read differently.
fn values_differ(from: &Column, to: &Column) -> bool {
    let texts =
        matches!(from.ty, Type::Text | Type::Varchar(_)) && matches!(to.ty, Type::Text | Type::Varchar(_));
    let numbers = matches!(from.ty, Type::Int { .. }) && matches!(to.ty, Type::Int { .. });
    !(texts || numbers || from.ty == to.ty) || from.collation != to.collation
}
