use std::collections::BTreeSet;

use super::super::Options;
use super::super::plan::filled_back;
use super::super::scope::scope;
use super::follow::{Followed, follow};
use super::rows::Rows;
use super::text::Words;
use super::{Question, checks, columns, keys, refer};
use crate::change::replay;
use crate::dialect::Dialect;
use crate::diff::Pair;
use crate::schema::{Schema, Table};
use crate::{Change, QName, Result};

/// What must be asked before a revision runs, and which tables it has to do with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Questions {
    /// On the way up.
    pub up: Vec<Question>,
    /// On the way down.
    pub down: Vec<Question>,
    /// The tables that it changes, by all the names they have.
    pub touches: BTreeSet<QName>,
    /// Those among them that it makes.
    pub makes: BTreeSet<QName>,
}

/// One table under questioning.
pub(super) struct Case<'a> {
    pub(super) words: Words,
    pub(super) table: &'a Followed<'a>,
    pub(super) rows: Rows,
    /// Afterwards.
    pub(super) schema: &'a Schema,
    /// Every table that is there before and after.
    pub(super) all: &'a [Followed<'a>],
    /// Tables that no change touches.
    pub(super) others: &'a Schema,
}

/// The questions of changes on `from`, which the schema before may be larger than.
///
/// # Errors
///
/// Where the changes don't follow from `from`.
pub fn questions(dialect: Dialect, from: &Schema, changes: &[Change]) -> Result<Questions> {
    let scoped = scope(from, changes, &Options::default());
    let mut after = scoped.clone();
    replay(&mut after, changes)?;
    let mut questions = Questions::default();
    for change in changes {
        questions.touches.extend(change.table().cloned());
        match change {
            Change::RenameTable { to, .. } => {
                questions.touches.insert(to.clone());
            }
            Change::CreateTable { table } => {
                questions.makes.insert(table.name.clone());
            }
            Change::AlterEnum { from, .. } | Change::DropEnum { ty: from } => {
                let uses = |table: &&Table| {
                    table.columns.iter().any(|column| column.ty.enum_name() == Some(&from.name))
                };
                questions.touches.extend(scoped.tables.iter().filter(uses).map(|table| table.name.clone()));
            }
            _ => {}
        }
    }
    questions.up = ask(dialect, from, &scoped, &after, changes)?;
    let back = filled_back(dialect, Pair::new(&after, &scoped), changes)?;
    questions.down = ask(dialect, from, &after, &scoped, &back)?;
    Ok(questions)
}

fn ask(
    dialect: Dialect,
    others: &Schema,
    before: &Schema,
    after: &Schema,
    changes: &[Change],
) -> Result<Vec<Question>> {
    let all = follow(before, after, changes)?;
    let mut asked = Vec::new();
    for table in &all {
        let words = Words(dialect);
        let rows = Rows::new(words, table);
        let case = Case { words, table, rows, schema: after, all: &all, others };
        columns::ask(&case, before, &mut asked);
        keys::ask(&case, &mut asked);
        checks::ask(&case, &mut asked);
        refer::ask(&case, &mut asked);
    }
    Ok(asked)
}

impl Case<'_> {
    /// Whether a constraint is new, or reads a column whose values change.
    pub(super) fn concerns(&self, name: &str, columns: &[String], expressions: &[&str]) -> bool {
        self.table.new.iter().any(|new| new == name)
            || self.table.columns.iter().any(|(column, fate)| {
                fate.changes()
                    && (columns.contains(column)
                        || expressions.iter().any(|sql| crate::dialect::mentions(self.words.0, sql, column)))
            })
    }

    /// A question about this table.
    pub(super) fn question(&self, sql: String, sentence: String) -> Question {
        Question {
            concern: super::Concern::Null,
            table: self.table.origin().clone(),
            reads: Vec::new(),
            column: None,
            sql,
            sentence,
            help: String::new(),
        }
    }
}
