use std::collections::{BTreeMap, BTreeSet};

use crate::schema::Table;
use crate::{Change, QName};

/// What was found, by the phase it belongs to: what is let go first, what others build upon before them.
///
/// Within a phase, things come in the order of their names. The order of statements is the plan's.
#[derive(Default)]
pub(super) struct Steps {
    pub(super) extensions: Vec<Change>,
    pub(super) types: Vec<Change>,
    pub(super) dropped_opaque: Vec<Change>,
    pub(super) dropped_views: Vec<Change>,
    pub(super) dropped_keys: Vec<Change>,
    pub(super) dropped_parts: Vec<Change>,
    pub(super) renamed_parts: Vec<Change>,
    pub(super) created: Vec<Table>,
    pub(super) altered: Vec<Change>,
    pub(super) added_parts: Vec<Change>,
    pub(super) added_keys: Vec<Change>,
    pub(super) dropped: Vec<Table>,
    pub(super) views: Vec<Change>,
    pub(super) opaque: Vec<Change>,
    pub(super) dropped_types: Vec<Change>,
}

impl Steps {
    /// All of them, in order.
    pub(super) fn into_changes(self) -> Vec<Change> {
        let created = parents_first(self.created).into_iter().map(|table| Change::CreateTable { table });
        let dropped = parents_first(self.dropped).into_iter().rev().map(|table| Change::DropTable { table });
        let mut changes = self.extensions;
        changes.extend(self.types);
        changes.extend(self.dropped_opaque);
        changes.extend(self.dropped_views);
        changes.extend(self.dropped_keys);
        changes.extend(self.dropped_parts);
        changes.extend(self.renamed_parts);
        changes.extend(created);
        changes.extend(self.altered);
        changes.extend(self.added_parts);
        changes.extend(self.added_keys);
        changes.extend(dropped);
        changes.extend(self.views);
        changes.extend(self.opaque);
        changes.extend(self.dropped_types);
        changes
    }
}

/// Tables behind those that they refer to; in a circle, by name.
fn parents_first(tables: Vec<Table>) -> Vec<Table> {
    let mut waits: BTreeMap<QName, BTreeSet<QName>> = BTreeMap::new();
    let names: BTreeSet<&QName> = tables.iter().map(|table| &table.name).collect();
    let mut children: BTreeMap<QName, Vec<QName>> = BTreeMap::new();
    for table in &tables {
        let parents: BTreeSet<QName> = table
            .foreign_keys
            .iter()
            .map(|key| &key.references)
            .chain(table.whole())
            .filter(|parent| **parent != table.name && names.contains(parent))
            .cloned()
            .collect();
        for parent in &parents {
            children.entry(parent.clone()).or_default().push(table.name.clone());
        }
        waits.insert(table.name.clone(), parents);
    }
    let mut ready: BTreeSet<QName> =
        waits.iter().filter(|(_, parents)| parents.is_empty()).map(|(name, _)| name.clone()).collect();
    let mut place: BTreeMap<QName, usize> = BTreeMap::new();
    // Where all that is left waits in a circle, the first by name goes ahead.
    while let Some(name) = ready.pop_first().or_else(|| waits.keys().next().cloned()) {
        waits.remove(&name);
        for child in children.remove(&name).unwrap_or_default() {
            if let Some(parents) = waits.get_mut(&child) {
                parents.remove(&name);
                if parents.is_empty() {
                    ready.insert(child);
                }
            }
        }
        place.insert(name, place.len());
    }
    let mut tables = tables;
    tables.sort_by_key(|table| place.get(&table.name).copied());
    tables
}
