//! Changes, statements and hazards in the words of CLI.md.

use migrate_core::Change;
use migrate_core::plan::{Hazard, Statement};
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

/// `{"sql", "why", "hazards", "transaction"}` each.
pub(crate) fn statements(statements: &[Statement]) -> Value {
    statements
        .iter()
        .map(|statement| {
            json!({
                "sql": statement.sql,
                "why": statement.why,
                "hazards": hazards(&statement.hazards),
                "transaction": statement.transaction,
            })
        })
        .collect()
}

/// `{"code", "message"}` each.
pub(crate) fn hazards(hazards: &[Hazard]) -> Value {
    hazards.iter().map(|hazard| json!({ "code": hazard.code.name(), "message": hazard.message })).collect()
}

/// What a revision stands on: nothing, a revision, or the several of a merge.
pub(crate) fn parent(parents: &[String]) -> Value {
    match parents {
        [] => Value::Null,
        [one] => json!(one),
        several => json!(several),
    }
}
