use std::collections::{BTreeMap, BTreeSet};

use super::pair::Pair;
use super::verdict::{AsName, Claim, Names, Verdict};
use crate::change::{Hints, Origin, Rename};
use crate::schema::{EnumType, Schema, Table};
use crate::{Change, Error, ErrorCode, QName, Result};

/// A `renamed_from` that a revision has recorded already: it can go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stale {
    /// The hint.
    pub rename: Rename,
    /// What to tell the user.
    pub message: String,
}

/// What the hints come to.
#[derive(Default)]
pub(super) struct Resolved {
    /// The renames, in the order in which they can happen.
    pub(super) changes: Vec<Change>,
    /// The table (by new name) that had another name, and that name.
    pub(super) tables: BTreeMap<QName, QName>,
    pub(super) stale: Vec<Stale>,
}

/// Tells renames from stale hints and from mistakes.
pub(super) fn resolve(pair: Pair<&Schema>, hints: &Hints) -> Result<Resolved> {
    let mut resolved = Resolved::default();
    if hints.renames.is_empty() {
        return Ok(resolved);
    }
    let enums = resolved
        .whole(pair, hints, "enum", enum_claim, |schema| schema.enums.iter().map(|ty| &ty.name).collect())?;
    for (from, to) in &enums {
        resolved.changes.push(Change::RenameEnum { from: from.clone(), to: to.clone() });
    }
    let tables = resolved.whole(pair, hints, "table", table_claim, |schema| {
        schema.tables.iter().map(|table| &table.name).collect()
    })?;
    for (from, to) in tables {
        resolved.changes.push(Change::RenameTable { from: from.clone(), to: to.clone() });
        resolved.tables.insert(to, from);
    }
    columns(pair, hints, &mut resolved)?;
    labels(pair, hints, enums, &mut resolved)?;
    Ok(resolved)
}

fn table_claim(rename: &Rename) -> Option<(&QName, &QName, Origin)> {
    match rename {
        Rename::Table { from, to, origin } => Some((from, to, *origin)),
        Rename::Column { .. } | Rename::Enum { .. } | Rename::Label { .. } => None,
    }
}

fn enum_claim(rename: &Rename) -> Option<(&QName, &QName, Origin)> {
    match rename {
        Rename::Enum { from, to, origin } => Some((from, to, *origin)),
        Rename::Column { .. } | Rename::Table { .. } | Rename::Label { .. } => None,
    }
}

impl Resolved {
    /// Renames of what stands in the schema itself.
    fn whole(
        &mut self,
        pair: Pair<&Schema>,
        hints: &Hints,
        what: &'static str,
        claim: impl Fn(&Rename) -> Option<(&QName, &QName, Origin)>,
        names: impl Fn(&Schema) -> BTreeSet<&QName>,
    ) -> Result<Vec<(QName, QName)>> {
        let said: Vec<_> = hints.renames.iter().filter_map(|rename| Some((rename, claim(rename)?))).collect();
        if said.is_empty() {
            return Ok(Vec::new());
        }
        let names = Names { old: names(pair.old), new: names(pair.new) };
        let claims = said
            .iter()
            .map(|(rename, (from, to, origin))| {
                (*rename, Claim { from: *from, to: *to, origin: *origin, what, prefix: "", shared: false })
            })
            .collect();
        self.judge(&names, claims)
    }

    /// Judges all claims on one place, and puts the renames among them in order.
    fn judge<T: Ord + Clone + AsName>(
        &mut self,
        names: &Names<'_, T>,
        claims: Vec<(&Rename, Claim<'_, T>)>,
    ) -> Result<Vec<(T, T)>> {
        let mut renames = BTreeMap::new();
        let pairs: Vec<(&T, &T)> = claims.iter().map(|(_, claim)| (claim.from, claim.to)).collect();
        for (rename, claim) in claims {
            match names.judge(&claim, &pairs)? {
                Verdict::Rename => {
                    renames.insert(claim.from.clone(), claim.to.clone());
                }
                Verdict::Stale => self.stale.push(Stale {
                    rename: rename.clone(),
                    message: format!(
                        "`renamed_from = \"{}\"` on {} `{}{}` can go: a revision has recorded it",
                        claim.from, claim.what, claim.prefix, claim.to
                    ),
                }),
                Verdict::Elsewhere => {}
            }
        }
        in_order(renames, names)
    }
}

/// Names move up before others take their place.
fn in_order<T: Ord + Clone + AsName>(mut left: BTreeMap<T, T>, names: &Names<'_, T>) -> Result<Vec<(T, T)>> {
    let mut ordered = Vec::with_capacity(left.len());
    while !left.is_empty() {
        let free: Vec<T> =
            left.iter().filter(|(_, to)| !left.contains_key(*to)).map(|(from, _)| from.clone()).collect();
        if free.is_empty() {
            let circle: Vec<String> = left.iter().map(|(from, to)| format!("`{from}` → `{to}`")).collect();
            return Err(Error::new(
                ErrorCode::BadRename,
                format!("these renames go in a circle: {}", circle.join(", ")),
            )
            .with_help("take a name that is free, and rename once more in the next revision"));
        }
        for from in free {
            if let Some(to) = left.remove(&from) {
                debug_assert!(names.new.contains(&to));
                ordered.push((from, to));
            }
        }
    }
    Ok(ordered)
}

/// The table of a normalized schema.
fn table_of<'a>(schema: &'a Schema, name: &QName) -> Option<&'a Table> {
    let at = schema.tables.binary_search_by(|table| table.name.cmp(name)).ok()?;
    schema.tables.get(at)
}

fn columns(pair: Pair<&Schema>, hints: &Hints, resolved: &mut Resolved) -> Result<()> {
    let mut by_table: BTreeMap<&QName, Vec<(&Rename, &String, &String, Origin)>> = BTreeMap::new();
    let mut by_names: BTreeMap<(&str, &str), Vec<&QName>> = BTreeMap::new();
    for rename in &hints.renames {
        if let Rename::Column { table, from, to, origin } = rename {
            by_table.entry(table).or_default().push((rename, from, to, *origin));
            by_names.entry((from, to)).or_default().push(table);
        }
    }
    let mut changes = Vec::new();
    for (name, said) in &by_table {
        let Some(new) = table_of(pair.new, name) else {
            return Err(no_table(pair.new, name));
        };
        let before = |name: &QName| table_of(pair.old, resolved.tables.get(name).unwrap_or(name));
        let old = before(name);
        let names = Names {
            old: old.into_iter().flat_map(|table| &table.columns).map(|column| &column.name).collect(),
            new: new.columns.iter().map(|column| &column.name).collect(),
        };
        let prefix = format!("{name}.");
        let claims = said
            .iter()
            .map(|(rename, from, to, origin)| {
                let shared = by_names.get(&(from.as_str(), to.as_str())).into_iter().flatten().any(|other| {
                    other != name
                        && before(other)
                            .is_some_and(|table| table.column(from).is_some() || table.column(to).is_some())
                });
                let claim =
                    Claim { from: *from, to: *to, origin: *origin, what: "column", prefix: &prefix, shared };
                (*rename, claim)
            })
            .collect();
        let renames = resolved.judge(&names, claims).map_err(|error| match old {
            Some(_) => error,
            None => error.with_help(format!(
                "the table `{name}` is new; if it had another name, say `renamed_from` on the table too (or `--rename OLD:{name}`)"
            )),
        })?;
        for (from, to) in renames {
            changes.push(Change::RenameColumn { table: (*name).clone(), from, to });
        }
    }
    resolved.changes.extend(changes);
    Ok(())
}

fn no_table(schema: &Schema, name: &QName) -> Error {
    let known: Vec<String> = schema.tables.iter().map(|table| table.name.to_string()).collect();
    let error = Error::new(
        ErrorCode::BadRename,
        format!("a column of `{name}` can't be renamed: there is no such table"),
    );
    match crate::change::closest(&name.to_string(), known.iter().map(String::as_str)) {
        Some(meant) => {
            error.with_help(format!("did you mean `{meant}`? A column's table goes by its new name"))
        }
        None => error.with_help("a column's table goes by its new name"),
    }
}

/// Renamed labels: the enum is altered at once, so that defaults can follow.
fn labels(
    pair: Pair<&Schema>,
    hints: &Hints,
    enums: Vec<(QName, QName)>,
    resolved: &mut Resolved,
) -> Result<()> {
    let mut by_enum: BTreeMap<&QName, Vec<(&Rename, &String, &String, Origin)>> = BTreeMap::new();
    for rename in &hints.renames {
        if let Rename::Label { ty, from, to, origin } = rename {
            by_enum.entry(ty).or_default().push((rename, from, to, *origin));
        }
    }
    for (name, said) in by_enum {
        let Some(new) = pair.new.enum_type(name) else {
            return Err(Error::new(
                ErrorCode::BadRename,
                format!("a label of `{name}` can't be renamed: there is no such enum"),
            ));
        };
        let before = enums.iter().find(|(_, to)| to == name).map_or(name, |(from, _)| from);
        let old = pair.old.enum_type(before);
        let names = Names {
            old: old.into_iter().flat_map(|ty| &ty.labels).collect(),
            new: new.labels.iter().collect(),
        };
        let prefix = format!("{name}.");
        let claims = said
            .iter()
            .map(|(rename, from, to, origin)| {
                let (from, to, origin) = (*from, *to, *origin);
                (*rename, Claim { from, to, origin, what: "label", prefix: &prefix, shared: old.is_none() })
            })
            .collect();
        let renamed = resolved.judge(&names, claims)?;
        if let (Some(old), false) = (old, renamed.is_empty()) {
            let from = EnumType { name: name.clone(), ..old.clone() };
            resolved.changes.push(Change::AlterEnum { from, to: new.clone(), renamed });
        }
    }
    Ok(())
}
