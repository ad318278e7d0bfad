//! `exclude(…)`.

use migrate_core::schema::Deferrable;

use super::foreign_key::deferrable;
use super::meta::{Arg, Meta, Value};
use super::{once, value};
use crate::ast::Exclusion;
use crate::errors::Errors;
use crate::suggest;

/// `#[table(exclude(name = "…", using = "gist", part("room", "="), part("during", "&&")))]`
pub(super) fn exclude(meta: &Meta, errors: &mut Errors) -> Option<Exclusion> {
    let cure =
        "write `exclude(name = \"…\", using = \"gist\", part(\"room\", \"=\"), part(\"during\", \"&&\"))`";
    let Value::List(args) = &meta.value else {
        errors.at(meta.span(), cure);
        return None;
    };
    let (mut name, mut method, mut parts, mut predicate, mut when) = (None, None, Vec::new(), None, None);
    for arg in args {
        let Arg::Meta(part) = arg else {
            errors.at(arg.span(), cure);
            continue;
        };
        let span = part.span();
        match (part.word().as_str(), &part.value) {
            ("name", _) => once(&mut name, value::name(part, errors), "name", span, errors),
            ("using", _) => once(&mut method, value::string(part, errors), "using", span, errors),
            ("where", _) => once(&mut predicate, value::string(part, errors), "where", span, errors),
            ("deferrable", _) => once(&mut when, deferrable(part, errors), "deferrable", span, errors),
            ("part", Value::List(pair)) => match pair.as_slice() {
                [Arg::Expr(on), Arg::Expr(operator)] => match (value::text(on), value::text(operator)) {
                    (Some(on), Some(operator)) => parts.push((on, operator)),
                    _ => errors.at(span, "a part is an expression and an operator: `part(\"room\", \"=\")`"),
                },
                _ => errors.at(span, "a part is an expression and an operator: `part(\"room\", \"=\")`"),
            },
            (word, _) => {
                let hint = suggest::hint(word, ["name", "using", "where", "deferrable", "part"]);
                errors.at(span, format_args!("unknown word `{word}` of `exclude`; {hint}"));
            }
        }
    }
    match name {
        Some(name) if !parts.is_empty() => Some(Exclusion {
            name,
            method: method.map_or_else(|| "gist".to_owned(), |method| method.value),
            parts,
            predicate,
            deferrable: when.map_or(Deferrable::No, |when| when.value),
        }),
        _ => {
            errors.at(meta.span(), cure);
            None
        }
    }
}
