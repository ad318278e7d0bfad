use super::Step;
use super::step::table_of;
use crate::dialect::Cost;
use crate::{Change, QName};

pub(super) fn check(step: &Step<'_>) -> Vec<String> {
    if !step.rebuild {
        let rewrites = step.existing && step.cost != Cost::Light;
        let table = table_of(step.change).filter(|_| rewrites);
        return table.map(|table| format!("every row of `{table}` is written again")).into_iter().collect();
    }
    match step.change {
        Change::RenameEnum { from, .. } => users(step, from),
        Change::AlterEnum { from, .. } => users(step, &from.name),
        change => table_of(change).filter(|_| step.existing).map(message).into_iter().collect(),
    }
}

fn users(step: &Step<'_>, ty: &QName) -> Vec<String> {
    let mut tables: Vec<&QName> = step.users(ty).map(|(table, _)| &table.name).collect();
    tables.dedup();
    tables.into_iter().map(message).collect()
}

fn message(table: &QName) -> String {
    format!("`{table}` is made anew and every row copied; nobody else can write meanwhile")
}
