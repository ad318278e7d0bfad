use serde::{Deserialize, Serialize};

use super::Change;
use crate::QName;

/// What models, or whoever calls the command, say about a difference and no schema can hold.
///
/// Hints are never compared: they steer a diff, and once a revision has recorded it, they can go.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hints {
    /// What only has another name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub renames: Vec<Rename>,
    /// How rows that are already there get a value.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub backfills: Vec<Backfill>,
    /// A new column stands where the new schema has it. Else it comes last, as it does in databases that know no other
    /// way; see [`Dialect::places_columns`](crate::Dialect::places_columns).
    #[serde(default, skip_serializing_if = "is_false")]
    pub places: bool,
}

fn is_false(flag: &bool) -> bool {
    !flag
}

impl Hints {
    /// Nothing to say.
    pub fn none() -> Self {
        Self::default()
    }

    /// What changes say of names, as if somebody had said it.
    pub fn naming(changes: &[Change]) -> Self {
        let origin = Origin::Flag;
        let mut hints = Self::none();
        for change in changes {
            match change {
                Change::RenameTable { from, to } => {
                    hints.renames.push(Rename::Table { from: from.clone(), to: to.clone(), origin });
                }
                Change::RenameColumn { table, from, to } => {
                    let (table, from, to) = (table.clone(), from.clone(), to.clone());
                    hints.renames.push(Rename::Column { table, from, to, origin });
                }
                Change::RenameEnum { from, to } => {
                    hints.renames.push(Rename::Enum { from: from.clone(), to: to.clone(), origin });
                }
                Change::AlterEnum { to: ty, renamed, .. } => {
                    for (from, to) in renamed {
                        let (ty, from, to) = (ty.name.clone(), from.clone(), to.clone());
                        hints.renames.push(Rename::Label { ty, from, to, origin });
                    }
                }
                _ => {}
            }
        }
        hints
    }

    /// The same, with new columns where the new schema has them, if the database can do that.
    #[must_use]
    pub fn placing(self, places: bool) -> Self {
        Self { places, ..self }
    }

    /// Whether it says nothing about names and rows.
    pub fn is_empty(&self) -> bool {
        self.renames.is_empty() && self.backfills.is_empty()
    }
}

/// Something that only has another name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[allow(missing_docs, reason = "a field is named for what it holds")]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Rename {
    /// A table.
    Table { from: QName, to: QName, origin: Origin },
    /// A column; `table` is the table's name after all renames.
    Column { table: QName, from: String, to: String, origin: Origin },
    /// An enum type.
    Enum { from: QName, to: QName, origin: Origin },
    /// A label; `ty` is the enum's name after all renames.
    Label { ty: QName, from: String, to: String, origin: Origin },
}

impl Rename {
    /// Where it was said.
    pub fn origin(&self) -> Origin {
        match self {
            Self::Table { origin, .. }
            | Self::Column { origin, .. }
            | Self::Enum { origin, .. }
            | Self::Label { origin, .. } => *origin,
        }
    }
}

/// Where a rename was said: it decides how errors speak of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// `renamed_from = "…"` in the models: it may still stand there when a revision has recorded it.
    Attribute,
    /// `--rename OLD:NEW`, or an answer at the terminal: said for this one comparison.
    Flag,
}

/// The SQL expression that fills a column in rows that are already there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Backfill {
    /// The table, by its new name.
    pub table: QName,
    /// The column, by its new name.
    pub column: String,
    /// The expression.
    pub sql: String,
}
