use std::borrow::Cow;

use super::back::way_back;
use super::build::script;
use super::freed::freed;
use super::hazard::Direction;
use super::order::order;
use super::scope::scope;
use super::{Mode, Options, Plan, Script, Stage, in_place};
use crate::change::replay;
use crate::dialect::{Dialect, Grammar, grammar, mysql};
use crate::diff::Pair;
use crate::schema::Schema;
use crate::{Change, Result};

/// The statements for these changes on `from`, and for the way back.
///
/// # Errors
///
/// Where the changes don't follow from `from`, or the dialect can't do one of them.
pub fn plan(dialect: Dialect, from: &Schema, changes: &[Change], options: &Options) -> Result<Plan> {
    let grammar = match dialect {
        Dialect::Mysql => mysql::grammar(options.mysql),
        Dialect::Sqlite | Dialect::Postgres => grammar(dialect)?,
    };
    if grammar.caps().minds_dependents {
        return planned_in_place(grammar, from, changes, options);
    }
    // On MySQL, each table has a room of its own for the names of its indexes.
    let changes = &*if dialect == Dialect::Mysql { Cow::Borrowed(changes) } else { freed(changes) };
    let scoped = scope(from, changes, options);
    let ordered = in_order(grammar, &scoped, changes)?;
    let (mut up, after) = script(grammar, from, &scoped, &ordered, Direction::Up)?;
    let back =
        filled(grammar, &scoped, way_back(changes, Pair::new(&after, &scoped), dialect.places_columns()));
    let ordered = in_order(grammar, &after, &back)?;
    let (mut down, _) = script(grammar, from, &after, &ordered, Direction::Down)?;
    // `metadata.toml` says once for both files what stands around them.
    if [up.mode, down.mode].contains(&Mode::ForeignKeysOff) {
        up.mode = Mode::ForeignKeysOff;
        down.mode = Mode::ForeignKeysOff;
    }
    let hazards = up.hazards();
    Ok(Plan { up, down, hazards, stages: Vec::new() })
}

/// The changes of the way back from `pair.old` to `pair.new`, with what fills the rows that are there.
pub(super) fn filled_back(dialect: Dialect, pair: Pair<&Schema>, changes: &[Change]) -> Result<Vec<Change>> {
    Ok(filled(grammar(dialect)?, pair.new, way_back(changes, pair, dialect.places_columns())))
}

fn planned_in_place(
    grammar: &dyn Grammar,
    from: &Schema,
    changes: &[Change],
    options: &Options,
) -> Result<Plan> {
    let mut before = scope(from, changes, options);
    let in_use = options.online && in_place::in_use(&before, changes);
    let mut stages = Vec::new();
    for part in in_place::stages(from, &before, changes, options.online)? {
        let mut after = before.clone();
        replay(&mut after, &part.changes)?;
        let back = filled(grammar, &before, way_back(&part.changes, Pair::new(&after, &before), false));
        let mut up = in_place::script(grammar, from, &before, &part.changes, Direction::Up, &part.forms)?;
        let mut down = in_place::script(grammar, from, &after, &back, Direction::Down, &part.forms.back())?;
        for script in [&mut up, &mut down] {
            if in_use && part.forms.keeps_waiting() && script.mode == Mode::Transaction && !script.is_empty()
            {
                script.head = in_place::patience();
            }
        }
        stages.push(Stage { changes: part.changes, up, down });
        before = after;
    }
    Ok(joined(stages))
}

/// The plan that consists of these stages.
fn joined(mut stages: Vec<Stage>) -> Plan {
    if stages.len() == 1 {
        let Stage { up, down, .. } = stages.remove(0);
        let hazards = up.hazards();
        return Plan { up, down, hazards, stages };
    }
    let join = |scripts: &mut dyn Iterator<Item = &Script>| Script {
        statements: scripts.flat_map(|script| script.statements.iter().cloned()).collect(),
        mode: Mode::Apart,
        head: Vec::new(),
    };
    let up = join(&mut stages.iter().map(|stage| &stage.up));
    let down = join(&mut stages.iter().rev().map(|stage| &stage.down));
    let hazards = up.hazards();
    Plan { up, down, hazards, stages }
}

fn in_order(grammar: &dyn Grammar, before: &Schema, changes: &[Change]) -> Result<Vec<Change>> {
    let order = order(changes, grammar.caps().many_clauses);
    grammar.arranged(before, order.into_iter().filter_map(|at| changes.get(at)).cloned().collect())
}

/// On the way back, a NOT NULL column without a default returns to rows that have no value for it: they get a neutral
/// one, so that the way back works; `irreversible` says so. Not where the value must be found elsewhere.
fn filled(grammar: &dyn Grammar, target: &Schema, mut changes: Vec<Change>) -> Vec<Change> {
    let refers: Vec<(String, String)> = changes
        .iter()
        .filter_map(|change| match change {
            Change::AddForeignKey { table, foreign_key } => Some((table, &foreign_key.columns)),
            _ => None,
        })
        .flat_map(|(table, columns)| columns.iter().map(move |column| (table.to_string(), column.clone())))
        .collect();
    let in_key = |table: &crate::QName, column: &str| {
        changes_key(target, table).contains(&column.to_owned())
            || refers.iter().any(|(of, name)| *of == table.to_string() && name == column)
    };
    for change in &mut changes {
        if let Change::AddColumn { table, column, backfill: backfill @ None, .. } = change
            && !column.nullable
            && column.default.is_none()
            && column.generated.is_none()
            && column.identity.is_none()
            && !in_key(table, &column.name)
        {
            *backfill = grammar.zero(&column.ty, target);
        }
    }
    changes
}

fn changes_key<'a>(target: &'a Schema, table: &crate::QName) -> &'a [String] {
    target.table(table).map_or(&[], |table| table.primary_key_columns())
}
