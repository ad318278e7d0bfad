use migrate_core::schema::{
    Action, Column, Deferrable, ForeignKey, Index, IndexKind, IndexPart, Order, PrimaryKey,
};

use super::edit::Flavour;
use super::maker::{Maker, pick_of};
use super::quoted;

impl Maker {
    pub(super) fn primary_key(&mut self, pick: usize, first: usize, second: usize) -> Option<()> {
        let flavour = self.flavour;
        let table = self.table(pick)?;
        let of = table.name.clone();
        let mut columns = vec![pick_of(&table.columns, first)?.name.clone()];
        let other = pick_of(&table.columns, second)?.name.clone();
        if other != columns[0] {
            columns.push(other);
        }
        for name in &columns {
            let column = table.column(name)?;
            if column.nullable || column.generated.is_some() || column.default.is_some() {
                return None;
            }
        }
        if flavour == Flavour::Sqlite {
            // SQLite numbers a single integer key only.
            table.columns.iter_mut().for_each(|column| column.identity = None);
        }
        table.primary_key = Some(PrimaryKey { name: None, columns });
        for table in &mut self.schema.tables {
            table.foreign_keys.retain(|key| key.references != of);
        }
        Some(())
    }

    pub(super) fn add_index(
        &mut self,
        pick: usize,
        first: usize,
        second: usize,
        kind: usize,
        number: usize,
    ) -> Option<()> {
        let flavour = self.flavour;
        let table = self.table(pick)?;
        let a = pick_of(&table.columns, first)?.name.clone();
        let b = pick_of(&table.columns, second)?.name.clone();
        let columns = if a == b { vec![a.clone()] } else { vec![a.clone(), b] };
        // Unique ones stand on the key, so that no rows that a test puts in can offend them.
        let may_be_unique = table.primary_key_columns().contains(&a);
        let kind_of = match (may_be_unique, flavour, kind % 5) {
            (true, _, 0) => IndexKind::Unique,
            // SQLite can't rename a column in such a constraint of a table without rowids.
            (true, Flavour::Sqlite, 4) if !table.options.without_rowid => {
                IndexKind::Constraint(Deferrable::No)
            }
            _ => IndexKind::Plain,
        };
        let mut index = Index::new(format!("idx_{number}"), kind_of, &columns);
        match kind % 5 {
            1 => index.parts[0].order = Order::Desc,
            2 => index.predicate = Some(format!("{} IS NOT NULL", quoted(&a))),
            3 => index.parts.push(IndexPart::expression(format!("lower({})", quoted(&a)))),
            _ => {}
        }
        table.indexes.push(index);
        Some(())
    }

    pub(super) fn add_foreign_key(
        &mut self,
        pick: usize,
        column: usize,
        parent: usize,
        action: usize,
        number: usize,
    ) -> Option<()> {
        let parent = self.table(parent)?;
        let [key] = parent.primary_key_columns() else { return None };
        let (key, references) = (key.clone(), parent.name.clone());
        let ty = parent.column(&key)?.ty.clone();
        let table = self.table(pick)?;
        let name = match table.columns.get(column % table.columns.len().max(1)) {
            Some(there) if there.ty == ty && there.generated.is_none() => there.name.clone(),
            _ => {
                let mut made = Column::new(format!("ref_{number}"), ty);
                made.nullable = true;
                table.columns.push(made);
                format!("ref_{number}")
            }
        };
        table.foreign_keys.push(ForeignKey {
            name: format!("fkey_{number}"),
            columns: vec![name],
            references,
            referenced_columns: vec![key],
            on_delete: [Action::NoAction, Action::Cascade, Action::Restrict][action % 3],
            on_update: Action::NoAction,
            deferrable: std::default::Default::default(),
            match_full: false,
            not_valid: false,
        });
        Some(())
    }
}
