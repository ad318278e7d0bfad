use std::fmt;

use serde::{Deserialize, Serialize};

use super::is_default;
use crate::QName;

/// Something that is carried as the database writes it: a trigger, a function, a policy, a domain…
///
/// Models are silent about these, so a revision neither makes nor drops one: they come from databases and from SQL
/// files, and are compared, made and dropped between two of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Opaque {
    /// Which it is.
    pub id: OpaqueId,
    /// The statements that make it, without semicolons.
    pub create: Vec<String>,
    /// The statement that takes it away.
    pub drop: String,
    /// Where `create` also replaces what is there: the text that has to be the same on both sides for that (a
    /// function's arguments and result).
    #[serde(default, skip_serializing_if = "is_default")]
    pub replaces: Option<String>,
}

/// What tells one from all others.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OpaqueId {
    /// What it is, in a word or two: `trigger`.
    pub kind: String,
    /// The table that it stands on.
    #[serde(default, skip_serializing_if = "is_default")]
    pub table: Option<QName>,
    /// Its name; a function's with the types of its arguments.
    pub name: QName,
}

impl Opaque {
    /// Whether `create` turns the other into this one.
    pub fn can_replace(&self, other: &Self) -> bool {
        self.replaces.is_some() && self.replaces == other.replaces
    }

    /// Whether it is only ever taken away: an index that a failed build left behind.
    pub fn makes_nothing(&self) -> bool {
        self.create.is_empty()
    }

    /// Its name without namespace and arguments.
    pub fn bare_name(&self) -> &str {
        self.id.name.name.split('(').next().unwrap_or_default()
    }
}

impl fmt::Display for OpaqueId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} `{}`", self.kind, self.name)?;
        match &self.table {
            Some(table) if *table != self.name => write!(f, " of `{table}`"),
            Some(_) | None => Ok(()),
        }
    }
}
