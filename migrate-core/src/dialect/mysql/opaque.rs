//! Triggers and routines among other changes.
//!
//! What goes, goes first: a trigger must not run while its table is altered. A body is not looked at when it is stored,
//! so routines come before the views that call them; the plan makes all that is new last, in this order.

use super::super::{Dialect, lex};
use crate::change::replay;
use crate::schema::{Opaque, Schema};
use crate::{Change, Result};

/// The changes with those of triggers and routines in front.
///
/// What stands behind a trigger that is made anew is made anew as well: it would stand before it otherwise.
pub(super) fn first(before: &Schema, changes: Vec<Change>) -> Result<Vec<Change>> {
    let (mut own, others): (Vec<Change>, Vec<Change>) =
        changes.into_iter().partition(|change| change.opaque().is_some());
    if own.is_empty() {
        return Ok(others);
    }
    let mut after = Schema { opaque: before.opaque.clone(), ..Schema::default() };
    replay(&mut after, &own)?;
    while let Some(next) = after.opaque.iter().find(|one| is_left_behind(one, &own)).cloned() {
        own.push(Change::AlterOpaque { from: next.clone(), to: next });
    }
    let (goes, mut waiting): (Vec<Change>, Vec<Change>) =
        own.into_iter().partition(|change| matches!(change, Change::DropOpaque { .. }));
    waiting.sort_by_key(|change| change.opaque().is_some_and(|one| one.id.table.is_some()));
    let mut list = goes;
    while !waiting.is_empty() {
        let free = |change: &Change| !waiting.iter().any(|other| stands_behind(change, other));
        // None is free only where each stands behind another, which no database has.
        let at = waiting.iter().position(free).unwrap_or_default();
        list.push(waiting.remove(at));
    }
    list.extend(others);
    Ok(list)
}

/// Whether it stays as it is behind one that is made anew.
fn is_left_behind(one: &Opaque, changes: &[Change]) -> bool {
    let anew = |change: &Change| match change {
        Change::AlterOpaque { to, .. } => follows(one, to),
        _ => false,
    };
    changes.iter().any(anew) && !changes.iter().filter_map(Change::opaque).any(|other| other.id == one.id)
}

fn stands_behind(change: &Change, other: &Change) -> bool {
    match (change.opaque(), other.opaque()) {
        (Some(one), Some(other)) => follows(one, other),
        (_, _) => false,
    }
}

/// Whether a trigger says that it stands behind another of its table.
fn follows(one: &Opaque, other: &Opaque) -> bool {
    let Some(sql) = one.create.first().filter(|_| one.id.kind == "trigger" && one.id.table == other.id.table)
    else {
        return false;
    };
    let tokens: Vec<_> = lex(Dialect::Mysql, sql).filter(|token| token.speaks()).collect();
    let row = tokens
        .windows(3)
        .position(|three| three[0].is_word("for") && three[1].is_word("each") && three[2].is_word("row"));
    row.and_then(|at| tokens.get(at + 3..at + 5)).is_some_and(|two| {
        two[0].is_word("follows") && two[1].name().is_some_and(|name| name == other.id.name.name)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::QName;
    use crate::schema::OpaqueId;

    fn trigger(name: &str, order: &str, body: &str) -> Opaque {
        Opaque {
            id: OpaqueId {
                kind: "trigger".to_owned(),
                table: Some(QName::from("t")),
                name: QName::from(name),
            },
            create: vec![format!("CREATE TRIGGER {name} BEFORE INSERT ON t FOR EACH ROW{order}\n{body}")],
            drop: format!("DROP TRIGGER {name}"),
            replaces: None,
        }
    }

    #[test]
    fn what_follows_is_made_anew_with_what_it_follows() {
        let a = |body| trigger("z", "", body);
        let (b, c) = (trigger("y", " FOLLOWS z", "SET @b = 1"), trigger("x", " FOLLOWS `y`", "SET @c = 1"));
        let before = Schema { opaque: vec![c.clone(), b.clone(), a("SET @a = 1")], ..Schema::default() };
        let change = Change::AlterOpaque { from: a("SET @a = 1"), to: a("SET @a = 2") };
        let found = first(&before, vec![change]).unwrap();
        let names: Vec<&str> =
            found.iter().filter_map(Change::opaque).map(|one| one.id.name.name.as_str()).collect();
        assert_eq!(names, ["z", "y", "x"]);
        // New ones, too, come in their order.
        let new = [c, b, a("SET @a = 1")].map(|object| Change::CreateOpaque { object });
        let found = first(&Schema::default(), new.to_vec()).unwrap();
        let names: Vec<&str> =
            found.iter().filter_map(Change::opaque).map(|one| one.id.name.name.as_str()).collect();
        assert_eq!(names, ["z", "y", "x"]);
    }
}
