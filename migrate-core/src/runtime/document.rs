//! What happened, for machines: the same JSON from `cargo migrate` and from a program's own `migrate`.

use serde_json::{Value, json};

use super::report::{Obstacle, Ran, Report};
use super::settings::{Repaired, Status};

impl Report {
    /// `{"applied": [{"revision", "message", "ms", "data_step"}], "from", "to", "dry_run", "problems", "backup"}`
    pub fn to_json(&self) -> Value {
        json!({
            "applied": self.ran.iter().map(Ran::to_json).collect::<Vec<_>>(),
            "from": self.from,
            "to": self.to,
            "dry_run": self.dry_run,
            "problems": self.problems.iter().map(Obstacle::to_json).collect::<Vec<_>>(),
            "backup": self.backup.as_ref().map(|backup| backup.path.display().to_string()),
        })
    }
}

impl Ran {
    fn to_json(&self) -> Value {
        let ms = u64::try_from(self.elapsed.as_millis()).unwrap_or(u64::MAX);
        json!({ "revision": self.revision, "message": self.message, "ms": ms, "data_step": self.data_step })
    }
}

impl Obstacle {
    /// `{"code", "message", "revision", "table", "column", "rows", "example", "certain", "help"}`
    pub fn to_json(&self) -> Value {
        json!({
            "code": self.concern.name(),
            "message": self.message,
            "revision": self.revision,
            "table": self.table,
            "column": self.column,
            "rows": self.rows,
            "example": self.example,
            "certain": self.certain,
            "help": self.help,
        })
    }
}

impl Status {
    /// `{"current", "head", "applied", "pending", "unknown", "state", "edited", "out_of_order", "half", "newer"}`
    pub fn to_json(&self) -> Value {
        json!({
            "current": self.current,
            "head": self.head,
            "applied": self.applied,
            "pending": self.pending,
            "unknown": self.unknown,
            "state": self.state.name(),
            "edited": self.edited,
            "out_of_order": self.out_of_order,
            "half": self.half.as_ref().map(|half| json!({
                "revision": half.name,
                "direction": half.direction.name(),
                "done": half.done,
                "statements": half.statements,
            })),
            "newer": self.newer.as_ref().map(|newer| json!({
                "compatible": newer.compatible,
                "needs": newer.needs,
                "because": newer.because,
            })),
        })
    }
}

impl Repaired {
    /// `{"revision", "message", "ran", "now"}`
    pub fn to_json(&self) -> Value {
        json!({ "revision": self.revision, "message": self.message, "ran": self.ran, "now": self.now })
    }
}
