use super::Found;
use crate::dialect::Dialect;
use crate::plan::HazardCode;
use crate::plan::lint::cursor::Name;
use crate::plan::lint::deed::{Act, KeyKind};

pub(super) fn check(table: &Name, act: &Act, found: &mut Found) {
    match act {
        Act::AddKey { kind, name, later, using_index } if !later && !using_index => {
            add(table, *kind, name.as_deref(), found);
        }
        Act::Validate { name } => {
            found
                .add(HazardCode::ConstraintScan, format!("every row of `{table}` is read to prove `{name}`"));
            found.add(HazardCode::MayFailOnData, format!("fails where a row of `{table}` breaks `{name}`"));
        }
        Act::AddIndex { name, unique, beside } => {
            new_index(table, name.as_deref().unwrap_or_default(), *unique, *beside, found);
            if !beside {
                found.add(
                    HazardCode::LongLock,
                    format!("nobody can write to `{table}` while the index is made"),
                );
            }
        }
        Act::DropIndex { name } => found.add(
            HazardCode::IndexDropped,
            format!("without `{name}`, queries of `{table}` may become slow, or it may hold duplicates"),
        ),
        // What a constraint is, its name tells by convention only.
        Act::DropKey { name }
            if ["_key", "_pkey", "_excl", "_unique"].iter().any(|end| name.ends_with(end)) =>
        {
            found.add(
                HazardCode::IndexDropped,
                format!("without `{name}`, `{table}` may hold duplicates, and queries may become slow"),
            )
        }
        Act::DropPrimaryKey => {
            found.add(
                HazardCode::IndexDropped,
                format!("without its primary key, `{table}` may hold duplicates"),
            );
            if found.dialect == Dialect::Mysql {
                found.rewrite(
                    format!("`{table}` is kept in the order of its key: every row is written again"),
                    table,
                );
            }
        }
        _ => {}
    }
}

pub(super) fn new_index(table: &Name, index: &str, unique: bool, beside: bool, found: &mut Found) {
    let called = if index.is_empty() { "the index".to_owned() } else { format!("`{index}`") };
    if found.dialect == Dialect::Postgres && !beside {
        found.add(
            HazardCode::IndexNotConcurrent,
            format!("nobody can write to `{table}` while {called} is made"),
        );
    }
    if unique {
        found.add(
            HazardCode::MayFailOnData,
            format!("fails where two rows of `{table}` are the same to {called}"),
        );
    }
}

fn add(table: &Name, kind: KeyKind, name: Option<&str>, found: &mut Found) {
    let called = match name {
        Some(name) => format!("the {} `{name}`", kind.title()),
        None => format!("the {}", kind.title()),
    };
    match kind {
        KeyKind::Check | KeyKind::Foreign => {
            // InnoDB copies the table for both, unless foreign keys aren't checked:
            // <https://dev.mysql.com/doc/refman/8.4/en/innodb-online-ddl-operations.html>.
            if found.dialect == Dialect::Mysql {
                found.rewrite(format!("`{table}` is copied to prove {called}"), table);
            }
            found
                .add(HazardCode::ConstraintScan, format!("every row of `{table}` is read to prove {called}"));
        }
        KeyKind::Primary if found.dialect == Dialect::Mysql => {
            found.rewrite(
                format!("`{table}` is kept in the order of its key: every row is written again"),
                table,
            );
        }
        KeyKind::Primary | KeyKind::Unique | KeyKind::Exclusion => {
            found.add(
                HazardCode::IndexNotConcurrent,
                format!("nobody can write to `{table}` while the index of {called} is made"),
            );
        }
    }
    found.add(HazardCode::MayFailOnData, format!("fails where a row of `{table}` breaks {called}"));
}
