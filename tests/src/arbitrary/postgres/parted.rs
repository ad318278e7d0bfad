use migrate_core::QName;
use migrate_core::schema::{
    Check, Column, Deferrable, Index, IndexKind, IndexTarget, Partition, PrimaryKey, Table, Type,
};

use crate::arbitrary::maker::{Maker, pick_of};

impl Maker {
    /// Tables in parts: what is done to the whole is done to each part.
    pub(super) fn parted(&mut self, pick: usize, how: usize, number: usize) -> Option<()> {
        let is_whole = |table: &&Table| table.options.partition_by.is_some();
        let wholes: Vec<QName> =
            self.schema.tables.iter().filter(is_whole).map(|table| table.name.clone()).collect();
        if wholes.is_empty() || how.is_multiple_of(9) && wholes.len() < 3 {
            let name = QName::new(None::<&str>, format!("parted_{number}"));
            self.schema.tables.push(whole(&name, pick));
            self.part(&name, 0, number);
            self.part(&name, 1, number);
            return Some(());
        }
        let whole = pick_of(&wholes, pick)?.clone();
        let parts: Vec<QName> = self.family(&whole).into_iter().filter(|name| *name != whole).collect();
        match how % 13 {
            1 => self.part(&whole, how, number),
            2 => {
                let gone = pick_of(&parts, how)?.clone();
                self.drop_table(&gone);
            }
            3 => {
                let free = pick_of(&parts, how)?.clone();
                self.schema.table_mut(&free)?.options.partition_of = None;
            }
            4 => {
                for name in self.family(&whole) {
                    let mut column =
                        Column::new(format!("more_{number}"), Type::Int { bits: 32, unsigned: false });
                    column.nullable = true;
                    self.schema.table_mut(&name)?.columns.push(column);
                }
            }
            5 => {
                let columns = &self.schema.table(&whole)?.columns;
                let more: Vec<String> = columns
                    .iter()
                    .map(|it| it.name.clone())
                    .filter(|name| name.starts_with("more"))
                    .collect();
                let gone = pick_of(&more, how)?;
                for name in self.family(&whole) {
                    let table = self.schema.table_mut(&name)?;
                    table.columns.retain(|column| column.name != *gone);
                    table.indexes.retain(|index| {
                        !index.parts.iter().any(|part| part.on == IndexTarget::Column(gone.clone()))
                    });
                    self.columns.remove(&(name, gone.clone()));
                }
            }
            6 => {
                let table = self.schema.table_mut(&whole)?;
                if how.is_multiple_of(2) {
                    table.indexes.pop();
                } else {
                    let column = pick_of(&table.columns, how / 9)?.name.clone();
                    table.indexes.push(Index::new(format!("idx_{number}"), IndexKind::Plain, &[column]));
                }
            }
            7 => {
                let part = pick_of(&parts, how)?.clone();
                let index = Index::new(format!("idx_{number}"), IndexKind::Plain, &["region", "id"]);
                self.schema.table_mut(&part)?.indexes.push(index);
            }
            9 => {
                let nullable = !self.schema.table(&whole)?.column("note")?.nullable;
                for name in self.family(&whole) {
                    self.schema.table_mut(&name)?.column_mut("note")?.nullable = nullable;
                }
            }
            // A key of a part's own, and an index of the whole's on which it may stand.
            10 => {
                let part = self.schema.table_mut(pick_of(&parts, how)?)?;
                toggled(part, IndexKind::Constraint(Deferrable::No), number);
            }
            11 => toggled(self.schema.table_mut(&whole)?, IndexKind::Unique, number),
            12 => {
                let table = self.schema.table_mut(&whole)?;
                if table.checks.pop().is_none() {
                    table.checks.push(Check::new(format!("check_{number}"), "id IS NOT NULL"));
                }
            }
            _ => {
                for name in self.family(&whole) {
                    let column = self.schema.table_mut(&name)?.column_mut("note")?;
                    column.ty = if how.is_multiple_of(2) { Type::Text } else { Type::Varchar(20) };
                }
            }
        }
        Some(())
    }

    /// The whole and its parts.
    fn family(&self, whole: &QName) -> Vec<QName> {
        let of = |table: &&Table| table.name == *whole || table.whole() == Some(whole);
        self.schema.tables.iter().filter(of).map(|table| table.name.clone()).collect()
    }

    fn part(&mut self, whole: &QName, row: usize, number: usize) {
        let bound = format!("FOR VALUES IN ('it''s r{}')", row % 4);
        let partition = Partition { of: whole.clone(), bound };
        let is_taken = |table: &Table| table.options.partition_of.as_ref() == Some(&partition);
        let Some(of) = self.schema.table(whole).filter(|_| !self.schema.tables.iter().any(is_taken)) else {
            return;
        };
        let mut part = Table::new(QName::new(None::<&str>, format!("part_{number}_{row}")));
        part.columns.clone_from(&of.columns);
        part.options.partition_of = Some(partition);
        self.schema.tables.push(part);
    }
}

/// A unique index on the columns of the key: away, or there.
fn toggled(table: &mut Table, kind: IndexKind, number: usize) {
    let count = table.indexes.len();
    table.indexes.retain(|index| index.kind != kind);
    if table.indexes.len() == count {
        table.indexes.push(Index::new(format!("once_{number}"), kind, &["region", "id"]));
    }
}

fn whole(name: &QName, pick: usize) -> Table {
    let mut table = Table::new(name.clone());
    table.columns.push(Column::new("id", Type::Int { bits: 64, unsigned: false }));
    table.columns.push(Column::new("region", Type::Text));
    let mut note = Column::new("note", Type::Text);
    note.nullable = true;
    table.columns.push(note);
    if pick.is_multiple_of(2) {
        table.primary_key = Some(PrimaryKey::new(vec!["region".to_owned(), "id".to_owned()]));
    }
    table.options.partition_by = Some("LIST (region)".to_owned());
    table
}
