use super::Step;
use crate::dialect::{Cost, Toll};
use crate::{Change, QName};

pub(super) fn check(step: &Step<'_>) -> Vec<String> {
    let message = match (step.rebuild, step.rewrites) {
        (true, _) => made_anew,
        (false, true) => written_again,
        (false, false) => return Vec::new(),
    };
    match step.change {
        Change::RenameEnum { from, .. } => users(step, from, message),
        Change::AlterEnum { from, .. } => users(step, &from.name, message),
        change => change.table().filter(|_| step.existing).map(message).into_iter().collect(),
    }
}

fn users(step: &Step<'_>, ty: &QName, message: fn(&QName) -> String) -> Vec<String> {
    let mut tables: Vec<&QName> = step.users(ty).map(|(table, _)| &table.name).collect();
    tables.dedup();
    tables.into_iter().map(message).collect()
}

/// The same of a statement that says itself what it costs.
pub(super) fn toll(Toll { table, cost }: &Toll) -> Option<String> {
    match cost {
        Cost::Rewrite => Some(format!("every row of `{table}` is written again, beside those who use it")),
        Cost::Copy => Some(format!("every row of `{table}` is copied")),
        Cost::Filled | Cost::Locked => None,
    }
}

fn written_again(table: &QName) -> String {
    format!("every row of `{table}` is written again; nobody else can read or write it meanwhile")
}

fn made_anew(table: &QName) -> String {
    format!("`{table}` is made anew and every row copied; nobody else can write meanwhile")
}
