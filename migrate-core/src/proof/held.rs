use std::collections::BTreeSet;

use super::report::ProofStep;
use super::rows::Counts;
use crate::change::Hints;
use crate::dialect::{Dialect, lex, reconcile, split};
use crate::diff::{Pair, diff};
use crate::introspect::{Difference, Introspected, Unheld};
use crate::schema::Schema;
use crate::{Change, QName, Result};

/// The names of all objects that revisions have spoken of so far: what else is there, SQL made by hand.
#[derive(Default)]
pub(super) struct Known(BTreeSet<String>);

impl Known {
    pub(super) fn learn(&mut self, schema: &Schema) {
        for table in &schema.tables {
            self.0.insert(table.name.to_string());
            self.0.extend(table.indexes.iter().map(|index| format!("{} {}", table.name, index.name)));
        }
        self.0.extend(schema.enums.iter().map(|ty| ty.name.to_string()));
        self.0.extend(schema.views.iter().map(|view| view.name.to_string()));
        self.0.extend(schema.sequences.iter().map(|sequence| sequence.name.to_string()));
    }

    /// Whether a change adds something whole that no revision has ever spoken of.
    fn is_by_hand(&self, change: &Change) -> bool {
        let key = match change {
            Change::CreateTable { table } => table.name.to_string(),
            Change::AddIndex { table, index } => format!("{table} {}", index.name),
            Change::CreateEnum { ty } => ty.name.to_string(),
            Change::CreateView { view } => view.name.to_string(),
            Change::CreateSequence { sequence } => sequence.name.to_string(),
            Change::CreateExtension { .. } | Change::CreateOpaque { .. } => return true,
            _ => return false,
        };
        !self.0.contains(&key)
    }
}

/// What a revision made, held against what it says; `before` is what was there before it.
pub(super) fn as_it_says(
    dialect: Dialect,
    step: &mut ProofStep,
    says: &Introspected,
    made: &Introspected,
    before: &Introspected,
    known: &Known,
) -> Result<()> {
    let mut earlier: BTreeSet<String> = BTreeSet::new();
    for change in diff(Pair::new(&says.schema, &before.schema), &Hints::none())? {
        earlier.insert(change.describe().summary);
    }
    let (mut says, mut made) = (says.schema.clone(), made.schema.clone());
    reconcile(dialect, Pair::new(&mut says, &mut made));
    for change in diff(Pair::new(&says, &made), &Hints::none())? {
        let about = change.describe();
        if !known.is_by_hand(&change) {
            step.problem(format!("its SQL doesn't make what it says: {} {}", about.sign, about.summary));
        } else if !earlier.contains(&about.summary) {
            step.note(format!("by hand: {}", about.summary));
        }
    }
    Ok(())
}

/// What is there, held against what was there: to the last trigger.
pub(super) fn as_it_was(
    dialect: Dialect,
    step: &mut ProofStep,
    was: &Introspected,
    is: &Introspected,
) -> Result<()> {
    let (mut old, mut new) = (was.schema.clone(), is.schema.clone());
    reconcile(dialect, Pair::new(&mut old, &mut new));
    for change in diff(Pair::new(&old, &new), &Hints::none())? {
        let about = change.describe();
        step.problem(format!("it doesn't lead back: {} {}", about.sign, about.summary));
    }
    for one in Unheld::between(Pair::new(&was.seen[..], &is.seen[..])) {
        let how = match one.difference {
            Difference::OnlyOld => "is gone",
            Difference::OnlyNew => "is left behind",
            Difference::Other => "is another",
        };
        step.problem(format!("it doesn't lead back: {} `{}` {how}", one.kind, one.name));
    }
    Ok(())
}

/// Rows before and after a step; `now` gives a table's name after it, if it is still there.
pub(super) fn rows_kept(
    step: &mut ProofStep,
    before: &Counts,
    after: &Counts,
    now: impl Fn(&QName) -> Option<QName>,
    deletes: bool,
) {
    for (table, had) in before {
        let Some(has) = now(table).and_then(|name| after.get(&name)) else { continue };
        step.rows += had;
        if has < had {
            let what = format!("`{table}` had {had} rows, and has {has}");
            if deletes {
                step.note(format!("{what}: its SQL deletes rows"));
            } else {
                step.problem(format!("rows are lost: {what}"));
            }
        }
    }
}

/// Whether SQL says in so many words that rows go.
pub(super) fn deletes(dialect: Dialect, sql: &str) -> bool {
    split(dialect, sql).iter().any(|piece| {
        let first = lex(dialect, piece.sql).find(|token| token.speaks());
        first.is_some_and(|token| token.is_word("delete") || token.is_word("truncate"))
    })
}
