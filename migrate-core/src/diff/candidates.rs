use std::collections::BTreeSet;

use super::pair::{Match, Pair, join};
use crate::QName;
use crate::change::{Hints, Origin, Rename};
use crate::schema::{Column, Schema, Table, Type};

/// Something that may be a rename.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// The rename, ready to become a hint.
    pub rename: Rename,
    /// How likely it is, from 0 to 100.
    pub score: u8,
}

/// Below this, a guess is none.
const LIKELY: u8 = 50;

/// Guesses what may be a rename, best first: of what is gone and what is new, each pair that looks alike.
///
/// What the hints speak of already is left out. Columns are guessed in tables that both sides have,
/// where a table that a hint renames counts as one: after each answer, ask again.
pub fn rename_candidates(pair: Pair<&Schema>, hints: &Hints) -> Vec<Candidate> {
    let said = Said::new(hints);
    let mut candidates = Vec::new();
    let sorted = pair.map(|schema| {
        let mut tables: Vec<&Table> = schema.tables.iter().collect();
        tables.sort_by(|a, b| a.name.cmp(&b.name));
        tables
    });
    let (mut gone, mut new) = (Vec::new(), Vec::new());
    for found in join(sorted, |a, b| a.name.cmp(&b.name)) {
        match found {
            Match::Removed(table) => gone.push(table),
            Match::Added(table) => new.push(table),
            Match::Kept(pair) if pair.is_same() => {}
            Match::Kept(pair) => columns(pair, &said, &mut candidates),
        }
    }
    for rename in &hints.renames {
        if let Rename::Table { from, to, .. } = rename
            && let (Some(old), Some(new)) = (pair.old.table(from), pair.new.table(to))
        {
            columns(Pair::new(old, new), &said, &mut candidates);
        }
    }
    gone.retain(|table| !said.tables.contains(&table.name));
    new.retain(|table| !said.tables.contains(&table.name));
    for (old, new) in gone.iter().flat_map(|old| new.iter().map(move |new| (*old, *new))) {
        let rename = || Rename::Table { from: old.name.clone(), to: new.name.clone(), origin: Origin::Flag };
        push(&mut candidates, table_score(old, new), rename);
    }
    enums(pair, &said, &mut candidates);
    candidates.sort_by(|a, b| b.score.cmp(&a.score).then_with(|| a.rename.cmp(&b.rename)));
    candidates
}

fn push(candidates: &mut Vec<Candidate>, score: u8, rename: impl FnOnce() -> Rename) {
    if score >= LIKELY {
        candidates.push(Candidate { rename: rename(), score });
    }
}

/// What hints speak of, by any of its names.
struct Said<'a> {
    tables: BTreeSet<&'a QName>,
    enums: BTreeSet<&'a QName>,
    columns: BTreeSet<(&'a QName, &'a str)>,
}

impl<'a> Said<'a> {
    fn new(hints: &'a Hints) -> Self {
        let mut said = Self { tables: BTreeSet::new(), enums: BTreeSet::new(), columns: BTreeSet::new() };
        for rename in &hints.renames {
            match rename {
                Rename::Table { from, to, .. } => said.tables.extend([from, to]),
                Rename::Enum { from, to, .. } => said.enums.extend([from, to]),
                Rename::Column { table, from, to, .. } => {
                    said.columns.extend([(table, from.as_str()), (table, to.as_str())]);
                }
                Rename::Label { .. } => {}
            }
        }
        said
    }
}

fn columns(pair: Pair<&Table>, said: &Said<'_>, candidates: &mut Vec<Candidate>) {
    let Pair { old, new } = pair;
    let free = |name: &str| !said.columns.contains(&(&new.name, name));
    let lost = old
        .columns
        .iter()
        .enumerate()
        .filter(|(_, column)| new.column(&column.name).is_none() && free(&column.name));
    for (at, from) in lost {
        let found = new
            .columns
            .iter()
            .enumerate()
            .filter(|(_, column)| old.column(&column.name).is_none() && free(&column.name));
        for (place, to) in found {
            let (table, from_name, to_name) = (new.name.clone(), from.name.clone(), to.name.clone());
            push(candidates, column_score(from, to, at == place), || Rename::Column {
                table,
                from: from_name,
                to: to_name,
                origin: Origin::Flag,
            });
        }
    }
}

/// The type speaks loudest, then the name, the place, and all that else is the same.
fn column_score(from: &Column, to: &Column, same_place: bool) -> u8 {
    let ty = match () {
        () if from.ty == to.ty => 45,
        () if family(&from.ty) == family(&to.ty) => 25,
        () => return 0,
    };
    let rest = Column { name: to.name.clone(), ty: to.ty.clone(), ..from.clone() } == *to;
    ty + 15 * u8::from(same_place) + 15 * u8::from(rest) + likeness(&from.name, &to.name, 25)
}

/// Types whose values can become each other's.
fn family(ty: &Type) -> u8 {
    match ty {
        Type::Bool | Type::Int { .. } => 0,
        Type::Float | Type::Double | Type::Decimal(_) => 1,
        Type::Text | Type::Varchar(_) | Type::Char(_) | Type::Enum(_) => 2,
        Type::Blob | Type::Varbinary(_) | Type::Binary(_) => 3,
        Type::Date | Type::Timestamp(_) | Type::TimestampTz(_) => 4,
        Type::Time(_) => 5,
        Type::Interval => 6,
        Type::Uuid => 7,
        Type::Json | Type::Jsonb => 8,
        Type::Inet | Type::Cidr => 9,
        Type::Macaddr => 10,
        Type::Array(_) => 11,
        Type::Raw(_) => 12,
    }
}

/// Most of its columns have to be there again.
fn table_score(old: &Table, new: &Table) -> u8 {
    let same = old
        .columns
        .iter()
        .filter(|column| new.column(&column.name).is_some_and(|other| other.ty == column.ty))
        .count();
    share(same, old.columns.len() + new.columns.len() - same, 75)
        + likeness(&old.name.name, &new.name.name, 25)
}

fn enums(pair: Pair<&Schema>, said: &Said<'_>, candidates: &mut Vec<Candidate>) {
    let gone = pair.old.enums.iter().filter(|ty| pair.new.enum_type(&ty.name).is_none());
    for old in gone.filter(|ty| !said.enums.contains(&ty.name)) {
        let new = pair.new.enums.iter().filter(|ty| pair.old.enum_type(&ty.name).is_none());
        for new in new.filter(|ty| !said.enums.contains(&ty.name)) {
            let same = old.labels.iter().filter(|label| new.labels.contains(label)).count();
            let score = share(same, old.labels.len() + new.labels.len() - same, 75)
                + likeness(&old.name.name, &new.name.name, 25);
            let rename =
                || Rename::Enum { from: old.name.clone(), to: new.name.clone(), origin: Origin::Flag };
            push(candidates, score, rename);
        }
    }
}

/// `part` of `whole`, as a share of `most`.
fn share(part: usize, whole: usize, most: u8) -> u8 {
    let share = usize::from(most) * part / whole.max(1);
    u8::try_from(share).unwrap_or(most)
}

/// How alike two names are, as a share of `most`.
fn likeness(a: &str, b: &str, most: u8) -> u8 {
    // Whole words that both hold count as much as letters: `mail` and `email_address`.
    let held = a.contains(b) || b.contains(a);
    let letters = strsim::jaro_winkler(a, b);
    let share = if held { letters.max(0.9) } else { letters };
    share_of(share, most)
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share from 0 to 1 of a u8")]
fn share_of(share: f64, most: u8) -> u8 {
    (share.clamp(0.0, 1.0) * f64::from(most)) as u8
}
