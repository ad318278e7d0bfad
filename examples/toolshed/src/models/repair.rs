use model_derive::{SqlEnum, Table};

use super::{Audit, Cents, Tool};

/// How far a repair is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, SqlEnum)]
pub enum RepairState {
    Reported,
    Ordered,
    Done,
}

/// Work on a tool.
#[derive(Clone, Debug, Table)]
#[table(name = "repairs", index(tool_id, name = "repairs_open", where = "state <> 'done'"))]
pub struct Repair {
    #[column(primary_key, autoincrement)]
    pub id: i64,
    #[column(references = Tool::id, on_delete = "cascade")]
    pub tool_id: i64,
    pub what: String,
    #[column(default = "reported")]
    pub state: RepairState,
    pub cost_cents: Option<Cents>,
    #[table(flatten)]
    pub audit: Audit,
}
