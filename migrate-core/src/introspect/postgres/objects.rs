use super::catalog::Catalog;
use super::names::Names;
use super::rows;
use super::tables::{numbers_a_column, usual};
use crate::Schema;
use crate::dialect::postgres::read_type;
use crate::introspect::Seen;
use crate::schema::{EnumType, Sequence, View};

/// Everything that is no table.
pub(super) fn read(catalog: &Catalog, names: &Names, seen: &mut Vec<Seen>) -> Schema {
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
        if row.owned.is_some() {
            seen.push(Seen {
                kind: "sequence options".to_owned(),
                name: name.clone(),
                table: None,
                detail: "owned by a column".to_owned(),
            });
        }
        schema.sequences.push(sequence(row, name));
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
                indexes: Vec::new(),
                comment: row.comment.clone(),
            })
        })
        .collect();
    schema
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
    }
}
