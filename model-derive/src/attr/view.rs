//! A view: `#[view(name = "…", query = "SELECT …")]`.

use migrate_core::schema::TableOptions;
use syn::{DeriveInput, Expr, ExprLit, Lit};

use super::column::Brought;
use super::meta::{self, Arg, Meta, Value};
use super::table::{fields, snake_case};
use super::{comment, docs, once, value};
use crate::ast::{At, DieselModule, Field, Model, ModelKind, PerDialect, PrimaryKey, ViewModel};
use crate::errors::Errors;
use crate::suggest;

/// Every word of `#[view(…)]`.
pub(super) const WORDS: [&str; 6] = ["name", "schema", "query", "materialized", "comment", "diesel"];

/// Reads a view.
pub(crate) fn view(input: &DeriveInput, errors: &mut Errors) -> ViewModel {
    let mut brought = Brought::default();
    let fields = fields(input, "View", &mut brought, errors);
    let mut view = ViewModel {
        model: Model {
            kind: ModelKind::Table,
            ident: input.ident.clone(),
            vis: input.vis.clone(),
            generics: input.generics.clone(),
            name: At::new(snake_case(&input.ident), input.ident.span()),
            namespace: None,
            primary_key: brought.primary_key.first().map(|first| first.span).map(|span| PrimaryKey {
                name: None,
                columns: brought.primary_key.clone(),
                include: Vec::new(),
                span,
            }),
            fields,
            indexes: Vec::new(),
            uniques: Vec::new(),
            foreign_keys: Vec::new(),
            checks: Vec::new(),
            exclusions: Vec::new(),
            comment: None,
            options: TableOptions::default(),
            renamed_from: None,
            diesel: DieselModule::Default,
            docs: docs(&input.attrs),
        },
        query: PerDialect::default(),
        materialized: false,
    };
    let mut name = None;
    for arg in meta::read(&input.attrs, "view", errors) {
        match arg {
            Arg::Meta(meta) => word(&meta, &mut view, &mut name, errors),
            Arg::Expr(expr) => errors.over(&expr, "expected an attribute such as `query = \"SELECT …\"`"),
        }
    }
    view.model.name = name.unwrap_or(view.model.name);
    if view.query.is_empty() {
        errors.over(&input.ident, "what does the view show? `#[view(query = \"SELECT …\")]`");
    }
    only_read(&view.model, &brought, errors);
    view
}

fn word(meta: &Meta, view: &mut ViewModel, name: &mut Option<At<String>>, errors: &mut Errors) {
    let (word, span) = (meta.word(), meta.span());
    match word.as_str() {
        "name" => once(name, value::name(meta, errors), &word, span, errors),
        "schema" => once(&mut view.model.namespace, value::name(meta, errors), &word, span, errors),
        "query" if view.query.is_empty() => view.query = value::per_dialect(meta, errors, value::string),
        "query" => errors.at(span, "`query` is given twice: take one away"),
        "materialized" => view.materialized = value::flag(meta, errors),
        "comment" => {
            let text = comment(meta, view.model.docs.as_ref(), errors);
            once(&mut view.model.comment, text, &word, span, errors);
        }
        "diesel" => match &meta.value {
            Value::Eq(expr) => match &**expr {
                Expr::Lit(ExprLit { lit: Lit::Bool(on), .. }) if !on.value => {
                    view.model.diesel = DieselModule::Off;
                }
                Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => {
                    view.model.diesel = DieselModule::Named(At::new(text.value(), text.span()));
                }
                other => errors.over(other, "`diesel = false` makes no module, `diesel = \"rows\"` names it"),
            },
            Value::Word | Value::List(_) | Value::Type(_) => {
                errors.at(span, "`diesel = false` makes no module, `diesel = \"rows\"` names it");
            }
        },
        _ => {
            let hint = suggest::hint(&word, WORDS);
            errors.at(span, format_args!("unknown attribute `{word}` of a view; {hint}"));
        }
    }
}

/// A view's fields are there to be read: keys and defaults are those of the tables below it.
fn only_read(model: &Model, brought: &Brought, errors: &mut Errors) {
    let cure = "a view is read only: say this of the table below it";
    for span in brought
        .indexes
        .iter()
        .map(|index| index.span)
        .chain(brought.uniques.iter().map(|unique| unique.span))
        .chain(brought.foreign_keys.iter().map(|key| key.span))
        .chain(brought.checks.iter().map(|check| check.expression.span))
    {
        errors.at(span, cure);
    }
    for field in &model.fields {
        match field {
            Field::Column(column) => {
                let default = column.default.any().map(|at| at.span);
                let identity = column.identity.as_ref().map(|at| at.span);
                let generated = column.generated.as_ref().map(|at| at.span);
                for span in default.into_iter().chain(identity).chain(generated) {
                    errors.at(span, cure);
                }
            }
            Field::Flatten { ty, .. } => {
                errors.over(ty, "a view names its columns itself: nothing is flattened into it")
            }
            Field::Skip { .. } => {}
        }
    }
}
