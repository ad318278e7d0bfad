//! A `migrations/` folder of real revisions, made as `cargo migrate revision` makes them.

use std::path::Path;

use migrate_core::change::replay;
use migrate_core::diff::{Hints, Pair, diff};
use migrate_core::embed::{EmbeddedDialect, EmbeddedRevision, GateState};
use migrate_core::history::{Approval, Batch, Draft, History, Id, Timestamp};
use migrate_core::plan::{Options, Plan, Stage, plan};
use migrate_core::{Dialect, Migrator, Result, Schema};

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

    /// Every file in it: its path from there, and its text.
    pub fn files(&self) -> Vec<(String, String)> {
        let mut folders = vec![self.path().to_owned()];
        let mut files = Vec::new();
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).expect("a folder") {
                let path = entry.expect("an entry").path();
                if path.is_dir() {
                    folders.push(path);
                    continue;
                }
                let inside = path.strip_prefix(self.path()).expect("a path below").display().to_string();
                files.push((inside, std::fs::read_to_string(&path).expect("a file")));
            }
        }
        files.sort();
        files
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
        // One directory for all of it.
        self.add_with(new, hints, &Options::plain())
    }

    /// The same with options: a directory for each stage of the plan.
    pub fn add_with(&self, new: &Schema, hints: &Hints, options: &Options) -> Result<Plan> {
        let mut schema = self.history().snapshot()?.clone();
        let hints = hints.clone().placing(self.dialect.places_columns());
        let changes = diff(Pair::new(&schema, new), &hints)?;
        let plan = plan(self.dialect, &schema, &changes, options)?;
        let stages = match plan.stages.as_slice() {
            [] => vec![Stage { changes, up: plan.up.clone(), down: plan.down.clone() }],
            stages => stages.to_vec(),
        };
        for stage in stages {
            let history = self.history();
            let now = Timestamp::from_unix(1_800_000_000);
            let draft = Draft {
                id: Id::new(now, history.revisions().iter().map(|revision| &revision.id)),
                message: "a revision".to_owned(),
                parents: history.head()?.map(|head| head.id.clone()).into_iter().collect(),
                created_at: now,
                up: stage.up.to_sql(),
                down: stage.down.to_sql(),
                run_in_transaction: stage.up.run_in_transaction(),
                foreign_keys_off: stage.up.foreign_keys_off(),
                data_steps: migrate_core::embed::DataSteps::default(),
                changes: stage.changes,
            };
            replay(&mut schema, &draft.changes)?;
            self.write(&history, &draft, &schema)?;
        }
        Ok(plan)
    }

    /// Adds a revision of somebody's own SQL, which changes no table, and approves it.
    pub fn by_hand(&self, message: &str, up: &str, down: &str) -> Result<()> {
        let history = self.history();
        let now = Timestamp::from_unix(1_800_000_000);
        let draft = Draft {
            id: Id::new(now, history.revisions().iter().map(|revision| &revision.id)),
            message: message.to_owned(),
            parents: history.head()?.map(|head| head.id.clone()).into_iter().collect(),
            created_at: now,
            up: up.to_owned(),
            down: down.to_owned(),
            run_in_transaction: true,
            foreign_keys_off: false,
            data_steps: migrate_core::embed::DataSteps::default(),
            changes: Vec::new(),
        };
        self.write(&history, &draft, history.snapshot()?)
    }

    fn write(&self, history: &History, draft: &Draft, schema: &Schema) -> Result<()> {
        let mut batch = Batch::new(self.path())?;
        history.add(draft, schema, &mut batch)?;
        batch.commit()?;
        let mut batch = Batch::new(self.path())?;
        self.history().approve(&draft.id, Approval::default(), &mut batch)?;
        batch.commit()
    }
}

/// A folder as `schema!` would carry it.
pub fn embedded(name: &'static str, history: &History) -> &'static Migrator {
    let leak = |text: &str| -> &'static str { Box::leak(text.to_owned().into_boxed_str()) };
    let revisions: Vec<EmbeddedRevision> = history
        .revisions()
        .iter()
        .map(|revision| EmbeddedRevision {
            id: leak(revision.id.as_str()),
            version: leak(&revision.version()),
            dir: leak(&revision.dir),
            message: leak(&revision.message),
            parents: revision.parents.iter().map(|id| leak(id.as_str())).collect::<Vec<_>>().leak(),
            up: leak(&revision.up),
            down: revision.down.as_deref().map(leak),
            run_in_transaction: revision.run_in_transaction,
            foreign_keys_off: revision.foreign_keys_off,
            data_steps: revision.data_steps,
            breaks_old_code: revision.breaks_old_code(),
            sha256: leak(&revision.sha256),
            created_at: leak(revision.created_at.as_deref().unwrap_or_default()),
            changes: revision.changes_text().map(leak),
            reviewed: revision.review.is_approved(),
        })
        .collect();
    let embedded = EmbeddedDialect {
        dialect: history.dialect(),
        head: revisions.last().map(|revision| revision.id),
        revisions: revisions.leak(),
    };
    Box::leak(Box::new(Migrator::new(name, "tests", GateState::On, false, vec![embedded].leak())))
}
