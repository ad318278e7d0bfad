//! Changes, statements and hazards in the words of CLI.md.

use migrate_core::Change;
//PLAN
use serde_json::{Value, json};

/// `{"kind", "table", "column", "summary"}` each.
pub(crate) fn changes(changes: &[Change]) -> Value {
    changes
        .iter()
        .map(|change| {
            let about = change.describe();
            json!({ "kind": about.kind, "table": about.table, "column": about.column, "summary": about.summary })
        })
        .collect()
}

/// What a revision stands on: nothing, a revision, or the several of a merge.
pub(crate) fn parent(parents: &[String]) -> Value {
    match parents {
        [] => Value::Null,
        [one] => json!(one),
        several => json!(several),
    }
}
