use std::collections::{BTreeMap, BTreeSet};

use super::super::Statement;
use super::statistics::{Columns, renew};
use crate::dialect::postgres::online;
use crate::schema::{Check, ForeignKey, Index};
use crate::{Change, QName, Result};

/// A table, and something of it by its name.
type Of = (QName, String);

/// How the changes of one stage are said.
#[derive(Clone, Default)]
pub(in super::super) struct Forms {
    /// Indexes are made and dropped beside the writers, each by itself.
    pub(super) concurrently: bool,
    /// Constraints that are proven first.
    pub(super) validate: Vec<Of>,
    /// Constraints that are made of an index that is there, by its name; an index that is to be another's in the same way.
    pub(super) adopted: BTreeMap<Of, String>,
    /// Indexes of which only the comment is another.
    pub(super) commented: BTreeSet<Of>,
    /// Indexes of parted tables for which each part has its own.
    pub(super) attached: BTreeSet<Of>,
    /// Tables whose primary key is made of an index that is there, by its name.
    pub(super) keys: BTreeMap<QName, String>,
    /// Whether an index that goes has its successor already.
    pub(super) succeeded: bool,
    /// Columns of which a check says that they are never NULL.
    pub(super) proven: BTreeSet<Of>,
    /// Checks that are there for a moment only.
    pub(super) passing: BTreeSet<Of>,
    /// The table, the column and the value for rows that have none: nothing else happens then.
    pub(super) fill: Option<(QName, String, String)>,
    /// Columns of which the rows are looked at again: nothing else happens then.
    pub(super) analyze: Columns,
    /// Whether that has a stage of its own.
    pub(super) analyzed_later: bool,
}

impl Forms {
    pub(super) fn concurrently() -> Self {
        Self { concurrently: true, ..Self::default() }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.validate.is_empty() && self.fill.is_none() && self.analyze.is_empty()
    }

    /// Whether it runs outside a transaction.
    pub(super) fn is_apart(&self) -> bool {
        self.concurrently || self.fill.is_some()
    }

    /// Whether others wait behind it while it waits for its locks.
    pub(in super::super) fn keeps_waiting(&self) -> bool {
        self.analyze.is_empty()
    }

    /// The forms of the way back.
    pub(in super::super) fn back(&self) -> Self {
        Self { concurrently: self.concurrently, ..Self::default() }
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
        let first = self.fill.iter().map(fill).chain(self.validate.iter().map(proof));
        first.chain(renew(&self.analyze)).collect()
    }

    /// The change in one of these forms; `None` where it is said in the plain one. `proven` are constraints of which
    /// only the proof is new.
    pub(super) fn say(&self, change: &Change, proven: &BTreeSet<Of>) -> Result<Option<Vec<String>>> {
        let of = |table: &QName, name: &String| (table.clone(), name.clone());
        Ok(match change {
            Change::DropIndex { table, index } if self.commented.contains(&of(table, &index.name)) => {
                Some(Vec::new())
            }
            Change::AddIndex { table, index } if self.commented.contains(&of(table, &index.name)) => {
                Some(vec![online::comment(table, index)])
            }
            Change::AlterPrimaryKey { table, from: None, to: Some(key) } if self.keys.contains_key(table) => {
                let index = self.keys.get(table).map_or("", String::as_str);
                Some(vec![online::adopt_key(table, key, index)?])
            }
            // Its rows that had none are filled by now.
            Change::AlterColumn { table, to, .. } if self.proven.contains(&of(table, &to.name)) => {
                Some(vec![online::never_null(table, &to.name)])
            }
            Change::AddIndex { table, index } if self.adopted.contains_key(&of(table, &index.name)) => {
                let ready = self.adopted.get(&of(table, &index.name)).unwrap_or(&index.name);
                Some(online::adopt(table, index, ready)?)
            }
            Change::DropIndex { table, index } if self.is_adopted(table, &index.name) => Some(Vec::new()),
            Change::AddIndex { table, index } if self.concurrently && online::is_plain(index) => {
                Some(vec![online::create_index(table, index)?])
            }
            Change::DropIndex { table, index } if self.concurrently && online::is_plain(index) => {
                Some(vec![online::drop_index(table, index)])
            }
            Change::AddForeignKey { table, foreign_key: ForeignKey { name, .. } }
            | Change::DropForeignKey { table, foreign_key: ForeignKey { name, .. } }
            | Change::AddCheck { table, check: Check { name, .. } }
                if self.validate.contains(&of(table, name)) =>
            {
                Some(Vec::new())
            }
            Change::DropCheck { table, check }
                if self.validate.contains(&of(table, &check.name))
                    && !self.passing.contains(&of(table, &check.name)) =>
            {
                Some(Vec::new())
            }
            Change::DropForeignKey { table, foreign_key: ForeignKey { name, .. } }
            | Change::DropCheck { table, check: Check { name, .. } }
                if proven.contains(&of(table, name)) =>
            {
                Some(Vec::new())
            }
            Change::AddForeignKey { table, foreign_key: ForeignKey { name, .. } }
            | Change::AddCheck { table, check: Check { name, .. } }
                if proven.contains(&of(table, name)) =>
            {
                Some(vec![online::validate(table, name)])
            }
            _ => None,
        })
    }

    /// Whether the change keeps nobody waiting in the form that it has here.
    pub(super) fn is_light(&self, change: &Change, proven: &BTreeSet<Of>) -> bool {
        let is_proven = |table: &QName, name: &str| {
            let of = (table.clone(), name.to_owned());
            proven.contains(&of) || self.validate.contains(&of)
        };
        match change {
            Change::AlterColumn { table, to, .. } => self.proven.contains(&(table.clone(), to.name.clone())),
            Change::AlterPrimaryKey { table, .. } => self.keys.contains_key(table),
            Change::AddIndex { table, index } => {
                let of = (table.clone(), index.name.clone());
                self.concurrently || self.adopted.contains_key(&of) || self.attached.contains(&of)
            }
            Change::DropIndex { table, index } => self.concurrently || self.is_adopted(table, &index.name),
            Change::AddForeignKey { table, foreign_key } => {
                foreign_key.not_valid || is_proven(table, &foreign_key.name)
            }
            Change::AddCheck { table, check } => check.not_valid || is_proven(table, &check.name),
            _ => false,
        }
    }

    /// Whether the index goes on as a constraint.
    fn is_adopted(&self, table: &QName, index: &str) -> bool {
        self.adopted.iter().any(|((of, _), ready)| of == table && ready == index)
    }

    /// Whether the change only serves another one, which says what there is to say.
    pub(super) fn serves(&self, change: &Change) -> bool {
        match change {
            Change::DropCheck { table, check } => self.passing.contains(&(table.clone(), check.name.clone())),
            Change::DropIndex { table, index } => {
                self.succeeded
                    || self.is_adopted(table, &index.name)
                    || self.commented.contains(&(table.clone(), index.name.clone()))
            }
            Change::AddIndex { table, index } => {
                let of = (table.clone(), index.name.clone());
                self.succeeded || self.adopted.contains_key(&of) || self.commented.contains(&of)
            }
            _ => false,
        }
    }
}

/// Indexes that are the same but for their comment.
pub(super) fn only_commented(changes: &[Change]) -> BTreeSet<Of> {
    let gone: Vec<(&QName, &Index)> = changes
        .iter()
        .filter_map(|change| match change {
            Change::DropIndex { table, index } => Some((table, index)),
            _ => None,
        })
        .collect();
    let comes_again = |change: &Change| match change {
        Change::AddIndex { table, index } => gone
            .iter()
            .any(|(of, old)| {
                *of == table && Index { comment: index.comment.clone(), ..(*old).clone() } == *index
            })
            .then(|| (table.clone(), index.name.clone())),
        _ => None,
    };
    changes.iter().filter_map(comes_again).collect()
}

/// Constraints that hold for all rows from now on, and are the same in everything else.
pub(super) fn only_proven(changes: &[Change]) -> BTreeSet<Of> {
    let mut found = BTreeSet::new();
    for change in changes {
        let pair = |other: &&Change| match (change, *other) {
            (Change::DropCheck { table, check: old }, Change::AddCheck { table: of, check: new }) => {
                table == of && old.not_valid && *new == Check { not_valid: false, ..old.clone() }
            }
            (
                Change::DropForeignKey { table, foreign_key: old },
                Change::AddForeignKey { table: of, foreign_key: new },
            ) => table == of && old.not_valid && *new == ForeignKey { not_valid: false, ..old.clone() },
            _ => false,
        };
        if let Some(
            Change::AddCheck { table, check: Check { name, .. } }
            | Change::AddForeignKey { table, foreign_key: ForeignKey { name, .. } },
        ) = changes.iter().find(pair)
        {
            found.insert((table.clone(), name.clone()));
        }
    }
    found
}
