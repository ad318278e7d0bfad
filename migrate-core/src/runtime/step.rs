use super::body::Direction;
use std::collections::{BTreeMap, BTreeSet};

use crate::embed::{DataStep, DataSteps, EmbeddedDialect, EmbeddedRevision, When, Work};
use crate::history::{self, History, Line, Name, Problem, Questions, Review};
use crate::{Dialect, Error, ErrorCode, Result};

/// One revision, as the engine sees it: from a binary, or from disk.
#[derive(Clone, Copy, Debug)]
pub struct Step<'a> {
    /// Its id.
    pub id: &'a str,
    /// The name of its directory.
    pub dir: &'a str,
    /// What it does, in its author's words.
    pub message: &'a str,
    /// The ids that it stands on.
    pub parents: Parents<'a>,
    /// `up.sql`.
    pub up: &'a str,
    /// `down.sql`, where there is one.
    pub down: Option<&'a str>,
    /// Diesel's switch of the same name.
    pub run_in_transaction: bool,
    /// Whether the SQL brings its own transaction, with foreign keys off.
    pub foreign_keys_off: bool,
    /// The data steps that it says it has.
    pub data_steps: DataSteps,
    /// Their functions, up and down, as far as they are at hand.
    pub work: [Option<Function>; 2],
    /// Whether code that doesn't know this revision can't run with it.
    pub breaks_old_code: bool,
    /// Its review.
    pub review: Reviewed,
}

/// Where the function of a data step is.
#[derive(Clone, Copy, Debug)]
pub enum Function {
    /// In the program, for one of Diesel's own connections.
    Here(Work),
    /// With the asynchronous runner, for the connection that it has.
    #[cfg(feature = "async")]
    There,
}

/// Whether somebody approved a revision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reviewed {
    /// Exactly these bytes.
    Yes,
    /// Other bytes.
    Edited,
    /// Nobody.
    No,
}

/// The ids that a revision stands on.
#[derive(Clone, Copy, Debug)]
pub enum Parents<'a> {
    /// As a binary holds them.
    Embedded(&'a [&'static str]),
    /// As they were read.
    Read(&'a [history::Id]),
}

impl<'a> Parents<'a> {
    /// Each id.
    pub fn iter(self) -> impl Iterator<Item = &'a str> {
        let (embedded, read) = match self {
            Self::Embedded(ids) => (ids, [].as_slice()),
            Self::Read(ids) => ([].as_slice(), ids),
        };
        embedded.iter().copied().chain(read.iter().map(history::Id::as_str))
    }
}

impl Step<'_> {
    /// Diesel's version.
    pub fn version(&self) -> String {
        self.id.replace('-', "")
    }

    /// The data step beside one of its files: when it runs, and its function.
    pub(super) fn data_step(&self, direction: Direction) -> Option<(When, Option<Function>)> {
        let [up, down] = self.work;
        match direction {
            Direction::Up => self.data_steps.up.map(|when| (when, up)),
            Direction::Down => self.data_steps.down.map(|when| (when, down)),
        }
    }

    /// Compares Diesel's version with one from a ledger, without making a text of it.
    pub(super) fn cmp_version(&self, version: &str) -> std::cmp::Ordering {
        self.id.bytes().filter(|byte| *byte != b'-').cmp(version.bytes())
    }
}

impl<'a> From<&'a EmbeddedRevision> for Step<'a> {
    fn from(revision: &'a EmbeddedRevision) -> Self {
        Self {
            id: revision.id,
            dir: revision.dir,
            message: revision.message,
            parents: Parents::Embedded(revision.parents),
            up: revision.up,
            down: revision.down,
            run_in_transaction: revision.run_in_transaction,
            foreign_keys_off: revision.foreign_keys_off,
            data_steps: revision.data_steps,
            work: [None; 2],
            breaks_old_code: revision.breaks_old_code,
            review: if revision.reviewed { Reviewed::Yes } else { Reviewed::No },
        }
    }
}

impl<'a> From<&'a history::Revision> for Step<'a> {
    fn from(revision: &'a history::Revision) -> Self {
        Self {
            id: revision.id.as_str(),
            dir: &revision.dir,
            message: &revision.message,
            parents: Parents::Read(&revision.parents),
            up: &revision.up,
            down: revision.down.as_deref(),
            run_in_transaction: revision.run_in_transaction,
            foreign_keys_off: revision.foreign_keys_off,
            data_steps: revision.data_steps,
            work: [None; 2],
            breaks_old_code: revision.breaks_old_code(),
            review: match revision.review {
                Review::Approved(_) => Reviewed::Yes,
                Review::Edited(_) => Reviewed::Edited,
                Review::Pending => Reviewed::No,
            },
        }
    }
}

/// All revisions of one dialect, in the order in which they run.
#[derive(Debug)]
pub struct Steps<'a> {
    /// Whose.
    pub dialect: Dialect,
    /// Parents first, then by id.
    pub list: Vec<Step<'a>>,
    several_heads: Option<Problem>,
    source: Source<'a>,
    asynchronous: bool,
}

/// Where they come from.
#[derive(Clone, Copy, Debug)]
enum Source<'a> {
    Embedded(&'a EmbeddedDialect),
    Folder(&'a History),
}

impl<'a> Steps<'a> {
    /// Those of a binary, with the functions that it carries.
    pub fn embedded(embedded: &'a EmbeddedDialect, data_steps: &[DataStep]) -> Self {
        let mut list: Vec<Step<'a>> = embedded.revisions.iter().map(Step::from).collect();
        for data in data_steps.iter().filter(|data| data.dialect == embedded.dialect) {
            for step in list.iter_mut().filter(|step| step.id == data.revision) {
                step.work = [data.up.map(Function::Here), data.down.map(Function::Here)];
            }
        }
        let several_heads = (embedded.head.is_none() && !list.is_empty()).then(history::unnamed_heads);
        Self {
            dialect: embedded.dialect,
            list,
            several_heads,
            source: Source::Embedded(embedded),
            asynchronous: false,
        }
    }

    /// Those of a folder. A folder that is broken, other than in its reviews, is refused: what it
    /// holds may not be what it says.
    pub fn read(history: &'a History) -> Result<Self> {
        if let Some(problem) =
            history.problems().iter().find(|problem| problem.code == history::ProblemCode::HistoryBroken)
        {
            return Err(problem.to_error());
        }
        let list = history.revisions().iter().map(Step::from).collect();
        let several_heads = history
            .problems()
            .iter()
            .find(|problem| problem.code == history::ProblemCode::SeveralHeads)
            .cloned();
        Ok(Self {
            dialect: history.dialect(),
            list,
            several_heads,
            source: Source::Folder(history),
            asynchronous: false,
        })
    }

    /// For an asynchronous connection, which the program's functions are not for.
    #[cfg(feature = "async")]
    pub(super) fn asynchronous(mut self) -> Self {
        self.asynchronous = true;
        self.list.iter_mut().for_each(|step| step.work = [None; 2]);
        self
    }

    /// What one of them does is with the asynchronous runner; `None` where there is no such revision.
    #[cfg(feature = "async")]
    pub(super) fn there(&mut self, revision: &str) -> Option<()> {
        self.list.iter_mut().find(|step| step.id == revision)?.work = [Some(Function::There); 2];
        Some(())
    }

    /// The SQL alone, as if no revision had a data step.
    #[cfg(any(feature = "sqlite-system", feature = "postgres-system", feature = "mysql"))]
    pub(super) fn without_data_steps(mut self) -> Self {
        self.list.iter_mut().for_each(|step| step.data_steps = DataSteps::default());
        self
    }

    /// The error for a data step whose function is not at hand.
    pub(super) fn refuse_data_step(&self, step: &Step<'_>) -> Error {
        let (what, help) = match (self.source, self.asynchronous) {
            (_, true) => (
                "which runs on Diesel's own connections only, not on an asynchronous one",
                "give it to the runner: `.data_step(\"…\", |_, conn| Box::pin(async move { … }))`; or upgrade before the pool is made, on a connection of Diesel's in `spawn_blocking`: `APP.upgrade(&mut conn)`",
            ),
            (Source::Folder(_), _) => (
                "which is compiled into your program: `cargo migrate` can't run it",
                "let the program upgrade: its own `migrate upgrade`, where it mounts `migrate_core::command::Migrate`, or `APP.upgrade(&mut conn)`",
            ),
            (Source::Embedded(_), _) => (
                "whose function this program doesn't name",
                "name it: `#[schema(step(\"…\", up = function))]`",
            ),
        };
        Error::new(
            ErrorCode::DataStep,
            format!(
                "revision `{}` ({}) has a data step in Rust, {what}; nothing was run",
                step.id, step.message
            ),
        )
        .with_help(help)
    }

    /// What must be asked of the rows before each of these revisions, in their order; nothing where nobody knows
    /// what one does.
    pub(super) fn questions(&self, places: &[usize]) -> Vec<(usize, Option<Questions>)> {
        let ids: BTreeSet<&str> =
            places.iter().filter_map(|place| self.list.get(*place)).map(|step| step.id).collect();
        let mut all: BTreeMap<&str, Option<Questions>> = match self.source {
            Source::Embedded(embedded) => embedded.questions(|id| ids.contains(id)).into_iter().collect(),
            Source::Folder(history) => history
                .questions(|id| ids.contains(id.as_str()))
                .into_iter()
                .map(|(id, questions)| (id.as_str(), questions))
                .collect(),
        };
        let mut of = |place: usize| self.list.get(place).and_then(|step| all.remove(step.id)?);
        places.iter().map(|place| (*place, of(*place))).collect()
    }

    /// The place that a name means: how many revisions lie behind it. `current` is one, too.
    pub fn resolve(&self, name: &str, current: usize) -> Result<usize> {
        let names = self.list.iter().map(|step| Name { id: step.id, dir: step.dir, message: step.message });
        let line = Line::new(names);
        let line = match &self.several_heads {
            Some(problem) => line.with_heads(problem.clone()),
            None => line,
        };
        line.resolve(name, Some(current))
    }

    /// The head as a place; an error where there are several.
    pub(super) fn head(&self) -> Result<usize> {
        match &self.several_heads {
            Some(problem) => Err(problem.to_error()),
            None => Ok(self.list.len()),
        }
    }

    /// Which steps are there when the database is at this place: the revision and all that it stands on.
    pub(super) fn up_to(&self, place: usize) -> Vec<bool> {
        let mut there = vec![false; self.list.len()];
        if place == self.list.len() && self.several_heads.is_none() {
            there.fill(true);
            return there;
        }
        let mut wanted: std::collections::BTreeSet<&str> =
            place.checked_sub(1).and_then(|at| self.list.get(at)).map(|step| step.id).into_iter().collect();
        // Parents stand before their children, so one walk back finds all.
        for (step, there) in self.list.iter().zip(&mut there).rev() {
            if wanted.remove(step.id) {
                *there = true;
                wanted.extend(step.parents.iter());
            }
        }
        there
    }

    /// The first step that may not run because nobody approved it as it is.
    pub(super) fn refuse_unreviewed(&self, places: &[usize]) -> Result<()> {
        for step in places.iter().filter_map(|place| self.list.get(*place)) {
            let (code, what) = match step.review {
                Reviewed::Yes => continue,
                Reviewed::Edited => (ErrorCode::EditedAfterReview, "was edited after its review"),
                Reviewed::No => (ErrorCode::Unreviewed, "is not reviewed"),
            };
            return Err(Error::new(
                code,
                format!("revision `{}` ({}) {what}; nothing was run", step.id, step.message),
            )
            .with_help(format!("run `cargo migrate review {}`", step.id)));
        }
        Ok(())
    }
}
