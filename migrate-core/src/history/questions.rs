//! What each revision has to ask of the rows before it runs: worked out when it is about to, from what it changes.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::path::Path;

use super::{History, Id, Revision, changes};
use crate::embed::{EmbeddedDialect, EmbeddedRevision};
use crate::plan::{self, Question, is_exact};
use crate::{Change, Dialect, QName, Schema, change};

/// One revision's questions, both ways.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Questions {
    /// Before `up.sql`.
    pub up: Vec<Question>,
    /// Before `down.sql`.
    pub down: Vec<Question>,
    /// The tables that it changes, by all the names they have.
    pub touches: BTreeSet<QName>,
    /// Tables that `up.sql` makes.
    pub makes: BTreeSet<QName>,
    /// Whether both files run what was planned and nothing else. Somebody who edited one may have put right in it what
    /// is asked about; and nobody knows which tables it touches.
    pub exact: bool,
}

impl History {
    /// The questions of these revisions, in the order in which they run; nothing for one whose changes nobody knows.
    ///
    /// Each is asked on what all revisions before it make.
    pub fn questions(&self, wanted: impl Fn(&Id) -> bool) -> Vec<(&Id, Option<Questions>)> {
        let each: Vec<_> = self.revisions().iter().map(|revision| (&revision.id, revision)).collect();
        questions(self.dialect(), &each, wanted)
    }
}

impl EmbeddedDialect {
    /// As [`History::questions`] has them: a binary carries what each revision changes.
    pub fn questions(&self, wanted: impl Fn(&str) -> bool) -> Vec<(&'static str, Option<Questions>)> {
        let each: Vec<_> = self.revisions.iter().map(|revision| (revision.id, revision)).collect();
        questions(self.dialect, &each, wanted)
    }
}

/// What must be known of a revision.
struct Known<'a> {
    up: &'a str,
    down: Option<&'a str>,
    /// None where another tool made it; an error where they can't be read.
    changes: crate::Result<Option<Cow<'a, [Change]>>>,
}

impl<'a> From<&'a Revision> for Known<'a> {
    fn from(revision: &'a Revision) -> Self {
        let changes = revision.changes().map(|list| revision.has_changes_file().then_some(list.into()));
        Self { up: &revision.up, down: revision.down.as_deref(), changes }
    }
}

impl From<&EmbeddedRevision> for Known<'static> {
    fn from(revision: &EmbeddedRevision) -> Self {
        let parse = |text| changes::parse(Path::new("changes.json"), text).map(Cow::Owned);
        Self { up: revision.up, down: revision.down, changes: revision.changes.map(parse).transpose() }
    }
}

fn questions<'a, I: Copy, R: Copy>(
    dialect: Dialect,
    revisions: &[(I, R)],
    wanted: impl Fn(I) -> bool,
) -> Vec<(I, Option<Questions>)>
where
    Known<'a>: From<R>,
{
    let mut schema = Some(Schema::default());
    let mut all = Vec::new();
    let last = revisions.iter().rposition(|(id, _)| wanted(*id));
    for (id, revision) in revisions.iter().take(last.map_or(0, |last| last + 1)) {
        let revision = Known::from(*revision);
        if wanted(*id) {
            all.push((*id, schema.as_ref().and_then(|schema| questions_of(dialect, schema, &revision))));
        }
        let stepped = match (&mut schema, &revision.changes) {
            (Some(schema), Ok(Some(changes))) => change::replay(schema, changes).is_ok(),
            (Some(_), Ok(None)) => true,
            (None, _) | (_, Err(_)) => false,
        };
        if !stepped {
            schema = None;
        }
    }
    all
}

fn questions_of(dialect: Dialect, before: &Schema, revision: &Known<'_>) -> Option<Questions> {
    let changes = revision.changes.as_ref().ok()?.as_deref()?;
    let plan::Questions { up, down, touches, makes } = plan::questions(dialect, before, changes).ok()?;
    let same = |script: &plan::Script, file: &str| is_exact(dialect, script, file);
    let exact = plan::Options::either().iter().any(|options| {
        plan::plan(dialect, before, changes, options).is_ok_and(|plan| {
            same(&plan.up, revision.up) && revision.down.is_none_or(|down| same(&plan.down, down))
        })
    });
    Some(Questions { up, down, touches, makes, exact })
}
