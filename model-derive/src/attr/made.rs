//! Values that the database makes: `identity`, `autoincrement`, `generated`.

use migrate_core::schema::Generated;

use super::meta::{Arg, Meta, Value};
use super::value;
use crate::ast::{At, Identity, IdentityKind};
use crate::errors::Errors;
use crate::suggest;

/// `identity`, `identity(always, start = 1000)`, `autoincrement`.
pub(super) fn identity(meta: &Meta, errors: &mut Errors) -> Option<At<Identity>> {
    let auto = meta.name == "autoincrement";
    let mut identity = Identity {
        kind: if auto { IdentityKind::Autoincrement } else { IdentityKind::ByDefault },
        start: None,
        increment: None,
    };
    let kinds = [
        ("by_default", IdentityKind::ByDefault),
        ("always", IdentityKind::Always),
        ("serial", IdentityKind::Serial),
    ];
    match &meta.value {
        Value::Word => {}
        Value::Eq(_) if auto => {
            if !value::flag(meta, errors) {
                return None;
            }
        }
        Value::Eq(_) | Value::Type(_) => identity.kind = value::one_of(meta, &kinds, errors)?.value,
        Value::List(args) => {
            for arg in args {
                match arg {
                    Arg::Meta(part) if part.name == "start" => {
                        identity.start = value::number(part, errors).map(|number| number.value);
                    }
                    Arg::Meta(part) if part.name == "increment" => {
                        identity.increment = value::number(part, errors).map(|number| number.value);
                    }
                    Arg::Meta(part @ Meta { value: Value::Word, .. }) if !auto => {
                        match kinds.iter().find(|(word, _)| part.name == word) {
                            Some((_, kind)) => identity.kind = *kind,
                            None => {
                                let hint = suggest::hint(
                                    &part.word(),
                                    ["by_default", "always", "serial", "start", "increment"],
                                );
                                errors.at(
                                    part.span(),
                                    format_args!("unknown word `{}` of `identity`; {hint}", part.name),
                                );
                            }
                        }
                    }
                    Arg::Meta(_) | Arg::Expr(_) => errors.at(
                        arg.span(),
                        format_args!("of `{}` one can say `start = 1000, increment = 2`", meta.word()),
                    ),
                }
            }
        }
    }
    // What every database does by itself is not said.
    identity.start = identity.start.filter(|start| *start != 1);
    identity.increment = identity.increment.filter(|step| *step != 1);
    Some(At::new(identity, meta.span()))
}

/// `generated(stored = "a + b")`, `generated(virtual = "a + b")`, `generated = "a + b"`.
pub(super) fn generated(meta: &Meta, errors: &mut Errors) -> Option<At<Generated>> {
    let cure = "write `generated(stored = \"price * amount\")` or `generated(virtual = \"…\")`";
    let (text, stored) = match &meta.value {
        Value::Eq(_) => (value::string(meta, errors)?, false),
        Value::List(args) => match args.as_slice() {
            [Arg::Meta(part)] if part.name == "stored" || part.name == "virtual" => {
                (value::string(part, errors)?, part.name == "stored")
            }
            [Arg::Expr(expr), Arg::Meta(Meta { name, value: Value::Word })]
                if (name == "stored" || name == "virtual") && value::text(expr).is_some() =>
            {
                (value::text(expr)?, name == "stored")
            }
            _ => {
                errors.at(meta.span(), cure);
                return None;
            }
        },
        Value::Word | Value::Type(_) => {
            errors.at(meta.span(), cure);
            return None;
        }
    };
    Some(At::new(Generated { expression: text.value, stored }, meta.span()))
}
