use super::catalog::Catalog;
use super::names::Names;
use super::rows;
use super::tables::{Tables, numbers_a_column, usual};
use crate::Schema;
use crate::dialect::postgres::read_type;
use crate::schema::{EnumType, Owner, Sequence, View};

/// Everything that is no table.
pub(super) fn read(catalog: &Catalog, names: &Names, tables: &Tables) -> Schema {
    let enums = catalog.enums.iter().map(|row| EnumType {
        name: names.qualified(&row.namespace, &row.name),
        labels: row.labels.clone(),
        comment: row.comment.clone(),
    });
    let mut schema = Schema {
        extensions: catalog.extensions.iter().map(|row| row.name.clone()).collect(),
        enums: enums.collect(),
        ..Schema::default()
    };
    for row in catalog.sequences.iter().filter(|row| !numbers_a_column(row)) {
        let name = names.qualified(&row.namespace, &row.name);
        schema.sequences.push(Sequence { owned_by: owner(row, tables), ..sequence(row, name) });
    }
    schema.views = catalog
        .relations
        .iter()
        .filter_map(|row| {
            let query = row.query.as_deref()?.trim().trim_end_matches(';');
            Some(View {
                name: names.qualified(&row.namespace, &row.name),
                query: query.to_owned(),
                materialized: row.kind == "m",
                with: sorted(row.options.clone().unwrap_or_default()),
                indexes: Vec::new(),
                comment: row.comment.clone(),
            })
        })
        .collect();
    schema
}

/// The column that it goes with, where that is held.
fn owner(row: &rows::Sequence, tables: &Tables) -> Option<Owner> {
    let numbered = tables.get(row.owner?)?;
    let column = numbered.column(row.owner_column?)?.name.clone();
    Some(Owner { table: numbered.table.name.clone(), column })
}

fn sorted(mut options: Vec<String>) -> Vec<String> {
    options.sort();
    options
}

/// <https://www.postgresql.org/docs/current/sql-createsequence.html> says which numbers go without saying.
fn sequence(row: &rows::Sequence, name: crate::QName) -> Sequence {
    let rising = row.increment > 0;
    let (min, max) = usual(row);
    let start = if rising { row.min } else { row.max };
    Sequence {
        name,
        start: (row.start != start).then_some(row.start),
        increment: (row.increment != 1).then_some(row.increment),
        min: (row.min != min).then_some(row.min),
        max: (row.max != max).then_some(row.max),
        cycle: row.cycle,
        ty: (row.type_name != "bigint").then(|| read_type(&row.type_name)),
        cache: (row.cache != 1).then_some(row.cache),
        owned_by: None,
    }
}
