use super::Found;
use crate::dialect::Dialect;
use crate::plan::HazardCode;
use crate::plan::lint::cursor::Name;
use crate::plan::lint::deed::{Act, Define};

pub(super) fn check(table: &Name, act: &Act, found: &mut Found) {
    match act {
        Act::AddColumn(column) => add(table, column, found),
        Act::DropColumn { column } => {
            found.add(HazardCode::DataLoss, format!("all values of `{table}.{column}` are deleted"));
            found.add(HazardCode::BreaksOldCode, format!("programs that still use `{table}.{column}` fail"));
        }
        Act::RenameColumn { from, to } => found.add(
            HazardCode::BreaksOldCode,
            format!("programs that still say `{table}.{from}` for `{to}` fail"),
        ),
        Act::Retype { column, to } => retype(table, column, to.as_deref(), found),
        Act::SetNotNull { column } => {
            found.add(
                HazardCode::ConstraintScan,
                format!("every row of `{table}` is read to prove that `{column}` is never NULL, unless a check proves it already"),
            );
            found.add(HazardCode::MayFailOnData, format!("fails where `{table}.{column}` is NULL"));
            found.add(
                HazardCode::BreaksOldCode,
                format!("programs that write NULL to `{table}.{column}` fail"),
            );
        }
        Act::DropNotNull { column } => found.add(
            HazardCode::BreaksOldCode,
            format!("programs that read `{table}.{column}` don't expect NULL"),
        ),
        _ => {}
    }
}

fn add(table: &Name, column: &Define, found: &mut Found) {
    let name = &column.name;
    if column.each_row && found.dialect == Dialect::Postgres {
        found.rewrite(
            format!("every row of `{table}` gets a value of its own for `{name}`: all are written again"),
            table,
        );
    }
    let filled = column.default || column.generated || column.numbered;
    // MySQL gives rows that are there the type's zero: <https://dev.mysql.com/doc/refman/8.4/en/data-type-defaults.html>.
    if column.not_null && !filled && found.dialect != Dialect::Mysql {
        found.add(
            HazardCode::MayFailOnData,
            format!("fails where `{table}` has rows: they have no value for `{name}`, which has no default"),
        );
    }
    if column.unique && found.dialect == Dialect::Postgres {
        found.add(
            HazardCode::IndexNotConcurrent,
            format!("nobody can write to `{table}` while the index of `{name}` is made"),
        );
    }
    if column.unique && filled && !column.each_row && !column.numbered {
        found.add(
            HazardCode::MayFailOnData,
            format!("fails where `{table}` has two rows: both get the same `{name}`"),
        );
    }
    if (column.check || column.references) && filled && found.dialect == Dialect::Postgres {
        found.add(
            HazardCode::ConstraintScan,
            format!("every row of `{table}` is read to prove what is said of `{name}`"),
        );
    }
    if column.not_null && !filled {
        found.add(
            HazardCode::BreaksOldCode,
            format!("programs that insert into `{table}` without `{name}` fail"),
        );
    }
}

fn retype(table: &Name, column: &str, to: Option<&str>, found: &mut Found) {
    let message = match found.dialect {
        Dialect::Postgres => {
            format!(
                "every row of `{table}` is written again for `{column}`, unless its new type is only a wider one"
            )
        }
        Dialect::Sqlite | Dialect::Mysql => {
            format!("`{table}` is copied for `{column}`, unless the new definition differs in little")
        }
    };
    found.rewrite(message, table);
    found.add(
        HazardCode::MayFailOnData,
        format!("fails where a value of `{table}.{column}` doesn't fit the new type"),
    );
    found.add(
        HazardCode::BreaksOldCode,
        match to {
            Some(to) => format!("programs that still say `{table}.{column}` for `{to}` fail"),
            None => format!("programs that take `{table}.{column}` for what it was may fail"),
        },
    );
}
