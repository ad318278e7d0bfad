use std::collections::BTreeSet;

use super::Step;
use crate::dialect::postgres::left;
use crate::schema::Table;
use crate::{Change, QName};

/// Children are dropped before their parents; where tables refer to each other in a circle, a foreign key goes first.
/// So do those of a whole that its parts leave: a part that leaves would keep a copy.
pub(super) fn without_circles(steps: Vec<Step>) -> Vec<Step> {
    let mut dropped: Vec<Table> = steps
        .iter()
        .filter_map(|step| match &step.change {
            Change::DropTable { table } => Some(table.clone()),
            _ => None,
        })
        .collect();
    let wholes: BTreeSet<QName> = steps.iter().filter_map(|step| left(&step.change).cloned()).collect();
    let is_left = |table: &Table| wholes.contains(&table.name) && !table.foreign_keys.is_empty();
    if dropped.len() < 2 && !dropped.iter().any(is_left) {
        return steps;
    }
    let mut order: Vec<QName> = Vec::new();
    let mut cut: Vec<Step> = Vec::new();
    for table in dropped.iter_mut().filter(|table| wholes.contains(&table.name)) {
        let of = table.name.clone();
        cut.extend(
            table.foreign_keys.drain(..).map(|foreign_key| {
                Step::meanwhile(Change::DropForeignKey { table: of.clone(), foreign_key })
            }),
        );
    }
    while !dropped.is_empty() {
        let free = dropped.iter().position(|table| {
            !dropped.iter().any(|other| {
                other.name != table.name
                    && (other.whole() == Some(&table.name)
                        || other.foreign_keys.iter().any(|key| {
                            key.references == table.name
                                || table.whole() == Some(&key.references) && other.name != key.references
                        }))
            })
        });
        let at = free.unwrap_or(0);
        let table = dropped.remove(at);
        for other in &mut dropped {
            let name = other.name.clone();
            other.foreign_keys.retain(|key| {
                let tied = key.references == table.name;
                if tied {
                    let (table, foreign_key) = (name.clone(), key.clone());
                    cut.push(Step::meanwhile(Change::DropForeignKey { table, foreign_key }));
                }
                !tied
            });
        }
        order.push(table.name);
    }
    let place = |step: &Step| match &step.change {
        Change::DropTable { table } => order.iter().position(|name| *name == table.name),
        _ => None,
    };
    // Where one of them stands first, they all may stand: nothing that is kept refers to them any more.
    let at = steps.iter().position(|step| place(step).is_some()).unwrap_or_default();
    let first = steps.iter().position(|step| left(&step.change).is_some()).map_or(at, |left| left.min(at));
    let (mut tables, mut rest): (Vec<Step>, Vec<Step>) =
        steps.into_iter().partition(|step| place(step).is_some());
    tables.sort_by_key(|step| place(step));
    for step in &mut tables {
        if let Change::DropTable { table } = &mut step.change {
            table.foreign_keys.retain(|key| {
                !cut.iter().any(|step| {
                    matches!(&step.change, Change::DropForeignKey { table: of, foreign_key }
                    if *of == table.name && foreign_key == key)
                })
            });
        }
    }
    rest.splice(at..at, tables);
    rest.splice(first..first, cut);
    rest
}
