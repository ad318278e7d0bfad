//! What is asked of the rows before anything runs, so that a doomed revision fails before its first statement.
//!
//! A question is asked at once where no revision of the same run changes its tables first; else when it is its
//! revision's turn. It is never asked of a table that the run itself makes: what stands in there, the revisions wrote.

use std::collections::{BTreeMap, BTreeSet};

use super::body::Direction;
use super::report::Obstacle;
use super::session::Session;
use super::standing::Standing;
use super::step::Steps;
use crate::plan::{Answer, Question};
use crate::{Error, ErrorCode, QName, Result};

/// What was found, and what is still to be asked.
#[derive(Debug, Default)]
pub(super) struct Ready {
    pub(super) found: Vec<Obstacle>,
    /// By the number of the revision in this run.
    later: BTreeMap<usize, Later>,
    /// The tables that the run changes, as far as anybody knows.
    pub(super) touched: BTreeSet<QName>,
}

#[derive(Debug)]
struct Later {
    place: usize,
    questions: Vec<Question>,
    exact: bool,
}

impl Ready {
    /// Asks what can be asked of the database as it is now.
    pub(super) fn ask(
        steps: &Steps<'_>,
        session: &mut impl Session,
        todo: &[usize],
        standing: &Standing,
        direction: Direction,
    ) -> Result<Self> {
        let mut ready = Self::default();
        // Where no revision has run, no table of theirs has rows.
        if !standing.applied.contains(&true) {
            return Ok(ready);
        }
        let mut made: BTreeSet<QName> = BTreeSet::new();
        let mut touched: BTreeSet<QName> = BTreeSet::new();
        let mut all_touched = false;
        for (number, (place, questions)) in steps.questions(todo).into_iter().enumerate() {
            let Some(questions) = questions else {
                all_touched = true;
                continue;
            };
            let mine = match direction {
                Direction::Up => questions.up,
                Direction::Down => questions.down,
            };
            for question in mine {
                let is = |set: &BTreeSet<QName>| {
                    set.contains(&question.table) || question.reads.iter().any(|table| set.contains(table))
                };
                if made.contains(&question.table) {
                    continue;
                }
                if all_touched || is(&touched) || is(&made) {
                    let later = Later { place, questions: Vec::new(), exact: questions.exact };
                    ready.later.entry(number).or_insert(later).questions.push(question);
                } else {
                    ready.found.extend(put(steps, session, place, questions.exact, &question));
                }
            }
            if direction == Direction::Up {
                made.extend(questions.makes);
            }
            touched.extend(questions.touches);
            all_touched |= !questions.exact;
        }
        ready.touched = touched;
        Ok(ready)
    }

    /// What was found, once.
    pub(super) fn take_found(&mut self) -> Vec<Obstacle> {
        std::mem::take(&mut self.found)
    }

    /// The number of the next revision after this one that has something to ask first.
    pub(super) fn stretch(&self, number: usize) -> Option<usize> {
        self.later.range(number + 1..).next().map(|(number, _)| *number)
    }

    /// Asks what had to wait for this revision's turn.
    pub(super) fn ask_later(
        &mut self,
        steps: &Steps<'_>,
        session: &mut impl Session,
        number: usize,
    ) -> Result<Vec<Obstacle>> {
        let Some(Later { place, questions, exact }) = self.later.remove(&number) else {
            return Ok(Vec::new());
        };
        Ok(questions.iter().filter_map(|question| put(steps, session, place, exact, question)).collect())
    }
}

/// Puts one question. A query that the database refuses says nothing about the rows: then the revision itself will.
fn put(
    steps: &Steps<'_>,
    session: &mut impl Session,
    place: usize,
    exact: bool,
    question: &Question,
) -> Option<Obstacle> {
    let answer = Answer::parse(session.ask(&question.sql).ok()?.first()?)?;
    let message = question.problem(&answer)?;
    Some(Obstacle {
        revision: steps.list.get(place)?.id.to_owned(),
        concern: question.concern,
        table: question.table.clone(),
        column: question.column.clone(),
        rows: answer.rows,
        example: answer.example,
        message,
        help: question.help.clone(),
        certain: exact,
    })
}

/// The error where a revision is certain to fail.
pub(super) fn refuse(steps: &Steps<'_>, found: &[Obstacle]) -> Option<Error> {
    const SHOWN: usize = 5;
    let first = found.iter().find(|obstacle| obstacle.certain)?;
    let mine: Vec<&Obstacle> =
        found.iter().filter(|obstacle| obstacle.certain && obstacle.revision == first.revision).collect();
    let mut said: Vec<&str> = mine.iter().take(SHOWN).map(|obstacle| obstacle.message.as_str()).collect();
    let more = format!("and {} more", mine.len().saturating_sub(SHOWN));
    if mine.len() > SHOWN {
        said.push(&more);
    }
    let message = steps.list.iter().find(|step| step.id == first.revision).map_or("", |step| step.message);
    Some(
        Error::new(
            ErrorCode::Precondition,
            format!(
                "revision `{}` ({message}) would fail: {}; nothing of it was run",
                first.revision,
                said.join("; ")
            ),
        )
        .with_help(first.help.clone()),
    )
}
