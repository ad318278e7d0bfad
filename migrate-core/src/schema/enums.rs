use serde::{Deserialize, Serialize};

use super::is_default;
use crate::QName;

/// A named list of labels.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EnumType {
    /// Its name.
    pub name: QName,
    /// Its labels, in their order: databases sort by it.
    pub labels: Vec<String>,
    /// The comment, where the database keeps one.
    #[serde(default, skip_serializing_if = "is_default")]
    pub comment: Option<String>,
}
