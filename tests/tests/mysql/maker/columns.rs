//! What the steps do to columns.

use migrate_core::dialect::mentions;
use migrate_core::dialect::mysql::QUOTING;
use migrate_core::schema::*;
use migrate_core::{Change, Dialect};

use super::keys::condition;
use super::maker::{Maker, is_over};
use super::types::{column, column_default};

const COLUMNS: [&str; 11] =
    ["email", "Größe", "order", "two words", "ti`ck", "total", "State", "kind", "group", "key", "it's"];

impl Maker {
    pub(super) fn add_column(&mut self, pick: usize, name: usize, how: usize, place: usize) -> Option<()> {
        let table = self.table(pick)?.clone();
        let name = self.free(&COLUMNS, name, |name| table.column(name).is_some())?;
        let column = column(name, how, place);
        let table = self.table(pick)?;
        let at = place % (table.columns.len() + 1);
        table.columns.insert(at, column);
        Some(())
    }

    pub(super) fn drop_column(&mut self, pick: usize, column: usize) -> Option<()> {
        let table = self.table(pick)?;
        let name = table.columns.get(column % table.columns.len())?.name.clone();
        if table.columns.len() == 1 || table.primary_key_columns().contains(&name) {
            return None;
        }
        let rest = |column: &Column| column.name != name && !column.invisible;
        if !table.columns.iter().any(rest) {
            return None;
        }
        let of = table.name.clone();
        table.columns.retain(|column| column.name != name);
        table.checks.retain(|check| !mentions(Dialect::Mysql, &check.expression, &name));
        table.foreign_keys.retain(|key| !key.columns.contains(&name));
        table.indexes.retain(|index| !index.parts.iter().any(|part| is_over(part, &name)));
        self.columns.remove(&(of, name));
        Some(())
    }

    pub(super) fn rename_column(&mut self, pick: usize, column: usize, other: usize) -> Option<()> {
        let table = self.table(pick)?.clone();
        let from = table.columns.get(column % table.columns.len())?.name.clone();
        let to = self.free(&COLUMNS, other, |name| table.column(name).is_some())?.to_owned();
        self.schema = std::mem::take(&mut self.schema).normalized();
        Change::RenameColumn { table: table.name.clone(), from: from.clone(), to: to.clone() }
            .apply(&mut self.schema)
            .ok()?;
        // As the models would say it then, with the quotes of this database.
        for check in &mut self.schema.table_mut(&table.name)?.checks {
            let before = table.checks.iter().find(|before| before.name == check.name)?;
            check.expression = before.expression.replace(&QUOTING.name(&from), &QUOTING.name(&to));
        }
        if let Some(was) = self.columns.remove(&(table.name.clone(), from)) {
            self.columns.insert((table.name, to), was);
        }
        Some(())
    }

    pub(super) fn alter_column(&mut self, pick: usize, at: usize, how: usize, what: usize) -> Option<()> {
        let table = self.table(pick)?.clone();
        let before = table.columns.get(at % table.columns.len())?.clone();
        let refers = |key: &ForeignKey| key.columns.contains(&before.name);
        let is_key = table.primary_key_columns().contains(&before.name)
            || table.foreign_keys.iter().any(refers)
            || before.identity.is_some();
        if is_key {
            return None;
        }
        let indexed =
            table.indexes.iter().any(|index| index.parts.iter().any(|part| is_over(part, &before.name)));
        let mut after = before.clone();
        match what % 5 {
            0 | 1 if !indexed => after = column(&before.name, how, what),
            2 if before.generated.is_none() && !before.invisible => after.nullable = !before.nullable,
            3 if before.generated.is_none() => after.default = column_default(&before.ty, how),
            4 => after.comment = (how.is_multiple_of(2)).then(|| "it's \"so\"".to_owned()),
            _ => return None,
        }
        if after.ty == Type::Json && table.checks.iter().any(|check| check.name == after.name) {
            return None;
        }
        let index = at % table.columns.len();
        let others_hidden = table.columns.iter().all(|other| other.name == before.name || other.invisible);
        if after.invisible && others_hidden {
            return None;
        }
        // As the models would say it of the new type: a number is asked otherwise than bytes.
        let (was, now) = (condition(&before), condition(&after));
        let table = self.table(pick)?;
        table
            .checks
            .iter_mut()
            .filter(|check| check.expression == was)
            .for_each(|check| check.expression.clone_from(&now));
        table.columns[index] = after;
        Some(())
    }
}
