//! Revisions as one SQL script, for whoever runs it by hand.

use std::fmt::Write as _;

use super::body::{Body, Direction, Mode};
use super::step::Steps;
use crate::{Dialect, Error, ErrorCode, Result};

/// Diesel's ledger, as Diesel makes it.
const LEDGER: &str = "CREATE TABLE IF NOT EXISTS __diesel_schema_migrations (
       version VARCHAR(50) PRIMARY KEY NOT NULL,
       run_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP
);
";

/// The script that takes a database from one place to another, ledger included. `from` and `to` are
/// names as in `cargo migrate upgrade`; names relative to a database can't be meant.
pub fn script(steps: &Steps<'_>, from: &str, to: &str, allow_unreviewed: bool) -> Result<String> {
    let place = |name: &str| {
        if crate::history::needs_current(name) {
            return Err(Error::new(
                ErrorCode::UnknownRevision,
                format!("`{name}` depends on a database, and a script has none"),
            )
            .with_help("name both ends: `FROM:TO`"));
        }
        steps.resolve(name, 0)
    };
    let (there, wanted) = (steps.up_to(place(from)?), steps.up_to(place(to)?));
    let pick = |direction: Direction| {
        let both = there.iter().zip(&wanted).enumerate();
        both.filter(move |(_, (there, wanted))| match direction {
            Direction::Up => !**there && **wanted,
            Direction::Down => **there && !**wanted,
        })
        .map(|(place, _)| place)
        .collect::<Vec<_>>()
    };
    let (down, up) = (pick(Direction::Down), pick(Direction::Up));
    if !allow_unreviewed {
        steps.refuse_unreviewed(&up)?;
    }
    let mut text = String::new();
    if !up.is_empty() && there.iter().all(|there| !there) {
        text.push_str(LEDGER);
    }
    let all = down
        .into_iter()
        .rev()
        .map(|place| (place, Direction::Down))
        .chain(up.into_iter().map(|place| (place, Direction::Up)));
    for (place, direction) in all {
        if let Some(step) = steps.list.get(place) {
            write(&mut text, steps.dialect, &Body::new(steps.dialect, *step, direction)?);
        }
    }
    Ok(text)
}

fn write(text: &mut String, dialect: Dialect, body: &Body<'_>) {
    // A message may hold line breaks; a comment may not.
    let message: Vec<_> = body.step.message.split_whitespace().collect();
    let title = match body.direction {
        Direction::Up => message.join(" "),
        Direction::Down => format!("take back: {}", message.join(" ")),
    };
    let begin = if dialect == Dialect::Mysql { "START TRANSACTION" } else { "BEGIN" };
    let (open, close) = match body.mode {
        Mode::Transaction => (format!("{begin};\n"), "COMMIT;\n"),
        Mode::ForeignKeysOff => {
            (format!("PRAGMA foreign_keys=OFF;\n{begin};\n"), "COMMIT;\nPRAGMA foreign_keys=ON;\n")
        }
        Mode::Bare => (String::new(), ""),
    };
    if !text.is_empty() {
        text.push('\n');
    }
    let _ = writeln!(text, "-- {} {title}", body.step.id);
    text.push_str(&open);
    for piece in &body.statements {
        let _ = writeln!(text, "{};", piece.sql);
    }
    // Versions hold no quotes on our side; another tool's directory may.
    let version = body.step.version().replace('\'', "''");
    let _ = match body.direction {
        Direction::Up => {
            writeln!(text, "INSERT INTO __diesel_schema_migrations (version) VALUES ('{version}');")
        }
        Direction::Down => {
            writeln!(text, "DELETE FROM __diesel_schema_migrations WHERE version = '{version}';")
        }
    };
    text.push_str(close);
}
