//! A made-up application that grew in many small revisions.

use std::fs;
use std::path::Path;

use migrate_core::change::Hints;
use migrate_core::diff::{Pair, diff};
use migrate_core::embed::DataSteps;
use migrate_core::history::{Approval, Batch, Draft, History, Id, Timestamp};
use migrate_core::plan::{Options, plan};
use migrate_core::schema::IndexTarget;
use migrate_core::{Dialect, Schema};

use crate::{Outcome, Shape, schema};

/// One small revision, as its files have it.
#[derive(Clone, Debug)]
pub struct Small {
    /// Its id.
    pub id: String,
    /// Its `up.sql`.
    pub up: String,
}

/// A revision for each table, and one for each of its columns after the first.
pub fn write_revisions(dir: &Path, dialect: Dialect, shape: Shape) -> Outcome<Vec<Small>> {
    let head = schema(dialect, shape);
    fs::create_dir_all(dir)?;
    let mut batch = Batch::new(dir)?;
    History::init(dir, dialect, &mut batch)?;
    batch.commit()?;

    let mut batch = Batch::new(dir)?;
    let history = History::read(dir, dialect)?;
    let (mut now, mut ids, mut at) = (Timestamp::from_unix(1_700_000_000), Vec::new(), Schema::default());
    let mut all = Vec::new();
    for (message, next) in stages(&head) {
        let changes = diff(Pair { old: &at, new: &next }, &Hints::default())?;
        let plan = plan(dialect, &at, &changes, &Options::plain())?;
        now = now.next();
        let id = Id::new(now, &ids);
        let draft = Draft {
            id: id.clone(),
            message,
            parents: ids.last().cloned().into_iter().collect(),
            created_at: now,
            up: plan.up.to_sql(),
            down: plan.down.to_sql(),
            run_in_transaction: plan.up.run_in_transaction(),
            foreign_keys_off: false,
            data_steps: DataSteps::default(),
            changes,
        };
        history.add(&draft, &next, &mut batch)?;
        all.push(Small { id: id.to_string(), up: draft.up });
        ids.push(id);
        at = next;
    }
    batch.commit()?;

    let mut batch = Batch::new(dir)?;
    let history = History::read(dir, dialect)?;
    for id in &ids {
        let approval = Approval {
            sha256: String::new(),
            reviewer: "bench".to_owned(),
            reviewed_at: now.to_string(),
            acknowledged: Vec::new(),
        };
        history.approve(id, approval, &mut batch)?;
    }
    batch.commit()?;
    Ok(all)
}

/// The schema as it grows, column by column, with its message.
fn stages(head: &Schema) -> Vec<(String, Schema)> {
    let mut stages = Vec::new();
    let mut now = Schema::default();
    for table in &head.tables {
        let place = now.tables.len();
        now.tables.push(table.clone());
        for columns in 1..=table.columns.len() {
            let part = &mut now.tables[place];
            part.columns = table.columns[..columns].to_vec();
            let known = |on: &IndexTarget| match on {
                IndexTarget::Column(name) => {
                    table.columns[..columns].iter().any(|column| column.name == *name)
                }
                IndexTarget::Expression(_) => true,
            };
            part.indexes = table.indexes.clone();
            part.indexes.retain(|index| index.parts.iter().all(|part| known(&part.on)));
            stages.push((format!("{} with {columns} columns", table.name), now.clone()));
        }
        now.tables[place] = table.clone();
    }
    stages
}
