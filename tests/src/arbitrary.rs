//! Random schemas, and pairs of schemas of which one came from the other.
//!
//! A schema is made by edits, each of which keeps it sound; so is the second of a pair, by further
//! edits of the first. Proptest shrinks the list of edits.

use std::collections::BTreeMap;

use migrate_core::diff::{Backfill, Hints, Origin, Rename};
use migrate_core::schema::{
    Action, Check, Column, Default, EnumType, ForeignKey, Generated, Index, IndexKind, IndexPart,
    IndexTarget, Order, PrimaryKey, Schema, Table, Type, View,
};
use migrate_core::{Change, QName};
use proptest::collection::vec;
use proptest::prelude::*;

/// What a schema may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flavour {
    /// All that any database can do.
    Any,
    /// What SQLite keeps, and gives back when it is read.
    Sqlite,
}

/// Two schemas, and what their models say about the way between them.
#[derive(Clone, Debug)]
pub struct Case {
    /// Before.
    pub old: Schema,
    /// After.
    pub new: Schema,
    /// Renames and backfills.
    pub hints: Hints,
}

/// One step in the making of a schema. Numbers pick one of what there is; where there is none, nothing happens.
#[derive(Clone, Debug)]
#[allow(missing_docs)]
pub enum Edit {
    AddTable(usize),
    DropTable(usize),
    RenameTable(usize, usize),
    AddColumn(usize, usize, usize, bool, usize),
    DropColumn(usize, usize),
    RenameColumn(usize, usize, usize),
    AlterColumn(usize, usize, usize),
    PrimaryKey(usize, usize, usize),
    AddIndex(usize, usize, usize, usize),
    DropIndex(usize, usize),
    RenameIndex(usize, usize),
    AddForeignKey(usize, usize, usize, usize),
    DropForeignKey(usize, usize),
    AddCheck(usize, usize),
    DropCheck(usize, usize),
    RenameCheck(usize, usize),
    AddEnum(usize),
    AddLabel(usize),
    Comment(usize, bool),
    Option(usize),
    AddView(usize, usize),
    DropView(usize),
}

const TABLES: [&str; 9] =
    ["users", "posts", "Orders", "order", "audit log", "qu\"ote", "tägs", "select", "line_items"];
const COLUMNS: [&str; 10] =
    ["email", "name", "order", "two words", "qu\"ote", "Größe", "total", "State", "kind", "group"];

/// Any schema.
pub fn schema(flavour: Flavour) -> impl Strategy<Value = Schema> {
    vec(edit(), 1..40).prop_map(move |edits| {
        let mut maker = Maker::new(flavour);
        edits.iter().for_each(|edit| maker.apply(edit));
        maker.schema
    })
}

/// Any two schemas, of which the second was made from the first.
pub fn case(flavour: Flavour) -> impl Strategy<Value = Case> {
    (vec(edit(), 1..40), vec(edit(), 0..16)).prop_map(move |(before, after)| {
        let mut maker = Maker::new(flavour);
        before.iter().for_each(|edit| maker.apply(edit));
        let old = maker.schema.clone();
        maker.remember();
        after.iter().for_each(|edit| maker.apply(edit));
        let hints = maker.hints(&old);
        Case { old, new: maker.schema, hints }
    })
}

/// One edit; tables and columns are most of them.
fn edit() -> impl Strategy<Value = Edit> {
    let n = || 0..60_usize;
    prop_oneof![
        6 => n().prop_map(Edit::AddTable),
        1 => n().prop_map(Edit::DropTable),
        2 => (n(), n()).prop_map(|(a, b)| Edit::RenameTable(a, b)),
        10 => (n(), n(), n(), any::<bool>(), n()).prop_map(|(a, b, c, d, e)| Edit::AddColumn(a, b, c, d, e)),
        2 => (n(), n()).prop_map(|(a, b)| Edit::DropColumn(a, b)),
        3 => (n(), n(), n()).prop_map(|(a, b, c)| Edit::RenameColumn(a, b, c)),
        4 => (n(), n(), n()).prop_map(|(a, b, c)| Edit::AlterColumn(a, b, c)),
        2 => (n(), n(), n()).prop_map(|(a, b, c)| Edit::PrimaryKey(a, b, c)),
        4 => (n(), n(), n(), n()).prop_map(|(a, b, c, d)| Edit::AddIndex(a, b, c, d)),
        1 => (n(), n()).prop_map(|(a, b)| Edit::DropIndex(a, b)),
        1 => (n(), n()).prop_map(|(a, b)| Edit::RenameIndex(a, b)),
        4 => (n(), n(), n(), n()).prop_map(|(a, b, c, d)| Edit::AddForeignKey(a, b, c, d)),
        1 => (n(), n()).prop_map(|(a, b)| Edit::DropForeignKey(a, b)),
        3 => (n(), n()).prop_map(|(a, b)| Edit::AddCheck(a, b)),
        1 => (n(), n()).prop_map(|(a, b)| Edit::DropCheck(a, b)),
        1 => (n(), n()).prop_map(|(a, b)| Edit::RenameCheck(a, b)),
        1 => n().prop_map(Edit::AddEnum),
        1 => n().prop_map(Edit::AddLabel),
        1 => (n(), any::<bool>()).prop_map(|(a, b)| Edit::Comment(a, b)),
        1 => n().prop_map(Edit::Option),
        1 => (n(), n()).prop_map(|(a, b)| Edit::AddView(a, b)),
        1 => n().prop_map(Edit::DropView),
    ]
}

/// A schema in the making, which knows what everything was called before.
struct Maker {
    flavour: Flavour,
    schema: Schema,
    /// Names make numbers, so that none is used twice.
    made: usize,
    tables: BTreeMap<QName, QName>,
    columns: BTreeMap<(QName, String), String>,
}

/// A name as SQL writes it.
pub fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

impl Maker {
    fn new(flavour: Flavour) -> Self {
        Self {
            flavour,
            schema: Schema::default(),
            made: 0,
            tables: BTreeMap::new(),
            columns: BTreeMap::new(),
        }
    }

    /// Everything has its old name now.
    fn remember(&mut self) {
        for table in &self.schema.tables {
            self.tables.insert(table.name.clone(), table.name.clone());
            for column in &table.columns {
                self.columns.insert((table.name.clone(), column.name.clone()), column.name.clone());
            }
        }
    }

    /// What the models would say: a rename whose names are both free for it, and a value for new columns.
    fn hints(&self, old: &Schema) -> Hints {
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
        for table in &self.schema.tables {
            for column in table.columns.iter().filter(|column| !column.nullable) {
                if column.generated.is_none() && column.default.is_none() {
                    hints.backfills.push(Backfill {
                        table: table.name.clone(),
                        column: column.name.clone(),
                        sql: "1".to_owned(),
                    });
                }
            }
        }
        hints
    }

    fn number(&mut self) -> usize {
        self.made += 1;
        self.made
    }

    fn table(&mut self, pick: usize) -> Option<&mut Table> {
        let n = self.schema.tables.len();
        (n > 0).then(|| &mut self.schema.tables[pick % n])
    }

    fn apply(&mut self, edit: &Edit) {
        self.edit(edit);
        self.schema.normalize();
        let flaws = self.schema.flaws();
        assert!(flaws.is_empty(), "{edit:?} made a schema with flaws: {flaws:?}");
    }

    fn edit(&mut self, edit: &Edit) -> Option<()> {
        let number = self.number();
        match *edit {
            Edit::AddTable(pick) => self.add_table(TABLES[pick % TABLES.len()]),
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
            Edit::AddCheck(pick, column) => {
                let table = self.table(pick)?;
                let name = pick_of(&table.columns, column)?.name.clone();
                let expression = format!("length({}) >= 0 and 'total' <> ''", quoted(&name));
                table.checks.push(Check { name: format!("check_{number}"), expression });
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
            Edit::Comment(pick, is_some) if self.flavour == Flavour::Any => {
                self.table(pick)?.comment = is_some.then(|| format!("comment {number}"));
            }
            Edit::Comment(..) => {}
            Edit::Option(pick) => {
                let table = self.table(pick)?;
                // A table without rowids needs a primary key.
                table.options.without_rowid = !table.options.without_rowid && table.primary_key.is_some();
            }
            Edit::AddView(pick, column) if self.flavour == Flavour::Any => {
                let table = self.table(pick)?;
                let (table, column) =
                    (table.name.name.clone(), pick_of(&table.columns, column)?.name.clone());
                let query = format!(
                    "SELECT t.{0}, 1 AS one FROM {1} AS t WHERE {0} IS NOT NULL",
                    quoted(&column),
                    quoted(&table)
                );
                self.schema.views.push(View {
                    name: format!("view_{number}").as_str().into(),
                    query,
                    materialized: false,
                    indexes: Vec::new(),
                    comment: None,
                });
            }
            Edit::AddView(..) => {}
            Edit::DropView(pick) => {
                let n = self.schema.views.len();
                (n > 0).then(|| self.schema.views.remove(pick % n))?;
            }
        }
        Some(())
    }

    fn add_table(&mut self, name: &str) {
        if self.schema.table(&name.into()).is_some() {
            return;
        }
        let mut table = Table::new(name.into());
        table.columns.push(Column::new("id", Type::Int { bits: 64, unsigned: false }));
        table.primary_key = Some(PrimaryKey { name: None, columns: vec!["id".to_owned()] });
        self.schema.tables.push(table);
    }

    fn drop_table(&mut self, name: &QName) {
        self.schema.tables.retain(|table| table.name != *name);
        self.schema.views.retain(|view| !view.query.contains(&quoted(&name.name)));
        for table in &mut self.schema.tables {
            table.foreign_keys.retain(|key| key.references != *name);
        }
        self.tables.remove(name);
        self.columns.retain(|(table, _), _| table != name);
    }

    fn rename_table(&mut self, from: &QName, to: QName) {
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

    fn rename_column(&mut self, table: &QName, from: &str, to: &str) {
        if self.schema.table(table).is_none_or(|table| table.column(to).is_some()) {
            return;
        }
        let change = Change::RenameColumn { table: table.clone(), from: from.to_owned(), to: to.to_owned() };
        change.apply(&mut self.schema).expect("the column is there, and its new name is free");
        if let Some(was) = self.columns.remove(&(table.clone(), from.to_owned())) {
            self.columns.insert((table.clone(), to.to_owned()), was);
        }
    }

    fn column(&self, name: &str, ty: usize, nullable: bool, default: usize) -> Column {
        let any = [
            Type::Text,
            Type::Int { bits: 32, unsigned: false },
            Type::Bool,
            Type::Double,
            Type::Blob,
            Type::Varchar(80),
            Type::Decimal(Some((10, 2))),
            Type::Array(Box::new(Type::Uuid)),
        ];
        let kinds = if self.flavour == Flavour::Any { any.len() } else { 5 };
        let mut column = Column::new(name, any[ty % kinds].clone());
        column.nullable = nullable;
        column.default = match (default % 4, &column.ty) {
            (0, Type::Text) => Some(Default::Text("it's".to_owned())),
            (0, Type::Int { .. }) => Some(Default::Int(-7)),
            (0, Type::Bool) => Some(Default::Bool(true)),
            (0, Type::Double) => Some(Default::Number("1.5".to_owned())),
            (1, Type::Text) => Some(Default::Sql("lower('A')".to_owned())),
            _ => None,
        };
        if ty % 5 == 4
            && let Some(ty) = pick_of(&self.schema.enums, default)
        {
            column.ty = Type::Enum(ty.name.clone());
            column.default = default.is_multiple_of(2).then(|| Default::Text(ty.labels[0].clone()));
        }
        column
    }

    fn alter_column(&mut self, pick: usize, column: usize, how: usize) -> Option<()> {
        let table = self.table(pick)?;
        let name = pick_of(&table.columns, column)?.name.clone();
        let in_key = table.primary_key_columns().contains(&name);
        let (of, flavour) = (table.name.clone(), self.flavour);
        let in_foreign_key = self.schema.tables.iter().flat_map(|table| &table.foreign_keys).any(|key| {
            key.columns.contains(&name) || key.references == of && key.referenced_columns.contains(&name)
        });
        let made = self.column(&name, how / 4, how.is_multiple_of(2), how);
        let column = self.schema.table_mut(&of)?.column_mut(&name)?;
        match how % 4 {
            _ if in_key => {}
            0 if !in_foreign_key && column.generated.is_none() => *column = made,
            1 => column.nullable = !column.nullable,
            2 if column.default.is_none() && column.generated.is_none() => {
                column.default = Some(Default::Sql("(1 + 1)".to_owned()));
            }
            2 => column.default = None,
            _ if flavour == Flavour::Any && column.default.is_none() => {
                column.generated = match column.generated {
                    None => Some(Generated { expression: "1 + 1".to_owned(), stored: how % 8 == 3 }),
                    Some(_) => None,
                };
            }
            _ => {}
        }
        Some(())
    }

    fn drop_column(&mut self, pick: usize, column: usize) -> Option<()> {
        let table = self.table(pick)?;
        let name = pick_of(&table.columns, column)?.name.clone();
        if table.columns.len() == 1 || table.primary_key_columns().contains(&name) {
            return None;
        }
        let (of, word) = (table.name.clone(), quoted(&name));
        table.columns.retain(|column| column.name != name);
        table.checks.retain(|check| !check.expression.contains(&word));
        table.foreign_keys.retain(|key| !key.columns.contains(&name));
        table.indexes.retain(|index| {
            !index.predicate.as_ref().is_some_and(|sql| sql.contains(&word))
                && !index.parts.iter().any(|part| match &part.on {
                    IndexTarget::Column(column) => *column == name,
                    IndexTarget::Expression(sql) => sql.contains(&word),
                })
        });
        for table in &mut self.schema.tables {
            table.foreign_keys.retain(|key| key.references != of || !key.referenced_columns.contains(&name));
        }
        self.schema.views.retain(|view| !view.query.contains(&word));
        self.columns.remove(&(of, name));
        Some(())
    }

    fn primary_key(&mut self, pick: usize, first: usize, second: usize) -> Option<()> {
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
        table.primary_key = Some(PrimaryKey { name: None, columns });
        for table in &mut self.schema.tables {
            table.foreign_keys.retain(|key| key.references != of);
        }
        Some(())
    }

    fn add_index(
        &mut self,
        pick: usize,
        first: usize,
        second: usize,
        kind: usize,
        number: usize,
    ) -> Option<()> {
        let table = self.table(pick)?;
        let a = pick_of(&table.columns, first)?.name.clone();
        let b = pick_of(&table.columns, second)?.name.clone();
        let columns = if a == b { vec![a.clone()] } else { vec![a.clone(), b] };
        // Unique ones stand on the key, so that no rows that a test puts in can offend them.
        let unique = kind.is_multiple_of(5) && table.primary_key_columns().contains(&a);
        let kind_of = if unique { IndexKind::Unique } else { IndexKind::Plain };
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

    fn add_foreign_key(
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
        });
        Some(())
    }
}

fn pick_of<T>(list: &[T], pick: usize) -> Option<&T> {
    (!list.is_empty()).then(|| &list[pick % list.len()])
}
