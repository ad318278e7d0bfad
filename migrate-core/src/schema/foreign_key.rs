use serde::{Deserialize, Serialize};

use super::is_default;
use crate::QName;

/// A foreign key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ForeignKey {
    /// The constraint's name.
    pub name: String,
    /// The referencing columns.
    pub columns: Vec<String>,
    /// The table referred to.
    pub references: QName,
    /// The columns referred to, one for each of `columns`.
    pub referenced_columns: Vec<String>,
    /// What happens to these rows when the row they refer to is deleted.
    #[serde(default, skip_serializing_if = "is_default")]
    pub on_delete: Action,
    /// What happens to these rows when the key they refer to changes.
    #[serde(default, skip_serializing_if = "is_default")]
    pub on_update: Action,
    /// When it is checked.
    #[serde(default, skip_serializing_if = "is_default")]
    pub deferrable: Deferrable,
    /// PostgreSQL: `MATCH FULL`, all columns are NULL or none is.
    #[serde(default, skip_serializing_if = "is_default")]
    pub match_full: bool,
    /// PostgreSQL: it holds for new rows; nobody has proven the old ones yet.
    #[serde(default, skip_serializing_if = "is_default")]
    pub not_valid: bool,
}

impl ForeignKey {
    /// A key from some columns to others, with nothing else to it.
    pub fn new(
        name: impl Into<String>,
        columns: &[impl AsRef<str>],
        references: impl Into<QName>,
        referenced_columns: &[impl AsRef<str>],
    ) -> Self {
        let owned = |name: &str| name.to_owned();
        Self {
            name: name.into(),
            columns: columns.iter().map(|name| owned(name.as_ref())).collect(),
            references: references.into(),
            referenced_columns: referenced_columns.iter().map(|name| owned(name.as_ref())).collect(),
            on_delete: Action::NoAction,
            on_update: Action::NoAction,
            deferrable: Deferrable::No,
            match_full: false,
            not_valid: false,
        }
    }
}

/// A referential action.
#[derive(
    Clone, Copy, Debug, std::default::Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// `NO ACTION`: an error, at the end of the statement.
    #[default]
    NoAction,
    /// `RESTRICT`: an error, at once.
    Restrict,
    /// `CASCADE`: deleted or changed with it.
    Cascade,
    /// `SET NULL`.
    SetNull,
    /// `SET DEFAULT`.
    SetDefault,
}

/// When a constraint is checked.
#[derive(
    Clone, Copy, Debug, std::default::Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Deferrable {
    /// After each statement, always.
    #[default]
    No,
    /// `DEFERRABLE INITIALLY IMMEDIATE`.
    Immediate,
    /// `DEFERRABLE INITIALLY DEFERRED`: at commit.
    Deferred,
}
