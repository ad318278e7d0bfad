use super::catalog::Catalog;
use super::indexes::deferrable;
use super::names::Names;
use super::rows;
use super::seen::oddity;
use super::tables::Tables;
use crate::dialect::postgres::bare;
use crate::introspect::Seen;
use crate::schema::{Action, Check, ForeignKey};

/// Foreign keys and checks.
pub(super) fn read(catalog: &Catalog, _names: &Names, tables: &mut Tables, seen: &mut Vec<Seen>) {
    for row in &catalog.constraints {
        let Some(numbered) = tables.get(row.relation) else { continue };
        let table = numbered.table.name.clone();
        if !row.oddities.is_empty() {
            seen.push(oddity("constraint options", &table, &row.name, &*row.oddities));
        }
        if let Some(expression) = &row.expression {
            let check = Check {
                name: row.name.clone(),
                expression: bare(expression).to_owned(),
                no_inherit: row.no_inherit,
                not_valid: row.not_valid,
            };
            tables
                .get_mut(row.relation)
                .into_iter()
                .for_each(|numbered| numbered.table.checks.push(check.clone()));
        } else if let Some(key) = foreign_key(row, tables) {
            tables
                .get_mut(row.relation)
                .into_iter()
                .for_each(|numbered| numbered.table.foreign_keys.push(key.clone()));
        } else {
            seen.push(oddity("foreign key", &table, &row.name, "to a table that the model doesn't hold"));
        }
    }
}

/// Nothing where the other side is no plain table.
fn foreign_key(row: &rows::Constraint, tables: &Tables) -> Option<ForeignKey> {
    let target = tables.get(row.target)?;
    Some(ForeignKey {
        name: row.name.clone(),
        columns: tables.get(row.relation)?.column_names(row.columns.as_deref()?)?,
        references: target.table.name.clone(),
        referenced_columns: target.column_names(row.target_columns.as_deref()?)?,
        on_delete: action(&row.on_delete),
        on_update: action(&row.on_update),
        deferrable: deferrable(row.is_deferrable, row.is_deferred),
        match_full: row.match_full,
        not_valid: row.not_valid,
    })
}

/// <https://www.postgresql.org/docs/current/catalog-pg-constraint.html>
fn action(code: &str) -> Action {
    match code {
        "r" => Action::Restrict,
        "c" => Action::Cascade,
        "n" => Action::SetNull,
        "d" => Action::SetDefault,
        _ => Action::NoAction,
    }
}
