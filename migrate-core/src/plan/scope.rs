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
            Change::RenameEnum { from, .. } => {
                enums.insert(from);
            }
            Change::AlterEnum { from, .. } => {
                enums.insert(&from.name);
            }
            _ => {}
        }
    }
    let touched = |table: &&crate::schema::Table| {
        tables.contains(&table.name)
            || table.foreign_keys.iter().any(|key| tables.contains(&key.references))
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
