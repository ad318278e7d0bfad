//! Spans and events of [tracing](https://docs.rs/tracing), where this crate was built with the feature of that name:
//! `migrate.upgrade` (or `migrate.downgrade`), in it `migrate.revision`, in that `migrate.statement`. Without the feature
//! nothing of this is left in the program.

use super::body::Body;
use super::session::Note;
use crate::Dialect;

/// A span that was entered, until it is dropped.
#[cfg(feature = "tracing")]
pub(super) struct Span(Option<tracing::span::EnteredSpan>);

/// Nothing.
#[cfg(not(feature = "tracing"))]
pub(super) struct Span;

#[cfg(feature = "tracing")]
impl Span {
    /// Ends it.
    pub(super) fn end(self) {}

    /// None yet.
    pub(super) fn none() -> Self {
        Self(None)
    }

    /// All of it.
    pub(super) fn of_run(
        direction: super::Direction,
        dialect: Dialect,
        app: &str,
        target: Option<&str>,
    ) -> Self {
        let (dialect, target) = (dialect.name(), target.unwrap_or_default());
        Self(Some(match direction {
            super::Direction::Up => tracing::info_span!("migrate.upgrade", dialect, app, target).entered(),
            super::Direction::Down => {
                tracing::info_span!("migrate.downgrade", dialect, app, target).entered()
            }
        }))
    }

    /// One revision.
    pub(super) fn of_revision(body: &Body<'_>) -> Self {
        let (revision, message, direction) = (body.step.id, body.step.message, body.direction.name());
        let statements = body.statements.len();
        Self(Some(
            tracing::info_span!("migrate.revision", revision, message, direction, statements).entered(),
        ))
    }

    /// One statement, or the data step.
    #[cfg(feature = "connected")]
    pub(super) fn of_statement(body: &Body<'_>, number: usize) -> Self {
        let piece = body.statements.get(number);
        let sql = piece.map(|piece| super::body::brief(piece.sql)).unwrap_or_default();
        let line = piece.map_or(0, |piece| piece.line);
        let rows = tracing::field::Empty;
        Self(Some(tracing::debug_span!("migrate.statement", number = number + 1, line, sql, rows).entered()))
    }

    /// How many rows it touched.
    #[cfg(feature = "connected")]
    pub(super) fn rows(&self, rows: Option<usize>) {
        if let (Some(span), Some(rows)) = (&self.0, rows) {
            span.record("rows", rows);
        }
    }
}

#[cfg(not(feature = "tracing"))]
#[allow(clippy::unused_self, reason = "as its sister")]
impl Span {
    pub(super) const fn end(self) {}

    pub(super) const fn none() -> Self {
        Self
    }

    pub(super) const fn of_run(_: super::Direction, _: Dialect, _: &str, _: Option<&str>) -> Self {
        Self
    }

    pub(super) const fn of_revision(_: &Body<'_>) -> Self {
        Self
    }

    #[cfg(feature = "connected")]
    pub(super) const fn of_statement(_: &Body<'_>, _: usize) -> Self {
        Self
    }

    #[cfg(feature = "connected")]
    pub(super) const fn rows(&self, _: Option<usize>) {}
}

/// What people are told, in a log.
pub(super) fn note(note: &Note<'_>) {
    #[cfg(feature = "tracing")]
    match note {
        Note::Waiting { elapsed, holder } => {
            tracing::info!(
                holder,
                seconds = elapsed.as_secs(),
                "waiting for another process to upgrade the database"
            );
        }
        Note::Retrying { attempt, after, because } => {
            let after = u64::try_from(after.as_millis()).unwrap_or(u64::MAX);
            tracing::warn!(attempt, after_ms = after, because, "another transaction was in the way");
        }
        Note::Recognized { number } => tracing::info!(number, "a statement had run before a crash"),
        Note::Started(_) | Note::Statement { .. } | Note::DataStep { .. } => {}
    }
    #[cfg(not(feature = "tracing"))]
    let _ = note;
}
