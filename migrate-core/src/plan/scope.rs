use std::collections::BTreeSet;

use super::Options;
use crate::schema::{Schema, Table};
use crate::{Change, QName};

/// The part of a schema that the changes touch, so that a plan costs as much as its changes, not as its schema:
/// the tables they name, those that refer to these where that matters, and those that have an enum that changes.
pub(super) fn scope(schema: &Schema, changes: &[Change], options: &Options) -> Schema {
    let mut tables: BTreeSet<&QName> = BTreeSet::new();
    let mut reaching: BTreeSet<&QName> = BTreeSet::new();
    let mut enums: BTreeSet<&QName> = BTreeSet::new();
    for change in changes {
        tables.extend(change.table());
        reaching.extend(change.table().filter(|_| reaches_children(change)));
        match change {
            Change::CreateTable { table } => tables.extend(table.whole()),
            Change::AlterTableOptions { from, to, .. } => {
                tables.extend([from, to].into_iter().filter_map(|it| Some(&it.partition_of.as_ref()?.of)));
            }
            Change::RenameEnum { from, .. } => {
                enums.insert(from);
            }
            Change::AlterEnum { from, .. } => {
                enums.insert(&from.name);
            }
            _ => {}
        }
    }
    parts(schema, &mut tables, &mut reaching);
    let touched = |table: &&Table| {
        tables.contains(&table.name)
            || table.foreign_keys.iter().any(|key| reaching.contains(&key.references))
            || (!enums.is_empty()
                && table
                    .columns
                    .iter()
                    .any(|column| column.ty.enum_name().is_some_and(|name| enums.contains(name))))
    };
    let touched: Vec<Table> = if reaching.is_empty() && enums.is_empty() {
        tables.iter().filter_map(|name| schema.table(name)).cloned().collect()
    } else {
        schema.tables.iter().filter(touched).cloned().collect()
    };
    let mut scoped = Schema {
        extensions: schema.extensions.clone(),
        enums: schema.enums.clone(),
        sequences: schema.sequences.clone(),
        tables: touched,
        views: schema.views.clone(),
        opaque: schema.opaque.clone(),
    };
    let named = |name: &str| {
        changes.iter().any(|change| match change {
            Change::AddIndex { index, .. } => index.name == name,
            Change::RenameIndex { to, .. } => to == name,
            Change::CreateTable { table } => table.index(name).is_some(),
            _ => false,
        })
    };
    for extra in &options.extra_indexes {
        if let Some(table) = scoped.table_mut(&extra.table)
            && table.index(&extra.index.name).is_none()
            && !named(&extra.index.name)
        {
            table.indexes.push(extra.index.clone());
        }
    }
    scoped.normalize();
    scoped
}

/// Whether tables that refer to the change's table may have to do with it.
fn reaches_children(change: &Change) -> bool {
    match change {
        Change::CreateTable { .. }
        | Change::AlterTableOptions { .. }
        | Change::AlterTableComment { .. }
        | Change::AddColumn { .. }
        // What refers to the column has to go first, by a change of its own.
        | Change::DropColumn { .. }
        | Change::RenameIndex { .. }
        | Change::AddForeignKey { .. }
        | Change::DropForeignKey { .. }
        | Change::RenameForeignKey { .. }
        | Change::AddCheck { .. }
        | Change::DropCheck { .. }
        | Change::RenameCheck { .. }
        | Change::AddExclusion { .. }
        | Change::DropExclusion { .. } => false,
        Change::AddIndex { index, .. } => index.kind.is_unique(),
        Change::AlterColumn { from, to, .. } => {
            (&from.ty, &from.collation, &from.charset, &from.generated)
                != (&to.ty, &to.collation, &to.charset, &to.generated)
        }
        Change::RenameTable { .. }
        | Change::RenameColumn { .. }
        | Change::DropTable { .. }
        | Change::AlterPrimaryKey { .. }
        | Change::DropIndex { .. }
        | Change::CreateExtension { .. }
        | Change::DropExtension { .. }
        | Change::CreateEnum { .. }
        | Change::DropEnum { .. }
        | Change::RenameEnum { .. }
        | Change::AlterEnum { .. }
        | Change::CreateSequence { .. }
        | Change::DropSequence { .. }
        | Change::AlterSequence { .. }
        | Change::CreateView { .. }
        | Change::DropView { .. }
        | Change::AlterView { .. }
        | Change::CreateOpaque { .. }
        | Change::DropOpaque { .. }
        | Change::AlterOpaque { .. } => true,
    }
}

/// What is part of a table that is named, and what a part that is named is part of: to the last of them.
fn parts<'a>(schema: &'a Schema, tables: &mut BTreeSet<&'a QName>, reaching: &mut BTreeSet<&'a QName>) {
    let related: Vec<(&QName, &QName)> =
        schema.tables.iter().filter_map(|table| Some((&table.name, table.whole()?))).collect();
    loop {
        let before = tables.len();
        for (part, whole) in &related {
            if tables.contains(part) && tables.insert(whole) {
                reaching.insert(whole);
            }
            if tables.contains(whole) {
                tables.insert(part);
            }
        }
        if tables.len() == before {
            return;
        }
    }
}
