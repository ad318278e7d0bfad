//! Values of attributes, each with the place where it stands.

use std::fmt::Display;
use std::str::FromStr;

use migrate_core::Dialect;
use migrate_core::schema::Default;
use proc_macro2::Span;
use syn::spanned::Spanned;
use syn::{Expr, ExprLit, ExprUnary, Lit, UnOp};

use super::meta::{Arg, Meta, Value};
use crate::ast::{At, PerDialect};
use crate::errors::Errors;
use crate::suggest;

/// A string literal's text.
pub(crate) fn text(expr: &Expr) -> Option<At<String>> {
    match expr {
        Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Some(At::new(text.value(), text.span())),
        Expr::Group(group) => text(&group.expr),
        _ => None,
    }
}

/// `name = "…"`
pub(crate) fn string(meta: &Meta, errors: &mut Errors) -> Option<At<String>> {
    match &meta.value {
        Value::Eq(expr) if text(expr).is_some() => text(expr),
        Value::List(args) if args.len() == 1 => match &args[0] {
            Arg::Expr(expr) if text(expr).is_some() => text(expr),
            Arg::Expr(_) | Arg::Meta(_) => wants(meta, "a string", "\"…\"", errors),
        },
        Value::Word | Value::Eq(_) | Value::List(_) | Value::Type(_) => {
            wants(meta, "a string", "\"…\"", errors)
        }
    }
}

/// `name = "…"` that names something: it must not be empty or hold control characters.
pub(crate) fn name(meta: &Meta, errors: &mut Errors) -> Option<At<String>> {
    let name = string(meta, errors)?;
    check_name(&name, errors).then_some(name)
}

/// Whether a text can name something.
pub(crate) fn check_name(name: &At<String>, errors: &mut Errors) -> bool {
    let fault = if name.value.is_empty() {
        "a name can't be empty"
    } else if name.value.chars().any(char::is_control) {
        "a name can't hold line ends, tabs or other control characters"
    } else if name.value.contains('\\') {
        "a name can't hold a backslash"
    } else {
        return true;
    };
    errors.at(name.span, fault);
    false
}

/// A whole number.
pub(crate) fn number<N: FromStr<Err: Display>>(meta: &Meta, errors: &mut Errors) -> Option<At<N>> {
    let Value::Eq(expr) = &meta.value else { return wants(meta, "a whole number", "…", errors) };
    let Some(digits) = digits(expr) else { return wants(meta, "a whole number", "…", errors) };
    match digits.parse() {
        Ok(number) => Some(At::new(number, expr.span())),
        Err(_) if digits.starts_with('-') => {
            errors.over(expr, format_args!("`{}` can't be negative", meta.word()));
            None
        }
        Err(_) => {
            errors.over(expr, format_args!("`{}` can't be as large as {digits}", meta.word()));
            None
        }
    }
}

fn digits(expr: &Expr) -> Option<String> {
    match expr {
        Expr::Lit(ExprLit { lit: Lit::Int(number), .. }) => Some(number.base10_digits().to_owned()),
        Expr::Unary(ExprUnary { op: UnOp::Neg(_), expr, .. }) => Some(format!("-{}", digits(expr)?)),
        Expr::Group(group) => digits(&group.expr),
        _ => None,
    }
}

/// A word alone, or `= true`, `= false`.
pub(crate) fn flag(meta: &Meta, errors: &mut Errors) -> bool {
    match &meta.value {
        Value::Word => true,
        Value::Eq(expr) => match &**expr {
            Expr::Lit(ExprLit { lit: Lit::Bool(value), .. }) => value.value,
            other => {
                errors.over(
                    other,
                    format_args!("`{0}` stands alone, or is `{0} = true` or `false`", meta.word()),
                );
                false
            }
        },
        Value::List(_) | Value::Type(_) => {
            errors.at(meta.span(), format_args!("`{}` takes nothing in brackets", meta.word()));
            false
        }
    }
}

/// One of some words, in a string.
pub(crate) fn one_of<T: Copy>(meta: &Meta, words: &[(&str, T)], errors: &mut Errors) -> Option<At<T>> {
    let text = string(meta, errors)?;
    let asked = text.value.to_lowercase().replace([' ', '-'], "_");
    if let Some((_, value)) = words.iter().find(|(word, _)| *word == asked) {
        return Some(At::new(*value, text.span));
    }
    let hint = suggest::hint(&asked, words.iter().map(|(word, _)| *word));
    errors.at(text.span, format_args!("`{}` can't be `{}`; {hint}", meta.word(), text.value));
    None
}

/// One value for all dialects, or `name(sqlite = …, postgres = …)`.
pub(crate) fn per_dialect<T>(
    meta: &Meta,
    errors: &mut Errors,
    mut read: impl FnMut(&Meta, &mut Errors) -> Option<T>,
) -> PerDialect<T> {
    let mut values = PerDialect::default();
    let Value::List(args) = &meta.value else {
        values.all = read(meta, errors);
        return values;
    };
    for arg in args {
        let Arg::Meta(each) = arg else {
            errors.at(
                arg.span(),
                format_args!("name the dialect: `{}(sqlite = …, postgres = …, mysql = …)`", meta.word()),
            );
            continue;
        };
        match each.word().parse::<Dialect>() {
            Ok(dialect) => {
                if values.each[dialect.index()].is_some() {
                    errors.at(each.span(), format_args!("`{dialect}` is given twice"));
                }
                values.each[dialect.index()] = read(each, errors);
            }
            Err(_) => {
                let hint = suggest::hint(&each.word(), Dialect::ALL.map(Dialect::name));
                errors.at(each.span(), format_args!("`{}` is no dialect; {hint}", each.name));
            }
        }
    }
    values
}

/// A default: a literal, or `sql("…")`.
pub(crate) fn default(meta: &Meta, errors: &mut Errors) -> Option<At<Default>> {
    let cure = "write a literal (`default = false`, `default = 0`, `default = \"draft\"`) \
                or SQL: `default = sql(\"CURRENT_TIMESTAMP\")`";
    let Value::Eq(expr) = &meta.value else {
        errors.at(meta.span(), format_args!("what is the default? {cure}"));
        return None;
    };
    let value = default_of(expr);
    if value.is_none() {
        let why = match &**expr {
            Expr::Path(_) => "a default can't be a Rust path: write an enum's label as a string; ",
            _ => "",
        };
        errors.over(expr, format_args!("{why}{cure}"));
    }
    value
}

fn default_of(expr: &Expr) -> Option<At<Default>> {
    let span = expr.span();
    let value = match expr {
        Expr::Lit(literal) => match &literal.lit {
            Lit::Bool(value) => Default::Bool(value.value),
            Lit::Str(value) => Default::Text(value.value()),
            Lit::Int(value) => match value.base10_parse() {
                Ok(value) => Default::Int(value),
                Err(_) => Default::Number(value.base10_digits().to_owned()),
            },
            Lit::Float(value) => Default::Number(value.base10_digits().to_owned()),
            _ => return None,
        },
        Expr::Unary(ExprUnary { op: UnOp::Neg(_), expr, .. }) => match default_of(expr)?.value {
            Default::Int(value) => Default::Int(-value),
            Default::Number(digits) if digits == "9223372036854775808" => Default::Int(i64::MIN),
            Default::Number(digits) => Default::Number(format!("-{digits}")),
            Default::Bool(_) | Default::Text(_) | Default::Sql(_) => return None,
        },
        Expr::Call(call) => match &*call.func {
            Expr::Path(path) if path.path.is_ident("sql") && call.args.len() == 1 => {
                Default::Sql(text(call.args.first()?)?.value)
            }
            _ => return None,
        },
        Expr::Group(group) => return default_of(&group.expr),
        _ => return None,
    };
    Some(At::new(value, span))
}

/// Says what an attribute wants.
pub(crate) fn wants<T>(meta: &Meta, what: &str, example: &str, errors: &mut Errors) -> Option<T> {
    let word = meta.word();
    let place: Span = match &meta.value {
        Value::Eq(expr) => expr.span(),
        Value::Word | Value::List(_) | Value::Type(_) => meta.span(),
    };
    errors.at(place, format_args!("`{word}` wants {what}: `{word} = {example}`"));
    None
}
