use std::collections::{BTreeMap, BTreeSet};

use super::value::{literals, value};
use crate::connection::AnyConnection;
use crate::dialect::{Dialect, Grammar, grammar};
use crate::schema::{Column, ForeignKey, IdentityKind, Schema, Table};
use crate::{QName, Result};

/// How many rows each table gets: a second one shows what only fails where there are two.
const ROWS: u32 = 2;

/// How many rows each table has.
pub(super) type Counts = BTreeMap<QName, u64>;

/// Puts rows into every table that has none, as far as its rules can be met; gives why where they couldn't.
pub(super) fn fill(conn: &mut AnyConnection, schema: &Schema) -> Result<Vec<String>> {
    let grammar = grammar(conn.dialect())?;
    let there = count(conn, schema)?;
    let mut notes = Vec::new();
    for table in parents_first(schema).into_iter().filter(|table| there.get(&table.name) == Some(&0)) {
        for n in 1..=ROWS {
            if let Err(why) = insert(conn, grammar, table, n, schema) {
                if n == 1 {
                    notes.push(format!("`{}` could be given no rows: {why}", table.name));
                }
                break;
            }
        }
    }
    Ok(notes)
}

/// Counts the rows of every table.
pub(super) fn count(conn: &mut AnyConnection, schema: &Schema) -> Result<Counts> {
    let grammar = grammar(conn.dialect())?;
    let mut counts = Counts::new();
    for table in &schema.tables {
        let name = grammar.table_name(&table.name);
        // A table that can't be read counts nothing, and can lose nothing.
        if let Ok(number) = conn.number(&format!("SELECT count(*) AS number FROM {name}")) {
            counts.insert(table.name.clone(), u64::try_from(number).unwrap_or(0));
        }
    }
    Ok(counts)
}

/// How a row is made, one way after the other until the table takes it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    /// Every column, a value of its type.
    Full,
    /// Every column; where a check names literals, one of these.
    Allowed,
    /// Only columns that must be named; literals of checks first.
    Least,
    /// Only columns that must be named, plain.
    Plain,
}

fn insert(
    conn: &mut AnyConnection,
    grammar: &dyn Grammar,
    table: &Table,
    n: u32,
    schema: &Schema,
) -> Result<(), String> {
    let mut why = String::new();
    for way in [Way::Full, Way::Allowed, Way::Least, Way::Plain] {
        match conn.run(&statement(grammar, table, n, way, schema)) {
            Ok(()) => return Ok(()),
            Err(refused) => why = refused.message,
        }
    }
    Err(why)
}

fn statement(grammar: &dyn Grammar, table: &Table, n: u32, way: Way, schema: &Schema) -> String {
    let dialect = grammar.dialect();
    let name = grammar.table_name(&table.name);
    let (mut columns, mut values) = (Vec::new(), Vec::new());
    for column in table.columns.iter().filter(|column| takes_a_value(column, way)) {
        let value = match (parent(table, &column.name), way) {
            (Some((key, _)), _) if key.references == table.name && column.nullable => "NULL".to_owned(),
            (Some((key, target)), _) if key.references != table.name => {
                let offset = if way == Way::Full { n - 1 } else { 0 };
                let target = grammar.quoting().name(target);
                let from = grammar.table_name(&key.references);
                format!("(SELECT {target} FROM {from} ORDER BY {target} LIMIT 1 OFFSET {offset})")
            }
            (_, Way::Full | Way::Plain) => value(dialect, &column.ty, n, schema),
            (_, Way::Allowed | Way::Least) => {
                let allowed = literals(dialect, column, table);
                let at = (n as usize - 1) % allowed.len().max(1);
                allowed.get(at).cloned().unwrap_or_else(|| value(dialect, &column.ty, n, schema))
            }
        };
        columns.push(grammar.quoting().name(&column.name));
        values.push(value);
    }
    if !columns.is_empty() {
        return format!("INSERT INTO {name} ({}) VALUES ({})", columns.join(", "), values.join(", "));
    }
    match dialect {
        Dialect::Sqlite | Dialect::Postgres => format!("INSERT INTO {name} DEFAULT VALUES"),
        Dialect::Mysql => format!("INSERT INTO {name} () VALUES ()"),
    }
}

fn takes_a_value(column: &Column, way: Way) -> bool {
    let numbered = column.identity.as_ref().map(|identity| identity.kind);
    let by_itself = match numbered {
        Some(
            IdentityKind::Always
            | IdentityKind::ByDefault
            | IdentityKind::Serial
            | IdentityKind::Autoincrement,
        ) => true,
        None => column.generated.is_some(),
    };
    let needed = !column.nullable && column.default.is_none();
    !by_itself && (needed || matches!(way, Way::Full | Way::Allowed))
}

/// The foreign key that a column is part of, and the column that it refers to.
fn parent<'t>(table: &'t Table, column: &str) -> Option<(&'t ForeignKey, &'t str)> {
    table.foreign_keys.iter().find_map(|key| {
        let at = key.columns.iter().position(|name| name == column)?;
        Some((key, key.referenced_columns.get(at)?.as_str()))
    })
}

/// Tables behind those that they refer to; in a circle, by name.
fn parents_first(schema: &Schema) -> Vec<&Table> {
    let mut waiting: Vec<&Table> = schema.tables.iter().collect();
    let mut done: BTreeSet<&QName> = BTreeSet::new();
    let mut ordered = Vec::new();
    while !waiting.is_empty() {
        let ready = waiting.iter().position(|table| {
            table.foreign_keys.iter().all(|key| {
                key.references == table.name
                    || done.contains(&key.references)
                    || schema.table(&key.references).is_none()
            })
        });
        let table = waiting.remove(ready.unwrap_or(0));
        done.insert(&table.name);
        ordered.push(table);
    }
    ordered
}
