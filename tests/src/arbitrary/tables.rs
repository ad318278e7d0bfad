use migrate_core::schema::{Column, PrimaryKey, Table, Type};
use migrate_core::{Change, QName};

use super::maker::Maker;
use super::quoted;

impl Maker {
    pub(super) fn add_table(&mut self, name: &str) {
        if self.schema.table(&name.into()).is_some() {
            return;
        }
        let mut table = Table::new(name.into());
        table.columns.push(Column::new("id", Type::Int { bits: 64, unsigned: false }));
        table.primary_key = Some(PrimaryKey { name: None, columns: vec!["id".to_owned()] });
        self.schema.tables.push(table);
    }

    pub(super) fn drop_table(&mut self, name: &QName) {
        self.schema.tables.retain(|table| table.name != *name);
        self.schema.views.retain(|view| !view.query.contains(&quoted(&name.name)));
        for table in &mut self.schema.tables {
            table.foreign_keys.retain(|key| key.references != *name);
        }
        self.tables.remove(name);
        self.columns.retain(|(table, _), _| table != name);
    }

    pub(super) fn rename_table(&mut self, from: &QName, to: QName) {
        if self.schema.table(&to).is_some() {
            return;
        }
        let change = Change::RenameTable { from: from.clone(), to: to.clone() };
        change.apply(&mut self.schema).expect("the table is there, and its new name is free");
        if let Some(was) = self.tables.remove(from) {
            self.tables.insert(to.clone(), was);
        }
        let columns = std::mem::take(&mut self.columns);
        self.columns = columns
            .into_iter()
            .map(|((table, column), was)| ((if table == *from { to.clone() } else { table }, column), was))
            .collect();
    }

    pub(super) fn rename_column(&mut self, table: &QName, from: &str, to: &str) {
        if self.schema.table(table).is_none_or(|table| table.column(to).is_some()) {
            return;
        }
        let change = Change::RenameColumn { table: table.clone(), from: from.to_owned(), to: to.to_owned() };
        change.apply(&mut self.schema).expect("the column is there, and its new name is free");
        if let Some(was) = self.columns.remove(&(table.clone(), from.to_owned())) {
            self.columns.insert((table.clone(), to.to_owned()), was);
        }
    }
}
