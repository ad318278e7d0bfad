use super::Step;
use crate::Change;
use crate::dialect::postgres;
use crate::schema::{Column, Default, Sequence, Type};

pub(super) fn check(step: &Step<'_>) -> Vec<String> {
    if let Change::AlterEnum { from, to, renamed } = step.change {
        let kept = |label: &String| to.labels.contains(label) || renamed.iter().any(|(old, _)| old == label);
        let gone: Vec<&String> = from.labels.iter().filter(|label| !kept(label)).collect();
        return step
            .users(&from.name)
            .flat_map(|(table, column)| {
                gone.iter().map(move |label| {
                    format!("fails where `{}.{}` still holds `{label}`", table.name, column.name)
                })
            })
            .collect();
    }
    if let Change::AlterSequence { from, to } = step.change {
        let bounds = |it: &Sequence| (it.increment, it.min, it.max);
        let tighter = is_tighter(bounds(from), bounds(to));
        return tighter
            .then(|| format!("fails where `{}` has come further than it may from now on", to.name))
            .into_iter()
            .collect();
    }
    if !step.existing {
        return Vec::new();
    }
    rule(step).into_iter().collect()
}

fn rule(step: &Step<'_>) -> Option<String> {
    Some(match step.change {
        Change::AddColumn { table, column, backfill: None, .. } if needs_value(step, table, column) => {
            format!(
                "fails where `{table}` has rows: they have no value for `{}`, which has no default and no backfill",
                column.name
            )
        }
        Change::AlterColumn { table, from, to, backfill } => {
            let name = &to.name;
            let strict = step.table(table).is_some_and(|table| table.options.strict);
            if from.nullable && !to.nullable && backfill.is_none() && to.generated.is_none() {
                format!("fails where `{table}.{name}` is NULL, and has no backfill")
            } else if strict && from.ty != to.ty {
                format!("fails where a value of `{table}.{name}` is no {}", to.ty)
            } else if step.caps.minds_dependents && postgres::cast(&from.ty, &to.ty).may_fail {
                format!("fails where a value of `{table}.{name}` doesn't fit into {}", to.ty)
            } else if let (Type::Enum(new), false) = (&to.ty, from.ty == to.ty) {
                format!("fails where `{table}.{name}` is no label of `{new}`")
            } else if let (Some(old), Some(new)) = (&from.identity, &to.identity)
                && is_tighter((old.increment, old.min, old.max), (new.increment, new.min, new.max))
            {
                format!(
                    "fails where the numbers of `{table}.{name}` have come further than they may from now on"
                )
            } else {
                return None;
            }
        }
        Change::AlterTableOptions { table, from, to } if to.strict && !from.strict => {
            format!("fails where `{table}` holds a value that isn't of its column's type")
        }
        Change::AlterTableOptions { table, from, to } if from.partition_of != to.partition_of => {
            let whole = to.partition_of.as_ref()?;
            format!("fails where a row of `{table}` doesn't belong into this part of `{}`", whole.of)
        }
        Change::AlterPrimaryKey { table, from, to: Some(key) }
            if from.as_ref().is_none_or(|from| from.columns != key.columns) =>
        {
            format!("fails where two rows of `{table}` have the same {}", key.columns.join(", "))
        }
        Change::AddIndex { table, index } if index.kind.is_unique() => {
            format!("fails where two rows of `{table}` are the same to `{}`", index.name)
        }
        Change::AddExclusion { table, exclusion } => {
            format!("fails where rows of `{table}` exclude each other by `{}`", exclusion.name)
        }
        Change::AddForeignKey { table, foreign_key } if !step.joined && !foreign_key.not_valid => format!(
            "fails where a row of `{table}` refers to none of `{}` ({})",
            foreign_key.references,
            foreign_key.columns.join(", ")
        ),
        Change::AddCheck { table, check } if !check.not_valid => {
            format!("fails where a row of `{table}` breaks the check `{}`", check.name)
        }
        _ => return None,
    })
}

/// Step and bounds of what counts.
type Bounds = (Option<i64>, Option<i64>, Option<i64>);

/// Whether the last number comes sooner.
fn is_tighter((was, was_min, was_max): Bounds, (step, min, max): Bounds) -> bool {
    let (falls, fell) = (step.unwrap_or(1) < 0, was.unwrap_or(1) < 0);
    match (falls == fell, falls) {
        (false, _) => false,
        (true, true) => min.is_some_and(|min| was_min.is_none_or(|was| min > was)),
        (true, false) => max.is_some_and(|max| was_max.is_none_or(|was| max < was)),
    }
}

/// Whether rows that are there would be without a value.
fn needs_value(step: &Step<'_>, table: &crate::QName, column: &Column) -> bool {
    let numbered =
        step.table(table).is_some_and(|table| table.primary_key_columns() == [column.name.as_str()]);
    let null = column.default.is_none()
        || matches!(&column.default, Some(Default::Sql(sql)) if sql.eq_ignore_ascii_case("null"));
    !column.nullable && null && column.generated.is_none() && column.identity.is_none() && !numbered
}
