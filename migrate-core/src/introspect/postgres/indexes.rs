use super::catalog::Catalog;
use super::names::Names;
use super::rows;
use super::seen::oddity;
use super::tables::{Numbered, Tables};
use crate::dialect::postgres::bare;
use crate::introspect::Seen;
use crate::name::convention;
use crate::schema::{
    Deferrable, Exclusion, ExclusionPart, Index, IndexKind, IndexPart, IndexTarget, Nulls, Order, PrimaryKey,
};

/// <https://www.postgresql.org/docs/current/catalog-pg-index.html>: the bits of `indoption`.
const DESCENDING: i16 = 1;
const NULLS_FIRST: i16 = 2;

/// Indexes, primary keys, unique and exclusion constraints.
pub(super) fn read(catalog: &Catalog, names: &Names, tables: &mut Tables, seen: &mut Vec<Seen>) {
    for row in &catalog.indexes {
        // An invalid index answers no query: it isn't there, and `opaque.sql` says what is left of it.
        if !row.is_valid {
            continue;
        }
        let Some(numbered) = tables.get_mut(row.relation) else { continue };
        let Some(parts) = parts(row, names, numbered) else { continue };
        let include = row.columns.get(usize::from(row.key_parts.unsigned_abs())..).unwrap_or_default();
        let Some(include) = numbered.column_names(include) else { continue };
        let table = &mut numbered.table;
        let mut odd = |what: &str| seen.push(oddity("constraint options", &table.name, &row.name, what));
        if row.period {
            odd("without overlaps");
        }
        let deferrable = deferrable(row.is_deferrable, row.is_deferred);
        let options = row.options.clone().unwrap_or_default();
        match row.constraint_kind.as_deref() {
            Some("p") => {
                if deferrable != Deferrable::No {
                    odd("deferrable primary key");
                }
                if !options.is_empty() {
                    odd(&format!("primary key with {}", options.join(", ")));
                }
                let named = row.name != convention::primary_key(&table.name.name);
                table.primary_key = Some(PrimaryKey {
                    name: named.then(|| row.name.clone()),
                    columns: parts.into_iter().filter_map(column_name).collect(),
                    include,
                });
            }
            Some("x") => {
                if !include.is_empty() || !options.is_empty() {
                    odd("exclusion constraint with options or included columns");
                }
                table.exclusions.push(exclusion(row, names, &parts, deferrable));
            }
            kind => {
                let mut with = options;
                with.sort();
                table.indexes.push(Index {
                    name: row.name.clone(),
                    kind: match (kind, row.is_unique) {
                        (Some(_), _) => IndexKind::Constraint(deferrable),
                        (None, true) => IndexKind::Unique,
                        (None, false) => IndexKind::Plain,
                    },
                    parts,
                    method: (row.method != "btree").then(|| row.method.clone()),
                    include,
                    nulls_not_distinct: row.nulls_not_distinct,
                    predicate: row.predicate.as_deref().map(|predicate| bare(predicate).to_owned()),
                    with,
                    invisible: false,
                    comment: row.comment.clone(),
                });
            }
        }
    }
}

fn column_name(part: IndexPart) -> Option<String> {
    match part.on {
        IndexTarget::Column(name) => Some(name),
        IndexTarget::Expression(_) => None,
    }
}

pub(super) fn deferrable(deferrable: bool, deferred: bool) -> Deferrable {
    match (deferrable, deferred) {
        (false, _) => Deferrable::No,
        (true, false) => Deferrable::Immediate,
        (true, true) => Deferrable::Deferred,
    }
}

fn parts(row: &rows::Index, names: &Names, numbered: &Numbered) -> Option<Vec<IndexPart>> {
    let mut expressions = row.expressions.iter().flatten();
    let keys = row.columns.iter().take(usize::from(row.key_parts.unsigned_abs()));
    keys.enumerate()
        .map(|(place, number)| {
            let column = if *number == 0 { None } else { Some(numbered.column(*number)?) };
            let mut part = match column {
                Some(column) => IndexPart::column(column.name.clone()),
                None => IndexPart::expression(bare(expressions.next()?)),
            };
            let flags = row.flags.get(place).copied().unwrap_or_default();
            let descending = flags & DESCENDING != 0;
            let first = flags & NULLS_FIRST != 0;
            part.order = if descending { Order::Desc } else { Order::Asc };
            part.nulls = (first != descending).then_some(if first { Nulls::First } else { Nulls::Last });
            part.opclass = row.opclasses.get(place).and_then(|oid| opclass(row, names, place, *oid));
            let collation = row.collations.get(place).and_then(|oid| names.numbered("collation", *oid));
            part.collation = collation.map(|name| name.to_string()).filter(|collation| {
                // The column's own collation goes without saying; `default` is every text's.
                column.and_then(|column| column.collation.as_deref()).unwrap_or("default") != collation
            });
            Some(part)
        })
        .collect()
}

/// The operator class where it isn't the type's own, or has parameters: `gist_trgm_ops (siglen='32')`.
fn opclass(row: &rows::Index, names: &Names, place: usize, oid: u32) -> Option<String> {
    let parameters = row.parameters.as_ref().and_then(|all| all.get(place)).filter(|text| !text.is_empty());
    let name = names.numbered("opclass", oid);
    match parameters {
        Some(parameters) => {
            let name = name.or_else(|| names.numbered("default opclass", oid))?;
            Some(format!("{name} ({parameters})"))
        }
        None => name.map(|name| name.to_string()),
    }
}

fn exclusion(row: &rows::Index, names: &Names, parts: &[IndexPart], deferrable: Deferrable) -> Exclusion {
    let operators = row.operators.iter().flatten().map(|oid| names.numbered("operator", *oid));
    let parts = parts.iter().zip(operators).map(|(part, operator)| ExclusionPart {
        expression: crate::dialect::postgres::index_part(part),
        operator: operator.map_or_else(String::new, |name| match &name.namespace {
            None => name.name.clone(),
            Some(namespace) => format!("OPERATOR({}.{})", namespace, name.name),
        }),
    });
    Exclusion {
        name: row.name.clone(),
        method: row.method.clone(),
        parts: parts.collect(),
        predicate: row.predicate.as_deref().map(|predicate| bare(predicate).to_owned()),
        deferrable,
    }
}
