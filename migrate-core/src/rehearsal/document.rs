use std::time::Duration;

use serde_json::{Value, json};

use super::report::{Pass, Rehearsal, RevisionRun, StatementRun};

impl Rehearsal {
    /// `{"ok", "from", "to", "copied_by", "copy_ms", "passes", "tables", "failure"}`
    pub fn to_json(&self) -> Value {
        let tables: Vec<Value> = self
            .tables
            .iter()
            .map(|table| json!({ "table": table.table, "before": table.before, "after": table.after }))
            .collect();
        json!({
            "ok": self.is_ok(),
            "from": self.from,
            "to": self.to,
            "copied_by": self.copied_by,
            "copy_ms": ms(self.copying),
            "passes": self.passes.iter().map(pass).collect::<Vec<_>>(),
            "tables": tables,
            "failure": self.failure,
        })
    }
}

fn pass(pass: &Pass) -> Value {
    json!({
        "direction": pass.direction.name(),
        "ms": ms(pass.elapsed),
        "revisions": pass.revisions.iter().map(revision).collect::<Vec<_>>(),
    })
}

fn revision(revision: &RevisionRun) -> Value {
    let rewritten: Vec<Value> =
        revision.rewritten.iter().map(|table| json!({ "table": table.table, "rows": table.rows })).collect();
    json!({
        "revision": revision.revision,
        "message": revision.message,
        "ms": ms(revision.elapsed),
        "statements": revision.statements.iter().map(statement).collect::<Vec<_>>(),
        "rewritten": rewritten,
    })
}

fn statement(statement: &StatementRun) -> Value {
    let locks: Vec<Value> = statement
        .locks
        .iter()
        .map(|lock| json!({ "object": lock.object, "mode": lock.mode, "ms": ms(lock.held) }))
        .collect();
    json!({ "sql": statement.sql, "ms": ms(statement.elapsed), "rows": statement.rows, "locks": locks })
}

/// Parts of a millisecond matter: most statements take no longer.
fn ms(time: Duration) -> f64 {
    (time.as_secs_f64() * 1_000_000.0).round() / 1000.0
}
