use super::{History, Revision};
use crate::Result;
use crate::plan::{self, Finding, Statement};

impl History {
    /// The hazards of what a revision runs, statement by statement.
    ///
    /// Of a statement that follows from its changes, the plan knows more than its text tells. What was written by hand
    /// is read from the text. What was planned and isn't in the text any more stays a hazard: somebody replaced it.
    pub fn findings(&self, revision: &Revision) -> Result<Vec<Finding>> {
        let changes = revision.changes()?;
        let mut planned: Vec<Statement> = Vec::new();
        if !changes.is_empty() {
            let before = self.schema_before(revision)?;
            for options in plan::Options::either() {
                let plan = plan::plan(self.dialect(), &before, changes, &options)?;
                let as_made = plan::is_exact(self.dialect(), &plan.up, &revision.up);
                if as_made || planned.is_empty() {
                    planned = plan.up.statements;
                }
                if as_made {
                    break;
                }
            }
        }
        let mut findings = Vec::new();
        for (piece, found) in plan::lint_each(self.dialect(), &revision.up, revision.run_in_transaction) {
            let known = planned.iter().position(|statement| statement.sql.trim() == piece.sql);
            let hazards = known.map_or(found, |at| planned.remove(at).hazards);
            findings.extend(hazards.into_iter().map(|hazard| Finding::of(hazard, &piece)));
        }
        for Statement { sql, hazards, .. } in planned {
            let gone = |hazard| Finding { hazard, statement: sql.clone(), line: None };
            findings.extend(hazards.into_iter().map(gone));
        }
        Ok(findings)
    }
}
