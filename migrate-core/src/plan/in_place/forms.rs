use std::collections::BTreeSet;

use super::super::Statement;
use crate::dialect::postgres::online;
use crate::{Change, QName, Result};

/// A table, and something of it by its name.
type Of = (QName, String);

/// How the changes of one stage are said.
#[derive(Clone, Default)]
pub(in super::super) struct Forms {
    /// Indexes are made and dropped beside the writers, each by itself.
    pub(super) concurrently: bool,
    /// Constraints that hold for new rows only, at first.
    pub(super) not_valid: BTreeSet<Of>,
    /// Constraints that are proven first.
    pub(super) validate: Vec<Of>,
    /// Indexes that become constraints as they are.
    pub(super) adopted: BTreeSet<Of>,
    /// Columns of which a check says that they are never NULL.
    pub(super) proven: BTreeSet<Of>,
    /// Checks that are there for a moment only.
    pub(super) passing: BTreeSet<Of>,
    /// The table, the column and the value for rows that have none: nothing else happens then.
    pub(super) fill: Option<(QName, String, String)>,
}

impl Forms {
    pub(super) fn concurrently() -> Self {
        Self { concurrently: true, ..Self::default() }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.validate.is_empty() && self.fill.is_none()
    }

    /// Whether it runs outside a transaction.
    pub(super) fn is_apart(&self) -> bool {
        self.concurrently || self.fill.is_some()
    }

    /// The forms of the way back.
    pub(in super::super) fn back(&self) -> Self {
        // A check that was only passing need not be proven to go again.
        Self { concurrently: self.concurrently, not_valid: self.passing.clone(), ..Self::default() }
    }

    /// What stands before the changes.
    pub(super) fn first(&self) -> Vec<Statement> {
        let proof = |(table, name): &Of| Statement {
            sql: online::validate(table, name),
            why: format!("prove `{name}` of `{table}`, beside those who read and write"),
            hazards: Vec::new(),
            transaction: true,
        };
        let fill = |(table, column, value): &(QName, String, String)| Statement {
            sql: online::fill(table, column, value),
            why: format!("fill `{table}.{column}` in rows that are there, a batch at a time"),
            hazards: Vec::new(),
            transaction: false,
        };
        self.fill.iter().map(fill).chain(self.validate.iter().map(proof)).collect()
    }

    /// The change in one of these forms; `None` where it is said in the plain one.
    pub(super) fn say(&self, change: &Change) -> Result<Option<Vec<String>>> {
        let of = |table: &QName, name: &String| (table.clone(), name.clone());
        Ok(match change {
            Change::AddIndex { table, index } if self.adopted.contains(&of(table, &index.name)) => {
                Some(online::adopt(table, index)?)
            }
            Change::DropIndex { table, index } if self.adopted.contains(&of(table, &index.name)) => {
                Some(Vec::new())
            }
            Change::AddIndex { table, index } if self.concurrently && online::is_plain(index) => {
                Some(vec![online::create_index(table, index)?])
            }
            Change::DropIndex { table, index } if self.concurrently && online::is_plain(index) => {
                Some(vec![online::drop_index(table, index)])
            }
            Change::AddForeignKey { table, foreign_key }
                if self.not_valid.contains(&of(table, &foreign_key.name)) =>
            {
                Some(vec![online::foreign_key(table, foreign_key)?])
            }
            Change::AddCheck { table, check } if self.not_valid.contains(&of(table, &check.name)) => {
                Some(vec![online::check(table, check)?])
            }
            _ => None,
        })
    }

    /// Whether the change keeps nobody waiting in the form that it has here.
    pub(super) fn is_light(&self, change: &Change) -> bool {
        match change {
            Change::AlterColumn { table, to, .. } => self.proven.contains(&(table.clone(), to.name.clone())),
            Change::AddIndex { table, index } | Change::DropIndex { table, index } => {
                self.concurrently || self.adopted.contains(&(table.clone(), index.name.clone()))
            }
            Change::AddForeignKey { table, foreign_key } => {
                self.not_valid.contains(&(table.clone(), foreign_key.name.clone()))
            }
            Change::AddCheck { table, check } | Change::DropCheck { table, check } => {
                let of = (table.clone(), check.name.clone());
                self.not_valid.contains(&of) || self.passing.contains(&of)
            }
            _ => false,
        }
    }

    /// Whether the change only serves another one, which says what there is to say.
    pub(super) fn serves(&self, change: &Change) -> bool {
        match change {
            Change::DropCheck { table, check } => self.passing.contains(&(table.clone(), check.name.clone())),
            Change::DropIndex { table, index } | Change::AddIndex { table, index } => {
                self.adopted.contains(&(table.clone(), index.name.clone()))
            }
            _ => false,
        }
    }
}
