use super::Found;
use crate::plan::HazardCode;
use crate::plan::lint::cursor::Name;
use crate::plan::lint::deed::{Act, Deed};

/// What is about a table as a whole.
pub(super) fn alter(table: &Name, act: &Act, found: &mut Found) {
    match act {
        Act::Store { what } => {
            found.rewrite(format!("`{table}` is written again for its new {what}"), table);
            if *what == "character set" {
                found.add(HazardCode::MayFailOnData, format!("fails where a text of `{table}` doesn't fit"));
            }
        }
        Act::Attach { part } => {
            found.add(
                HazardCode::ConstraintScan,
                format!("every row of `{part}` is read, unless a check proves it already"),
            );
            found.add(
                HazardCode::MayFailOnData,
                format!("fails where a row of `{part}` is not for this part of `{table}`"),
            );
        }
        Act::Access { what } => found.add(HazardCode::AccessChange, format!("`{table}` {what}")),
        _ => {}
    }
}

pub(super) fn check(deed: &Deed, found: &mut Found) {
    match deed {
        Deed::DropIndex { index } => found.add(
            HazardCode::IndexDropped,
            format!("without `{index}`, queries may become slow, or there may be duplicates"),
        ),
        Deed::RenameTable { table, to } => {
            found
                .add(HazardCode::BreaksOldCode, format!("programs that still say `{table}` for `{to}` fail"));
        }
        Deed::Gone { what, name, holds_rows } => {
            if *holds_rows {
                found.add(HazardCode::DataLoss, format!("all that the {what} `{name}` holds is deleted"));
            }
            found.add(HazardCode::BreaksOldCode, format!("programs that still use the {what} `{name}` fail"));
        }
        Deed::Renamed { what, name } => found.add(
            HazardCode::BreaksOldCode,
            format!("programs that still use the {what} `{name}` by that name fail"),
        ),
        Deed::AddLabel { ty } => {
            found.add(
                HazardCode::NotTransactional,
                format!("the label of `{ty}` can't be used in the transaction that adds it"),
            );
            found.add(HazardCode::Irreversible, format!("a label can't be taken out of `{ty}` again"));
        }
        Deed::Access { what } => found.add(HazardCode::AccessChange, what.as_str()),
        Deed::Rewrite { what, name } => {
            let called = name
                .clone()
                .map_or_else(|| "all that there is".to_owned(), |name| format!("the {what} `{name}`"));
            found.add(HazardCode::TableRewrite, format!("{called} is written again"));
            found.add(HazardCode::LongLock, "nobody else can use it meanwhile");
        }
        Deed::Lock { what } => found.add(HazardCode::LongLock, what.as_str()),
        Deed::Apart { what } => found.add(HazardCode::NotTransactional, *what),
        _ => {}
    }
}
