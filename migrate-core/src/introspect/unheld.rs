use std::collections::BTreeMap;

use serde::Serialize;

use super::Seen;
use crate::QName;
use crate::diff::Pair;

/// Something that no schema holds and that is not the same in two databases.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Unheld {
    /// What it is.
    pub kind: String,
    /// Its name.
    pub name: QName,
    /// The table that it stands on.
    pub table: Option<QName>,
    /// How it differs.
    pub difference: Difference,
    /// Its definition in the old one; empty where it has none.
    pub old: String,
    /// Its definition in the new one.
    pub new: String,
}

/// How something differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Difference {
    /// It is only in the old one.
    OnlyOld,
    /// It is only in the new one.
    OnlyNew,
    /// It is another in each.
    Other,
}

impl Unheld {
    /// What differs between two databases beside their schemas, sorted.
    pub fn between(seen: Pair<&[Seen]>) -> Vec<Self> {
        let mut sides: BTreeMap<Key<'_>, Pair<Vec<&str>>> = BTreeMap::new();
        for one in seen.old {
            sides.entry(key(one)).or_insert_with(empty).old.push(&one.detail);
        }
        for one in seen.new {
            sides.entry(key(one)).or_insert_with(empty).new.push(&one.detail);
        }
        let mut found = Vec::new();
        for ((kind, name, table), sides) in sides {
            let difference = match (sides.old.is_empty(), sides.new.is_empty()) {
                (false, true) => Difference::OnlyOld,
                (true, false) => Difference::OnlyNew,
                (_, _) if sides.old != sides.new => Difference::Other,
                (_, _) => continue,
            };
            let Pair { old, new } = sides.map(|details| details.join("; "));
            found.push(Self {
                kind: kind.to_owned(),
                name: name.clone(),
                table: table.cloned(),
                difference,
                old,
                new,
            });
        }
        found
    }

    /// Whether it is part of what revisions make; what else there is (grants, publications, where files lie) is the
    /// affair of whoever runs the server.
    pub fn is_structure(&self) -> bool {
        !matches!(
            self.kind.as_str(),
            "grants"
                | "column grants"
                | "publication"
                | "tablespace"
                | "access method"
                | "foreign server"
                | "event trigger"
                | "statistics"
        )
    }
}

type Key<'a> = (&'a str, &'a QName, Option<&'a QName>);

fn key(seen: &Seen) -> Key<'_> {
    (&seen.kind, &seen.name, seen.table.as_ref())
}

fn empty<'a>() -> Pair<Vec<&'a str>> {
    Pair::new(Vec::new(), Vec::new())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_differs_is_told_apart() {
        let seen = |name: &str, detail: &str| Seen {
            kind: "trigger".to_owned(),
            name: name.into(),
            table: None,
            detail: detail.to_owned(),
        };
        let old = [seen("a", ""), seen("b", "1"), seen("c", "")];
        let new = [seen("b", "2"), seen("c", ""), seen("d", "")];
        let found = Unheld::between(Pair::new(&old[..], &new[..]));
        let found: Vec<_> = found.iter().map(|one| (one.name.to_string(), one.difference)).collect();
        let expected = [("a", Difference::OnlyOld), ("b", Difference::Other), ("d", Difference::OnlyNew)];
        assert_eq!(found, expected.map(|(name, difference)| (name.to_owned(), difference)));
    }
}
