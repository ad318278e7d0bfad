use std::collections::BTreeMap;

use super::catalog::Catalog;
use super::names::Names;
use super::rows;
use crate::QName;
use crate::dialect::postgres::{bare, read_default, read_type};
use crate::schema::{Column, Generated, Identity, IdentityKind, Index, Partition, Table, Type};

/// Tables on their way into the schema, by the catalog's number.
pub(super) struct Tables {
    tables: BTreeMap<u32, Numbered>,
}

/// A table, and the catalog's number of each of its columns.
pub(super) struct Numbered {
    pub table: Table,
    numbers: Vec<i16>,
    /// It is a materialized view, of which only the indexes matter here.
    is_view: bool,
}

impl Tables {
    pub(super) fn get(&self, oid: u32) -> Option<&Numbered> {
        self.tables.get(&oid)
    }

    pub(super) fn get_mut(&mut self, oid: u32) -> Option<&mut Numbered> {
        self.tables.get_mut(&oid)
    }

    /// The tables, and the indexes of materialized views by the view's name.
    pub(super) fn into_parts(self) -> (Vec<Table>, BTreeMap<QName, Vec<Index>>) {
        let (views, tables): (Vec<Numbered>, Vec<Numbered>) =
            self.tables.into_values().partition(|numbered| numbered.is_view);
        let of = |numbered: Numbered| (numbered.table.name, numbered.table.indexes);
        (tables.into_iter().map(|numbered| numbered.table).collect(), views.into_iter().map(of).collect())
    }
}

impl Numbered {
    /// The column of this number.
    pub(super) fn column(&self, number: i16) -> Option<&Column> {
        // Numbers only grow, but dropped columns leave holes.
        let place = self.numbers.binary_search(&number).ok()?;
        self.table.columns.get(place)
    }

    /// The names of these columns; nothing where one is not there.
    pub(super) fn column_names(&self, numbers: &[i16]) -> Option<Vec<String>> {
        numbers.iter().map(|number| self.column(*number).map(|column| column.name.clone())).collect()
    }
}

/// Tables with their columns.
pub(super) fn read(catalog: &Catalog, names: &Names) -> Tables {
    let mut tables = BTreeMap::new();
    for row in
        catalog.relations.iter().filter(|row| matches!(&*row.kind, "r" | "p" | "m") && !is_ledger(&row.name))
    {
        let mut table = Table::new(names.qualified(&row.namespace, &row.name));
        table.comment.clone_from(&row.comment);
        table.options.unlogged = row.unlogged;
        table.options.with = row.options.clone().unwrap_or_default();
        table.options.with.sort();
        table.options.partition_by.clone_from(&row.partition_key);
        tables.insert(row.oid, Numbered { table, numbers: Vec::new(), is_view: row.kind == "m" });
    }
    let types: BTreeMap<(u32, i32), (Type, &str)> = catalog
        .types
        .iter()
        .map(|row| ((row.type_oid, row.type_mod), (column_type(row, names), &*row.base)))
        .collect();
    let serials = serials(catalog);
    for row in &catalog.columns {
        let Some(numbered) = tables.get_mut(&row.relation) else { continue };
        let Some((ty, spelling)) = types.get(&(row.type_oid, row.type_mod)) else { continue };
        let sequence = serials.get(&(row.relation, row.number)).copied();
        numbered.table.columns.push(column(row, names, ty, spelling, sequence));
        numbered.numbers.push(row.number);
    }
    parts(catalog, &mut tables);
    Tables { tables }
}

/// What is part of which table. A part's numbers are the whole's: it counts for all of them.
fn parts(catalog: &Catalog, tables: &mut BTreeMap<u32, Numbered>) {
    for row in &catalog.relations {
        let (Some(whole), Some(bound)) = (row.whole, &row.bound) else { continue };
        // A part of a part: the outermost has the numbers.
        let mut top = whole;
        while let Some(next) = catalog.relations.iter().find(|it| it.oid == top).and_then(|it| it.whole) {
            top = next;
        }
        let Some(of) = tables.get(&whole).map(|numbered| numbered.table.name.clone()) else { continue };
        let numbered: Vec<Column> = tables
            .get(&top)
            .into_iter()
            .flat_map(|numbered| &numbered.table.columns)
            .filter(|column| column.identity.is_some())
            .cloned()
            .collect();
        let Some(part) = tables.get_mut(&row.oid) else { continue };
        part.table.options.partition_of = Some(Partition { of, bound: bound.clone() });
        for column in numbered {
            if let Some(own) = part.table.column_mut(&column.name) {
                own.identity.clone_from(&column.identity);
                own.default.clone_from(&column.default);
            }
        }
    }
}

/// Diesel's list of revisions and our journal: no part of anybody's schema.
fn is_ledger(name: &str) -> bool {
    name == "__diesel_schema_migrations" || name.starts_with("__migrate_")
}

fn column_type(row: &rows::ColumnType, names: &Names) -> Type {
    let (Some(namespace), Some(name)) = (&row.enum_namespace, &row.enum_name) else {
        return read_type(&row.spelling);
    };
    let ty = Type::Enum(names.qualified(namespace, name));
    if row.spelling.ends_with("[]") { Type::Array(Box::new(ty)) } else { ty }
}

/// The sequences that number a column, by table and column.
fn serials(catalog: &Catalog) -> BTreeMap<(u32, i16), &rows::Sequence> {
    let numbering = catalog.sequences.iter().filter(|sequence| numbers_a_column(sequence));
    numbering.filter_map(|sequence| Some(((sequence.owner?, sequence.owner_column?), sequence))).collect()
}

/// Whether the sequence belongs to its column, so that it isn't one that stands alone.
pub(super) fn numbers_a_column(sequence: &rows::Sequence) -> bool {
    match sequence.owned.as_deref() {
        Some("i") => true,
        Some(_) => sequence.is_default,
        None => false,
    }
}

fn column(
    row: &rows::Column,
    names: &Names,
    ty: &Type,
    spelling: &str,
    sequence: Option<&rows::Sequence>,
) -> Column {
    let mut column = Column::new(row.name.clone(), ty.clone());
    column.nullable = !row.not_null;
    column.comment.clone_from(&row.comment);
    column.collation = row.collation.as_ref().map(|collation| {
        let namespace = row.collation_namespace.as_deref().filter(|namespace| *namespace != "pg_catalog");
        namespace
            .map_or_else(|| QName::from(&**collation), |namespace| names.qualified(namespace, collation))
            .to_string()
    });
    let kind = match row.identity.as_str() {
        "a" => Some(IdentityKind::Always),
        "d" => Some(IdentityKind::ByDefault),
        _ => sequence.map(|_| IdentityKind::Serial),
    };
    column.identity = kind.map(|kind| sequence.map_or(Identity::new(kind), |row| identity(kind, row)));
    match (&row.expression, row.generated.as_str()) {
        (Some(expression), "s" | "v") => {
            column.generated =
                Some(Generated { expression: bare(expression).to_owned(), stored: row.generated == "s" });
        }
        (Some(expression), _) if kind.is_none() => {
            column.default = Some(read_default(expression, ty, spelling))
        }
        (Some(_) | None, _) => {}
    }
    column
}

fn identity(kind: IdentityKind, row: &rows::Sequence) -> Identity {
    let (min, max) = usual(row);
    Identity {
        kind,
        start: (row.start != 1).then_some(row.start),
        increment: (row.increment != 1).then_some(row.increment),
        min: (row.min != min).then_some(row.min),
        max: (row.max != max).then_some(row.max),
        cache: (row.cache != 1).then_some(row.cache),
        cycle: row.cycle,
    }
}

/// The bounds that go without saying: <https://www.postgresql.org/docs/current/sql-createsequence.html>.
pub(super) fn usual(sequence: &rows::Sequence) -> (i64, i64) {
    let (least, widest) = match sequence.type_name.as_str() {
        "smallint" => (i64::from(i16::MIN), i64::from(i16::MAX)),
        "integer" => (i64::from(i32::MIN), i64::from(i32::MAX)),
        _ => (i64::MIN, i64::MAX),
    };
    if sequence.increment > 0 { (1, widest) } else { (least, -1) }
}
