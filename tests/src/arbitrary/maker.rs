use std::collections::BTreeMap;

use migrate_core::QName;
use migrate_core::diff::{Backfill, Hints, Origin, Rename};
use migrate_core::schema::{Check, EnumType, IndexKind, Schema, Table, View};

use super::edit::{Edit, Flavour};
use super::rows::sample;
use super::tables::query;
use super::{postgres, quoted};

const TABLES: [&str; 9] =
    ["users", "posts", "Orders", "order", "audit log", "qu\"ote", "tägs", "select", "line_items"];
const COLUMNS: [&str; 10] =
    ["email", "name", "order", "two words", "qu\"ote", "Größe", "total", "State", "kind", "group"];

/// A schema in the making, which knows what everything was called before.
pub(super) struct Maker {
    pub(super) flavour: Flavour,
    pub(super) schema: Schema,
    /// Names make numbers, so that none is used twice.
    made: usize,
    pub(super) tables: BTreeMap<QName, QName>,
    pub(super) columns: BTreeMap<(QName, String), String>,
    pub(super) enums: BTreeMap<QName, QName>,
    pub(super) labels: BTreeMap<(QName, String), String>,
}

impl Maker {
    pub(super) fn new(flavour: Flavour) -> Self {
        Self {
            flavour,
            schema: Schema::default(),
            made: 0,
            tables: BTreeMap::new(),
            columns: BTreeMap::new(),
            enums: BTreeMap::new(),
            labels: BTreeMap::new(),
        }
    }

    /// Everything has its old name now.
    pub(super) fn remember(&mut self) {
        for table in &self.schema.tables {
            self.tables.insert(table.name.clone(), table.name.clone());
            for column in &table.columns {
                self.columns.insert((table.name.clone(), column.name.clone()), column.name.clone());
            }
        }
        for ty in &self.schema.enums {
            self.enums.insert(ty.name.clone(), ty.name.clone());
            for label in &ty.labels {
                self.labels.insert((ty.name.clone(), label.clone()), label.clone());
            }
        }
    }

    /// What the models would say: a rename whose names are both free for it, and a value for new columns.
    pub(super) fn hints(&self, old: &Schema) -> Hints {
        let mut hints = Hints::none();
        for (now, was) in &self.tables {
            if now != was && old.table(now).is_none() && self.schema.table(was).is_none() {
                let (from, to) = (was.clone(), now.clone());
                hints.renames.push(Rename::Table { from, to, origin: Origin::Attribute });
            }
        }
        for ((table, now), was) in &self.columns {
            let before = self.tables.get(table).and_then(|was| old.table(was));
            // A table whose rename can't be said is a new one.
            let is_kept = self.tables.get(table).is_some_and(|was| {
                was == table || (old.table(table).is_none() && self.schema.table(was).is_none())
            });
            let (Some(before), Some(after)) = (before, self.schema.table(table)) else { continue };
            if now != was && is_kept && before.column(now).is_none() && after.column(was).is_none() {
                hints.renames.push(Rename::Column {
                    table: table.clone(),
                    from: was.clone(),
                    to: now.clone(),
                    origin: Origin::Flag,
                });
            }
        }
        self.enum_hints(old, &mut hints);
        for table in &self.schema.tables {
            for column in table.columns.iter().filter(|column| !column.nullable) {
                if column.generated.is_none() && column.default.is_none() && column.identity.is_none() {
                    hints.backfills.push(Backfill {
                        table: table.name.clone(),
                        column: column.name.clone(),
                        sql: match self.flavour {
                            Flavour::Any => "1".to_owned(),
                            Flavour::Sqlite => sample(&column.ty, &self.schema, 0),
                            Flavour::Postgres => postgres::value(&column.ty, &self.schema, 0),
                        },
                    });
                }
            }
        }
        hints
    }

    pub(super) fn number(&mut self) -> usize {
        self.made += 1;
        self.made
    }

    pub(super) fn table(&mut self, pick: usize) -> Option<&mut Table> {
        // What is done to a whole or a part of it, `postgres/parted.rs` does to all of them.
        let free =
            |table: &&mut Table| table.options.partition_by.is_none() && table.options.partition_of.is_none();
        let n = self.schema.tables.iter_mut().filter(free).count();
        (n > 0).then(|| self.schema.tables.iter_mut().filter(free).nth(pick % n)).flatten()
    }

    pub(super) fn apply(&mut self, edit: &Edit) {
        self.edit(edit);
        self.retell();
        self.schema.normalize();
        let flaws = self.schema.flaws();
        assert!(flaws.is_empty(), "{edit:?} made a schema with flaws: {flaws:?}");
    }

    pub(super) fn edit(&mut self, edit: &Edit) -> Option<()> {
        let number = self.number();
        match *edit {
            Edit::AddTable(pick) => self.add_table(TABLES[pick % TABLES.len()], pick / TABLES.len()),
            Edit::DropTable(pick) => {
                let name = self.table(pick)?.name.clone();
                self.drop_table(&name);
            }
            Edit::RenameTable(pick, name) => {
                let from = self.table(pick)?.name.clone();
                self.rename_table(&from, TABLES[name % TABLES.len()].into());
            }
            Edit::AddColumn(pick, name, ty, nullable, default) => {
                let column = self.column(COLUMNS[name % COLUMNS.len()], ty, nullable, default);
                let flavour = self.flavour;
                let table = self.table(pick)?;
                if table.column(&column.name).is_none() {
                    // The models may say it anywhere: the order of columns is no difference.
                    let at = if flavour == Flavour::Any {
                        name % (table.columns.len() + 1)
                    } else {
                        table.columns.len()
                    };
                    table.columns.insert(at, column);
                }
            }
            Edit::DropColumn(pick, column) => self.drop_column(pick, column)?,
            Edit::RenameColumn(pick, column, name) => {
                let table = self.table(pick)?;
                let (table, from) = (table.name.clone(), pick_of(&table.columns, column)?.name.clone());
                self.rename_column(&table, &from, COLUMNS[name % COLUMNS.len()]);
            }
            Edit::AlterColumn(pick, column, how) => self.alter_column(pick, column, how)?,
            Edit::PrimaryKey(pick, first, second) => self.primary_key(pick, first, second)?,
            Edit::AddIndex(pick, first, second, kind) => {
                self.table(pick)?;
                self.add_index(pick, first, second, kind, number)?;
            }
            Edit::DropIndex(pick, index) => {
                let table = self.table(pick)?;
                let index = pick_of(&table.indexes, index)?.clone();
                table.indexes.retain(|other| *other != index);
            }
            Edit::RenameIndex(pick, index) => {
                let table = self.table(pick)?;
                let n = table.indexes.len();
                (n > 0).then(|| table.indexes[index % n].name = format!("idx_{number}"))?;
            }
            Edit::AddForeignKey(pick, column, parent, action) => {
                self.add_foreign_key(pick, column, parent, action, number)?;
            }
            Edit::DropForeignKey(pick, key) => {
                let table = self.table(pick)?;
                let n = table.foreign_keys.len();
                (n > 0).then(|| table.foreign_keys.remove(key % n))?;
            }
            Edit::RenameForeignKey(pick, key) if self.flavour != Flavour::Sqlite => {
                let table = self.table(pick)?;
                let n = table.foreign_keys.len();
                (n > 0).then(|| table.foreign_keys[key % n].name = format!("fkey_{number}"))?;
            }
            Edit::RenameForeignKey(pick, key) => {
                let table = self.table(pick)?;
                let n = table.foreign_keys.len();
                (n > 0).then(|| table.foreign_keys[key % n].name = format!("fkey \"{number}\""))?;
            }
            Edit::Generated(pick, column, stored) => self.add_generated(pick, column, stored, number)?,
            Edit::AddCheck(pick, column) => {
                let table = self.table(pick)?;
                let name = pick_of(&table.columns, column)?.name.clone();
                let expression = match self.flavour {
                    Flavour::Any | Flavour::Sqlite => {
                        format!("length({}) >= 0 and 'total' <> ''", quoted(&name))
                    }
                    Flavour::Postgres => format!("{} IS NOT NULL or 'total' <> ''", quoted(&name)),
                };
                let table = self.table(pick)?;
                table.checks.push(Check::new(format!("check_{number}"), expression));
            }
            Edit::DropCheck(pick, check) => {
                let table = self.table(pick)?;
                let n = table.checks.len();
                (n > 0).then(|| table.checks.remove(check % n))?;
            }
            Edit::RenameCheck(pick, check) => {
                let table = self.table(pick)?;
                let n = table.checks.len();
                (n > 0).then(|| table.checks[check % n].name = format!("check_{number}"))?;
            }
            Edit::AddEnum(pick) => {
                let labels =
                    ["new", "in progress", "it's done"][..1 + pick % 3].iter().map(|l| (*l).to_owned());
                self.schema.enums.push(EnumType {
                    name: format!("enum_{number}").as_str().into(),
                    labels: labels.collect(),
                    comment: None,
                });
            }
            Edit::AddLabel(pick) => {
                let n = self.schema.enums.len();
                let ty = (n > 0).then(|| &mut self.schema.enums[pick % n])?;
                ty.labels.insert(pick % (ty.labels.len() + 1), format!("label {number}"));
            }
            Edit::Comment(pick, is_some) if self.flavour != Flavour::Sqlite => {
                self.table(pick)?.comment = is_some.then(|| format!("comment {number}"));
            }
            Edit::Comment(..) => {}
            Edit::Option(pick) if self.flavour == Flavour::Postgres => self.storage(pick)?,
            Edit::Option(pick) => {
                let table = self.table(pick)?;
                // A table without rowids needs a primary key.
                let counts = table.columns.iter().any(|column| column.identity.is_some());
                let has_constraint =
                    table.indexes.iter().any(|index| matches!(index.kind, IndexKind::Constraint(_)));
                table.options.without_rowid =
                    !table.options.without_rowid && table.primary_key.is_some() && !counts && !has_constraint;
            }
            Edit::AddView(pick, column) => {
                let table = self.table(pick)?;
                let (table, column) = (table.name.clone(), pick_of(&table.columns, column)?.name.clone());
                let query = match self.schema.views.last() {
                    // One reads another; which stands before it, for names count on.
                    Some(view) if pick % 4 == 3 && self.flavour == Flavour::Sqlite => {
                        format!("SELECT v.one FROM {} AS v", quoted(&view.name.name))
                    }
                    _ => query(&table, &column),
                };
                self.schema.views.push(View {
                    name: format!("view_{number}").as_str().into(),
                    query,
                    materialized: false,
                    with: Vec::new(),
                    indexes: Vec::new(),
                    comment: None,
                });
            }
            Edit::DropView(pick) => {
                let n = self.schema.views.len();
                let gone = (n > 0).then(|| self.schema.views.remove(pick % n))?;
                self.drop_readers(vec![gone]);
            }
            Edit::Postgres(..) if self.flavour != Flavour::Postgres => {}
            Edit::Postgres(which, a, b, c) => self.of_postgres(which, [a, b, c], number)?,
        }
        Some(())
    }
}

pub(super) fn pick_of<T>(list: &[T], pick: usize) -> Option<&T> {
    (!list.is_empty()).then(|| &list[pick % list.len()])
}
