//! The check that is named for a column. MariaDB keeps one that is written at the column with it, under its name, in a
//! room of its own: a table's constraint of that name could stand in the way of a unique index
//! (<https://mariadb.com/kb/en/constraint/>). Whoever writes the column anew writes its check, too, or loses it. MySQL
//! makes a constraint of the table of every check, and names those at columns itself.

use super::super::{Dialect, Token, TokenKind, lex};
use super::{Flavour, QUOTING, expression, table};
use crate::Change;
use crate::schema::{Check, Table};

/// The one that the table has.
pub(super) fn of<'t>(table: &'t Table, column: &str) -> Option<&'t Check> {
    table.checks.iter().find(|check| check.name == column && table.column(column).is_some())
}

/// The one that a column will have once all these changes are made.
pub(super) fn after(table: &Table, changes: &[&Change], column: &str) -> Option<Check> {
    let mut check = table.checks.iter().find(|check| check.name == column).cloned();
    for change in changes {
        match change {
            Change::AddCheck { check: made, .. } if made.name == column => check = Some(made.clone()),
            Change::DropCheck { check: gone, .. } if gone.name == column => check = None,
            Change::RenameCheck { from, .. } if from == column => check = None,
            Change::RenameCheck { from, to, .. } if to == column => {
                let renamed = table.checks.iter().find(|check| check.name == *from);
                check = renamed.map(|check| Check { name: to.clone(), ..check.clone() });
            }
            _ => {}
        }
    }
    check
}

/// What stands behind the column for it.
pub(super) fn at_column(flavour: Flavour, check: Option<&Check>) -> String {
    let Some((check, [open, close])) = check.zip(flavour.abilities().mariadb_only) else {
        return String::new();
    };
    format!(" {open}CHECK {}{close}", expression::bracket(&check.expression))
}

/// The constraint of the table that it is on MySQL, as more of the list behind what stands at the column; `verb` comes
/// before it in `ALTER TABLE`.
pub(super) fn beside(flavour: Flavour, check: Option<&Check>, verb: &str) -> String {
    let constraint = |check: &Check| format!(", {verb}{}", table::check(check));
    match (check, flavour.abilities().mariadb_only) {
        (None, _) | (Some(_), Some(["", _])) => String::new(),
        (Some(check), Some(_)) => format!(" /*!80000 {} */", constraint(check)),
        (Some(check), None) => constraint(check),
    }
}

/// Where MariaDB has it as a constraint of the table, that goes, now that it stands at the column; as more of the list.
pub(super) fn moved(flavour: Flavour, check: Option<&Check>) -> String {
    let gone = |check: &Check| format!(", DROP CONSTRAINT IF EXISTS {}", QUOTING.name(&check.name));
    match (check, flavour.abilities().mariadb_only) {
        (None, _) | (Some(_), None) => String::new(),
        (Some(check), Some(["", _])) => gone(check),
        (Some(check), Some([open, close])) => format!(" {open}{}{close}", gone(check)),
    }
}

/// The same once a column has another name.
pub(super) fn renamed(check: &Check, from: &str, to: &str) -> Check {
    let tokens: Vec<Token<'_>> = lex(Dialect::Mysql, &check.expression).collect();
    let expression = tokens.iter().enumerate().map(|(at, token)| {
        let called = tokens.get(at + 1).is_some_and(|next| next.is_symbol("("));
        let names = matches!(token.kind, TokenKind::Word | TokenKind::Quoted)
            && token.name().is_some_and(|name| name == from);
        if names && !called { QUOTING.name(to) } else { token.text.to_owned() }
    });
    Check { expression: expression.collect(), ..check.clone() }
}

/// Whether MariaDB will have to hear of a check with its column.
pub(super) fn is_own(flavour: Flavour, table: &Table, name: &str) -> bool {
    flavour.abilities().mariadb_only.is_some() && table.column(name).is_some()
}

/// An executable comment ends where any comment does.
pub(super) fn is_sayable(flavour: Flavour, check: &Check) -> bool {
    flavour.is_mariadb() || !check.expression.contains("*/")
}
