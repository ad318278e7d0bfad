//! A `migrations/` folder of real revisions, made as `cargo migrate revision` makes them.

use std::path::Path;

use migrate_core::diff::{Hints, Pair, diff, replayed};
use migrate_core::history::{Approval, Batch, Draft, History, Id, Timestamp};
use migrate_core::plan::{Options, Plan, plan};
use migrate_core::{Dialect, Result, Schema};

/// The folder.
pub struct Revisions {
    dir: tempfile::TempDir,
    dialect: Dialect,
}

impl Revisions {
    /// An empty one.
    pub fn new(dialect: Dialect) -> Self {
        let dir = tempfile::tempdir().expect("a folder");
        let mut batch = Batch::new(dir.path()).expect("a batch");
        History::init(dir.path(), dialect, &mut batch).expect("an empty folder");
        batch.commit().expect("room on the disk");
        Self { dir, dialect }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        self.dir.path()
    }

    /// What is in it now.
    pub fn history(&self) -> History {
        History::read(self.path(), self.dialect).expect("a folder that can be read")
    }

    /// Adds a revision that leads from the head to this schema, renaming nothing, and approves it.
    pub fn add_schema(&self, new: &Schema) -> Plan {
        self.add(new, &Hints::none()).unwrap_or_else(|error| panic!("no revision: {error}"))
    }

    /// Adds a revision that leads from the head to this schema, and approves it.
    pub fn add(&self, new: &Schema, hints: &Hints) -> Result<Plan> {
        let history = self.history();
        let old = history.snapshot()?.clone();
        let hints = hints.clone().placing(self.dialect.places_columns());
        let changes = diff(Pair::new(&old, new), &hints)?;
        // One directory for all of them.
        let plan = plan(self.dialect, &old, &changes, &Options::plain())?;
        let now = Timestamp::from_unix(1_800_000_000);
        let draft = Draft {
            id: Id::new(now, history.revisions().iter().map(|revision| &revision.id)),
            message: "a revision".to_owned(),
            parents: history.head()?.map(|head| head.id.clone()).into_iter().collect(),
            created_at: now,
            up: plan.up.to_sql(),
            down: plan.down.to_sql(),
            run_in_transaction: plan.up.run_in_transaction(),
            foreign_keys_off: plan.up.foreign_keys_off(),
            changes: changes.clone(),
        };
        let mut batch = Batch::new(self.path())?;
        history.add(&draft, &replayed(&old, &changes)?, &mut batch)?;
        batch.commit()?;
        let mut batch = Batch::new(self.path())?;
        self.history().approve(&draft.id, Approval::default(), &mut batch)?;
        batch.commit()?;
        Ok(plan)
    }
}
