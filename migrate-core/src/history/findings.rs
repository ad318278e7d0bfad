use super::{History, Revision};
use crate::Result;
use crate::dialect::{lex, split};
use crate::plan::{self, Finding, Hazard, HazardCode, Statement};

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
        findings.extend(self.no_way_back(revision)?);
        Ok(findings)
    }

    /// Whether a revision that runs something has no way back, as far as its files tell: no `down.sql`, an empty one,
    /// or one that was never written.
    fn no_way_back(&self, revision: &Revision) -> Result<Option<Finding>> {
        if revision.data_steps.down.is_some()
            || self.does_nothing(&revision.up) && revision.data_steps.up.is_none()
        {
            return Ok(None);
        }
        let what = match &revision.down {
            None => "there is no `down.sql`",
            Some(down) if split(self.dialect(), down).is_empty() => "`down.sql` is empty",
            // A planned one may have nothing to do, such as behind a comment that only some databases keep.
            Some(down)
                if self.does_nothing(down)
                    && revision.changes()?.is_empty()
                    && self.parts(revision).len() < 2 =>
            {
                "`down.sql` does nothing"
            }
            Some(_) => return Ok(None),
        };
        let hazard =
            Hazard { code: HazardCode::Irreversible, message: format!("there is no way back: {what}") };
        Ok(Some(Finding { hazard, statement: String::new(), line: None }))
    }

    /// Whether SQL holds nothing but comments and `SELECT 1`, which stands where a file must not be empty.
    fn does_nothing(&self, sql: &str) -> bool {
        split(self.dialect(), sql).iter().all(|piece| {
            let words: Vec<_> = lex(self.dialect(), piece.sql).filter(|token| token.speaks()).collect();
            matches!(words.as_slice(), [select, one] if select.is_word("select") && one.text == "1")
        })
    }
}
