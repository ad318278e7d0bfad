use migrate_core::schema::{
    Action, Column, Deferrable, ForeignKey, Index, IndexKind, IndexPart, Order, PrimaryKey, Type,
};

use super::edit::Flavour;
use super::maker::{Maker, pick_of};
use super::postgres::sorts;
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
        if flavour == Flavour::Postgres && columns.iter().any(|name| !table.column(name).is_some_and(sorts)) {
            return None;
        }
        // Now and then, an index that carries another column along.
        let others = table.columns.iter().map(|column| &column.name).filter(|name| !columns.contains(name));
        let include =
            others.take(usize::from(flavour == Flavour::Postgres && first.is_multiple_of(3))).cloned();
        table.primary_key = Some(PrimaryKey { include: include.collect(), ..PrimaryKey::new(columns) });
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
        if self.flavour == Flavour::Postgres {
            return self.add_postgres_index(pick, first, second, kind, number);
        }
        let flavour = self.flavour;
        let table = self.table(pick)?;
        let a = pick_of(&table.columns, first)?.name.clone();
        let b = pick_of(&table.columns, second)?.name.clone();
        let columns = if a == b { vec![a.clone()] } else { vec![a.clone(), b] };
        // Unique ones stand on the key, so that no rows that a test puts in can offend them.
        let may_be_unique = table.primary_key_columns().contains(&a);
        let is_text = table.column(&a).is_some_and(|column| column.ty == Type::Text);
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
            _ if is_text && flavour == Flavour::Sqlite => {
                index.parts[0].collation = Some("NOCASE".to_owned());
            }
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
        let flavour = self.flavour;
        let unlogged = self.table(pick)?.options.unlogged;
        let parent = self.table(parent)?;
        if parent.options.unlogged != unlogged {
            return None;
        }
        let keys = parent.primary_key_columns().to_vec();
        let references = parent.name.clone();
        let mut types = Vec::new();
        for key in &keys {
            types.push(parent.column(key)?.ty.clone());
        }
        if keys.is_empty() || flavour != Flavour::Sqlite && keys.len() > 1 {
            return None;
        }
        let table = self.table(pick)?;
        let there = table.columns.get(column % table.columns.len().max(1));
        let fits =
            there.filter(|it| [&it.ty] == types.iter().collect::<Vec<_>>()[..] && it.generated.is_none());
        let columns = match fits {
            Some(there) => vec![there.name.clone()],
            // The key may have several columns.
            None => {
                let name = |at: usize| match at {
                    0 => format!("ref_{number}"),
                    at => format!("ref {number} \"{at}\""),
                };
                for (at, ty) in types.iter().enumerate() {
                    let mut made = Column::new(name(at), ty.clone());
                    made.nullable = true;
                    table.columns.push(made);
                }
                (0..types.len()).map(name).collect()
            }
        };
        let nullable = columns.iter().all(|name| table.column(name).is_some_and(|column| column.nullable));
        let in_key = columns.iter().any(|name| table.primary_key_columns().contains(name));
        let may_be_null = flavour == Flavour::Sqlite && nullable && !in_key;
        table.foreign_keys.push(ForeignKey {
            name: format!("fkey_{number}"),
            columns,
            references,
            referenced_columns: keys,
            on_delete: match action % 7 {
                3 if may_be_null => Action::SetNull,
                at => [Action::NoAction, Action::Cascade, Action::Restrict][at % 3],
            },
            on_update: match action % 5 {
                4 if flavour == Flavour::Sqlite => Action::Cascade,
                _ => Action::NoAction,
            },
            deferrable: match action % 6 {
                5 if flavour == Flavour::Sqlite => Deferrable::Deferred,
                _ => Deferrable::No,
            },
            match_full: false,
            not_valid: false,
        });
        Some(())
    }
}
