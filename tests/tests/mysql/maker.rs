//! Random schemas of what MySQL and MariaDB have, and rows for them.

use std::collections::BTreeMap;

use migrate_core::dialect::mentions;
use migrate_core::dialect::mysql::QUOTING;
use migrate_core::diff::Hints;
use migrate_core::schema::*;
use migrate_core::{Change, Dialect, QName};
use proptest::collection::vec;
use proptest::prelude::*;

use super::columns::{column, column_default, is_large};

const TABLES: [&str; 7] = ["users", "order", "audit log", "ti`ck", "tägs", "select", "it's"];
const COLUMNS: [&str; 11] =
    ["email", "Größe", "order", "two words", "ti`ck", "total", "State", "kind", "group", "key", "it's"];

/// Two schemas, and what their models say about the way between them.
#[derive(Clone, Debug)]
pub(crate) struct Case {
    pub(crate) old: Schema,
    pub(crate) new: Schema,
    pub(crate) hints: Hints,
}

/// What is done, and numbers that pick one of what there is.
type Edit = (u8, usize, usize, usize, usize);

/// Any two schemas, of which the second was made from the first.
pub(crate) fn case() -> impl Strategy<Value = Case> {
    (vec(edit(), 1..30), vec(edit(), 0..14)).prop_map(|(before, after)| {
        let mut maker = Maker::default();
        before.iter().for_each(|edit| maker.apply(*edit));
        let old = maker.schema.clone().normalized();
        maker.remember();
        after.iter().for_each(|edit| maker.apply(*edit));
        let hints = maker.hints(&old);
        Case { old, new: maker.schema.normalized(), hints }
    })
}

fn edit() -> impl Strategy<Value = Edit> {
    let n = || 0..240_usize;
    let kind = prop_oneof![
        4 => Just(0_u8), 1 => Just(1), 2 => Just(2), 9 => Just(3), 3 => Just(4), 3 => Just(5), 5 => Just(6),
        2 => Just(7), 5 => Just(8), 2 => Just(9), 1 => Just(10), 4 => Just(11), 2 => Just(12), 3 => Just(13),
        1 => Just(14), 1 => Just(15), 2 => Just(16), 2 => Just(17),
    ];
    (kind, n(), n(), n(), n())
}

#[derive(Default)]
pub(crate) struct Maker {
    pub(crate) schema: Schema,
    made: usize,
    /// What everything was called before, by its name now.
    pub(crate) tables: BTreeMap<QName, QName>,
    pub(crate) columns: BTreeMap<(QName, String), String>,
}

impl Maker {
    fn remember(&mut self) {
        for table in &self.schema.tables {
            self.tables.insert(table.name.clone(), table.name.clone());
            for column in &table.columns {
                self.columns.insert((table.name.clone(), column.name.clone()), column.name.clone());
            }
        }
    }

    fn number(&mut self) -> usize {
        self.made += 1;
        self.made
    }

    fn table(&mut self, pick: usize) -> Option<&mut Table> {
        let count = self.schema.tables.len();
        if count == 0 { None } else { self.schema.tables.get_mut(pick % count) }
    }

    fn apply(&mut self, (kind, a, b, c, d): Edit) {
        let _ = match kind {
            0 => self.add_table(a, b),
            1 => self.drop_table(a),
            2 => self.rename_table(a, b),
            3 => self.add_column(a, b, c, d),
            4 => self.drop_column(a, b),
            5 => self.rename_column(a, b, c),
            6 => self.alter_column(a, b, c, d),
            7 => self.primary_key(a, b),
            8 => self.add_index(a, b, c, d),
            9 => self.remove(a, b, |table| &mut table.indexes),
            10 => self.rename_index(a, b),
            11 => self.add_foreign_key(a, b, c),
            12 => self.remove(a, b, |table| &mut table.foreign_keys),
            13 => self.add_check(a, b, c),
            14 => self.remove(a, b, |table| &mut table.checks),
            15 => self.rename_check(a, b),
            16 => self.options(a, b),
            _ => self.comment(a, b),
        };
    }

    fn free<'n>(&self, names: &'n [&'n str], pick: usize, taken: impl Fn(&str) -> bool) -> Option<&'n str> {
        (0..names.len()).map(|n| names[(pick + n) % names.len()]).find(|name| !taken(name))
    }

    fn add_table(&mut self, pick: usize, key: usize) -> Option<()> {
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
            table.primary_key = Some(PrimaryKey { name: None, columns: vec!["id".to_owned()] });
        }
        table.columns.push(id);
        self.schema.tables.push(table);
        Some(())
    }

    fn drop_table(&mut self, pick: usize) -> Option<()> {
        let name = self.table(pick)?.name.clone();
        self.schema.tables.retain(|table| table.name != name);
        for table in &mut self.schema.tables {
            table.foreign_keys.retain(|key| key.references != name);
        }
        self.tables.remove(&name);
        self.columns.retain(|(table, _), _| *table != name);
        Some(())
    }

    fn rename_table(&mut self, pick: usize, other: usize) -> Option<()> {
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

    fn add_column(&mut self, pick: usize, name: usize, how: usize, place: usize) -> Option<()> {
        let table = self.table(pick)?.clone();
        let name = self.free(&COLUMNS, name, |name| table.column(name).is_some())?;
        let column = column(name, how, place);
        let table = self.table(pick)?;
        let at = place % (table.columns.len() + 1);
        table.columns.insert(at, column);
        Some(())
    }

    fn drop_column(&mut self, pick: usize, column: usize) -> Option<()> {
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

    fn rename_column(&mut self, pick: usize, column: usize, other: usize) -> Option<()> {
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

    fn alter_column(&mut self, pick: usize, at: usize, how: usize, what: usize) -> Option<()> {
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
        self.table(pick)?.columns[index] = after;
        Some(())
    }

    fn primary_key(&mut self, pick: usize, column: usize) -> Option<()> {
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
        table.primary_key = Some(PrimaryKey { name: None, columns });
        for table in &mut self.schema.tables {
            table.foreign_keys.retain(|key| key.references != of);
        }
        Some(())
    }

    fn add_index(&mut self, pick: usize, first: usize, second: usize, kind: usize) -> Option<()> {
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
        if table.primary_key_columns().contains(&a.name) && kind.is_multiple_of(3) {
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

    fn remove<T>(&mut self, pick: usize, at: usize, of: impl Fn(&mut Table) -> &mut Vec<T>) -> Option<()> {
        let list = of(self.table(pick)?);
        if !list.is_empty() {
            list.remove(at % list.len());
        }
        Some(())
    }

    fn rename_index(&mut self, pick: usize, at: usize) -> Option<()> {
        let number = self.number();
        let indexes = &mut self.table(pick)?.indexes;
        let at = at.checked_rem(indexes.len())?;
        indexes[at].name = format!("idx_{number}");
        Some(())
    }

    fn add_foreign_key(&mut self, pick: usize, parent: usize, action: usize) -> Option<()> {
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

    fn add_check(&mut self, pick: usize, column: usize, named: usize) -> Option<()> {
        let number = self.number();
        let table = self.table(pick)?;
        let column = table.columns.get(column % table.columns.len())?.clone();
        let is_key = table.foreign_keys.iter().any(|key| key.columns.contains(&column.name));
        if column.identity.is_some() || is_key {
            return None;
        }
        let name = QUOTING.name(&column.name);
        let expression = match &column.ty {
            Type::Int { .. } | Type::Decimal(_) | Type::Double => format!("{name} >= 0 AND {name} < 120"),
            Type::Varchar(_) | Type::Text => format!("length({name})>0"),
            _ => format!("{name} IS NOT NULL OR 1 = 1"),
        };
        let own = named.is_multiple_of(5)
            && column.ty != Type::Json
            && table.checks.iter().all(|check| check.name != column.name);
        let called = if own { column.name.clone() } else { format!("chk_{number}") };
        table.checks.push(Check::new(called, expression));
        Some(())
    }

    fn rename_check(&mut self, pick: usize, at: usize) -> Option<()> {
        let number = self.number();
        let checks = &mut self.table(pick)?.checks;
        let at = at.checked_rem(checks.len())?;
        checks[at].name = format!("chk_{number}");
        Some(())
    }

    fn options(&mut self, pick: usize, how: usize) -> Option<()> {
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

    fn comment(&mut self, pick: usize, how: usize) -> Option<()> {
        self.table(pick)?.comment = (how.is_multiple_of(2)).then(|| "it's a \\ table".to_owned());
        Some(())
    }
}

fn is_over(part: &IndexPart, name: &str) -> bool {
    matches!(&part.on, IndexTarget::Column(column) if column == name)
}
