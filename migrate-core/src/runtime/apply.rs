//! The engine: decides what runs, in which order, and says where a failure left the database.

use std::time::Duration;

use super::able;
use super::body::{Body, Direction};
use super::hooks::Hooks;
use super::journal::{Author, Entry};
use super::newer::{self, Found};
use super::ready::{self, Ready};
use super::report::{self, Event, Obstacle, Report};
use super::session::{Failed, Limits, Note, Ran, Session, note};
use super::standing::Standing;
use super::step::{Step, Steps};
use super::trace::{self, Span};
use crate::embed::GateState;
use crate::{Error, Result};

/// How to go about it.
pub(super) struct Plan<'a, 'e> {
    pub(super) steps: &'a Steps<'a>,
    pub(super) direction: Direction,
    /// A name as in `cargo migrate upgrade`; `None` for the head, or for base on the way down.
    pub(super) target: Option<&'a str>,
    pub(super) dry_run: bool,
    pub(super) allow: Allow,
    pub(super) limits: Limits,
    /// The program and its version, for the journal.
    pub(super) app: String,
    pub(super) gate: Option<GateState>,
    pub(super) backup: Option<crate::backup::BackupTo>,
    /// The program's own.
    pub(super) hooks: Hooks<'e>,
    /// How many revisions follow what is running now.
    pub(super) later: usize,
    pub(super) events: &'e mut (dyn FnMut(Event<'_>) + 'e),
}

/// What is refused unless it is allowed.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Allow {
    pub(super) ungated: bool,
    pub(super) unreviewed: bool,
    pub(super) edited: bool,
    pub(super) downgrade: bool,
}

impl Plan<'_, '_> {
    /// Runs it. With nothing to do this is one statement: the look at the ledger.
    pub(super) fn run(mut self, session: &mut impl Session) -> Result<Report> {
        let _span = Span::of_run(self.direction, self.steps.dialect, &self.app, self.target);
        session.limit(&self.limits);
        let mut seen = session.ledger()?;
        let standing = Standing::new(self.steps, &seen);
        let mut report = Report {
            ran: Vec::new(),
            from: self.id(standing.current()),
            to: self.id(standing.current()),
            dry_run: self.dry_run,
            gate: self.gate,
            problems: Vec::new(),
            backup: None,
            ahead: Vec::new(),
        };
        let newer = if standing.unknown.is_empty() {
            Vec::new()
        } else {
            match newer::meet(&self, session, &standing)? {
                Found::Compatible => {
                    report.ahead = standing.unknown;
                    return Ok(report);
                }
                Found::TakeBack(found) => found,
            }
        };
        // Names relative to where the database is mean where it was at the start.
        let goal = self.goal(&standing)?;
        let todo = self.todo(&goal, &standing)?;
        if todo.is_empty() && newer.is_empty() && !self.is_half(session)? {
            return Ok(report);
        }
        if self.dry_run {
            self.rehearse(&todo, &standing, &mut report)?;
            let ready = Ready::ask(self.steps, session, &todo, &standing, self.direction)?;
            let bodies = bodies_of(self.steps, &todo, self.direction)?;
            able::refuse_unable(self.steps.dialect, session, &bodies, &ready.touched)?;
            report.problems = ready.found;
            return Ok(report);
        }
        let limits = self.limits.clone();
        let events = &mut *self.events;
        let opened = session.open(&limits, &mut |note| tell(events, "", note));
        let done = opened.and_then(|()| self.work(session, &goal, &newer, &mut seen, &mut report));
        session.close();
        let now = Standing::new(self.steps, &seen);
        report.to = self.id(now.current());
        done.map(|()| report.clone()).map_err(|error| self.state_after(error, &report))
    }

    /// Nobody else is at work from here on.
    fn work(
        &mut self,
        session: &mut impl Session,
        goal: &[bool],
        newer: &[newer::Later],
        seen: &mut Vec<String>,
        report: &mut Report,
    ) -> Result<()> {
        let author = Author::new(self.app.clone());
        let before = session.ledger()?;
        if before != *seen {
            (self.events)(Event::Moved);
            *seen = before;
        }
        let journal = session.journal()?;
        if self.direction == Direction::Up && !self.allow.edited {
            self.refuse_edited(seen, &journal)?;
        }
        if let Some(half) = journal.iter().find(|entry| !entry.finished) {
            let body = super::half::body(self.steps, half, self.allow.unreviewed)?;
            let (done, of) = (half.done, half.statements);
            (self.events)(Event::Resumed { revision: body.step.id, direction: half.direction, done, of });
            self.back_up(session, report)?;
            self.run_all(session, &[body], seen, &author, report)?;
        }
        let back: Vec<_> = newer.iter().filter(|later| seen.contains(&later.entry.version)).collect();
        let back = back.iter().map(|later| later.body(self.steps.dialect)).collect::<Result<Vec<_>>>()?;
        if !back.is_empty() {
            self.back_up(session, report)?;
            self.run_all(session, &back, seen, &author, report)?;
        }
        loop {
            let standing = Standing::new(self.steps, seen);
            standing.refuse_unknown(self.steps)?;
            // Every file is looked at before the first one runs.
            let todo = self.todo(goal, &standing)?;
            let bodies = bodies_of(self.steps, &todo, self.direction)?;
            // So are the rows, as far as they stay what they are until it is a revision's turn.
            let mut ready = Ready::ask(self.steps, session, &todo, &standing, self.direction)?;
            able::refuse_unable(self.steps.dialect, session, &bodies, &ready.touched)?;
            self.judge(ready.take_found(), report)?;
            if !bodies.is_empty() {
                self.back_up(session, report)?;
            }
            let mut next: usize = 0;
            let mut moved = false;
            while next < bodies.len() && !moved {
                let end = ready.stretch(next).unwrap_or(bodies.len());
                let rest = bodies.get(next..end).unwrap_or_default();
                self.later = bodies.len() - end;
                let found = ready.ask_later(self.steps, session, next)?;
                self.judge(found, report)?;
                moved = !self.run_all(session, rest, seen, &author, report)?;
                next = end;
            }
            self.later = 0;
            if !moved {
                return Ok(());
            }
        }
    }

    /// Takes the copy that was asked for, once.
    fn back_up(&mut self, session: &mut impl Session, report: &mut Report) -> Result<()> {
        let Some(to) = self.backup.take() else { return Ok(()) };
        let backup = crate::backup::take(self.steps.dialect, &to, &mut |sql| session.ask(sql))?;
        (self.events)(Event::BackedUp(&backup));
        report.backup = Some(backup);
        Ok(())
    }

    /// Refuses what is certain to fail, and tells of what may.
    fn judge(&mut self, found: Vec<Obstacle>, report: &mut Report) -> Result<()> {
        if let Some(error) = ready::refuse(self.steps, &found) {
            return Err(error);
        }
        for obstacle in &found {
            (self.events)(Event::Doubt(obstacle));
        }
        report.problems.extend(found);
        Ok(())
    }

    /// Runs files one after the other; false where the ledger moved meanwhile, and all has to be worked out anew.
    fn run_all(
        &mut self,
        session: &mut impl Session,
        bodies: &[Body<'_>],
        seen: &mut Vec<String>,
        author: &Author,
        report: &mut Report,
    ) -> Result<bool> {
        let mut next: usize = 0;
        let mut announced = 0;
        // Several that failed together are run once more without the one that failed, then that one alone.
        let mut end = bodies.len();
        let together = if self.hooks.is_empty() { usize::MAX } else { 1 };
        while let Some(rest) =
            bodies.get(next..end.min(next.saturating_add(together))).filter(|rest| !rest.is_empty())
        {
            if let (Some((code, why, help)), Some(body)) = (self.limits.over(), rest.first()) {
                return Err(
                    Error::new(code, format!("{why} before revision `{}`", body.step.id)).with_help(help)
                );
            }
            if let Some(body) = rest.first() {
                self.hooks.before(session, body)?;
            }
            let mut span = Span::none();
            let (events, ran, later) = (&mut *self.events, report.ran.len(), self.later);
            let mut current = rest.first().map_or("", |body| body.step.id);
            let mut listener = |note: Note<'_>| {
                let Note::Started(number) = note else { return tell(events, current, note) };
                let Some(body) = rest.get(number) else { return };
                current = body.step.id;
                // The one before it first: spans are left in the order in which they were entered.
                drop(std::mem::replace(&mut span, Span::none()));
                span = Span::of_revision(body);
                if next + number < announced {
                    return;
                }
                announced = next + number + 1;
                events(Event::Started {
                    revision: body.step.id,
                    message: body.step.message,
                    direction: body.direction,
                    number: ran + number + 1,
                    of: ran + bodies.len() - next + later,
                });
            };
            let ran = session.run(rest, seen, author, &mut listener);
            span.end();
            match ran {
                Ok(Ran::Done(times)) => {
                    for (body, elapsed) in rest.iter().zip(&times) {
                        note(seen, body.step.version(), body.direction);
                        report.ran.push(ran_of(body, *elapsed));
                        (self.events)(Event::Finished { revision: body.step.id, elapsed: *elapsed });
                        self.hooks.after(session, body, *elapsed)?;
                    }
                    next += times.len().max(1);
                    if next >= end {
                        end = bodies.len();
                    }
                }
                Ok(Ran::Moved(ledger)) => {
                    (self.events)(Event::Moved);
                    *seen = ledger;
                    return Ok(false);
                }
                Err(Failed { number: 0, error }) => return Err(*error),
                Err(Failed { number, .. }) => end = next + number,
            }
        }
        Ok(true)
    }

    /// Whether a file stopped on its way. Only asked where there is nothing else to do on the way down: upwards such
    /// a revision is missing from the ledger.
    fn is_half(&self, session: &mut impl Session) -> Result<bool> {
        Ok(self.direction == Direction::Down && session.journal()?.iter().any(|entry| !entry.finished))
    }

    /// Refuses where a file isn't any more what was applied.
    fn refuse_edited(&self, seen: &[String], journal: &[Entry]) -> Result<()> {
        match super::half::edited(self.steps, seen, journal).first() {
            Some(step) => Err(super::half::refuse_edited(step)),
            None => Ok(()),
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
        if self.direction == Direction::Up && !self.allow.unreviewed {
            self.steps.refuse_unreviewed(&todo)?;
        }
        Ok(todo)
    }

    fn rehearse(&self, todo: &[usize], standing: &Standing, report: &mut Report) -> Result<()> {
        let mut applied = standing.applied.clone();
        for body in bodies_of(self.steps, todo, self.direction)? {
            report.ran.push(ran_of(&body, Duration::ZERO));
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
    list.map(|step| body_of(steps, *step, direction)).collect()
}

/// What a revision runs; refused where a part of it isn't at hand.
pub(super) fn body_of<'s>(steps: &Steps<'_>, step: Step<'s>, direction: Direction) -> Result<Body<'s>> {
    let body = Body::new(steps.dialect, step, direction)?;
    if body.data_step.is_some() && body.work().is_none() {
        return Err(steps.refuse_data_step(&step));
    }
    Ok(body)
}

fn ran_of(body: &Body<'_>, elapsed: Duration) -> report::Ran {
    report::Ran {
        revision: body.step.id.to_owned(),
        message: body.step.message.to_owned(),
        direction: body.direction,
        elapsed,
        data_step: body.data_step.is_some(),
    }
}

/// Passes on what a session tells, in the name of a revision.
fn tell(events: &mut dyn FnMut(Event<'_>), revision: &str, note: Note<'_>) {
    trace::note(&note);
    events(match note {
        Note::Started(_) => return,
        Note::Statement { number, of, sql, rows, elapsed } => {
            Event::Statement { revision, number, of, sql, rows, elapsed }
        }
        Note::DataStep { number, of, elapsed } => Event::DataStep { revision, number, of, elapsed },
        Note::Recognized { number } => Event::Recognized { revision, number },
        Note::Waiting { elapsed, holder } => Event::Waiting { elapsed, holder },
        Note::Retrying { attempt, after, because } => Event::Retrying { revision, attempt, after, because },
    });
}
