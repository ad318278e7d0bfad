use super::Found;
use crate::dialect::Dialect;
use crate::plan::HazardCode;
use crate::plan::lint::cursor::Name;
use crate::plan::lint::deed::Deed;
use crate::plan::lint::seen::Seen;

pub(super) fn check(deed: &Deed, seen: &Seen, found: &mut Found) {
    match deed {
        Deed::DropTable { table } if !seen.is_new(table) => drop_table(table, seen, found),
        Deed::Truncate { table } if !seen.is_new(table) => {
            found.add(HazardCode::DataLoss, format!("all rows of `{table}` are deleted"));
        }
        Deed::Delete { table, all } if !seen.is_new(table) => {
            let which = if *all { "all rows" } else { "rows" };
            found.add(HazardCode::DataLoss, format!("{which} of `{table}` are deleted"));
        }
        Deed::Replace { table } if !seen.is_new(table) => {
            found.add(HazardCode::DataLoss, format!("rows of `{table}` that have the same key are replaced"));
        }
        Deed::Update { table, all: true } if !seen.is_new(table) => {
            found.add(HazardCode::TableRewrite, format!("every row of `{table}` is written again"));
        }
        _ => {}
    }
}

/// A table whose rows were copied into one that the script made is being made anew.
fn drop_table(table: &Name, seen: &Seen, found: &mut Found) {
    match seen.copied(table) {
        None => {
            found.add(HazardCode::DataLoss, format!("all rows of `{table}` are deleted"));
            found.add(HazardCode::BreaksOldCode, format!("programs that still use `{table}` fail"));
        }
        Some(all) => {
            if !all {
                found
                    .add(HazardCode::DataLoss, format!("rows of `{table}` that were not copied are deleted"));
            }
            // <https://sqlite.org/foreignkeys.html#fk_schemacommands>: an implicit DELETE FROM runs first.
            if found.dialect == Dialect::Sqlite && !seen.foreign_keys_off {
                found.add(
                    HazardCode::DataLoss,
                    format!(
                        "with foreign keys on, rows that refer to `{table}` with ON DELETE CASCADE are deleted with it: \
                         put `PRAGMA foreign_keys=OFF` before `BEGIN`"
                    ),
                );
            }
            found.add(
                HazardCode::TableRewrite,
                format!("`{table}` is made anew and every row copied; nobody else can write meanwhile"),
            );
        }
    }
}
