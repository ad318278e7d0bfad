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
    for (number, piece) in body.statements.iter().enumerate() {
        if body.data_step == Some(number) {
            text.push_str(&no_data_step(dialect, body));
        } else {
            let _ = writeln!(text, "{};", piece.sql);
        }
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

/// What stands in for a data step: a script that was only sent to the database must not pass it by.
fn no_data_step(dialect: Dialect, body: &Body<'_>) -> String {
    let id = body.step.id.replace('\'', "");
    let said =
        format!("revision {id} has a data step in Rust: run it with the program, or do the same by hand");
    let fails = match dialect {
        // A name that is no table: the message shows it.
        Dialect::Sqlite => format!("SELECT * FROM \"{said}\""),
        Dialect::Postgres => format!("DO $$ BEGIN RAISE EXCEPTION '{said}'; END $$"),
        Dialect::Mysql => format!("SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = '{said}'"),
    };
    format!(
        "-- Here a data step in Rust runs, which is compiled into the program: no script can. Let the program run this\n\
         -- revision, or do by hand what the step does in place of the next statement, which fails on purpose.\n{fails};\n"
    )
}
