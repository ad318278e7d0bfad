use std::collections::BTreeSet;

use super::super::hazard::{Direction, Hazard, HazardCode, Step as Seen};
use super::super::idents::Idents;
use super::super::{Mode, Script, Statement};
use super::expand::steps;
use super::forms::{Forms, only_commented, only_proven};
use super::stages::used_at_once;
use super::statistics::{forgotten, renew};
use super::{Part, Step};
use crate::dialect::postgres::{
    gone_along, inherited_comments, joins_with_checks, label_now, leaves_bare, make_enum_anew, only_adds,
    writes_again,
};
use crate::dialect::{Grammar, Rendered, Sql, quote_text};
use crate::schema::Schema;
use crate::{Change, Error, ErrorCode, QName, Result};

/// The script for changes on `before`, the part of the schema `all` that they touch.
pub(in super::super) fn script(
    grammar: &dyn Grammar,
    all: &Schema,
    before: &Schema,
    changes: &[Change],
    direction: Direction,
    forms: &Forms,
) -> Result<Script> {
    let remade = match direction {
        Direction::Up => BTreeSet::new(),
        // What stands in one file is one transaction, in which a new label can't be used yet: but a new type can.
        Direction::Down => used_at_once(changes),
    };
    let forms = &Forms { commented: only_commented(changes), ..forms.clone() };
    let proven = only_proven(changes);
    let steps = steps(before, changes, &remade)?;
    let mut statements = namespaces(grammar, all, &steps, direction);
    statements.extend(forms.first());
    let mut labels: Vec<(usize, usize, String)> = Vec::new();
    let mut state = before.clone();
    let mut idents = Idents::new(before);
    let mut tables_held = BTreeSet::new();
    for step in &steps {
        let sql = match &step.change {
            Change::AlterEnum { to, renamed, .. } if renamed.is_empty() && remade.contains(&to.name) => {
                make_enum_anew(to, &state)
            }
            change if matches!(step.part, Part::Inherited) => {
                inherited_comments(change).into_iter().map(Sql::from).collect()
            }
            change if matches!(step.part, Part::Along) => gone_along(change),
            change => {
                let mut sql = said(grammar, change, &state, forms, &proven)?;
                // On its way into another, what it has from the one may serve the other.
                if matches!(step.part, Part::Asked) {
                    leaves_bare(change, &state, &mut sql);
                    sql.splice(..0, joins_with_checks(change, &state));
                }
                sql
            }
        };
        let whole = match &step.part {
            Part::Asked | Part::Meanwhile | Part::Inherited | Part::Along => &step.change,
            Part::Of(whole) => whole,
        };
        let existing = whole
            .table()
            .and_then(|name| idents.get(name))
            .is_some_and(|at| idents.list[at].origin.is_some());
        let mut hazards = match step.part {
            Part::Meanwhile => made_anew(&step.change),
            Part::Inherited | Part::Along => Vec::new(),
            Part::Asked | Part::Of(_) if forms.serves(whole) => Vec::new(),
            Part::Asked | Part::Of(_) => hazards(
                forms.is_light(whole, &proven),
                &Seen {
                    change: whole,
                    before: &state,
                    caps: grammar.caps(),
                    rebuild: false,
                    rewrites: writes_again(whole, &state),
                    joined: false,
                    existing,
                    direction,
                },
            ),
        };
        // A lock lasts as long as its transaction.
        if existing && !forms.is_apart() && grammar.caps().minds_dependents {
            if matches!(step.part, Part::Asked | Part::Of(_)) {
                held(&step.change, &tables_held, &mut hazards);
            }
            tables_held.extend(holds(&step.change).cloned());
        }
        let mut why = Some(why(step, whole));
        let mut hazards = Some(hazards);
        let new = added(&step.change);
        labels.extend(
            new.into_iter().filter(|_| remade.is_empty()).map(|label| (statements.len(), sql.len(), label)),
        );
        statements.extend(sql.into_iter().map(|sql| Statement {
            sql: sql.text,
            why: why.take().unwrap_or_default(),
            hazards: hazards.take().unwrap_or_default(),
            transaction: sql.transaction,
        }));
        step.change.apply(&mut state)?;
        idents.follow(&step.change)?;
    }
    for (at, length, label) in labels {
        // [It can be used once the transaction that adds it is over](https://www.postgresql.org/docs/current/sql-altertype.html#id-1.9.3.42.7).
        let used = statements.iter().skip(at + length).any(|statement| statement.sql.contains(&label));
        statements.iter_mut().skip(at).take(length).filter(|_| used).for_each(|it| it.transaction = false);
    }
    if !forms.analyzed_later {
        statements.extend(renew(&forgotten(before, changes)?));
    }
    let apart = forms.is_apart() || statements.iter().any(|statement| !statement.transaction);
    Ok(Script { statements, mode: if apart { Mode::Apart } else { Mode::Transaction }, head: Vec::new() })
}

/// The change as statements, in the form of its stage.
fn said(
    grammar: &dyn Grammar,
    change: &Change,
    state: &Schema,
    forms: &Forms,
    proven: &BTreeSet<(QName, String)>,
) -> Result<Vec<Sql>> {
    if let Some(sql) = forms.say(change, proven)? {
        let transaction = !forms.is_apart();
        return Ok(sql.into_iter().map(|text| Sql { text, transaction, toll: None }).collect());
    }
    match grammar.render(change, &[], state)? {
        Rendered::Statements(sql) => Ok(sql),
        Rendered::Rebuild => Err(Error::new(
            ErrorCode::Internal,
            format!("a table was to be made anew for a change that is made in place: {}", change.describe()),
        )),
    }
}

/// What the rules find; a form that keeps nobody waiting is no hazard to others.
fn hazards(light: bool, seen: &Seen<'_>) -> Vec<Hazard> {
    let mut hazards = Hazard::of(seen);
    hazards.retain(|hazard| {
        !light
            || !matches!(
                hazard.code,
                HazardCode::IndexNotConcurrent | HazardCode::ConstraintScan | HazardCode::LongLock
            )
    });
    hazards
}

/// The labels that a change adds to a type that stays, as SQL.
fn added(change: &Change) -> Vec<String> {
    match change {
        Change::AlterEnum { from, to, renamed } if only_adds(from, to, renamed) => {
            let is_new = |label: &&String| !from.labels.iter().any(|old| label_now(old, renamed) == *label);
            to.labels.iter().filter(is_new).map(|label| quote_text(label)).collect()
        }
        _ => Vec::new(),
    }
}

/// A view that comes back has none of the grants that it had; a foreign key is proven again.
fn made_anew(change: &Change) -> Vec<Hazard> {
    match change {
        Change::CreateView { view } => {
            let mut found = vec![Hazard::new(
                HazardCode::AccessChange,
                format!("`{}` is made anew: what was granted on it is to be granted again", view.name),
            )];
            found.extend(view.materialized.then(|| {
                let what = format!("nobody can read `{}` while it is filled", view.name);
                Hazard::new(HazardCode::LongLock, what)
            }));
            found
        }
        Change::AddForeignKey { table, foreign_key } if !foreign_key.not_valid => vec![Hazard::new(
            HazardCode::LongLock,
            format!(
                "nobody can write to `{table}` or `{}` while the foreign key `{}` is proven again",
                foreign_key.references, foreign_key.name
            ),
        )],
        _ => Vec::new(),
    }
}

/// Who makes an index or reads all rows in a transaction that holds the table already, keeps everybody waiting.
fn held(change: &Change, held: &BTreeSet<QName>, hazards: &mut Vec<Hazard>) {
    let Some(table) = change.table().filter(|table| held.contains(table)) else { return };
    let lasts =
        |hazard: &Hazard| matches!(hazard.code, HazardCode::IndexNotConcurrent | HazardCode::ConstraintScan);
    let said = |hazard: &Hazard| hazard.code == HazardCode::LongLock;
    if hazards.iter().any(lasts) && !hazards.iter().any(said) {
        let what = format!("nobody can read or write `{table}` meanwhile: the transaction holds it already");
        hazards.push(Hazard::new(HazardCode::LongLock, what));
    }
}

/// The table that nobody else reads from then on until the transaction ends.
fn holds(change: &Change) -> Option<&QName> {
    match change {
        Change::AddIndex { .. }
        | Change::AddForeignKey { .. }
        | Change::RenameIndex { .. }
        | Change::CreateTable { .. }
        | Change::AlterTableComment { .. } => None,
        other => other.table(),
    }
}

fn why(step: &Step, whole: &Change) -> String {
    match step.part {
        Part::Asked | Part::Inherited => step.change.describe().to_string(),
        Part::Of(_) => whole.describe().to_string(),
        Part::Meanwhile | Part::Along => format!("meanwhile: {}", step.change.describe()),
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
        .chain(all.opaque.iter().filter(|one| one.id.kind == "schema").map(|one| one.id.name.name.as_str()))
        .collect();
    let mut made: BTreeSet<&str> = BTreeSet::new();
    let mut statements = Vec::new();
    for step in steps {
        let Some(namespace) = entered(&step.change).and_then(|name| name.namespace.as_deref()) else {
            continue;
        };
        let is_said = steps.iter().any(|step| {
            matches!(&step.change, Change::CreateOpaque { object }
                if object.id.kind == "schema" && object.id.name.name == namespace)
        });
        if !there.contains(namespace) && !is_said && made.insert(namespace) {
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
