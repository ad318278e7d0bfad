//! Changes, statements and hazards in the words of CLI.md.

use migrate_core::Change;
use migrate_core::plan::{Hazard, Mode, Script, Statement};
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
pub(crate) fn statements(script: &Script) -> Value {
    whole(script)
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

/// The statements and nothing else.
pub(crate) fn bare(script: &Script) -> String {
    // A comment to the line's end would swallow the semicolon.
    let end = |sql: &str| {
        if sql.lines().next_back().is_some_and(|line| line.contains("--")) { "\n;\n" } else { ";\n" }
    };
    whole(script).iter().map(|statement| format!("{}{}", statement.sql, end(&statement.sql))).collect()
}

/// The statements, with what must stand around a rebuild: whoever runs them one by one keeps the rows, too.
pub(crate) fn whole(script: &Script) -> Vec<Statement> {
    let (open, close): (&[&str], &[&str]) = match script.mode {
        Mode::ForeignKeysOff => {
            (&["PRAGMA foreign_keys=OFF", "BEGIN"], &["COMMIT", "PRAGMA foreign_keys=ON"])
        }
        Mode::Transaction | Mode::Apart => (&[], &[]),
    };
    let around = |sql: &&str| Statement {
        sql: (*sql).to_owned(),
        why: "Tables are made anew: rows that refer to them must stay.".to_owned(),
        hazards: Vec::new(),
        transaction: false,
    };
    open.iter().map(around).chain(script.statements.iter().cloned()).chain(close.iter().map(around)).collect()
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

/// When the functions beside a revision's SQL run; null where there are none.
pub(crate) fn data_steps(steps: &migrate_core::embed::DataSteps) -> Value {
    if steps.is_empty() {
        return Value::Null;
    }
    serde_json::json!({ "up": steps.up.map(|when| when.name()), "down": steps.down.map(|when| when.name()) })
}
