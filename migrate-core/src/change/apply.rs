use super::list::{find, insert, misfit, remove, rename, replace};
use super::{Change, rename as follow};
use crate::schema::{Column, Default, EnumType, Opaque, Schema, Table};
use crate::{QName, Result};

/// Applies changes one after the other.
///
/// # Errors
///
/// The first that doesn't fit; the schema is then as far as the changes before it have brought it.
pub fn replay(schema: &mut Schema, changes: &[Change]) -> Result<()> {
    changes.iter().try_for_each(|change| change.apply(schema))
}

/// The way back: the opposite of each change, last first.
pub fn reversed(changes: &[Change]) -> Vec<Change> {
    changes.iter().rev().map(Change::reverse).collect()
}

impl Change {
    /// Replays this change on a normalized schema, and leaves it normalized.
    ///
    /// # Errors
    ///
    /// Where the schema isn't as the change's `from` says; it is then unchanged.
    pub fn apply(&self, schema: &mut Schema) -> Result<()> {
        match self {
            Self::CreateExtension { name } => {
                if !schema.extensions.insert(name.clone()) {
                    return Err(misfit(format!("can't add the extension `{name}`: it is already there")));
                }
                Ok(())
            }
            Self::DropExtension { name } => {
                if !schema.extensions.remove(name) {
                    return Err(misfit(format!("can't drop the extension `{name}`: it is not there")));
                }
                Ok(())
            }
            Self::CreateEnum { ty } => insert(&mut schema.enums, ty.clone(), None),
            Self::DropEnum { ty } => remove(&mut schema.enums, ty, None),
            Self::RenameEnum { from, to } => {
                rename(&mut schema.enums, from, to, None, |ty| ty.name = to.clone())?;
                follow::enum_type(schema, from, to);
                Ok(())
            }
            Self::AlterEnum { from, to, renamed } => alter_enum(schema, from, to, renamed),
            Self::CreateSequence { sequence } => insert(&mut schema.sequences, sequence.clone(), None),
            Self::DropSequence { sequence } => remove(&mut schema.sequences, sequence, None),
            Self::AlterSequence { from, to } => replace(&mut schema.sequences, from, to.clone(), None),
            Self::CreateTable { table } => insert(&mut schema.tables, table.clone(), None),
            Self::DropTable { table } => remove(&mut schema.tables, table, None),
            Self::RenameTable { from, to } => {
                rename(&mut schema.tables, from, to, None, |table| table.name = to.clone())?;
                follow::table(schema, from, to);
                Ok(())
            }
            Self::RenameColumn { table, from, to } => {
                rename_column(find(&mut schema.tables, table)?, from, to)?;
                follow::column(schema, table, from, to);
                Ok(())
            }
            Self::CreateView { view } => insert(&mut schema.views, view.clone(), None),
            Self::DropView { view } => remove(&mut schema.views, view, None),
            Self::AlterView { from, to } => replace(&mut schema.views, from, to.clone(), None),
            Self::CreateOpaque { object } => insert(&mut schema.opaque, object.clone(), None),
            Self::DropOpaque { object } => remove(&mut schema.opaque, object, None),
            Self::AlterOpaque { from, to } => replace(&mut schema.opaque, from, to.clone(), None),
            Self::AlterTableOptions { table: name, .. }
            | Self::AlterTableComment { table: name, .. }
            | Self::AddColumn { table: name, .. }
            | Self::DropColumn { table: name, .. }
            | Self::AlterColumn { table: name, .. }
            | Self::AlterPrimaryKey { table: name, .. }
            | Self::AddIndex { table: name, .. }
            | Self::DropIndex { table: name, .. }
            | Self::RenameIndex { table: name, .. }
            | Self::AddForeignKey { table: name, .. }
            | Self::DropForeignKey { table: name, .. }
            | Self::RenameForeignKey { table: name, .. }
            | Self::AddCheck { table: name, .. }
            | Self::DropCheck { table: name, .. }
            | Self::RenameCheck { table: name, .. }
            | Self::AddExclusion { table: name, .. }
            | Self::DropExclusion { table: name, .. } => self.apply_to(find(&mut schema.tables, name)?),
        }
    }

    /// What happens inside one table.
    fn apply_to(&self, table: &mut Table) -> Result<()> {
        let name = table.name.clone();
        let of = Some(&name);
        match self {
            Self::AlterTableOptions { from, to, .. } => {
                set(&mut table.options, from, to, || format!("the options of `{name}`"))
            }
            Self::AlterTableComment { from, to, .. } => {
                set(&mut table.comment, from, to, || format!("the comment of `{name}`"))
            }
            Self::AlterPrimaryKey { from, to, .. } => {
                set(&mut table.primary_key, from, to, || format!("the primary key of `{name}`"))
            }
            Self::AddColumn { column, after, .. } => add_column(table, column, after.as_deref()),
            Self::DropColumn { column, .. } => {
                let at = column_place(table, "drop", column)?;
                table.columns.remove(at);
                Ok(())
            }
            Self::AlterColumn { from, to, .. } => {
                let at = column_place(table, "alter", from)?;
                table.columns[at] = to.clone();
                Ok(())
            }
            Self::AddIndex { index, .. } => insert(&mut table.indexes, index.clone(), of),
            Self::DropIndex { index, .. } => remove(&mut table.indexes, index, of),
            Self::RenameIndex { from, to, .. } => {
                rename(&mut table.indexes, from, to, of, |index| index.name = to.clone())
            }
            Self::AddForeignKey { foreign_key, .. } => {
                insert(&mut table.foreign_keys, foreign_key.clone(), of)
            }
            Self::DropForeignKey { foreign_key, .. } => remove(&mut table.foreign_keys, foreign_key, of),
            Self::RenameForeignKey { from, to, .. } => {
                rename(&mut table.foreign_keys, from, to, of, |key| key.name = to.clone())
            }
            Self::AddCheck { check, .. } => insert(&mut table.checks, check.clone(), of),
            Self::DropCheck { check, .. } => remove(&mut table.checks, check, of),
            Self::RenameCheck { from, to, .. } => {
                rename(&mut table.checks, from, to, of, |check| check.name = to.clone())
            }
            Self::AddExclusion { exclusion, .. } => insert(&mut table.exclusions, exclusion.clone(), of),
            Self::DropExclusion { exclusion, .. } => remove(&mut table.exclusions, exclusion, of),
            Self::CreateExtension { .. }
            | Self::DropExtension { .. }
            | Self::CreateEnum { .. }
            | Self::DropEnum { .. }
            | Self::RenameEnum { .. }
            | Self::AlterEnum { .. }
            | Self::CreateSequence { .. }
            | Self::DropSequence { .. }
            | Self::AlterSequence { .. }
            | Self::CreateTable { .. }
            | Self::DropTable { .. }
            | Self::RenameTable { .. }
            | Self::RenameColumn { .. }
            | Self::CreateView { .. }
            | Self::DropView { .. }
            | Self::AlterView { .. }
            | Self::CreateOpaque { .. }
            | Self::DropOpaque { .. }
            | Self::AlterOpaque { .. } => Ok(()),
        }
    }
}

fn set<T: Clone + PartialEq>(slot: &mut T, from: &T, to: &T, what: impl Fn() -> String) -> Result<()> {
    if slot != from {
        return Err(misfit(format!("can't alter {}: it differs from what the change says", what())));
    }
    *slot = to.clone();
    Ok(())
}

fn add_column(table: &mut Table, column: &Column, after: Option<&str>) -> Result<()> {
    if table.column(&column.name).is_some() {
        return Err(misfit(format!(
            "can't add the column `{}.{}`: it is already there",
            table.name, column.name
        )));
    }
    let at = match after {
        None => 0,
        Some(after) => table
            .columns
            .iter()
            .position(|column| column.name == after)
            .map_or(table.columns.len(), |at| at + 1),
    };
    table.columns.insert(at, column.clone());
    Ok(())
}

/// Where a column stands, if it is just this one.
fn column_place(table: &Table, verb: &str, column: &Column) -> Result<usize> {
    let why = match table.columns.iter().position(|there| there.name == column.name) {
        Some(at) if table.columns[at] == *column => return Ok(at),
        Some(_) => "it differs from the one that the change names",
        None => "it is not there",
    };
    Err(misfit(format!("can't {verb} the column `{}.{}`: {why}", table.name, column.name)))
}

fn rename_column(table: &mut Table, from: &str, to: &str) -> Result<()> {
    if table.column(to).is_some() {
        return Err(misfit(format!(
            "can't rename the column `{}.{from}` to `{to}`: there is one of that name",
            table.name
        )));
    }
    let name = table.name.clone();
    let Some(column) = table.column_mut(from) else {
        return Err(misfit(format!("can't rename the column `{name}.{from}`: it is not there")));
    };
    column.name = to.to_owned();
    Ok(())
}

/// Other labels; a default that is a renamed label follows, as it does in a database.
fn alter_enum(
    schema: &mut Schema,
    from: &EnumType,
    to: &EnumType,
    renamed: &[(String, String)],
) -> Result<()> {
    replace(&mut schema.enums, from, to.clone(), None)?;
    if renamed.is_empty() {
        return Ok(());
    }
    for column in schema.tables.iter_mut().flat_map(|table| &mut table.columns) {
        if column.ty.enum_name() == Some(&from.name)
            && let Some(Default::Text(label)) = &mut column.default
            && let Some((_, new)) = renamed.iter().find(|(old, _)| old == label)
        {
            *label = new.clone();
        }
    }
    Ok(())
}

impl Change {
    /// The table that this change is about, by the name it has before the change.
    pub fn table(&self) -> Option<&QName> {
        match self {
            Self::CreateTable { table } | Self::DropTable { table } => Some(&table.name),
            Self::RenameTable { from, .. } => Some(from),
            Self::RenameColumn { table, .. }
            | Self::AlterTableOptions { table, .. }
            | Self::AlterTableComment { table, .. }
            | Self::AddColumn { table, .. }
            | Self::DropColumn { table, .. }
            | Self::AlterColumn { table, .. }
            | Self::AlterPrimaryKey { table, .. }
            | Self::AddIndex { table, .. }
            | Self::DropIndex { table, .. }
            | Self::RenameIndex { table, .. }
            | Self::AddForeignKey { table, .. }
            | Self::DropForeignKey { table, .. }
            | Self::RenameForeignKey { table, .. }
            | Self::AddCheck { table, .. }
            | Self::DropCheck { table, .. }
            | Self::RenameCheck { table, .. }
            | Self::AddExclusion { table, .. }
            | Self::DropExclusion { table, .. } => Some(table),
            Self::CreateExtension { .. }
            | Self::DropExtension { .. }
            | Self::CreateEnum { .. }
            | Self::DropEnum { .. }
            | Self::RenameEnum { .. }
            | Self::AlterEnum { .. }
            | Self::CreateSequence { .. }
            | Self::DropSequence { .. }
            | Self::AlterSequence { .. }
            | Self::CreateView { .. }
            | Self::DropView { .. }
            | Self::AlterView { .. }
            | Self::CreateOpaque { .. }
            | Self::DropOpaque { .. }
            | Self::AlterOpaque { .. } => None,
        }
    }

    /// What is carried as it is written, where this change is about such: as it is after the change, or was.
    pub fn opaque(&self) -> Option<&Opaque> {
        match self {
            Self::CreateOpaque { object }
            | Self::DropOpaque { object }
            | Self::AlterOpaque { to: object, .. } => Some(object),
            _ => None,
        }
    }
}
