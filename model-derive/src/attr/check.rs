//! `check("…")`, `check("…", name = "…")`.

use super::meta::{Arg, Meta, Value};
use super::{once, value};
use crate::ast::Check;
use crate::errors::Errors;
use crate::suggest;

/// A check of the table, or of a column.
pub(super) fn check(meta: &Meta, column: Option<&str>, errors: &mut Errors) -> Option<Check> {
    let cure = "write the condition as SQL: `check(\"price > 0\")`, with a name: `check(\"price > 0\", name = \"…\")`";
    let (mut name, mut expression) = (None, None);
    match &meta.value {
        Value::Eq(expr) => expression = value::text(expr),
        Value::Word | Value::Type(_) => {}
        Value::List(args) => {
            for arg in args {
                match arg {
                    Arg::Expr(expr) => {
                        let text = value::text(expr);
                        if text.is_none() {
                            errors.over(expr, cure);
                            return None;
                        }
                        once(&mut expression, text, "the condition", arg.span(), errors);
                    }
                    Arg::Meta(part) if part.name == "name" => {
                        let given = value::name(part, errors);
                        once(&mut name, given, "name", part.span(), errors);
                    }
                    Arg::Meta(part) => {
                        let hint = suggest::hint(&part.word(), ["name"]);
                        errors
                            .at(part.span(), format_args!("unknown word `{}` in `check`; {hint}", part.name));
                    }
                }
            }
        }
    }
    match expression {
        Some(expression) if !expression.value.trim().is_empty() => {
            Some(Check { name, column: column.map(str::to_owned), expression })
        }
        Some(expression) => {
            errors.at(expression.span, "an empty condition checks nothing");
            None
        }
        None => {
            errors.at(meta.whole(), cure);
            None
        }
    }
}
