use std::collections::BTreeSet;

use super::Options;
use crate::schema::Schema;
use crate::{Change, QName};

/// The part of a schema that the changes touch, so that a plan costs as much as its changes, not as its schema:
/// the tables they name, those that refer to these, and those that have an enum that changes.
pub(super) fn scope(schema: &Schema, changes: &[Change], options: &Options) -> Schema {
    let mut tables: BTreeSet<&QName> = BTreeSet::new();
    let mut enums: BTreeSet<&QName> = BTreeSet::new();
    for change in changes {
        tables.extend(change.table());
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
    let wholes = schema.tables.iter().filter(|table| tables.contains(&table.name));
    let wholes: Vec<&QName> = wholes.filter_map(|table| table.whole()).collect();
    tables.extend(wholes);
    let touched = |table: &&crate::schema::Table| {
        tables.contains(&table.name)
            || table.foreign_keys.iter().any(|key| tables.contains(&key.references))
            || table.whole().is_some_and(|whole| tables.contains(whole))
            || (!enums.is_empty()
                && table
                    .columns
                    .iter()
                    .any(|column| column.ty.enum_name().is_some_and(|name| enums.contains(name))))
    };
    let mut scoped = Schema {
        extensions: schema.extensions.clone(),
        enums: schema.enums.clone(),
        sequences: schema.sequences.clone(),
        tables: schema.tables.iter().filter(touched).cloned().collect(),
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
