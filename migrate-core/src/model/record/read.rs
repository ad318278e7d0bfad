//! Reading records out of a section.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::table::Lines;
use super::{Body, FORMAT, MAGIC, Record};
use crate::model::GateState;
use crate::{Dialect, Error, ErrorCode, Result};

/// Every record in a section, in order; zeros may stand between them (linkers align).
pub fn read(section: &[u8]) -> Result<Vec<Record>> {
    let mut records = Vec::new();
    let mut rest = section;
    while let Some(start) = rest.iter().position(|byte| *byte != 0) {
        rest = &rest[start..];
        let (magic, after) = rest.split_at_checked(MAGIC.len()).ok_or_else(cut)?;
        if magic != MAGIC {
            return Err(foreign(magic));
        }
        let (length, after) = after.split_first_chunk::<4>().ok_or_else(cut)?;
        let length = usize::try_from(u32::from_le_bytes(*length)).map_err(|_| cut())?;
        let (text, after) = after.split_at_checked(length).ok_or_else(cut)?;
        let text = std::str::from_utf8(text).map_err(|error| bad("it is not UTF-8").because(error))?;
        records.push(parse(text)?);
        rest = after;
    }
    Ok(records)
}

#[derive(Deserialize)]
struct Head {
    format: u32,
    name: String,
    package: String,
    version: String,
    dir: String,
    online: bool,
    dialects: Vec<Dialect>,
    gate: String,
}

fn parse(text: &str) -> Result<Record> {
    let (head, body) = text.split_once('\n').ok_or_else(cut)?;
    let version = serde_json::from_str::<serde_json::Value>(head)
        .map_err(|error| bad("its first line is not JSON").because(error))?;
    if version.get("format").and_then(serde_json::Value::as_u64) != Some(u64::from(FORMAT)) {
        return Err(Error::new(ErrorCode::BadFile, "the record was made by another version of migrate-core")
            .with_help("build the package and `cargo migrate` with the same version"));
    }
    let head: Head = serde_json::from_value(version)
        .map_err(|error| bad("its first line is not as it should be").because(error))?;
    debug_assert_eq!(head.format, FORMAT);
    let gate = match head.gate.as_str() {
        "on" => GateState::On,
        "off" => GateState::Off,
        "warn-clean" => GateState::Warn { clean: true },
        "warn-dirty" => GateState::Warn { clean: false },
        other => return Err(bad(&format!("`{other}` is no state of the gate"))),
    };
    Ok(Record {
        name: head.name,
        package: head.package,
        version: head.version,
        dir: head.dir,
        online: head.online,
        dialects: head.dialects,
        gate,
        bodies: bodies(body)?,
    })
}

fn bodies(body: &str) -> Result<Vec<(Dialect, Body)>> {
    let mut dialects: Vec<(Dialect, Body)> = Vec::new();
    let mut lines = body.split_terminator('\n');
    let mut marks = BTreeMap::new();
    // The table that lines are of, if it isn't the last one.
    let mut of = None;
    while let Some(line) = lines.next() {
        let (kind, rest) = line.split_once('\t').ok_or_else(|| bad("a line has no kind"))?;
        match (kind, dialects.last_mut()) {
            ("D", _) => {
                let dialect = rest.parse().map_err(|error| bad("a dialect is unknown").because(error))?;
                dialects.push((dialect, Body::default()));
                marks.clear();
                of = None;
            }
            ("v" | "q" | "n", Some((_, body))) => body.objects.push(kind, rest)?,
            ("T", Some((_, body))) => {
                let name = rest.parse().map_err(|error| bad("a table has no name").because(error))?;
                body.tables.push(Lines::new(name));
                of = None;
            }
            ("H", Some((_, body))) => {
                let name = rest.parse().map_err(|error| bad("a table has no name").because(error))?;
                of = Some(body.place_of(&name).ok_or_else(|| bad("hints are of no table"))?);
            }
            (_, Some((_, body))) => {
                let last = body.tables.len().checked_sub(1);
                let table = of.or(last).and_then(|place| body.tables.get_mut(place));
                let table = table.ok_or_else(|| bad("a line stands in no table"))?;
                if kind == "y" {
                    let count = rest.parse().map_err(|error| bad("types are not counted").because(error))?;
                    let types = lines.by_ref().take(count).map(|line| slot(line, &mut marks));
                    table.push_types(&types.collect::<Result<Vec<_>>>()?)?;
                } else {
                    table.push(kind, rest)?;
                }
            }
            (_, None) => return Err(bad("a line stands under no dialect")),
        }
    }
    Ok(dialects)
}

/// The slot that a line means, which is a letter and perhaps what it means from now on.
fn slot<'t>(line: &'t str, marks: &mut BTreeMap<char, &'t str>) -> Result<&'t str> {
    let mut rest = line.chars();
    let mark = rest.next().ok_or_else(|| bad("a type has no letter"))?;
    if !rest.as_str().is_empty() {
        marks.insert(mark, rest.as_str());
    }
    marks.get(&mark).copied().ok_or_else(|| bad(&format!("the type `{mark}` was never written out")))
}

pub(super) fn bad(why: &str) -> Error {
    Error::new(ErrorCode::BadFile, format!("the schema's record in the artifact can't be read: {why}"))
        .with_help("build the package again")
}

fn cut() -> Error {
    bad("it ends too early")
}

fn foreign(magic: &[u8]) -> Error {
    if magic.starts_with(&MAGIC[..7]) {
        Error::new(ErrorCode::BadFile, "the record was made by another version of migrate-core")
            .with_help("build the package and `cargo migrate` with the same version")
    } else {
        bad("it doesn't begin as a record does")
    }
}
