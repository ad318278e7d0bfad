//! What the steps do to whole tables.

use migrate_core::schema::*;
use migrate_core::{Change, QName};

use super::maker::Maker;

const TABLES: [&str; 7] = ["users", "order", "audit log", "ti`ck", "tägs", "select", "it's"];

impl Maker {
    pub(super) fn add_table(&mut self, pick: usize, key: usize) -> Option<()> {
        let name = self.free(&TABLES, pick, |name| self.schema.table(&QName::new(None, name)).is_some())?;
        let mut table = Table::new(QName::new(None, name));
        let mut id = Column::new("id", Type::Int { bits: 64, unsigned: false });
        match key % 5 {
            0 | 1 => id.identity = Some(Identity::new(IdentityKind::Autoincrement)),
            2 => id.ty = Type::Int { bits: 32, unsigned: true },
            3 => {
                id.ty = Type::Varchar(40);
                id.charset = Some("ascii".to_owned());
            }
            _ => id.nullable = true,
        }
        if !id.nullable {
            table.primary_key = Some(PrimaryKey::new(vec!["id".to_owned()]));
        }
        table.columns.push(id);
        self.schema.tables.push(table);
        Some(())
    }

    pub(super) fn drop_table(&mut self, pick: usize) -> Option<()> {
        let name = self.table(pick)?.name.clone();
        self.schema.tables.retain(|table| table.name != name);
        for table in &mut self.schema.tables {
            table.foreign_keys.retain(|key| key.references != name);
        }
        self.tables.remove(&name);
        self.columns.retain(|(table, _), _| *table != name);
        Some(())
    }

    pub(super) fn rename_table(&mut self, pick: usize, other: usize) -> Option<()> {
        let from = self.table(pick)?.name.clone();
        let to = self.free(&TABLES, other, |name| self.schema.table(&QName::new(None, name)).is_some())?;
        let to = QName::new(None, to);
        self.schema = std::mem::take(&mut self.schema).normalized();
        Change::RenameTable { from: from.clone(), to: to.clone() }.apply(&mut self.schema).ok()?;
        if let Some(was) = self.tables.remove(&from) {
            self.tables.insert(to.clone(), was);
        }
        let columns = std::mem::take(&mut self.columns);
        let moved = |table: QName| if table == from { to.clone() } else { table };
        self.columns =
            columns.into_iter().map(|((table, column), was)| ((moved(table), column), was)).collect();
        Some(())
    }
    pub(super) fn options(&mut self, pick: usize, how: usize) -> Option<()> {
        let options = &mut self.table(pick)?.options;
        match how % 5 {
            0 => options.row_format = Some("compact".to_owned()),
            1 => options.row_format = None,
            2 => (options.charset, options.collation) = (Some("latin1".to_owned()), None),
            3 => {
                (options.charset, options.collation) =
                    (Some("utf8mb4".to_owned()), Some("utf8mb4_bin".to_owned()))
            }
            _ => (options.charset, options.collation) = (None, None),
        }
        Some(())
    }

    pub(super) fn comment(&mut self, pick: usize, how: usize) -> Option<()> {
        self.table(pick)?.comment = (how.is_multiple_of(2)).then(|| "it's a \\ table".to_owned());
        Some(())
    }
}
