use std::collections::BTreeMap;

use super::catalog::Catalog;
use super::columns::{expression, json_column};
use super::read::Tables;
use super::rows::KeyRule;
use super::seen::of_table_named;
use crate::QName;
use crate::introspect::Seen;
use crate::schema::{Action, Check, Deferrable, ForeignKey};

/// Foreign keys and checks.
pub(super) fn read(catalog: &Catalog, tables: &mut Tables, seen: &mut Vec<Seen>) {
    let rules: BTreeMap<(&str, &str), &KeyRule> =
        catalog.key_rules.iter().map(|rule| ((rule.table.as_str(), rule.name.as_str()), rule)).collect();
    for rows in catalog.key_columns.chunk_by(|a, b| a.table == b.table && a.name == b.name) {
        let Some(first) = rows.first() else { continue };
        let Some(table) = tables.get_mut(&first.table) else { continue };
        if first.here == 0 {
            seen.push(of_table_named("foreign key", &first.table, &first.name, "to another database"));
            continue;
        }
        let rule = rules.get(&(first.table.as_str(), first.name.as_str()));
        table.foreign_keys.push(ForeignKey {
            name: first.name.clone(),
            columns: rows.iter().map(|row| row.column.clone()).collect(),
            references: QName::from(first.references.as_str()),
            referenced_columns: rows.iter().map(|row| row.referenced_column.clone()).collect(),
            on_delete: rule.map_or(Action::NoAction, |rule| action(&rule.on_delete)),
            on_update: rule.map_or(Action::NoAction, |rule| action(&rule.on_update)),
            deferrable: Deferrable::No,
            match_full: false,
            not_valid: false,
        });
    }
    for row in catalog.checks.iter().filter(|row| json_column(row).is_none()) {
        let Some(table) = tables.get_mut(&row.table) else { continue };
        if row.enforced == "NO" {
            seen.push(of_table_named("check that isn't enforced", &row.table, &row.name, &row.expression));
            continue;
        }
        let expression = expression(&row.expression, catalog.flavour);
        table.checks.push(Check::new(row.name.clone(), expression));
    }
}

fn action(rule: &str) -> Action {
    match rule {
        "CASCADE" => Action::Cascade,
        "SET NULL" => Action::SetNull,
        "SET DEFAULT" => Action::SetDefault,
        _ => Action::NoAction,
    }
}
