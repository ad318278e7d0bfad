//! What each revision has to ask of the rows before it runs, as text that a binary can carry.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{History, Id, Revision, replay};
use crate::plan::{self, Question, is_exact};
use crate::{Error, ErrorCode, QName, Result, Schema};

/// One revision's questions, both ways.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Questions {
    /// Before `up.sql`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub up: Vec<Question>,
    /// Before `down.sql`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub down: Vec<Question>,
    /// The tables that it changes, by all the names they have.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub touches: BTreeSet<QName>,
    /// Tables that `up.sql` makes.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub makes: BTreeSet<QName>,
    /// Whether both files run what was planned and nothing else. Somebody who edited one may have put right in it what
    /// is asked about; and nobody knows which tables it touches.
    pub exact: bool,
}

impl Questions {
    /// Reads what [`Questions::to_text`] wrote; nothing where nobody knows what the revision does.
    pub fn parse(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }

    /// One line of JSON.
    ///
    /// # Errors
    ///
    /// None that can happen.
    pub fn to_text(&self) -> Result<String> {
        serde_json::to_string(self)
            .map_err(|error| Error::new(ErrorCode::Internal, "questions that are no JSON").because(error))
    }
}

impl History {
    /// The questions of these revisions, in the order in which they run; nothing for one whose changes nobody knows.
    ///
    /// Each is asked on what all revisions before it make.
    pub fn questions(&self, wanted: impl Fn(&Id) -> bool) -> Vec<(&Id, Option<Questions>)> {
        let mut schema = Some(Schema::default());
        let mut all = Vec::new();
        let last = self.revisions().iter().rposition(|revision| wanted(&revision.id));
        for revision in self.revisions().iter().take(last.map_or(0, |last| last + 1)) {
            if wanted(&revision.id) {
                let of = schema.as_ref().and_then(|schema| self.questions_of(schema, revision));
                all.push((&revision.id, of));
            }
            let stepped = schema.as_mut().is_some_and(|schema| replay::step(schema, revision).is_ok());
            if !stepped {
                schema = None;
            }
        }
        all
    }

    fn questions_of(&self, before: &Schema, revision: &Revision) -> Option<Questions> {
        let changes = revision.changes().ok().filter(|_| revision.has_changes_file())?;
        let plan::Questions { up, down, touches, makes } =
            plan::questions(self.dialect(), before, changes).ok()?;
        let same = |script: &plan::Script, file: &str| is_exact(self.dialect(), script, file);
        let exact = plan::Options::either().iter().any(|options| {
            plan::plan(self.dialect(), before, changes, options).is_ok_and(|plan| {
                same(&plan.up, &revision.up)
                    && revision.down.as_ref().is_none_or(|down| same(&plan.down, down))
            })
        });
        Some(Questions { up, down, touches, makes, exact })
    }
}
