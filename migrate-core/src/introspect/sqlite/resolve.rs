use std::collections::{BTreeMap, BTreeSet};

use super::table::{Written, WrittenCheck};
use crate::dialect::sqlite::{canonical_default, enum_labels, is_rowid, type_of};
use crate::name::convention;
use crate::schema::{
    Check, Column, EnumType, ForeignKey, Identity, IdentityKind, Index, IndexKind, PrimaryKey, Table, Type,
};
use crate::{QName, Result};

/// A table as it is written becomes a table of the schema: names that were left out are the conventional ones.
pub(super) fn table(
    name: &str,
    written: Written,
    enums: &mut BTreeMap<String, Vec<String>>,
) -> Result<Table> {
    let mut table = Table::new(QName::from(name));
    table.options.strict = written.strict;
    table.options.without_rowid = written.without_rowid;
    for column in &written.columns {
        let ty = type_of(&column.ty, written.strict);
        table.columns.push(Column {
            nullable: !column.not_null,
            collation: column.collation.clone(),
            generated: column.generated.clone(),
            ..Column::new(column.name.clone(), ty)
        });
    }
    let spelt = |table: &Table, names: Vec<String>| -> Vec<String> {
        // A key may write a column's name with other capitals.
        let spell = |name: String| {
            let column = table.columns.iter().find(|column| column.name.eq_ignore_ascii_case(&name));
            column.map_or(name, |column| column.name.clone())
        };
        names.into_iter().map(spell).collect()
    };
    if let Some((name, columns)) = written.primary_key {
        table.primary_key = Some(PrimaryKey { name, ..PrimaryKey::new(spelt(&table, columns)) });
    }
    checks(&mut table, written.checks, enums);
    keys(&mut table, written.autoincrement);
    for (column, text) in table.columns.iter_mut().zip(&written.columns) {
        column.default = text.default.as_deref().and_then(|sql| canonical_default(sql, &column.ty));
    }
    for (name, parts) in written.uniques {
        let parts: Vec<_> = parts.into_iter().map(|part| part.part(&table)).collect();
        let columns: Vec<String> = parts
            .iter()
            .map(|part| match &part.on {
                crate::schema::IndexTarget::Column(name) => name.clone(),
                crate::schema::IndexTarget::Expression(_) => "expr".to_owned(),
            })
            .collect();
        let name = name.unwrap_or_else(|| convention::unique(&table.name.name, &columns));
        let taken = table.indexes.iter().map(|index| index.name.clone()).collect();
        let mut index = Index::new(
            free(name, &taken),
            IndexKind::Constraint(crate::schema::Deferrable::No),
            &[] as &[&str],
        );
        index.parts = parts;
        table.indexes.push(index);
    }
    for key in written.foreign_keys {
        let columns = spelt(&table, key.columns);
        let name = key.name.unwrap_or_else(|| convention::foreign_key(&table.name.name, &columns));
        let taken = table.foreign_keys.iter().map(|key| key.name.clone()).collect();
        table.foreign_keys.push(ForeignKey {
            name: free(name, &taken),
            columns,
            references: QName::from(key.references.as_str()),
            referenced_columns: key.referenced.unwrap_or_default(),
            on_delete: key.on_delete,
            on_update: key.on_update,
            deferrable: key.deferrable,
            match_full: false,
            not_valid: false,
        });
    }
    Ok(table)
}

/// A name that is not taken yet: names of constraints needn't differ on SQLite.
fn free(name: String, taken: &BTreeSet<String>) -> String {
    let mut free = name.clone();
    let mut number = 0;
    while taken.contains(&free) {
        number += 1;
        free = format!("{name}{number}");
    }
    free
}

/// Numbers and NULLs as the primary key makes them.
fn keys(table: &mut Table, autoincrement: bool) {
    let rowid: Vec<bool> = table.columns.iter().map(|column| is_rowid(table, &column.name)).collect();
    for (column, rowid) in table.columns.iter_mut().zip(rowid) {
        if !rowid {
            continue;
        }
        column.ty = Type::Int { bits: 64, unsigned: false };
        column.identity = autoincrement.then_some(Identity::new(IdentityKind::Autoincrement));
    }
    if table.options.without_rowid {
        let key = table.primary_key_columns().to_vec();
        for column in table.columns.iter_mut().filter(|column| key.contains(&column.name)) {
            column.nullable = false;
        }
    }
}

fn checks(table: &mut Table, written: Vec<WrittenCheck>, enums: &mut BTreeMap<String, Vec<String>>) {
    let mut unnamed = 0;
    for check in written {
        if let (Some(name), Some(column)) = (&check.name, &check.column)
            && let Some(labels) = enum_labels(&check.expression, column)
            && let Some(column) = table.column_mut(column)
            && column.ty == Type::Text
            && enums.entry(name.clone()).or_insert_with(|| labels.clone()) == &labels
        {
            column.ty = Type::Enum(QName::from(name.as_str()));
            continue;
        }
        let name = check.name.unwrap_or_else(|| {
            unnamed += 1;
            convention::check(&table.name.name, unnamed - 1)
        });
        let taken = table.checks.iter().map(|check| check.name.clone()).collect();
        table.checks.push(Check::new(free(name, &taken), check.expression));
    }
}

/// What needs all tables: a foreign key that names no columns means the primary key; names get the spelling of what
/// they name.
pub(super) fn across(tables: &mut [Table]) {
    let names: BTreeMap<String, (QName, Vec<String>, Vec<String>)> = tables
        .iter()
        .map(|table| {
            let columns = table.columns.iter().map(|column| column.name.clone()).collect();
            let key = table.primary_key_columns().to_vec();
            (table.name.name.to_ascii_lowercase(), (table.name.clone(), key, columns))
        })
        .collect();
    for key in tables.iter_mut().flat_map(|table| &mut table.foreign_keys) {
        let Some((name, primary, columns)) = names.get(&key.references.name.to_ascii_lowercase()) else {
            continue;
        };
        key.references = name.clone();
        if key.referenced_columns.is_empty() {
            key.referenced_columns.clone_from(primary);
        }
        for column in &mut key.referenced_columns {
            if let Some(spelt) = columns.iter().find(|name| name.eq_ignore_ascii_case(column)) {
                column.clone_from(spelt);
            }
        }
    }
}

pub(super) fn enum_types(enums: BTreeMap<String, Vec<String>>) -> Vec<EnumType> {
    enums
        .into_iter()
        .map(|(name, labels)| EnumType { name: QName::from(name.as_str()), labels, comment: None })
        .collect()
}
