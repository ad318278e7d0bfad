//! `references = Team::id`, `foreign_key(columns(a, b), references = Team(x, y))`.

use migrate_core::schema::{Action, Deferrable};
use proc_macro2::Span;
use syn::spanned::Spanned;
use syn::{Expr, ExprCall, ExprPath, Ident, Path};

use super::meta::{Arg, Meta, Value};
use super::{Lookup, once, value};
use crate::ast::{At, ForeignKey};
use crate::errors::Errors;
use crate::suggest;

/// The actions, as they are written.
const ACTIONS: [(&str, Action); 5] = [
    ("cascade", Action::Cascade),
    ("set_null", Action::SetNull),
    ("restrict", Action::Restrict),
    ("no_action", Action::NoAction),
    ("set_default", Action::SetDefault),
];

/// What stands beside `references`, at a column or in brackets.
#[derive(Default)]
pub(super) struct Options {
    name: Option<At<String>>,
    on_delete: Option<At<Action>>,
    on_update: Option<At<Action>>,
    deferrable: Option<At<Deferrable>>,
    first: Option<(String, Span)>,
}

impl Options {
    /// Reads an option; `false` where the word is none.
    pub(super) fn read(&mut self, meta: &Meta, errors: &mut Errors) -> bool {
        let (word, span) = (meta.word(), meta.span());
        match word.as_str() {
            "on_delete" => {
                let action = value::one_of(meta, &ACTIONS, errors);
                once(&mut self.on_delete, action, &word, span, errors);
            }
            "on_update" => {
                let action = value::one_of(meta, &ACTIONS, errors);
                once(&mut self.on_update, action, &word, span, errors);
            }
            "deferrable" => once(&mut self.deferrable, deferrable(meta, errors), &word, span, errors),
            "foreign_key_name" => once(&mut self.name, value::name(meta, errors), &word, span, errors),
            _ => return false,
        }
        self.first.get_or_insert((word, span));
        true
    }

    /// The first of them, for a column that refers to nothing.
    pub(super) fn first(&self) -> Option<&(String, Span)> {
        self.first.as_ref()
    }

    fn finish(
        self,
        columns: Vec<At<String>>,
        target: Path,
        target_fields: Vec<Ident>,
        span: Span,
    ) -> ForeignKey {
        ForeignKey {
            name: self.name,
            columns,
            target,
            target_fields,
            on_delete: self.on_delete.map_or(Action::NoAction, |action| action.value),
            on_update: self.on_update.map_or(Action::NoAction, |action| action.value),
            deferrable: self.deferrable.map_or(Deferrable::No, |deferrable| deferrable.value),
            span,
        }
    }
}

/// `deferrable`, `deferrable = "deferred"`
pub(super) fn deferrable(meta: &Meta, errors: &mut Errors) -> Option<At<Deferrable>> {
    match &meta.value {
        Value::Word => Some(At::new(Deferrable::Immediate, meta.span())),
        Value::Eq(_) | Value::List(_) | Value::Type(_) => value::one_of(
            meta,
            &[("deferred", Deferrable::Deferred), ("immediate", Deferrable::Immediate)],
            errors,
        ),
    }
}

/// `#[column(references = Team::id)]` or `references(Team::id, on_delete = "cascade")`.
pub(super) fn of_column(
    meta: &Meta,
    column: At<String>,
    mut options: Options,
    errors: &mut Errors,
) -> Option<ForeignKey> {
    let mut target = None;
    match &meta.value {
        Value::Eq(expr) => target = Some(&**expr),
        Value::List(args) => {
            for arg in args {
                match arg {
                    Arg::Expr(expr) if target.is_none() => target = Some(expr),
                    Arg::Expr(expr) => errors.over(expr, "a column refers to one field"),
                    Arg::Meta(part) if part.name == "name" => {
                        once(&mut options.name, value::name(part, errors), "name", part.span(), errors);
                    }
                    Arg::Meta(part) => {
                        if !options.read(part, errors) {
                            unknown(part, errors);
                        }
                    }
                }
            }
        }
        Value::Word | Value::Type(_) => {}
    }
    let Some(target) = target else {
        errors.at(meta.span(), "say what it refers to: `references = Team::id`");
        return None;
    };
    let (path, field) = field_path(target, errors)?;
    let span = target.span();
    Some(options.finish(vec![column], path, vec![field], span))
}

/// `Team::id`: the struct and its field.
fn field_path(expr: &Expr, errors: &mut Errors) -> Option<(Path, Ident)> {
    let cure = "name the struct and its field: `references = Team::id`";
    let mut path = match expr {
        Expr::Path(ExprPath { qself: None, path, .. }) => path.clone(),
        Expr::Lit(literal) => {
            errors.over(
                literal,
                format_args!("a foreign key refers to a field that rustc can check, not to a text; {cure}"),
            );
            return None;
        }
        other => {
            errors.over(other, cure);
            return None;
        }
    };
    if path.segments.len() < 2 {
        errors.over(expr, format_args!("which field of `{}`? {cure}", quote::quote!(#expr)));
        return None;
    }
    let field = path.segments.pop()?.into_value().ident;
    path.segments.pop_punct();
    Some((path, field))
}

/// `#[table(foreign_key(columns(a, b), references = Team(x, y), …))]`
pub(super) fn of_table(meta: &Meta, lookup: &Lookup, errors: &mut Errors) -> Option<ForeignKey> {
    let cure = "write `foreign_key(columns(a, b), references = Team(x, y))`";
    let Value::List(args) = &meta.value else {
        errors.at(meta.span(), cure);
        return None;
    };
    let (mut columns, mut target, mut options) = (None, None, Options::default());
    for arg in args {
        let Arg::Meta(part) = arg else {
            errors.at(arg.span(), cure);
            continue;
        };
        match part.word().as_str() {
            "columns" => {
                once(&mut columns, Some(names(part, lookup, errors)), "columns", part.span(), errors)
            }
            "references" => {
                let found = composite_target(part, errors);
                once(&mut target, Some(found), "references", part.span(), errors);
            }
            "name" => once(&mut options.name, value::name(part, errors), "name", part.span(), errors),
            _ => {
                if !options.read(part, errors) {
                    unknown(part, errors);
                }
            }
        }
    }
    let (Some(columns), Some(target)) = (columns, target) else {
        errors.at(meta.span(), cure);
        return None;
    };
    let (columns, (path, fields)) = (columns?, target?);
    if columns.len() != fields.len() {
        errors.over(
            &path,
            format_args!(
                "{} column{} can't refer to {} field{}: each column refers to one",
                columns.len(),
                if columns.len() == 1 { "" } else { "s" },
                fields.len(),
                if fields.len() == 1 { "" } else { "s" },
            ),
        );
        return None;
    }
    Some(options.finish(columns, path, fields, meta.span()))
}

/// `columns(a, b)`
pub(super) fn names(meta: &Meta, lookup: &Lookup, errors: &mut Errors) -> Option<Vec<At<String>>> {
    let Value::List(args) = &meta.value else {
        errors.at(meta.span(), format_args!("write the fields in brackets: `{}(a, b)`", meta.word()));
        return None;
    };
    if args.is_empty() {
        errors.at(meta.span(), format_args!("`{}` names no field", meta.word()));
        return None;
    }
    args.iter()
        .map(|arg| match arg {
            Arg::Meta(Meta { name, value: Value::Word }) => lookup.column(name, errors),
            Arg::Meta(_) | Arg::Expr(_) => {
                errors.at(arg.span(), "name a field, without quotes");
                None
            }
        })
        .collect::<Vec<_>>()
        .into_iter()
        .collect()
}

/// `Team(x, y)`
fn composite_target(meta: &Meta, errors: &mut Errors) -> Option<(Path, Vec<Ident>)> {
    let cure = "name the struct and its fields: `references = Team(x, y)`";
    let Value::Eq(expr) = &meta.value else {
        errors.at(meta.span(), cure);
        return None;
    };
    match &**expr {
        Expr::Call(ExprCall { func, args, .. }) => {
            let Expr::Path(ExprPath { qself: None, path, .. }) = &**func else {
                errors.over(func, cure);
                return None;
            };
            let mut fields = Vec::new();
            for arg in args {
                match arg {
                    Expr::Path(field) if field.path.get_ident().is_some() => {
                        fields.extend(field.path.get_ident().cloned());
                    }
                    other => {
                        errors.over(other, "name a field of that struct");
                        return None;
                    }
                }
            }
            Some((path.clone(), fields))
        }
        other => field_path(other, errors).map(|(path, field)| (path, vec![field])),
    }
}

fn unknown(meta: &Meta, errors: &mut Errors) {
    let hint = suggest::hint(
        &meta.word(),
        ["columns", "references", "name", "on_delete", "on_update", "deferrable"],
    );
    errors.at(meta.span(), format_args!("unknown word `{}` of a foreign key; {hint}", meta.name));
}
