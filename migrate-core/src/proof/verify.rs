use std::collections::BTreeMap;

use super::held::{Known, as_it_says, as_it_was, deletes, rows_kept};
use super::report::{Proof, ProofStep, ProofStepName};
use super::rows::Counts;
use super::stage::Stage;
use crate::history::{History, Id, Position, Revision};
use crate::introspect::{Introspected, Options};
use crate::plan::{self, HazardCode, Plan, plan};
use crate::scratch::{Scratch, Server};
use crate::{Change, QName, Result};

/// Proves revisions on scratch databases of a server: those named, else all. `listener` is told which is next.
///
/// Per revision, with rows in every table: up, what is read back is what it says; down, what is read back is what was
/// there before; up again, the same as the first time; and no row is lost that no statement deletes.
///
/// # Errors
///
/// Where scratch databases can't be had, or the folder can't be read. What is wrong with a revision is no error here.
pub fn verify(
    history: &History,
    only: &[Id],
    server: &Server,
    options: &Options,
    mut listener: impl FnMut(&Revision),
) -> Result<Vec<Proof>> {
    let mut proofs = Vec::new();
    let mut known = Known::default();
    let mut stage: Option<Stage<'_>> = None;
    let mut before = Position::Base;
    for revision in history.revisions() {
        let at = Position::At(revision.id.clone());
        if only.is_empty() || only.contains(&revision.id) {
            listener(revision);
            let ready = match stage.take().filter(|stage| stage.at == before) {
                Some(stage) => Ok(stage),
                None => Stage::set(history, &before, server, options, true),
            };
            let mut trial =
                Trial { history, revision, server, options, before: before.clone(), known: &known };
            let (proof, left) = match ready {
                Ok(stage) => trial.run(stage)?,
                Err(error) => {
                    // Without a server nothing can be proven; without the revisions before it, not this one.
                    Scratch::new(server)?;
                    let mut step = ProofStep::new(ProofStepName::Up);
                    step.problem(format!("the revisions before it don't run: {error}"));
                    (trial.proof(vec![step]), None)
                }
            };
            proofs.push(proof);
            stage = left;
        }
        known.learn(&history.schema_at(&at)?);
        before = at;
    }
    Ok(proofs)
}

/// One revision on trial.
struct Trial<'a, 'k> {
    history: &'a History,
    revision: &'a Revision,
    server: &'a Server,
    options: &'a Options,
    before: Position,
    known: &'k Known,
}

impl<'a> Trial<'a, '_> {
    fn proof(&self, steps: Vec<ProofStep>) -> Proof {
        Proof { revision: self.revision.id.clone(), ok: steps.iter().all(|step| step.ok), steps }
    }

    /// The proof, and the stage with the revision applied, where it is worth keeping.
    fn run(&mut self, mut stage: Stage<'a>) -> Result<(Proof, Option<Stage<'a>>)> {
        let mut steps = Vec::new();
        let start = stage.found.clone();
        let Some(up) = self.step(&mut stage, ProofStepName::Up, &mut steps)? else {
            return Ok((self.proof(steps), None));
        };
        if let Some(step) = steps.last_mut() {
            self.hold(step, &up, &start)?;
        }
        if self.revision.down.is_none() {
            if let Some(step) = steps.last_mut() {
                step.note("it has no `down.sql`: there is no way back to prove");
            }
            return Ok((self.proof(steps), Some(stage)));
        }
        let Some(down) = self.step(&mut stage, ProofStepName::Down, &mut steps)? else {
            return Ok((self.proof(steps), None));
        };
        if let Some(step) = steps.last_mut() {
            as_it_was(self.history.dialect(), step, &start, &down)?;
        }
        let Some(again) = self.step(&mut stage, ProofStepName::Again, &mut steps)? else {
            return Ok((self.proof(steps), None));
        };
        if let Some(step) = steps.last_mut() {
            as_it_was(self.history.dialect(), step, &up, &again)?;
        }
        Ok((self.proof(steps), Some(stage)))
    }

    /// Runs one way; gives what was read back, or nothing where it failed.
    fn step(
        &self,
        stage: &mut Stage<'a>,
        name: ProofStepName,
        steps: &mut Vec<ProofStep>,
    ) -> Result<Option<Introspected>> {
        let up = name != ProofStepName::Down;
        let at = Position::At(self.revision.id.clone());
        let (from, to) = if up { (&self.before, &at) } else { (&at, &self.before) };
        let mut step = ProofStep::new(name);
        let (mut counts, notes) = stage.fill()?;
        step.notes = notes;
        if let Err(error) = stage.go(to, up) {
            let Some(fresh) = self.again(from, to, up)? else {
                step.problem(error.to_string());
                steps.push(step);
                return Ok(None);
            };
            let only = if fresh.0.rows {
                "it fails on rows that were there before"
            } else {
                "it runs only while tables are empty"
            };
            let what = format!("{only}: {error}");
            if self.may_fail_on_data(up)? {
                step.note(what)
            } else {
                step.problem(what)
            }
            (*stage, counts) = fresh;
        }
        let data_steps = self.revision.data_steps;
        if if up { data_steps.up.is_some() } else { data_steps.down.is_some() } {
            step.note("its data step in Rust can't be run from here: this proves its SQL alone");
        }
        let sql = if up { Some(&self.revision.up) } else { self.revision.down.as_ref() };
        let deletes = sql.is_some_and(|sql| deletes(self.history.dialect(), sql));
        let (after, names) = (stage.count()?, self.names(up)?);
        let now = |table: &QName| names.get(table).cloned().unwrap_or_else(|| Some(table.clone()));
        rows_kept(&mut step, &counts, &after, now, deletes);
        steps.push(step);
        Ok(Some(stage.found.clone()))
    }

    /// The same on a new stage: with rows that were all made just before it, else without any.
    fn again(&self, from: &Position, to: &Position, up: bool) -> Result<Option<(Stage<'a>, Counts)>> {
        for rows in [true, false] {
            let Ok(mut stage) = Stage::set(self.history, from, self.server, self.options, rows) else {
                return Ok(None);
            };
            let (counts, _) = stage.fill()?;
            if stage.go(to, up).is_ok() {
                return Ok(Some((stage, counts)));
            }
        }
        Ok(None)
    }

    fn plan(&self) -> Result<Plan> {
        let before = self.history.schema_before(self.revision)?;
        plan(self.history.dialect(), &before, self.revision.changes()?, &plan::Options::default())
    }

    /// Whether the plan says so itself. A revision that changes nothing only proves what another began: that the rows
    /// are as they should be was said there.
    fn may_fail_on_data(&self, up: bool) -> Result<bool> {
        if self.revision.has_changes_file() && self.revision.changes()?.is_empty() {
            return Ok(true);
        }
        let plan = self.plan()?;
        let hazards = if up { plan.hazards } else { plan.down.hazards() };
        Ok(hazards.iter().any(|hazard| hazard.code == HazardCode::MayFailOnData))
    }

    /// What became of tables that have another name afterwards, or none.
    fn names(&self, up: bool) -> Result<BTreeMap<QName, Option<QName>>> {
        let mut names = BTreeMap::new();
        for change in self.revision.changes()? {
            match change {
                Change::RenameTable { from, to } if up => names.insert(from.clone(), Some(to.clone())),
                Change::RenameTable { from, to } => names.insert(to.clone(), Some(from.clone())),
                Change::DropTable { table } | Change::CreateTable { table } => {
                    names.insert(table.name.clone(), None)
                }
                _ => None,
            };
        }
        Ok(names)
    }

    /// What it made, held against what it says, both in the database's words.
    fn hold(&self, step: &mut ProofStep, made: &Introspected, before: &Introspected) -> Result<()> {
        if !self.revision.has_changes_file() {
            step.note("it doesn't say what it changes: only the way there and back is proven");
            return Ok(());
        }
        let schema = self.history.schema_at(&Position::At(self.revision.id.clone()))?;
        match Scratch::written_back(self.server, &schema, made, self.options) {
            Ok(says) => {
                let mut made = made.clone();
                made.only_declared(&schema);
                let mut before = before.clone();
                before.only_declared(&schema);
                as_it_says(self.history.dialect(), step, &says, &made, &before, self.known)
            }
            Err(error) => {
                step.note(format!(
                    "what it says couldn't be built by itself, and so not be compared: {error}"
                ));
                Ok(())
            }
        }
    }
}
