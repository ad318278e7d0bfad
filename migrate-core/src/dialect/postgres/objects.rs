//! What is no table: extensions, sequences, views, comments.

use super::super::quote_text;
use super::index::{beside, create, table_name};
use super::{QUOTING, sound, types};
use crate::schema::{Sequence, View};
use crate::{QName, Result};

/// `COMMENT ON … IS …`.
pub(super) fn comment(what: &str, name: &str, text: Option<&str>) -> String {
    let text = text.map_or_else(|| "NULL".to_owned(), quote_text);
    format!("COMMENT ON {what} {name} IS {text}")
}

/// `CREATE EXTENSION`; whoever installed it before did the same.
pub(super) fn create_extension(name: &str) -> String {
    format!("CREATE EXTENSION IF NOT EXISTS {}", QUOTING.name(name))
}

pub(super) fn create_sequence(sequence: &Sequence) -> Result<String> {
    sound::qname(&sequence.name, "sequence")?;
    let mut sql = format!("CREATE SEQUENCE {}", table_name(&sequence.name));
    if let Some(ty) = &sequence.ty {
        sql.push_str(&format!(" AS {}", types::name(ty)));
    }
    if let Some(step) = sequence.increment {
        sql.push_str(&format!(" INCREMENT BY {step}"));
    }
    for (word, bound) in [("MINVALUE", sequence.min), ("MAXVALUE", sequence.max)] {
        if let Some(bound) = bound {
            sql.push_str(&format!(" {word} {bound}"));
        }
    }
    if let Some(start) = sequence.start {
        sql.push_str(&format!(" START WITH {start}"));
    }
    if let Some(cache) = sequence.cache {
        sql.push_str(&format!(" CACHE {cache}"));
    }
    if sequence.cycle {
        sql.push_str(" CYCLE");
    }
    if sequence.owned_by.is_some() {
        sql.push_str(&format!(" OWNED BY {}", owner(sequence)));
    }
    Ok(sql)
}

/// Other numbers; it counts on from where it is, or from its first number where that is beyond it now.
pub(super) fn alter_sequence(from: &Sequence, to: &Sequence) -> Vec<String> {
    let step = to.increment.unwrap_or(1);
    let usual = step.signum();
    let near = |sequence: &Sequence| if step < 0 { sequence.max } else { sequence.min }.unwrap_or(usual);
    let turns = (from.increment.unwrap_or(1) < 0) != (step < 0);
    let beyond = !turns && (near(to) - near(from)) * usual > 0;
    let name = quote_text(&table_name(&to.name));
    let mut sql: Vec<String> =
        beyond.then(|| catch_up(&name, start(from), step, near(to))).into_iter().collect();
    sql.push(alter(from, to));
    sql
}

/// Moves a sequence on that stands before the first number which it may give from now on: a bound can't be set beyond
/// the number at which it stands.
pub(super) fn catch_up(sequence: &str, start: i64, step: i64, bound: i64) -> String {
    let before = if step < 0 { ">" } else { "<" };
    format!(
        "SELECT setval({sequence}, {bound}, false)\n\
         WHERE coalesce(pg_sequence_last_value({sequence}::regclass) + {step}, {start}) {before} {bound}"
    )
}

/// The sequence that a column owns, whatever it is called by now.
pub(super) fn sequence_of(table: &QName, column: &str) -> String {
    format!("pg_get_serial_sequence({}, {})", quote_text(&table_name(table)), quote_text(column))
}

fn alter(from: &Sequence, to: &Sequence) -> String {
    let mut sql = format!("ALTER SEQUENCE {}", table_name(&to.name));
    if from.ty != to.ty {
        sql.push_str(&format!(" AS {}", to.ty.as_ref().map_or_else(|| "bigint".to_owned(), types::name)));
    }
    if from.cache != to.cache {
        sql.push_str(&format!(" CACHE {}", to.cache.unwrap_or(1)));
    }
    if from.increment != to.increment {
        sql.push_str(&format!(" INCREMENT BY {}", to.increment.unwrap_or(1)));
    }
    // The bounds that go without saying turn with the direction.
    let turns = (from.increment.unwrap_or(1) < 0) != (to.increment.unwrap_or(1) < 0);
    for (word, from, to) in [("MINVALUE", from.min, to.min), ("MAXVALUE", from.max, to.max)] {
        match to {
            _ if from == to && !turns => {}
            Some(bound) => sql.push_str(&format!(" {word} {bound}")),
            None => sql.push_str(&format!(" NO {word}")),
        }
    }
    if start(from) != start(to) {
        sql.push_str(&format!(" START WITH {}", start(to)));
    }
    if from.cycle != to.cycle {
        sql.push_str(if to.cycle { " CYCLE" } else { " NO CYCLE" });
    }
    if turns {
        sql.push_str(" RESTART");
    }
    if from.owned_by != to.owned_by {
        sql.push_str(&format!(" OWNED BY {}", owner(to)));
    }
    sql
}

/// `OWNED BY`.
pub(super) fn owner(sequence: &Sequence) -> String {
    sequence.owned_by.as_ref().map_or_else(
        || "NONE".to_owned(),
        |owner| format!("{}.{}", table_name(&owner.table), QUOTING.name(&owner.column)),
    )
}

/// Where a sequence starts, said or not: <https://www.postgresql.org/docs/current/sql-createsequence.html>.
fn start(sequence: &Sequence) -> i64 {
    let rising = sequence.increment.unwrap_or(1) > 0;
    let bound = if rising { sequence.min.unwrap_or(1) } else { sequence.max.unwrap_or(-1) };
    sequence.start.unwrap_or(bound)
}

/// Something done to the sequence that a column owns, whatever it is called by now.
pub(super) fn owned_sequence(table: &QName, column: &str, before: &str, after: &str) -> String {
    let after = if after.is_empty() { String::new() } else { format!(" {after}") };
    let command = quote_text(&format!("{before} %s{after}"));
    let sequence = sequence_of(table, column);
    format!("DO $do$ BEGIN EXECUTE format({command}, {sequence}); END $do$")
}

/// Counts on behind the rows that are there.
pub(super) fn count_on(table: &QName, column: &str, increment: i64) -> String {
    let (quoted, of) = (QUOTING.name(column), table_name(table));
    let (extreme, bound) = if increment < 0 { ("min", "least") } else { ("max", "greatest") };
    let first = increment.signum();
    format!(
        "SELECT setval({}, {bound}({extreme}({quoted}), {first}))\n\
         FROM {of} HAVING {extreme}({quoted}) IS NOT NULL",
        sequence_of(table, column)
    )
}

pub(super) fn create_view(view: &View) -> Result<Vec<String>> {
    sound::qname(&view.name, "view")?;
    let mut statements = vec![format!(
        "CREATE {} {}{} AS\n{}",
        word(view),
        table_name(&view.name),
        with(view),
        query(&view.query)
    )];
    statements.extend(view.comment.iter().map(|text| view_comment(view, Some(text))));
    for index in &view.indexes {
        statements.push(create(&view.name, index, false)?);
        statements.extend(
            index.comment.iter().map(|text| comment("INDEX", &beside(&view.name, &index.name), Some(text))),
        );
    }
    Ok(statements)
}

fn with(view: &View) -> String {
    if view.with.is_empty() { String::new() } else { format!(" WITH ({})", view.with.join(", ")) }
}

/// A query as it stands behind `AS`.
pub(super) fn query(query: &str) -> &str {
    query.trim().trim_end_matches(';').trim_end()
}

pub(super) fn drop_view(view: &View) -> String {
    format!("DROP {} {}", word(view), table_name(&view.name))
}

/// What can be altered without making the view anew: its options, its comment and its indexes.
pub(super) fn alter_view(from: &View, to: &View) -> Result<Vec<String>> {
    let mut statements = set(&format!("ALTER {} {}", word(to), table_name(&to.name)), &from.with, &to.with);
    for index in from.indexes.iter().filter(|index| !to.indexes.contains(index)) {
        statements.push(format!("DROP INDEX {}", beside(&from.name, &index.name)));
    }
    for index in to.indexes.iter().filter(|index| !from.indexes.contains(index)) {
        statements.push(create(&to.name, index, false)?);
        statements.extend(
            index.comment.iter().map(|text| comment("INDEX", &beside(&to.name, &index.name), Some(text))),
        );
    }
    if from.comment != to.comment {
        statements.push(view_comment(to, to.comment.as_deref()));
    }
    Ok(statements)
}

/// `SET (…)` and `RESET (…)` for options that differ.
pub(super) fn set(head: &str, from: &[String], to: &[String]) -> Vec<String> {
    let name = |option: &str| option.split('=').next().unwrap_or_default().trim().to_owned();
    let kept: Vec<String> = to.iter().map(|option| name(option)).collect();
    let gone: Vec<String> =
        from.iter().map(|option| name(option)).filter(|option| !kept.contains(option)).collect();
    let mut sql = Vec::new();
    if !gone.is_empty() {
        sql.push(format!("{head} RESET ({})", gone.join(", ")));
    }
    let new: Vec<&str> = to.iter().filter(|option| !from.contains(option)).map(String::as_str).collect();
    if !new.is_empty() {
        sql.push(format!("{head} SET ({})", new.join(", ")));
    }
    sql
}

fn view_comment(view: &View, text: Option<&str>) -> String {
    comment(word(view), &table_name(&view.name), text)
}

fn word(view: &View) -> &'static str {
    if view.materialized { "MATERIALIZED VIEW" } else { "VIEW" }
}
