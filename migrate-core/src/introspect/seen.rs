use serde::Serialize;

use crate::{QName, Schema};

/// What a live database holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Introspected {
    /// All that the model can say.
    pub schema: Schema,
    /// All the rest, sorted: it is left alone, and never passed over in silence.
    pub seen: Vec<Seen>,
}

/// Something that a database holds and the model doesn't: a trigger, a function, a policy…
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Seen {
    /// What it is, in a word or two: `trigger`, `partitioned table`.
    pub kind: String,
    /// Its name.
    pub name: QName,
    /// The table that it stands on.
    pub table: Option<QName>,
    /// Its definition, or a text that changes when it does; may be empty.
    pub detail: String,
}
