//! Changes, statements and hazards in the words of CLI.md.

use migrate_core::Change;
//PLAN
use serde_json::{Value, json};

/// What a revision stands on: nothing, a revision, or the several of a merge.
pub(crate) fn parent(parents: &[String]) -> Value {
    match parents {
        [] => Value::Null,
        [one] => json!(one),
        several => json!(several),
    }
}
