use std::collections::BTreeMap;

use super::super::Statement;
use crate::dialect::postgres::{online, only_adds, retypes};
use crate::dialect::{Dialect, mentions};
use crate::schema::{Column, IndexTarget, Schema, Table};
use crate::{Change, QName, Result};

/// Columns by their tables.
#[derive(Clone, Debug, Default)]
pub(super) struct Columns(BTreeMap<QName, Vec<String>>);

impl Columns {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// The columns of which PostgreSQL forgets what it knew: [their type changes](https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DESC-SET-DATA-TYPE),
/// or they are made anew. The planner guesses until somebody looks at the rows again, and nobody does so by himself: no
/// row was written as far as autovacuum counts.
///
/// A table without columns stands for all of it: only then are expressions looked at.
pub(super) fn forgotten(before: &Schema, changes: &[Change]) -> Result<Columns> {
    let mut state = before.clone();
    let mut columns: BTreeMap<QName, Vec<String>> = BTreeMap::new();
    for change in changes {
        match change {
            Change::AlterColumn { table, from, to, .. } if forgets(from, to) => {
                columns.entry(table.clone()).or_default().push(to.name.clone());
            }
            Change::AlterEnum { from, to, renamed } if !only_adds(from, to, renamed) => {
                for table in &state.tables {
                    let users = table.columns.iter().filter(|it| it.ty.enum_name() == Some(&from.name));
                    let names: Vec<String> = users.map(|column| column.name.clone()).collect();
                    if !names.is_empty() {
                        columns.entry(table.name.clone()).or_default().extend(names);
                    }
                }
            }
            Change::RenameTable { from, to } => {
                if let Some(of) = columns.remove(from) {
                    columns.insert(to.clone(), of);
                }
            }
            Change::RenameColumn { table, from, to } => {
                let names = columns.get_mut(table).into_iter().flatten();
                names.filter(|name| *name == from).for_each(|name| name.clone_from(to));
            }
            Change::CreateTable { table } => drop(columns.remove(&table.name)),
            _ => {}
        }
        change.apply(&mut state)?;
    }
    let made = |name: &QName| {
        changes.iter().any(|change| matches!(change, Change::CreateTable { table } if table.name == *name))
    };
    let mut found = BTreeMap::new();
    for (name, mut names) in columns {
        let Some(table) = state.table(&name).filter(|_| !made(&name)) else { continue };
        names.retain(|name| table.column(name).is_some());
        names.sort();
        names.dedup();
        if computes_with(table, &names) {
            found.insert(name, Vec::new());
        } else if !names.is_empty() {
            found.insert(name, names);
        }
    }
    // Who looks at the rows of a whole looks at those of its parts, too.
    let covered: Vec<QName> = found.keys().filter(|name| has_whole(&state, name, &found)).cloned().collect();
    covered.iter().for_each(|name| drop(found.remove(name)));
    Ok(Columns(found))
}

fn forgets(from: &Column, to: &Column) -> bool {
    retypes(from, to) || from.generated != to.generated && to.generated.is_some()
}

/// Whether something that is made of these columns goes and comes with them.
fn computes_with(table: &Table, names: &[String]) -> bool {
    let says = |sql: &str| names.iter().any(|name| mentions(Dialect::Postgres, sql, name));
    let computed = |column: &Column| column.generated.as_ref().is_some_and(|it| says(&it.expression));
    table.columns.iter().any(computed)
        || table.indexes.iter().flat_map(|index| &index.parts).any(|part| match &part.on {
            IndexTarget::Column(_) => false,
            IndexTarget::Expression(sql) => says(sql),
        })
}

fn has_whole(state: &Schema, name: &QName, found: &BTreeMap<QName, Vec<String>>) -> bool {
    let whole = |name: &&QName| state.table(name).and_then(Table::whole);
    std::iter::successors(Some(name), whole).skip(1).any(|whole| found.contains_key(whole))
}

/// [`ANALYZE`](https://www.postgresql.org/docs/current/sql-analyze.html) keeps neither readers nor writers waiting.
pub(super) fn renew(forgotten: &Columns) -> Option<Statement> {
    if forgotten.is_empty() {
        return None;
    }
    let names = forgotten.0.iter().map(|(table, columns)| match columns.as_slice() {
        [] => format!("`{table}`"),
        columns => columns.iter().map(|name| format!("`{table}.{name}`")).collect::<Vec<_>>().join(", "),
    });
    let names: Vec<String> = names.collect();
    Some(Statement {
        sql: online::analyze(forgotten.0.iter()),
        why: format!("look at the rows again, for the planner has forgotten {}", names.join(", ")),
        hazards: Vec::new(),
        transaction: true,
    })
}
