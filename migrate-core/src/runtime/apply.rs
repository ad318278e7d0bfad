//! The engine: decides what runs, in which order, and says where a failure left the database.

use std::time::Duration;

use super::body::{Body, Direction};
use super::report::{self, Event, Report};
use super::session::{Failed, Ran, Session, note};
use super::standing::Standing;
use super::step::{Step, Steps};
use crate::embed::GateState;
use crate::{Error, Result};

/// How to go about it.
pub(super) struct Plan<'a, 'e> {
    pub(super) steps: &'a Steps<'a>,
    pub(super) direction: Direction,
    /// A name as in `cargo migrate upgrade`; `None` for the head, or for base on the way down.
    pub(super) target: Option<&'a str>,
    pub(super) dry_run: bool,
    pub(super) allow_unreviewed: bool,
    pub(super) wait: Duration,
    pub(super) gate: Option<GateState>,
    pub(super) events: &'e mut dyn FnMut(Event<'_>),
}

impl Plan<'_, '_> {
    /// Runs it. With nothing to do this is one statement: the look at the ledger.
    pub(super) fn run(mut self, session: &mut impl Session) -> Result<Report> {
        let mut seen = session.ledger()?;
        let standing = Standing::new(self.steps, &seen);
        standing.refuse_unknown(self.steps)?;
        // Names relative to where the database is mean where it was at the start.
        let goal = self.goal(&standing)?;
        let mut report = Report {
            ran: Vec::new(),
            from: self.id(standing.current()),
            to: self.id(standing.current()),
            dry_run: self.dry_run,
            gate: self.gate,
        };
        let todo = self.todo(&goal, &standing)?;
        if todo.is_empty() {
            return Ok(report);
        }
        if self.dry_run {
            self.rehearse(&todo, &standing, &mut report)?;
            return Ok(report);
        }
        let done =
            session.open(self.wait).and_then(|()| self.work(session, &goal, todo, &mut seen, &mut report));
        session.close();
        let now = Standing::new(self.steps, &seen);
        report.to = self.id(now.current());
        done.map(|()| report.clone()).map_err(|error| self.state_after(error, &report))
    }

    fn work(
        &mut self,
        session: &mut impl Session,
        goal: &[bool],
        todo: Vec<usize>,
        seen: &mut Vec<String>,
        report: &mut Report,
    ) -> Result<()> {
        // Every file is looked at before the first one runs.
        let mut bodies = bodies_of(self.steps, &todo, self.direction)?;
        let mut next = 0;
        let mut announced = 0;
        // After a failure those before it are run once more, without it; then this is the answer.
        let mut failure: Option<(usize, Error)> = None;
        loop {
            let end = failure.as_ref().map_or(bodies.len(), |(end, _)| *end);
            let Some(rest) = bodies.get(next..end).filter(|rest| !rest.is_empty()) else {
                return failure.map_or(Ok(()), |(_, error)| Err(error));
            };
            let mut started = |number: usize| {
                let Some(body) = rest.get(number).filter(|_| next + number >= announced) else { return };
                announced = next + number + 1;
                (self.events)(Event::Started {
                    revision: body.step.id,
                    message: body.step.message,
                    direction: self.direction,
                    number: report.ran.len() + number + 1,
                    of: report.ran.len() + rest.len(),
                });
            };
            match session.run(rest, seen, &mut started) {
                Ok(Ran::Done(times)) => {
                    for (body, elapsed) in rest.iter().zip(&times) {
                        note(seen, body.step.version(), self.direction);
                        report.ran.push(ran(&body.step, self.direction, *elapsed));
                        (self.events)(Event::Finished { revision: body.step.id, elapsed: *elapsed });
                    }
                    next += times.len().max(1);
                }
                Ok(Ran::Moved(ledger)) => {
                    (self.events)(Event::Moved);
                    *seen = ledger;
                    let standing = Standing::new(self.steps, seen);
                    standing.refuse_unknown(self.steps)?;
                    bodies = bodies_of(self.steps, &self.todo(goal, &standing)?, self.direction)?;
                    (next, announced, failure) = (0, 0, None);
                }
                Err(Failed { number, error }) => {
                    // A second failure among those that had gone well: nothing more can be saved.
                    if failure.is_some() || number == 0 {
                        return Err(*error);
                    }
                    failure = Some((next + number, *error));
                }
            }
        }
    }

    /// What is to be there in the end.
    fn goal(&self, standing: &Standing) -> Result<Vec<bool>> {
        let place = match (self.target, self.direction) {
            (Some(name), _) => self.steps.resolve(name, standing.current())?,
            (None, Direction::Up) => self.steps.head()?,
            (None, Direction::Down) => 0,
        };
        Ok(self.steps.up_to(place))
    }

    /// The places of what is to run, in order.
    fn todo(&self, goal: &[bool], standing: &Standing) -> Result<Vec<usize>> {
        let both = || goal.iter().zip(&standing.applied).enumerate();
        let todo: Vec<usize> = match self.direction {
            Direction::Up => {
                both().filter(|(_, (goal, there))| **goal && !**there).map(|(place, _)| place).collect()
            }
            Direction::Down => {
                both().filter(|(_, (goal, there))| !**goal && **there).map(|(place, _)| place).rev().collect()
            }
        };
        if self.direction == Direction::Up && !self.allow_unreviewed {
            self.steps.refuse_unreviewed(&todo)?;
        }
        Ok(todo)
    }

    fn rehearse(&self, todo: &[usize], standing: &Standing, report: &mut Report) -> Result<()> {
        let mut applied = standing.applied.clone();
        for body in bodies_of(self.steps, todo, self.direction)? {
            report.ran.push(ran(&body.step, self.direction, Duration::ZERO));
        }
        for place in todo {
            if let Some(applied) = applied.get_mut(*place) {
                *applied = self.direction == Direction::Up;
            }
        }
        report.to = self.id(Standing { applied, unknown: Vec::new() }.current());
        Ok(())
    }

    fn id(&self, place: usize) -> Option<String> {
        place.checked_sub(1).and_then(|at| self.steps.list.get(at)).map(|step| step.id.to_owned())
    }

    /// Says where a failure left the database.
    fn state_after(&self, error: Error, report: &Report) -> Error {
        let at = report.to.as_deref().unwrap_or("base");
        let before = match report.ran.len() {
            0 => "no revision was run".to_owned(),
            1 => "1 revision before it was run".to_owned(),
            n => format!("{n} revisions before it were run"),
        };
        let help = format!("{before}; the database is at `{at}`");
        match error.help() {
            Some(already) => {
                let help = format!("{already}; {help}");
                error.with_help(help)
            }
            None => error.with_help(help),
        }
    }
}

fn bodies_of<'s>(steps: &'s Steps<'s>, places: &[usize], direction: Direction) -> Result<Vec<Body<'s>>> {
    let list = places.iter().filter_map(|place| steps.list.get(*place));
    list.map(|step| Body::new(steps.dialect, *step, direction)).collect()
}

fn ran(step: &Step<'_>, direction: Direction, elapsed: Duration) -> report::Ran {
    report::Ran { revision: step.id.to_owned(), message: step.message.to_owned(), direction, elapsed }
}
