//! The index of a parted table, made part by part, as [PostgreSQL's own documentation
//! advises](https://www.postgresql.org/docs/current/ddl-partitioning.html#DDL-PARTITIONING-DECLARATIVE-MAINTENANCE): no whole
//! takes an index `CONCURRENTLY`, but it takes those that its parts have for its own, without a look at their rows.

use super::cut::Cut;
use super::forms::Forms;
use super::stages::Part;
use crate::dialect::postgres::{is_moved, is_within, online, serves};
use crate::name::convention;
use crate::schema::{Index, IndexTarget, Table};
use crate::{Change, QName};

/// Each part is a revision to review: of a table with more parts the index is made in one, and says whom it keeps waiting.
const MOST: usize = 24;

impl Cut<'_> {
    /// Whether the change is made in parts, or only says what these have made already.
    pub(super) fn in_parts(&mut self, change: &Change) -> bool {
        let Change::AddIndex { table, index } = change else { return false };
        let Some(parts) = self.parts_of(table, index) else { return false };
        let of = (table.clone(), index.name.clone());
        if parts.iter().all(|part| self.gives(part, index)) {
            self.moment.forms.attached.insert(of);
            return false;
        }
        let own: Vec<(QName, Index)> =
            parts.iter().filter_map(|part| Some((part.name.clone(), self.own_index(part, index)?))).collect();
        if own.len() < parts.len() {
            return false;
        }
        for (part, index) in &own {
            let add = Change::AddIndex { table: part.clone(), index: index.clone() };
            self.indexes.push(Part { changes: vec![add], forms: Forms::concurrently() });
        }
        let go = own.into_iter().map(|(table, index)| Change::DropIndex { table, index });
        self.proofs.changes.extend(go);
        self.proofs.changes.push(change.clone());
        self.proofs.forms.attached.insert(of);
        true
    }

    /// The parts that hold the rows of a parted table that others use, where an index of it can be made of theirs.
    fn parts_of(&self, of: &QName, index: &Index) -> Option<Vec<&Table>> {
        let whole = self.before.table(of).filter(|table| table.options.partition_by.is_some())?;
        let within = |table: &Table| is_within(&table.name, &whole.name, self.before);
        let family: Vec<&Table> = self.before.tables.iter().filter(|table| within(table)).collect();
        let restless = self.changes.iter().any(|change| {
            let comes = matches!(change, Change::CreateTable { table } if table.whole().is_some());
            let other = is_moved(change)
                || matches!(change, Change::DropTable { .. } | Change::RenameTable { .. })
                || matches!(change, Change::DropIndex { table, index: old }
                    if table == of && old.name == index.name);
            let touched = |table: &QName| table == of || family.iter().any(|part| part.name == *table);
            comes || other && change.table().is_some_and(touched)
        });
        let parts: Vec<&Table> =
            family.iter().copied().filter(|part| part.options.partition_by.is_none()).collect();
        let fits = online::is_plain(index)
            && !restless
            && !self.says_old_name(&Change::AddIndex { table: of.clone(), index: index.clone() })
            && !self.is_stood_on(of, index);
        (fits && !parts.is_empty() && parts.len() <= MOST).then_some(parts)
    }

    /// Whether the part gives the whole an index that it has.
    fn gives(&self, part: &Table, index: &Index) -> bool {
        self.changes.iter().any(|change| {
            matches!(change, Change::DropIndex { table, index: own }
                if *table == part.name && serves(own, index) && part.indexes.contains(own))
        })
    }

    /// The index that the part is to have, named as the server would name it; nothing where it has such a one, which the
    /// whole would take, or the name is taken.
    fn own_index(&self, part: &Table, index: &Index) -> Option<Index> {
        if part.indexes.iter().any(|own| serves(own, index)) {
            return None;
        }
        let columns: Vec<&str> = index
            .parts
            .iter()
            .map(|part| match &part.on {
                IndexTarget::Column(name) => name.as_str(),
                IndexTarget::Expression(_) => "expr",
            })
            .collect();
        let name = convention::index(&part.name.name, &columns);
        let made = self
            .indexes
            .iter()
            .flat_map(|part| &part.changes)
            .any(|change| matches!(change, Change::AddIndex { index, .. } if index.name == name));
        (!made && self.free_name(&part.name, &name) == name).then(|| Index {
            name,
            comment: None,
            ..index.clone()
        })
    }
}
