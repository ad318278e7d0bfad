use migrate_core::dialect::mentions;
use migrate_core::schema::{Column, Identity, IdentityKind, IndexTarget, PrimaryKey, Table, Type, View};
use migrate_core::{Change, Dialect, QName};

use super::edit::Flavour;
use super::maker::Maker;
use super::{qualified, quoted};

impl Maker {
    pub(super) fn add_table(&mut self, name: &str, kind: usize) {
        if self.schema.table(&name.into()).is_some() {
            return;
        }
        let mut table = Table::new(name.into());
        table.columns.push(Column::new("id", Type::Int { bits: 64, unsigned: false }));
        table.primary_key = Some(PrimaryKey::new(vec!["id".to_owned()]));
        match (self.flavour, kind % 3) {
            (Flavour::Sqlite, 1) => {
                table.columns[0].identity = Some(Identity::new(IdentityKind::Autoincrement));
            }
            (Flavour::Sqlite, 2) => table.options.strict = true,
            (Flavour::Postgres, 1) => {
                table.columns[0].identity = Some(Identity::new(IdentityKind::ByDefault))
            }
            (Flavour::Postgres, 2) => table.columns[0].identity = Some(Identity::new(IdentityKind::Serial)),
            _ => {}
        }
        self.schema.tables.push(table);
    }

    pub(super) fn drop_table(&mut self, name: &QName) {
        self.schema.tables.retain(|table| table.name != *name);
        let says = |view: &View| mentions(Dialect::Sqlite, &view.query, &name.name);
        let gone = self.schema.views.iter().filter(|view| says(view)).cloned().collect();
        self.schema.views.retain(|view| !says(view));
        self.drop_readers(gone);
        for table in &mut self.schema.tables {
            table.foreign_keys.retain(|key| key.references != *name);
        }
        self.tables.remove(name);
        self.columns.retain(|(table, _), _| table != name);
    }

    /// Views that read views that are gone.
    pub(super) fn drop_readers(&mut self, mut gone: Vec<View>) {
        while let Some(view) = gone.pop() {
            let reads = format!("FROM {} AS v", quoted(&view.name.name));
            gone.extend(self.schema.views.iter().filter(|view| view.query.contains(&reads)).cloned());
            self.schema.views.retain(|view| !view.query.contains(&reads));
        }
    }

    /// Where nobody rewords views, some name a column that is no longer there: no database has such a view.
    pub(super) fn drop_left_behind(&mut self) {
        if self.flavour != Flavour::Any {
            return;
        }
        let tables = &self.schema.tables;
        let is_there = |view: &View| {
            tables
                .iter()
                .any(|of| of.columns.iter().any(|column| view.query == query(&of.name, &column.name)))
        };
        self.schema.views.retain(is_there);
    }

    pub(super) fn rename_table(&mut self, from: &QName, to: QName) {
        if self.schema.table(&to).is_some() {
            return;
        }
        let change = Change::RenameTable { from: from.clone(), to: to.clone() };
        change.apply(&mut self.schema).expect("the table is there, and its new name is free");
        for one in self.schema.opaque.iter_mut().filter(|one| one.id.table.as_ref() == Some(from)) {
            one.id.table = Some(to.clone());
        }
        self.reword(&to, &source(from), &source(&to));
        // The change itself quotes only what needs it.
        let before = match to.namespace.as_deref() {
            Some(name) => vec![format!("{name}."), format!("{}.", quoted(name))],
            None => vec![String::new()],
        };
        for before in before {
            for name in [to.name.clone(), quoted(&to.name)] {
                self.reword(&to, &format!("FROM {before}{name} AS t"), &source(&to));
            }
        }
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
        self.respell(table, from, to);
        for place in ["t.", "WHERE "] {
            self.reword(table, &format!("{place}{}", quoted(from)), &format!("{place}{}", quoted(to)));
        }
        if let Some(was) = self.columns.remove(&(table.clone(), from.to_owned())) {
            self.columns.insert((table.clone(), to.to_owned()), was);
        }
    }

    /// So do the table's own expressions: a rename leaves those alone that it couldn't turn back.
    fn respell(&mut self, table: &QName, from: &str, to: &str) {
        let (flavour, Some(table)) = (self.flavour, self.schema.table_mut(table)) else { return };
        if flavour == Flavour::Any {
            return;
        }
        let respell = |sql: &mut String| *sql = sql.replace(&quoted(from), &quoted(to));
        table.checks.iter_mut().for_each(|check| respell(&mut check.expression));
        for exclusion in &mut table.exclusions {
            exclusion.predicate.iter_mut().for_each(respell);
            exclusion.parts.iter_mut().for_each(|part| respell(&mut part.expression));
        }
        for column in &mut table.columns {
            column.generated.iter_mut().for_each(|generated| respell(&mut generated.expression));
        }
        for index in &mut table.indexes {
            index.predicate.iter_mut().for_each(respell);
            for part in &mut index.parts {
                if let IndexTarget::Expression(sql) = &mut part.on {
                    respell(sql);
                }
            }
        }
    }

    /// Views that read this table follow a rename, as whoever wrote them would see to.
    fn reword(&mut self, table: &QName, from: &str, to: &str) {
        if self.flavour == Flavour::Any {
            return;
        }
        for view in &mut self.schema.views {
            if view.query.contains(&source(table)) || view.query.contains(from) && from.starts_with("FROM") {
                view.query = view.query.replace(from, to);
            }
        }
    }
}

/// What a view of one column asks.
pub(super) fn query(table: &QName, column: &str) -> String {
    format!("SELECT t.{0}, 1 AS one {1} WHERE {0} IS NOT NULL", quoted(column), source(table))
}

/// How a view names its table.
fn source(table: &QName) -> String {
    format!("FROM {} AS t", qualified(table))
}
