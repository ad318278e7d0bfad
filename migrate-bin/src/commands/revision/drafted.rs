//! What `revision` writes for one dialect: one revision, or several where the plan has stages.

use std::path::PathBuf;

use migrate_core::change::{Hints, replay};
use migrate_core::diff::{self, Pair};
use migrate_core::embed::DataSteps;
use migrate_core::history::{Batch, Draft, History, Id, Revision as Written, Timestamp};
use migrate_core::plan::{self, Plan, Stage};
use migrate_core::{Change, Dialect, Schema};

use crate::failure::Result;

/// One dialect's part.
pub(super) struct Drafted {
    pub(super) dialect: Dialect,
    pub(super) changes: Vec<Change>,
    pub(super) plan: Plan,
    /// The functions beside the SQL of the last one; `None` for what those had that it renews.
    pub(super) data_steps: Option<DataSteps>,
    /// The schema behind it.
    pub(super) schema: Schema,
    /// The directories, in the order in which they run.
    pub(super) paths: Vec<PathBuf>,
    pub(super) ids: Vec<Id>,
    /// Whether there is anything to write: a dialect that nothing changed for gets no revision.
    wanted: bool,
}

impl Drafted {
    pub(super) fn new(dialect: Dialect, changes: Vec<Change>, plan: Plan, schema: Schema) -> Self {
        let wanted = !changes.is_empty();
        Self { dialect, changes, plan, schema, data_steps: None, paths: Vec::new(), ids: Vec::new(), wanted }
    }

    /// Written although nothing changes: for SQL by hand.
    pub(super) fn wanted(self) -> Self {
        Self { wanted: true, ..self }
    }

    /// How many revisions it takes.
    pub(super) fn len(&self) -> usize {
        if self.wanted { self.plan.stages.len().max(1) } else { 0 }
    }

    /// Writes them under the last of these ids; `old` are those that are renewed.
    pub(super) fn write(
        &mut self,
        ids: &[Id],
        message: &str,
        history: &History,
        old: &[Id],
        now: Timestamp,
        batch: &mut Batch,
    ) -> Result<()> {
        if !self.wanted {
            for id in old.iter().rev().filter(|id| history.revision(id).is_some()) {
                history.remove(id, &self.schema, batch)?;
            }
            return Ok(());
        }
        let first = old.iter().find_map(|id| history.revision(id));
        let (mut parents, mut schema) = match first {
            Some(revision) => (revision.parents.clone(), history.schema_before(revision)?),
            None => (
                history.head()?.map(|head| head.id.clone()).into_iter().collect(),
                history.snapshot()?.clone(),
            ),
        };
        self.ids = ids.iter().skip(ids.len().saturating_sub(self.len())).cloned().collect();
        for id in old.iter().filter(|id| !self.ids.contains(id) && history.revision(id).is_some()) {
            history.remove(id, &schema, batch)?;
        }
        let stages = stages(&self.plan, &self.changes);
        let by_hand = self.changes.is_empty();
        let had = old.iter().rev().find_map(|id| history.revision(id)).map(|revision| revision.data_steps);
        let data_steps = self.data_steps.or(had).unwrap_or_default();
        let last = self.ids.last().cloned();
        for (id, stage) in self.ids.iter().zip(&stages) {
            let [up, down] = texts(stage, by_hand, message, data_steps);
            let draft = Draft {
                id: id.clone(),
                message: message.to_owned(),
                parents,
                created_at: now,
                up,
                down,
                run_in_transaction: stage.up.run_in_transaction(),
                foreign_keys_off: stage.up.foreign_keys_off(),
                data_steps: if Some(id) == last.as_ref() { data_steps } else { DataSteps::default() },
                changes: stage.changes.clone(),
            };
            replay(&mut schema, &stage.changes)?;
            self.paths.push(match history.revision(id) {
                Some(_) => history.replace(id, &draft, &schema, batch)?,
                None => history.add(&draft, &schema, batch)?,
            });
            parents = vec![id.clone()];
        }
        Ok(())
    }
}

fn stages(plan: &Plan, changes: &[Change]) -> Vec<Stage> {
    if plan.stages.is_empty() {
        return vec![Stage { changes: changes.to_vec(), up: plan.up.clone(), down: plan.down.clone() }];
    }
    plan.stages.clone()
}

/// `up.sql` and `down.sql`; of a revision that is for SQL by hand, what asks for it. Diesel refuses an empty file, and
/// PostgreSQL's client takes one without a statement for a mistake.
fn texts(stage: &Stage, by_hand: bool, message: &str, data_steps: DataSteps) -> [String; 2] {
    if by_hand && stage.up.is_empty() && stage.down.is_empty() {
        // A line break in the message must not end the comment.
        let message: String = message.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        let asks = |what: &str, in_rust: bool| {
            if in_rust {
                format!(
                    "-- {message}: a data step in Rust, which `schema!` names. SQL may stand here, too.\nSELECT 1;\n"
                )
            } else {
                format!("-- {message}: write {what} here.\nSELECT 1;\n")
            }
        };
        return [asks("the SQL", data_steps.up.is_some()), asks("its way back", data_steps.down.is_some())];
    }
    [stage.up.to_sql(), stage.down.to_sql()]
}

/// The revisions that were written together with this one, of the dialect that has most.
pub(super) fn parts(histories: &[History], id: &Id) -> Vec<Id> {
    let of = |history: &History| -> Vec<Id> {
        let revision = history.revision(id);
        revision.into_iter().flat_map(|it| history.parts(it)).map(|part| part.id.clone()).collect()
    };
    histories.iter().map(of).max_by_key(Vec::len).unwrap_or_default()
}

/// As many ids as are needed: the old ones from the end, and new ones a second apart.
pub(super) fn ids<'a>(
    now: Timestamp,
    taken: impl IntoIterator<Item = &'a Id>,
    old: &[Id],
    count: usize,
) -> Vec<Id> {
    let mut ids: Vec<Id> = old.iter().skip(old.len().saturating_sub(count)).cloned().collect();
    let taken: Vec<Id> = taken.into_iter().cloned().collect();
    while ids.len() < count {
        ids.push(Id::new(now, taken.iter().chain(&ids)));
    }
    ids
}

/// Whether its SQL is another than its changes make.
pub(super) fn edited(history: &History, revision: &Written) -> Result<bool> {
    let parts = history.parts(revision);
    let Some(first) = parts.first() else { return Ok(false) };
    let before = history.schema_before(first)?;
    let mut changes = Vec::new();
    for part in &parts {
        changes.extend(part.changes()?.iter().cloned());
    }
    if parts.len() > 1 {
        let mut after = before.clone();
        replay(&mut after, &changes)?;
        changes = diff::diff(Pair::new(&before, &after), &Hints::naming(&changes))?;
    }
    let by_hand = changes.is_empty();
    let same = |stage: &Stage, part: &Written| {
        let [up, down] = texts(stage, by_hand, &part.message, part.data_steps);
        up == part.up && Some(down) == part.down
    };
    for options in plan::Options::either() {
        let plan = plan::plan(history.dialect(), &before, &changes, &options)?;
        let stages = stages(&plan, &changes);
        if stages.len() == parts.len() && stages.iter().zip(&parts).all(|(stage, part)| same(stage, part)) {
            return Ok(false);
        }
    }
    Ok(true)
}
