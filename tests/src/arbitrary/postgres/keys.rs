use migrate_core::schema::{
    Deferrable, Exclusion, ExclusionPart, Index, IndexKind, IndexPart, Nulls, Order, Type,
};

use super::sorts;
use crate::arbitrary::maker::{Maker, pick_of};
use crate::arbitrary::quoted;

const WHEN: [Deferrable; 3] = [Deferrable::No, Deferrable::Immediate, Deferrable::Deferred];

impl Maker {
    pub(in crate::arbitrary) fn add_postgres_index(
        &mut self,
        pick: usize,
        first: usize,
        second: usize,
        kind: usize,
        number: usize,
    ) -> Option<()> {
        let table = self.table(pick)?;
        let a = pick_of(&table.columns, first)?.clone();
        let b = pick_of(&table.columns, second)?.clone();
        if !sorts(&a) || !sorts(&b) {
            return None;
        }
        let columns =
            if a.name == b.name { vec![a.name.clone()] } else { vec![a.name.clone(), b.name.clone()] };
        // Unique ones stand on the key, so that no rows that a test puts in can offend them.
        let may_be_unique = table.primary_key_columns().contains(&a.name);
        let kind_of = match (may_be_unique, kind % 5) {
            (true, 0) => IndexKind::Unique,
            (true, 4) => IndexKind::Constraint(WHEN[second % 3]),
            _ => IndexKind::Plain,
        };
        let mut index = Index::new(format!("idx_{number}"), kind_of, &columns);
        match (kind % 11, &kind_of) {
            (0, _) => index.nulls_not_distinct = kind_of.is_unique(),
            (1, IndexKind::Plain | IndexKind::Unique) => index.parts[0].order = Order::Desc,
            (2 | 10, IndexKind::Plain | IndexKind::Unique) => {
                index.predicate = Some(format!("{} IS NOT NULL", quoted(&a.name)));
            }
            (3, IndexKind::Plain) => {
                index.parts.push(IndexPart::expression(match a.ty {
                    Type::Text | Type::Varchar(_) => format!("lower({})", quoted(&a.name)),
                    _ => format!("({} IS NULL)", quoted(&a.name)),
                }));
            }
            (4, IndexKind::Plain) => index.parts[0].nulls = Some(Nulls::First),
            (5, IndexKind::Plain) if a.ty == Type::Text => {
                index.parts[0].opclass = Some("text_pattern_ops".to_owned());
            }
            (6, IndexKind::Plain) => {
                index.parts.truncate(1);
                let is_many = matches!(a.ty, Type::Jsonb | Type::Array(_));
                index.method = Some(if is_many { "gin" } else { "hash" }.to_owned());
            }
            (7 | 9, IndexKind::Plain | IndexKind::Unique) if a.name != b.name => {
                index.parts.truncate(1);
                index.include = vec![b.name];
            }
            (8, _) => index.with = vec!["fillfactor=70".to_owned()],
            _ => {}
        }
        if matches!(kind_of, IndexKind::Constraint(Deferrable::Immediate | Deferrable::Deferred)) {
            // Nobody can refer to it; that is fine, nobody does.
            index.nulls_not_distinct = false;
        }
        table.indexes.push(index);
        Some(())
    }

    /// Another index under the same name.
    pub(super) fn vary_index(&mut self, pick: usize, index: usize, how: usize) -> Option<()> {
        let table = self.table(pick)?;
        let n = table.indexes.len();
        let index = (n > 0).then(|| &mut table.indexes[index % n])?;
        let is_btree = index.method.is_none();
        match how % 4 {
            0 if is_btree && !matches!(index.kind, IndexKind::Constraint(_)) => {
                let part = index.parts.first_mut()?;
                part.order = if part.order == Order::Asc { Order::Desc } else { Order::Asc };
            }
            1 if is_btree => index.with = vec![format!("fillfactor={}", 40 + how)],
            2 => index.comment = how.is_multiple_of(8).then(|| format!("comment {how}")),
            _ => {
                if let IndexKind::Constraint(when) = &mut index.kind {
                    *when = WHEN[how % 3];
                }
            }
        }
        Some(())
    }

    /// No two rows may have the same of a key's column; or an end to that.
    pub(super) fn exclusion(&mut self, pick: usize, how: usize, number: usize) -> Option<()> {
        let table = self.table(pick)?;
        if how.is_multiple_of(3) {
            table.exclusions.pop();
            return Some(());
        }
        let [key] = table.primary_key_columns() else { return None };
        let part = ExclusionPart { expression: quoted(key), operator: "=".to_owned() };
        let column = table.column(key)?;
        table.exclusions.push(Exclusion {
            name: format!("excl_{number}"),
            method: if how.is_multiple_of(2) { "btree" } else { "hash" }.to_owned(),
            parts: vec![part],
            predicate: how.is_multiple_of(5).then(|| format!("{} IS NOT NULL", quoted(&column.name))),
            deferrable: WHEN[how % 3],
        });
        Some(())
    }

    /// When a foreign key is checked, and what follows a deletion.
    pub(super) fn deferrable(&mut self, pick: usize, key: usize, how: usize) -> Option<()> {
        let table = self.table(pick)?;
        let n = table.foreign_keys.len();
        let key = (n > 0).then(|| &mut table.foreign_keys[key % n])?;
        key.deferrable = WHEN[how % 3];
        Some(())
    }

    /// `MATCH FULL`, or no more.
    pub(super) fn match_full(&mut self, pick: usize, key: usize) -> Option<()> {
        let table = self.table(pick)?;
        let n = table.foreign_keys.len();
        let key = (n > 0).then(|| &mut table.foreign_keys[key % n])?;
        key.match_full = !key.match_full;
        Some(())
    }

    pub(super) fn no_primary_key(&mut self, pick: usize) -> Option<()> {
        let table = self.table(pick)?;
        let of = table.name.clone();
        table.primary_key = None;
        for table in &mut self.schema.tables {
            table.foreign_keys.retain(|key| key.references != of);
        }
        Some(())
    }
}
