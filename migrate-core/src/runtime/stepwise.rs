//! A file without a transaction around it, statement by statement: the journal says how far it came, so that
//! whoever comes next goes on there, also after a crash.
//!
//! | unit | how its record keeps step with it |
//! |---|---|
//! | can run in a transaction | both in one |
//! | brings `BEGIN … COMMIT` | the record slips in before the `COMMIT` |
//! | can't (`CREATE INDEX CONCURRENTLY`, `VACUUM`, all changes of the schema on MySQL) | announced before, with what is known of the schema; recorded after, together with the next announcement. After a crash between the two the schema is looked at again: where it is still as announced, the statement never took place |
//! | sets something of the session | run again before what is left |
//!
//! This trusts that nobody else changes the same tables between a crash and the next start.

use std::time::{Duration, Instant};

use super::body::{Body, Direction};
use super::carry::{Carrier, Stop, ending, execute_all, retrying, statement, transaction};
use super::journal::{self, Author};
use super::link::Link as _;
use super::session::{Listener, Note};
use super::unit::{Kind, Unit, units};
use crate::{Error, ErrorCode, Result};

/// Runs a file, or what is left of it.
pub(super) fn stepwise<C: Carrier>(
    carrier: &mut C,
    body: &Body<'_>,
    seen: &[String],
    author: &Author,
    listener: &mut Listener<'_>,
) -> Result<Duration, Stop> {
    let start = Instant::now();
    let units = units(C::DIALECT, &body.statements);
    let mut walk = Walk { carrier, body, units: &units, start };
    let (done, mut announced) = match &body.resume {
        None => (0, walk.begin(seen, author)?),
        Some(resume) => {
            walk.replay(resume.done, listener)?;
            (resume.done, resume.announced.clone().map(Announced::Before))
        }
    };
    for (place, unit) in units.iter().enumerate().filter(|(_, unit)| unit.range.end > done) {
        if unit.range.start < done {
            return Err(moved_groups(body, done).into());
        }
        let outcome = walk.unit(place, announced.take(), listener);
        announced = outcome.map_err(|stop| stop.with_help(|| walk.stands(unit)))?;
    }
    // A file that ends in settings, or holds nothing.
    if units
        .iter()
        .rev()
        .find(|unit| unit.kind != Kind::Setting)
        .is_none_or(|last| last.range.end != body.statements.len())
    {
        walk.end()?;
    }
    Ok(start.elapsed())
}

struct Walk<'w, 'b, C> {
    carrier: &'w mut C,
    body: &'w Body<'b>,
    units: &'w [Unit],
    start: Instant,
}

/// What the journal says of the next statement.
enum Announced {
    /// It was announced just now.
    Now,
    /// It was announced by somebody who then died.
    Before(String),
}

impl<C: Carrier> Walk<'_, '_, C> {
    /// Opens the journal's row.
    fn begin(&mut self, seen: &[String], author: &Author) -> Result<Option<Announced>, Stop> {
        let before = self.look_at_next(0)?;
        let Self { carrier, body, .. } = self;
        transaction(*carrier, |carrier| {
            carrier.compare(seen)?;
            let mut sql = vec![journal::insert(C::DIALECT, body, author, None, before.as_deref())];
            if body.direction == Direction::Down {
                sql.push(journal::ledger(C::DIALECT, body));
            }
            execute_all(carrier, &sql)
        })?;
        Ok(before.map(|_| Announced::Now))
    }

    /// Sets again what the statements that had run depend on.
    fn replay(&mut self, done: usize, listener: &mut Listener<'_>) -> Result<(), Stop> {
        let settings = self.units.iter().filter(|unit| unit.kind == Kind::Setting && unit.range.end <= done);
        for unit in settings {
            for number in unit.range.clone() {
                statement(self.carrier, self.body, number, listener)?;
            }
        }
        Ok(())
    }

    fn unit(
        &mut self,
        place: usize,
        announced: Option<Announced>,
        listener: &mut Listener<'_>,
    ) -> Result<Option<Announced>, Stop> {
        let Some(unit) = self.units.get(place) else { return Ok(announced) };
        match unit.kind {
            Kind::Setting => {
                for number in unit.range.clone() {
                    statement(self.carrier, self.body, number, listener)?;
                }
                // Whatever was announced is still to come.
                Ok(announced)
            }
            Kind::Together => {
                let Self { body, start, .. } = *self;
                let next = self.next_after(place);
                retrying(self.carrier, listener, |carrier, listener| {
                    transaction(carrier, |carrier| {
                        for number in unit.range.clone() {
                            statement(carrier, body, number, listener)?;
                        }
                        let record = record::<C>(body, unit, next, start);
                        execute_all(carrier, &record)
                    })
                })?;
                Ok(None)
            }
            Kind::Own => {
                let inner = unit.range.start..unit.range.end - 1;
                let next = self.next_after(place);
                let done = inner
                    .into_iter()
                    .try_for_each(|number| statement(self.carrier, self.body, number, listener))
                    .and_then(|()| {
                        execute_all(self.carrier, &record::<C>(self.body, unit, next, self.start))?;
                        statement(self.carrier, self.body, unit.range.end - 1, listener)
                    });
                if done.is_err() {
                    drop(self.carrier.link().execute("ROLLBACK"));
                }
                done.map(|()| None)
            }
            Kind::Alone => self.alone(place, unit, announced, listener),
        }
    }

    fn alone(
        &mut self,
        place: usize,
        unit: &Unit,
        announced: Option<Announced>,
        listener: &mut Listener<'_>,
    ) -> Result<Option<Announced>, Stop> {
        let body = self.body;
        let pieces = body.statements.get(unit.range.clone()).unwrap_or_default();
        let took_place = match &announced {
            Some(Announced::Before(before)) => self.carrier.happened(pieces, before)?,
            Some(Announced::Now) => false,
            None => {
                let before = self.carrier.look(pieces)?;
                let sql = journal::progress(C::DIALECT, body, unit.range.start, Some(&before));
                self.carrier.link().execute(&sql)?;
                false
            }
        };
        if took_place {
            listener(Note::Recognized { number: unit.range.start + 1 });
        } else {
            if let [only] = pieces {
                self.carrier.tidy(only)?;
            }
            let ran = retrying(self.carrier, listener, |carrier, listener| {
                unit.range.clone().try_for_each(|number| statement(carrier, body, number, listener))
            });
            if ran.is_err() && pieces.len() == 1 {
                // It said no: nothing to look for in the schema. Where the connection is gone this is for the next start.
                let sql = journal::progress(C::DIALECT, body, unit.range.start, None);
                drop(self.carrier.link().execute(&sql));
            }
            ran?;
        }
        let last = unit.range.end == body.statements.len();
        if last {
            self.end()?;
            return Ok(None);
        }
        let before = self.look_at_next(place + 1)?;
        let sql = journal::progress(C::DIALECT, body, unit.range.end, before.as_deref());
        self.carrier.link().execute(&sql)?;
        Ok(before.map(|_| Announced::Now))
    }

    fn end(&mut self) -> Result<(), Stop> {
        let sql = ending(C::DIALECT, self.body, self.start.elapsed());
        transaction(self.carrier, |carrier| execute_all(carrier, &sql))
    }

    /// What is known of the schema before the next unit, where that announces itself.
    fn look_at_next(&mut self, from: usize) -> Result<Option<String>> {
        let mut rest = self.units.iter().skip(from).filter(|unit| unit.kind != Kind::Setting);
        let Some(unit) = rest.next().filter(|unit| unit.kind == Kind::Alone) else { return Ok(None) };
        let pieces = self.body.statements.get(unit.range.clone()).unwrap_or_default();
        self.carrier.look(pieces).map(Some)
    }

    fn next_after(&self, place: usize) -> bool {
        self.units.len() > place + 1
    }

    /// What is left after a failure at this unit.
    fn stands(&self, unit: &Unit) -> String {
        let line = self.body.statements.get(unit.range.start).map_or(1, |piece| piece.line);
        let way = match self.body.direction {
            Direction::Up => "upgrade",
            Direction::Down => "downgrade",
        };
        if unit.range.start == 0 {
            return format!(
                "it doesn't run in a transaction: nothing of it has run yet; mend the database or the file, then {way} again"
            );
        }
        format!(
            "it doesn't run in a transaction: the statements above line {line} stand, and are recorded; \
             mend the database or the rest of the file, then {way} again: it goes on there"
        )
    }
}

/// How far the file has come with this unit, for the unit's own transaction.
fn record<C: Carrier>(body: &Body<'_>, unit: &Unit, next: bool, start: Instant) -> Vec<String> {
    if next {
        vec![journal::progress(C::DIALECT, body, unit.range.end, None)]
    } else {
        ending(C::DIALECT, body, start.elapsed())
    }
}

fn moved_groups(body: &Body<'_>, done: usize) -> Error {
    Error::new(
        ErrorCode::Diverged,
        format!(
            "revision `{}` stopped after its statement {done}, which stands inside a transaction of its file as that is now",
            body.step.id
        ),
    )
    .in_file(body.file())
    .with_help("restore the file as it was when it ran")
}
