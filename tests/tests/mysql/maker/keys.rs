//! What the steps do to keys, indexes and checks.

use migrate_core::dialect::mysql::QUOTING;
use migrate_core::schema::*;

use super::maker::{Maker, is_over};
use super::types::is_large;

impl Maker {
    pub(super) fn primary_key(&mut self, pick: usize, column: usize) -> Option<()> {
        let table = self.table(pick)?;
        let of = table.name.clone();
        if table.columns.iter().any(|column| column.identity.is_some()) {
            return None;
        }
        let column = table.columns.get(column % table.columns.len())?;
        // Of these, two rows could have but one value.
        let few = matches!(column.ty, Type::Bool | Type::Raw(_));
        if column.nullable || column.generated.is_some() || is_large(&column.ty) || few {
            return None;
        }
        let name = column.name.clone();
        let columns = match table.primary_key_columns() {
            [one] if *one != name => vec![one.clone(), name],
            _ => vec![name],
        };
        table.primary_key = Some(PrimaryKey::new(columns));
        for table in &mut self.schema.tables {
            table.foreign_keys.retain(|key| key.references != of);
        }
        Some(())
    }

    pub(super) fn add_index(&mut self, pick: usize, first: usize, second: usize, kind: usize) -> Option<()> {
        let number = self.number();
        let table = self.table(pick)?;
        let count = table.columns.len();
        let (a, b) = (table.columns.get(first % count)?.clone(), table.columns.get(second % count)?.clone());
        let mut index = Index::new(format!("idx_{number}"), IndexKind::Plain, std::slice::from_ref(&a.name));
        if kind % 7 == 6 && matches!(a.ty, Type::Text | Type::Varchar(_)) {
            index.kind = IndexKind::Fulltext;
            table.indexes.push(index);
            return Some(());
        }
        // Of some types two rows could have but one value; and without a primary key, a unique index leads.
        let two = !matches!(a.ty, Type::Bool | Type::Raw(_)) && a.generated.is_none();
        let leads = table.primary_key.is_none() && two && !a.nullable;
        if (table.primary_key_columns().contains(&a.name) || leads) && kind.is_multiple_of(3) {
            index.kind = IndexKind::Unique;
        }
        if a.name != b.name && kind.is_multiple_of(2) {
            index.parts.push(IndexPart::column(&b.name));
        }
        for part in &mut index.parts {
            let ty = if is_over(part, &a.name) { &a.ty } else { &b.ty };
            if *ty == Type::Json {
                return None;
            }
            part.prefix = (is_large(ty) || matches!(ty, Type::Varchar(200))).then_some(9);
        }
        if kind % 5 == 1 {
            index.parts[0].order = Order::Desc;
        }
        index.invisible = kind % 6 == 2;
        index.comment = (kind % 11 == 3).then(|| "it's".to_owned());
        table.indexes.push(index);
        Some(())
    }

    pub(super) fn rename_index(&mut self, pick: usize, at: usize) -> Option<()> {
        let number = self.number();
        let indexes = &mut self.table(pick)?.indexes;
        let at = at.checked_rem(indexes.len())?;
        indexes[at].name = format!("idx_{number}");
        Some(())
    }

    pub(super) fn add_foreign_key(&mut self, pick: usize, parent: usize, action: usize) -> Option<()> {
        let number = self.number();
        let parent = self.table(parent)?.clone();
        let [key] = parent.primary_key_columns() else { return None };
        let there = parent.column(key)?;
        if key != "id" {
            return None;
        }
        let mut child = Column::new(format!("ref_{number}"), there.ty.clone());
        child.nullable = true;
        child.charset.clone_from(&there.charset);
        let table = self.table(pick)?;
        let column = child.name.clone();
        // Now and then a second key on the same column.
        let first = table
            .foreign_keys
            .iter()
            .find(|key| key.references == parent.name)
            .map(|key| key.columns[0].clone());
        let columns = match first.filter(|_| action % 4 == 3) {
            Some(first) => vec![first],
            None => {
                table.columns.push(child);
                vec![column]
            }
        };
        let actions = [Action::NoAction, Action::Cascade, Action::SetNull, Action::Restrict];
        table.foreign_keys.push(ForeignKey {
            name: format!("fk_{number}"),
            columns,
            references: parent.name.clone(),
            referenced_columns: vec![key.clone()],
            on_delete: actions[action % 4],
            on_update: actions[(action / 4) % 2],
            deferrable: Deferrable::No,
            match_full: false,
            not_valid: false,
        });
        Some(())
    }

    pub(super) fn add_check(&mut self, pick: usize, column: usize, named: usize) -> Option<()> {
        let number = self.number();
        let table = self.table(pick)?;
        let column = table.columns.get(column % table.columns.len())?.clone();
        let is_key = table.foreign_keys.iter().any(|key| key.columns.contains(&column.name));
        if column.identity.is_some() || is_key {
            return None;
        }
        let expression = condition(&column);
        let own = named.is_multiple_of(5)
            && column.ty != Type::Json
            && table.checks.iter().all(|check| check.name != column.name);
        let called = if own { column.name.clone() } else { format!("chk_{number}") };
        table.checks.push(Check::new(called, expression));
        Some(())
    }

    pub(super) fn rename_check(&mut self, pick: usize, at: usize) -> Option<()> {
        let number = self.number();
        let checks = &mut self.table(pick)?.checks;
        let at = at.checked_rem(checks.len())?;
        checks[at].name = format!("chk_{number}");
        Some(())
    }
}

/// What a check says of a column: something that its type can be asked.
pub(super) fn condition(column: &Column) -> String {
    let name = QUOTING.name(&column.name);
    match &column.ty {
        Type::Int { .. } | Type::Decimal(_) | Type::Double => format!("{name} >= 0 AND {name} < 120"),
        Type::Varchar(_) | Type::Text => format!("length({name})>0"),
        _ => format!("{name} IS NOT NULL OR 1 = 1"),
    }
}
