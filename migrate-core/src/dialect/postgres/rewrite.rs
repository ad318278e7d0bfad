//! Which changes write every row again: <https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-NOTES>.

use super::super::{Dialect, lex};
use super::{alter::rewrites as column_rewrites, enums::only_adds};
use crate::Change;
use crate::schema::{Column, Default, Schema};

pub(crate) fn rewrites(change: &Change, _before: &Schema) -> bool {
    match change {
        Change::AddColumn { column, .. } => {
            column.identity.is_some()
                || column.generated.as_ref().is_some_and(|generated| generated.stored)
                || is_volatile(column)
        }
        Change::AlterColumn { from, to, .. } => {
            let computed = from.generated != to.generated
                && to.generated.as_ref().is_some_and(|generated| generated.stored);
            computed || column_rewrites(from, to)
        }
        Change::AlterTableOptions { from, to, .. } => from.unlogged != to.unlogged,
        Change::AlterEnum { from, to, renamed } => !only_adds(from, to, renamed),
        _ => false,
    }
}

/// Functions that give one value for a whole statement, whatever the row.
const STABLE: [&str; 24] = [
    "now",
    "transaction_timestamp",
    "statement_timestamp",
    "lower",
    "upper",
    "md5",
    "coalesce",
    "nullif",
    "concat",
    "date_trunc",
    "timezone",
    "to_char",
    "to_timestamp",
    "make_interval",
    "make_date",
    "current_setting",
    "greatest",
    "least",
    "jsonb_build_object",
    "jsonb_build_array",
    "array",
    "trim",
    "round",
    "abs",
];

/// Whether the default is another for each row: then each must be written. A function that nobody here knows may be.
pub fn is_volatile(column: &Column) -> bool {
    let Some(Default::Sql(sql)) = &column.default else { return false };
    let tokens: Vec<_> = lex(Dialect::Postgres, sql).filter(|token| token.speaks()).collect();
    tokens.windows(2).any(|pair| {
        pair[1].is_symbol("(")
            && pair[0].name().is_some_and(|name| !STABLE.contains(&name.to_ascii_lowercase().as_str()))
    })
}
