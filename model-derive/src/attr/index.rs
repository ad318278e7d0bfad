//! `index(…)`, `unique(…)`, `primary_key(…)`, `exclude(…)`.

use migrate_core::schema::{IndexKind, IndexTarget, Nulls, Order};
use proc_macro2::Span;

use super::foreign_key::deferrable;
use super::meta::{Arg, Meta, Value};
use super::{Lookup, once, value};
use crate::ast::{At, Index, IndexPart, PrimaryKey, Unique};
use crate::errors::Errors;
use crate::suggest;

/// Every word in `index(…)` that is no field.
pub(super) const OPTIONS: [&str; 13] = [
    "columns",
    "name",
    "unique",
    "where",
    "method",
    "include",
    "nulls_not_distinct",
    "with",
    "invisible",
    "comment",
    "expr",
    "fulltext",
    "spatial",
];

/// An index with nothing to it yet.
fn empty(span: Span) -> Index {
    Index {
        name: None,
        kind: IndexKind::Plain,
        parts: Vec::new(),
        method: None,
        include: Vec::new(),
        nulls_not_distinct: false,
        predicate: None,
        with: Vec::new(),
        invisible: false,
        comment: None,
        span,
    }
}

/// `#[table(index(a, b(desc), expr("lower(email)"), unique, where = "…", name = "…"))]`
pub(super) fn of_table(meta: &Meta, lookup: &Lookup, errors: &mut Errors) -> Option<Index> {
    let Value::List(args) = &meta.value else {
        errors.at(meta.span(), "what is indexed? `index(created_at)`, `index(team_id, created_at(desc))`");
        return None;
    };
    let mut index = empty(meta.span());
    let mut complete = true;
    for arg in args {
        complete &= part_or_option(arg, &mut index, lookup, errors);
    }
    if complete && index.parts.is_empty() {
        errors.at(meta.span(), "an index needs a column or an expression: `index(created_at)`");
    }
    (complete && !index.parts.is_empty()).then_some(index)
}

/// `#[column(index)]`, `#[column(index(desc, where = "…"))]`
pub(super) fn of_column(meta: &Meta, column: At<String>, errors: &mut Errors) -> Index {
    let mut index = empty(meta.span());
    let mut part = plain(column);
    if let Value::List(args) = &meta.value {
        for arg in args {
            let Arg::Meta(word) = arg else {
                errors.at(arg.span(), "expressions are indexed by the table: `#[table(index(expr(\"…\")))]`");
                continue;
            };
            if !modifier(word, &mut part, errors) && !option(word, &mut index, None, errors) {
                let hint = suggest::hint(&word.word(), OPTIONS.into_iter().chain(["desc", "nulls"]));
                errors.at(word.span(), format_args!("unknown word `{}` of an index; {hint}", word.name));
            }
        }
    } else if !matches!(meta.value, Value::Word) {
        errors.at(meta.span(), "write `index`, or `index(name = \"…\")`");
    }
    index.parts.push(part);
    index
}

fn part_or_option(arg: &Arg, index: &mut Index, lookup: &Lookup, errors: &mut Errors) -> bool {
    let meta = match arg {
        Arg::Meta(meta) => meta,
        Arg::Expr(expr) => {
            let cure = "name a field without quotes, or an expression: `expr(\"lower(email)\")`";
            errors.over(expr, cure);
            return false;
        }
    };
    // A field may be named like an option; then `columns(unique)` says so.
    match (&meta.value, meta.word().as_str()) {
        (Value::List(args), "expr") => return expression(args, meta, index, errors),
        (Value::List(args), "columns") => {
            // Each is looked at, also behind one that is wrong.
            let wrong = args.iter().filter(|arg| !column(arg, index, lookup, errors)).count();
            return wrong == 0;
        }
        (Value::List(args), "desc" | "asc") if args.len() == 1 => {
            let complete = column(&args[0], index, lookup, errors);
            if meta.name == "desc"
                && let Some(part) = index.parts.last_mut()
            {
                part.order = Order::Desc;
            }
            return complete;
        }
        _ => {}
    }
    if option(meta, index, Some(lookup), errors) {
        return true;
    }
    if matches!(meta.value, Value::Eq(_)) {
        let hint = suggest::hint(&meta.word(), OPTIONS);
        errors.at(meta.span(), format_args!("unknown word `{}` of an index; {hint}", meta.name));
        return false;
    }
    column(arg, index, lookup, errors)
}

/// `a`, `a(desc, nulls = "last", collation = "…")`
fn column(arg: &Arg, index: &mut Index, lookup: &Lookup, errors: &mut Errors) -> bool {
    let Arg::Meta(meta) = arg else {
        errors.at(arg.span(), "name a field, without quotes");
        return false;
    };
    let Some(name) = lookup.column(&meta.name, errors) else { return false };
    let mut part = plain(name);
    if let Value::List(args) = &meta.value {
        modifiers(args, &mut part, errors);
    }
    index.parts.push(part);
    true
}

fn expression(args: &[Arg], meta: &Meta, index: &mut Index, errors: &mut Errors) -> bool {
    let Some((Arg::Expr(first), rest)) = args.split_first() else {
        errors.at(meta.span(), "write the expression as SQL: `expr(\"lower(email)\")`");
        return false;
    };
    let Some(text) = value::text(first) else {
        errors.over(first, "write the expression as SQL: `expr(\"lower(email)\")`");
        return false;
    };
    let mut part = plain(At::new(String::new(), text.span));
    part.on = At::new(IndexTarget::Expression(text.value), text.span);
    modifiers(rest, &mut part, errors);
    index.parts.push(part);
    true
}

fn modifiers(args: &[Arg], part: &mut IndexPart, errors: &mut Errors) {
    for arg in args {
        let known = match arg {
            Arg::Meta(meta) => modifier(meta, part, errors),
            Arg::Expr(_) => false,
        };
        if !known {
            errors.at(
                arg.span(),
                "of a column in an index one can say `asc`, `desc`, `nulls = \"first\"`, `collation`, `opclass`, `prefix`",
            );
        }
    }
}

fn plain(name: At<String>) -> IndexPart {
    IndexPart {
        on: At::new(IndexTarget::Column(name.value), name.span),
        order: Order::Asc,
        nulls: None,
        collation: None,
        opclass: None,
        prefix: None,
    }
}

fn modifier(meta: &Meta, part: &mut IndexPart, errors: &mut Errors) -> bool {
    match meta.word().as_str() {
        "asc" => part.order = Order::Asc,
        "desc" => part.order = Order::Desc,
        "nulls" => {
            let nulls = value::one_of(meta, &[("first", Nulls::First), ("last", Nulls::Last)], errors);
            part.nulls = nulls.map(|nulls| nulls.value);
        }
        "collation" => part.collation = value::string(meta, errors),
        "opclass" => part.opclass = value::string(meta, errors),
        "prefix" => part.prefix = value::number(meta, errors).map(|number| number.value),
        _ => return false,
    }
    true
}

fn option(meta: &Meta, index: &mut Index, lookup: Option<&Lookup>, errors: &mut Errors) -> bool {
    let (word, span) = (meta.word(), meta.span());
    let is_word = matches!(meta.value, Value::Word);
    match word.as_str() {
        "name" if !is_word => once(&mut index.name, value::name(meta, errors), &word, span, errors),
        "unique" if is_word => index.kind = IndexKind::Unique,
        "fulltext" if is_word => index.kind = IndexKind::Fulltext,
        "spatial" if is_word => index.kind = IndexKind::Spatial,
        "where" | "predicate" if !is_word => {
            once(&mut index.predicate, value::string(meta, errors), &word, span, errors);
        }
        "method" if !is_word => once(&mut index.method, value::string(meta, errors), &word, span, errors),
        "comment" if !is_word => once(&mut index.comment, value::string(meta, errors), &word, span, errors),
        "nulls_not_distinct" => index.nulls_not_distinct = value::flag(meta, errors),
        "invisible" if is_word => index.invisible = true,
        "with" if !is_word => index.with.extend(strings(meta, errors)),
        "include" if !is_word => match lookup {
            Some(lookup) => {
                index.include = super::foreign_key::names(meta, lookup, errors).unwrap_or_default();
            }
            None => errors.at(span, "`include` stands in an index of the table: `#[table(index(…))]`"),
        },
        _ => return false,
    }
    true
}

/// `with = "fillfactor=70"`, `with("a=1", "b=2")`
pub(crate) fn strings(meta: &Meta, errors: &mut Errors) -> Vec<At<String>> {
    match &meta.value {
        Value::List(args) => args
            .iter()
            .filter_map(|arg| match arg {
                Arg::Expr(expr) if value::text(expr).is_some() => value::text(expr),
                Arg::Expr(_) | Arg::Meta(_) => {
                    errors.at(arg.span(), format_args!("`{}` wants strings", meta.word()));
                    None
                }
            })
            .collect(),
        Value::Word | Value::Eq(_) | Value::Type(_) => value::string(meta, errors).into_iter().collect(),
    }
}

/// `unique`, `unique(name = "…")` at a column; `unique(a, b, name = "…")` at the table.
pub(super) fn unique(
    meta: &Meta,
    own: Option<At<String>>,
    lookup: Option<&Lookup>,
    errors: &mut Errors,
) -> Option<Unique> {
    let mut unique = Unique {
        name: None,
        columns: own.into_iter().collect(),
        deferrable: None,
        nulls_not_distinct: false,
        constraint: false,
        span: meta.span(),
    };
    let mut complete = true;
    match &meta.value {
        Value::Word => {}
        Value::Eq(_) if lookup.is_none() => return value::flag(meta, errors).then_some(unique),
        Value::Eq(_) | Value::Type(_) => complete = false,
        Value::List(args) => {
            for arg in args {
                match arg {
                    Arg::Meta(part @ Meta { value: Value::Eq(_), .. }) if part.name == "name" => {
                        once(&mut unique.name, value::name(part, errors), "name", part.span(), errors);
                    }
                    Arg::Meta(part) if part.name == "deferrable" => {
                        once(
                            &mut unique.deferrable,
                            deferrable(part, errors),
                            "deferrable",
                            part.span(),
                            errors,
                        );
                    }
                    Arg::Meta(part) if part.name == "nulls_not_distinct" => {
                        unique.nulls_not_distinct = value::flag(part, errors);
                    }
                    Arg::Meta(part) if part.name == "constraint" => {
                        unique.constraint = value::flag(part, errors);
                    }
                    Arg::Meta(part) if part.name == "where" => {
                        errors.at(
                            part.span(),
                            "a unique constraint has no condition: write `index(…, unique, where = \"…\")`",
                        );
                    }
                    Arg::Meta(part) => match lookup {
                        Some(lookup) if matches!(part.value, Value::Word) => {
                            match lookup.column(&part.name, errors) {
                                Some(column) => unique.columns.push(column),
                                None => complete = false,
                            }
                        }
                        Some(lookup) if part.name == "columns" => {
                            unique.columns.extend(super::foreign_key::names(part, lookup, errors)?);
                        }
                        Some(_) | None => {
                            let hint = suggest::hint(
                                &part.word(),
                                ["name", "deferrable", "nulls_not_distinct", "constraint"],
                            );
                            errors.at(
                                part.span(),
                                format_args!("unknown word `{}` of `unique`; {hint}", part.name),
                            );
                            complete = false;
                        }
                    },
                    Arg::Expr(expr) => {
                        errors.over(
                            expr,
                            "name a field, without quotes; expressions: `index(expr(\"…\"), unique)`",
                        );
                        complete = false;
                    }
                }
            }
        }
    }
    if complete && unique.columns.is_empty() {
        errors.at(meta.span(), "which columns are unique together? `unique(team_id, name)`");
    }
    (complete && !unique.columns.is_empty()).then_some(unique)
}

/// `#[table(primary_key(a, b))]`
pub(super) fn primary_key(meta: &Meta, lookup: &Lookup, errors: &mut Errors) -> Option<PrimaryKey> {
    let Value::List(args) = &meta.value else {
        errors.at(
            meta.span(),
            "of which columns? `primary_key(a, b)`; or `#[column(primary_key)]` at the field",
        );
        return None;
    };
    let mut key = PrimaryKey { name: None, columns: Vec::new(), include: Vec::new(), span: meta.span() };
    for arg in args {
        match arg {
            Arg::Meta(part @ Meta { value: Value::Eq(_), .. }) if part.name == "name" => {
                once(&mut key.name, value::name(part, errors), "name", part.span(), errors);
            }
            Arg::Meta(Meta { name, value: Value::Word }) => key.columns.push(lookup.column(name, errors)?),
            Arg::Meta(part) if part.name == "columns" => {
                key.columns.extend(super::foreign_key::names(part, lookup, errors)?);
            }
            Arg::Meta(part) if part.name == "include" => {
                key.include.extend(super::foreign_key::names(part, lookup, errors)?);
            }
            Arg::Meta(_) | Arg::Expr(_) => errors.at(arg.span(), "name a field, without quotes"),
        }
    }
    if key.columns.is_empty() {
        errors.at(meta.span(), "a primary key needs a column: `primary_key(a, b)`");
    }
    (!key.columns.is_empty()).then_some(key)
}
