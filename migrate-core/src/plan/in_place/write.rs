use std::collections::BTreeSet;

use super::super::hazard::{Direction, Hazard, Step as Seen};
use super::super::idents::Idents;
use super::super::{Mode, Script, Statement};
use super::expand::steps;
use super::{Part, Step};
use crate::dialect::{Grammar, Rendered};
use crate::schema::Schema;
use crate::{Change, Error, ErrorCode, QName, Result};

/// The script for changes on `before`, the part of the schema `all` that they touch.
pub(in super::super) fn script(
    grammar: &dyn Grammar,
    all: &Schema,
    before: &Schema,
    changes: &[Change],
    direction: Direction,
) -> Result<Script> {
    let steps = steps(before, changes)?;
    let mut statements = namespaces(grammar, all, &steps, direction);
    let mut state = before.clone();
    let mut idents = Idents::new(before);
    for step in &steps {
        let sql = match grammar.render(&step.change, &[], &state)? {
            Rendered::Statements(sql) => sql,
            Rendered::Rebuild => {
                return Err(Error::new(
                    ErrorCode::Internal,
                    format!(
                        "a table was to be made anew for a change that is made in place: {}",
                        step.change.describe()
                    ),
                ));
            }
        };
        let whole = match &step.part {
            Part::Asked | Part::Meanwhile => &step.change,
            Part::Of(whole) => whole,
        };
        let existing = whole
            .table()
            .and_then(|name| idents.get(name))
            .is_some_and(|at| idents.list[at].origin.is_some());
        let hazards = match step.part {
            Part::Meanwhile => Vec::new(),
            Part::Asked | Part::Of(_) => Hazard::of(&Seen {
                change: whole,
                before: &state,
                caps: grammar.caps(),
                rebuild: false,
                cost: grammar.cost(whole, &state),
                joined: false,
                existing,
                direction,
            }),
        };
        let mut why = Some(why(step, whole));
        let mut hazards = Some(hazards);
        statements.extend(sql.into_iter().map(|sql| Statement {
            sql: sql.text,
            why: why.take().unwrap_or_default(),
            hazards: hazards.take().unwrap_or_default(),
            transaction: sql.transaction,
        }));
        step.change.apply(&mut state)?;
        idents.follow(&step.change)?;
    }
    let apart = statements.iter().any(|statement| !statement.transaction);
    Ok(Script { statements, mode: if apart { Mode::Apart } else { Mode::Transaction } })
}

fn why(step: &Step, whole: &Change) -> String {
    match step.part {
        Part::Asked => step.change.describe().to_string(),
        Part::Of(_) => whole.describe().to_string(),
        Part::Meanwhile => format!("meanwhile: {}", step.change.describe()),
    }
}

/// Namespaces that nothing stood in before.
fn namespaces(grammar: &dyn Grammar, all: &Schema, steps: &[Step], direction: Direction) -> Vec<Statement> {
    if direction == Direction::Down {
        // What was there before was in them.
        return Vec::new();
    }
    let there: BTreeSet<&str> = all
        .tables
        .iter()
        .map(|table| &table.name)
        .chain(all.enums.iter().map(|ty| &ty.name))
        .chain(all.sequences.iter().map(|sequence| &sequence.name))
        .chain(all.views.iter().map(|view| &view.name))
        .filter_map(|name| name.namespace.as_deref())
        .collect();
    let mut made: BTreeSet<&str> = BTreeSet::new();
    let mut statements = Vec::new();
    for step in steps {
        let Some(namespace) = entered(&step.change).and_then(|name| name.namespace.as_deref()) else {
            continue;
        };
        if !there.contains(namespace) && made.insert(namespace) {
            statements.push(Statement {
                sql: format!("CREATE SCHEMA IF NOT EXISTS {}", grammar.quoting().name(namespace)),
                why: format!("+ namespace `{namespace}`"),
                hazards: Vec::new(),
                transaction: true,
            });
        }
    }
    statements
}

/// The name that something has from now on.
fn entered(change: &Change) -> Option<&QName> {
    match change {
        Change::CreateTable { table } => Some(&table.name),
        Change::CreateEnum { ty } => Some(&ty.name),
        Change::CreateSequence { sequence } => Some(&sequence.name),
        Change::CreateView { view } => Some(&view.name),
        Change::RenameTable { to, .. } | Change::RenameEnum { to, .. } => Some(to),
        _ => None,
    }
}
