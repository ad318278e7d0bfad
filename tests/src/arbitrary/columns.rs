use migrate_core::Dialect;
use migrate_core::dialect::mentions;
use migrate_core::schema::{Column, Default, Generated, IndexTarget, Type};

use super::edit::Flavour;
use super::maker::{Maker, pick_of};
use super::quoted;

impl Maker {
    pub(super) fn column(&self, name: &str, ty: usize, nullable: bool, default: usize) -> Column {
        if self.flavour == Flavour::Postgres {
            return self.postgres_column(name, ty, nullable, default);
        }
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
        if self.flavour == Flavour::Sqlite && column.ty == Type::Text && default % 5 == 1 {
            column.collation = Some("NOCASE".to_owned());
        }
        if ty % 5 == 4
            && let Some(ty) = pick_of(&self.schema.enums, default)
        {
            column.ty = Type::Enum(ty.name.clone());
            column.collation = None;
            column.default = default.is_multiple_of(2).then(|| Default::Text(ty.labels[0].clone()));
        }
        column
    }

    pub(super) fn alter_column(&mut self, pick: usize, column: usize, how: usize) -> Option<()> {
        if self.flavour == Flavour::Postgres {
            return self.alter_postgres_column(pick, column, how);
        }
        let table = self.table(pick)?;
        let name = pick_of(&table.columns, column)?.name.clone();
        let in_key = table.primary_key_columns().contains(&name);
        let (of, strict) = (table.name.clone(), table.options.strict);
        let flavour = self.flavour;
        let in_foreign_key = self.schema.tables.iter().flat_map(|table| &table.foreign_keys).any(|key| {
            key.columns.contains(&name) || key.references == of && key.referenced_columns.contains(&name)
        });
        let made = self.column(&name, how / 4, how.is_multiple_of(2), how);
        let column = self.schema.table_mut(&of)?.column_mut(&name)?;
        match how % 4 {
            _ if in_key => {}
            0 if !in_foreign_key && !strict && column.generated.is_none() => *column = made,
            1 => column.nullable = !column.nullable,
            2 if column.default.is_none() && column.generated.is_none() && !strict => {
                column.default = Some(Default::Sql("(1 + 1)".to_owned()));
            }
            2 => column.default = None,
            _ if (flavour == Flavour::Any || !in_foreign_key && !strict) && column.default.is_none() => {
                column.generated = match column.generated {
                    None => Some(Generated { expression: "1 + 1".to_owned(), stored: how % 8 == 3 }),
                    Some(_) => None,
                };
            }
            _ => {}
        }
        Some(())
    }

    /// A column that is computed from another.
    pub(super) fn add_generated(
        &mut self,
        pick: usize,
        column: usize,
        stored: bool,
        number: usize,
    ) -> Option<()> {
        if self.flavour != Flavour::Sqlite {
            return None;
        }
        let table = self.table(pick)?;
        let from = pick_of(&table.columns, column)?.name.clone();
        let mut made = Column::new(format!("computed_{number}"), Type::Text);
        made.nullable = true;
        made.generated = Some(Generated { expression: format!("lower({})", quoted(&from)), stored });
        table.columns.push(made);
        Some(())
    }

    pub(super) fn drop_column(&mut self, pick: usize, column: usize) -> Option<()> {
        let table = self.table(pick)?;
        let name = pick_of(&table.columns, column)?.name.clone();
        if table.columns.len() == 1 || table.primary_key_columns().contains(&name) {
            return None;
        }
        let of = table.name.clone();
        let says = |sql: &str| mentions(Dialect::Sqlite, sql, &name);
        let computes = |column: &Column| column.generated.as_ref().is_some_and(|it| says(&it.expression));
        if table.columns.iter().any(computes) {
            return None;
        }
        table.exclusions.retain(|exclusion| !exclusion.parts.iter().any(|part| says(&part.expression)));
        table.columns.retain(|column| column.name != name);
        if let Some(key) = &mut table.primary_key {
            key.include.retain(|column| *column != name);
        }
        table.checks.retain(|check| !says(&check.expression));
        table.foreign_keys.retain(|key| !key.columns.contains(&name));
        table.indexes.retain(|index| {
            !index.predicate.as_deref().is_some_and(says)
                && !index.include.contains(&name)
                && !index.parts.iter().any(|part| match &part.on {
                    IndexTarget::Column(column) => *column == name,
                    IndexTarget::Expression(sql) => says(sql),
                })
        });
        for table in &mut self.schema.tables {
            table.foreign_keys.retain(|key| key.references != of || !key.referenced_columns.contains(&name));
        }
        let gone = self.schema.views.iter().filter(|view| says(&view.query)).cloned().collect();
        self.schema.views.retain(|view| !says(&view.query));
        self.drop_readers(gone);
        self.columns.remove(&(of, name));
        Some(())
    }
}
