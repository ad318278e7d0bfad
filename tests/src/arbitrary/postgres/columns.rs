use migrate_core::Dialect;
use migrate_core::dialect::mentions;
use migrate_core::schema::{Column, Default, Generated, Identity, IdentityKind, Type};

use crate::arbitrary::maker::{Maker, pick_of};
use crate::arbitrary::quoted;

fn int(bits: u8) -> Type {
    Type::Int { bits, unsigned: false }
}

/// Whether an index of the usual kind takes it.
pub(in crate::arbitrary) fn sorts(column: &Column) -> bool {
    column.ty != Type::Json
}

fn is_text(ty: &Type) -> bool {
    matches!(ty, Type::Text | Type::Varchar(_) | Type::Char(_))
}

impl Maker {
    pub(in crate::arbitrary) fn postgres_column(
        &self,
        name: &str,
        ty: usize,
        nullable: bool,
        default: usize,
    ) -> Column {
        let types = [
            Type::Text,
            int(32),
            Type::Bool,
            Type::Double,
            int(64),
            Type::Varchar(80),
            Type::Decimal(Some((10, 2))),
            Type::Array(Box::new(Type::Uuid)),
            Type::Uuid,
            Type::TimestampTz(None),
            Type::Jsonb,
            Type::Date,
            Type::Blob,
            Type::Inet,
            int(16),
            Type::Interval,
            Type::Array(Box::new(Type::Text)),
            Type::Char(8),
            Type::Json,
            Type::Timestamp(Some(3)),
        ];
        let mut column = Column::new(name, types[ty % types.len()].clone());
        column.nullable = nullable;
        if ty % 5 == 4
            && let Some(ty) = pick_of(&self.schema.enums, default)
        {
            column.ty = Type::Enum(ty.name.clone());
            column.default = default.is_multiple_of(2).then(|| Default::Text(ty.labels[0].clone()));
            if default.is_multiple_of(3) {
                column.ty = Type::Array(Box::new(column.ty));
                column.default = default.is_multiple_of(2).then(|| Default::Text("{}".to_owned()));
            }
            return column;
        }
        column.default = match (default % 4, &column.ty) {
            (0, Type::Text | Type::Varchar(_)) => Some(Default::Text("it's".to_owned())),
            (0, Type::Int { .. }) => Some(Default::Int(-7)),
            (0, Type::Bool) => Some(Default::Bool(true)),
            (0, Type::Double | Type::Decimal(_)) => Some(Default::Number("1.5".to_owned())),
            (0, Type::TimestampTz(_) | Type::Timestamp(_)) => {
                Some(Default::Sql("CURRENT_TIMESTAMP".to_owned()))
            }
            (0, Type::Jsonb) => Some(Default::Sql("'{}'::jsonb".to_owned())),
            (0, Type::Array(_)) => Some(Default::Sql("ARRAY[]::text[]::uuid[]".to_owned())),
            (0, Type::Interval) => Some(Default::Text("1 day".to_owned())),
            (1, Type::Text) => Some(Default::Sql("lower('A')".to_owned())),
            (1, Type::Uuid) => Some(Default::Sql("gen_random_uuid()".to_owned())),
            (1, Type::Date) => Some(Default::Sql("CURRENT_DATE + 1".to_owned())),
            _ => None,
        };
        if let Type::Array(of) = &column.ty
            && **of == Type::Text
            && column.default.is_some()
        {
            column.default = Some(Default::Sql("'{a,b}'::text[]".to_owned()));
        }
        if column.ty == Type::Text && default % 5 == 1 {
            column.collation = Some("C".to_owned());
        }
        column
    }

    pub(in crate::arbitrary) fn alter_postgres_column(
        &mut self,
        pick: usize,
        column: usize,
        how: usize,
    ) -> Option<()> {
        let table = self.table(pick)?;
        let name = pick_of(&table.columns, column)?.name.clone();
        let of = table.name.clone();
        let says = |sql: &str| mentions(Dialect::Postgres, sql, &name);
        let computes =
            table.columns.iter().any(|it| it.generated.as_ref().is_some_and(|it| says(&it.expression)));
        let in_key = table.primary_key_columns().contains(&name);
        let excluded = table.exclusions.iter().any(|it| it.parts.iter().any(|part| says(&part.expression)));
        let in_index = table.indexes.iter().any(|index| {
            let is_of = |column: &migrate_core::schema::IndexTarget| match column {
                migrate_core::schema::IndexTarget::Column(it) => *it == name,
                migrate_core::schema::IndexTarget::Expression(sql) => says(sql),
            };
            index.parts.iter().any(|part| is_of(&part.on))
        });
        let in_foreign_key = self.schema.tables.iter().flat_map(|table| &table.foreign_keys).any(|key| {
            key.columns.contains(&name) || key.references == of && key.referenced_columns.contains(&name)
        });
        let made = self.postgres_column(&name, how / 4, how.is_multiple_of(2), how);
        let column = self.schema.table_mut(&of)?.column_mut(&name)?;
        let is_plain = column.generated.is_none() && column.identity.is_none();
        match how % 4 {
            _ if in_key => {}
            0 if !in_foreign_key && is_plain && !computes && !excluded => {
                // An operator class or an expression would have to fit the new type, too.
                if !in_index || is_text(&column.ty) && is_text(&made.ty) {
                    *column = made;
                }
            }
            1 if column.identity.is_none() => column.nullable = !column.nullable,
            2 if is_plain && column.default.is_none() && matches!(column.ty, Type::Int { .. }) => {
                column.default = Some(Default::Sql("(1 + 1)".to_owned()));
            }
            2 => column.default = None,
            _ => column.comment = how.is_multiple_of(8).then(|| format!("comment {how}, it's")),
        }
        Some(())
    }

    /// Who numbers an integer column.
    pub(super) fn identity(&mut self, pick: usize, column: usize, how: usize) -> Option<()> {
        let table = self.table(pick)?;
        let name = pick_of(&table.columns, column)?.name.clone();
        let mut others = table.columns.iter().filter(|column| column.name != name);
        let is_referring = table.foreign_keys.iter().any(|key| key.columns.contains(&name));
        if others.any(|column| column.identity.is_some()) || is_referring {
            return None;
        }
        let column = table.column_mut(&name)?;
        if !matches!(column.ty, Type::Int { .. })
            || column.nullable
            || column.default.is_some()
            || column.generated.is_some()
        {
            return None;
        }
        let kind = [IdentityKind::Always, IdentityKind::ByDefault, IdentityKind::Serial].get(how % 4);
        column.identity = kind.map(|kind| {
            let mut identity = Identity::new(*kind);
            if how.is_multiple_of(3) && *kind != IdentityKind::Serial {
                identity.start = Some(100);
                identity.increment = Some(5);
                identity.cycle = how.is_multiple_of(2);
            }
            identity
        });
        Some(())
    }

    /// A column computed from another one.
    pub(super) fn generated(&mut self, pick: usize, column: usize, how: usize) -> Option<()> {
        let table = self.table(pick)?;
        let base = pick_of(&table.columns, column)?.clone();
        let expression = match &base.ty {
            _ if base.generated.is_some() => return None,
            ty if is_text(ty) => format!("upper({})", quoted(&base.name)),
            Type::Int { .. } => format!("{} * 2", quoted(&base.name)),
            _ => return None,
        };
        let mut made = Column::new("computed", if is_text(&base.ty) { Type::Text } else { int(64) });
        made.nullable = true;
        made.generated = Some(Generated { expression, stored: true });
        match table.columns.iter().position(|column| column.name == "computed" && column.generated.is_some())
        {
            // Whoever has an index on it keeps its type.
            Some(at) if table.columns[at].ty == made.ty => table.columns[at] = made,
            Some(_) => {}
            None if how.is_multiple_of(2) => table.columns.push(made),
            None => {}
        }
        Some(())
    }
}
