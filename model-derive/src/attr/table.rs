//! The struct: `#[table(…)]`, and all of its fields.

use migrate_core::schema::TableOptions;
use proc_macro2::Span;
use syn::{Data, DeriveInput, Expr, ExprLit, Fields, Ident, Lit};

use super::column::{self, Brought};
use super::meta::{self, Arg, Meta, Value};
use super::{Lookup, check, comment, docs, exclude, foreign_key, index, once, value};
use crate::ast::{At, DieselModule, Field, Model, ModelKind, PrimaryKey};
use crate::errors::Errors;
use crate::suggest;

/// Every word of `#[table(…)]` at a struct.
pub(super) const WORDS: [&str; 21] = [
    "name",
    "schema",
    "primary_key",
    "unique",
    "index",
    "foreign_key",
    "check",
    "exclude",
    "comment",
    "comments",
    "renamed_from",
    "diesel",
    "without_rowid",
    "strict",
    "unlogged",
    "with",
    "engine",
    "row_format",
    "charset",
    "collation",
    "flatten",
];

/// Of these, what a struct of shared columns can say.
const COLUMNS_WORDS: [&str; 6] = ["unique", "index", "foreign_key", "check", "exclude", "diesel"];

/// Reads a struct.
pub(crate) fn model(input: &DeriveInput, kind: ModelKind, errors: &mut Errors) -> Model {
    let mut brought = Brought::default();
    let derive = match kind {
        ModelKind::Table => "Table",
        ModelKind::Columns => "Columns",
    };
    let fields = fields(input, derive, &mut brought, errors);
    let mut model = Model {
        kind,
        ident: input.ident.clone(),
        vis: input.vis.clone(),
        generics: input.generics.clone(),
        name: At::new(snake_case(&input.ident), input.ident.span()),
        namespace: None,
        fields,
        primary_key: None,
        indexes: brought.indexes,
        uniques: brought.uniques,
        foreign_keys: brought.foreign_keys,
        checks: brought.checks,
        exclusions: Vec::new(),
        comment: None,
        options: TableOptions::default(),
        renamed_from: None,
        diesel: DieselModule::Default,
        docs: docs(&input.attrs),
    };
    if let Some(first) = brought.primary_key.first() {
        let span = first.span;
        model.primary_key =
            Some(PrimaryKey { name: None, columns: brought.primary_key, include: Vec::new(), span });
    }
    let lookup = Lookup::new(&model.ident, &model.fields);
    let mut given = Given::default();
    for arg in meta::read(&input.attrs, "table", errors) {
        match arg {
            Arg::Meta(meta) => word(&meta, &mut model, &mut given, &lookup, errors),
            Arg::Expr(expr) => {
                errors.over(&expr, "expected an attribute such as `name = \"users\"` or `index(created_at)`");
            }
        }
    }
    for arg in meta::read(&input.attrs, "column", errors) {
        errors.at(arg.span(), "`#[column(…)]` stands at a field; the table's own attribute is `#[table(…)]`");
    }
    if let Some(name) = given.name {
        model.name = name;
    }
    model
}

#[derive(Default)]
struct Given {
    name: Option<At<String>>,
    diesel: Option<()>,
    primary_key: Option<Span>,
}

/// The fields of what a derive stands at.
pub(super) fn fields(
    input: &DeriveInput,
    derive: &str,
    brought: &mut Brought,
    errors: &mut Errors,
) -> Vec<Field> {
    let named = match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(fields) => &fields.named,
            Fields::Unnamed(_) => {
                let cure = if derive != "Columns" {
                    "name the fields: they are the columns"
                } else {
                    "name the fields"
                };
                errors
                    .over(&input.ident, format_args!("`{derive}` wants a struct with named fields; {cure}"));
                return Vec::new();
            }
            Fields::Unit => {
                errors.over(
                    &input.ident,
                    format_args!("`{derive}` wants fields: a table has at least one column"),
                );
                return Vec::new();
            }
        },
        Data::Enum(_) => {
            errors.over(
                &input.ident,
                format_args!("`{derive}` is for structs; an enum as a column's type derives `SqlEnum`"),
            );
            return Vec::new();
        }
        Data::Union(_) => {
            errors.over(&input.ident, format_args!("`{derive}` is for structs"));
            return Vec::new();
        }
    };
    let fields: Vec<_> = named
        .iter()
        .filter_map(|field| Some(column::field(field, field.ident.as_ref()?, brought, errors)))
        .collect();
    if fields.iter().all(|field| matches!(field, Field::Skip { .. })) {
        errors.over(&input.ident, format_args!("`{derive}` wants fields: a table has at least one column"));
    }
    fields
}

fn word(meta: &Meta, model: &mut Model, given: &mut Given, lookup: &Lookup, errors: &mut Errors) {
    let (word, span) = (meta.word(), meta.span());
    if model.kind == ModelKind::Columns
        && WORDS.contains(&word.as_str())
        && !COLUMNS_WORDS.contains(&word.as_str())
    {
        errors.at(
            span,
            format_args!(
                "`{word}` belongs to a table, and these columns are shared: say it where they are flattened"
            ),
        );
        return;
    }
    match word.as_str() {
        "name" => once(&mut given.name, value::name(meta, errors), &word, span, errors),
        "schema" => once(&mut model.namespace, value::name(meta, errors), &word, span, errors),
        "primary_key" => {
            let key = index::primary_key(meta, lookup, errors);
            if key.is_none() {
                // That was said already.
            } else if given.primary_key.is_some() || model.primary_key.is_some() {
                errors.at(
                    span,
                    "a table has one primary key: name all its columns in one place, `primary_key(a, b)`",
                );
            } else {
                model.primary_key = key;
            }
            given.primary_key = Some(span);
        }
        "unique" => model.uniques.extend(index::unique(meta, None, Some(lookup), errors)),
        "index" => model.indexes.extend(index::of_table(meta, lookup, errors)),
        "foreign_key" => model.foreign_keys.extend(foreign_key::of_table(meta, lookup, errors)),
        "check" => model.checks.extend(check::check(meta, None, errors)),
        "exclude" => model.exclusions.extend(exclude::exclude(meta, errors)),
        "comment" => {
            let comment = comment(meta, model.docs.as_ref(), errors);
            once(&mut model.comment, comment, &word, span, errors);
        }
        "comments" => comments(model, span, errors),
        "renamed_from" => once(&mut model.renamed_from, value::string(meta, errors), &word, span, errors),
        "diesel" => once_diesel(meta, model, given, errors),
        "flatten" => errors.at(span, "`#[table(flatten)]` stands at the field that is flattened"),
        _ => {
            if !option(meta, &mut model.options, errors) {
                let words = WORDS.into_iter().filter(|word| *word != "flatten");
                let words: Vec<_> = match model.kind {
                    ModelKind::Table => words.collect(),
                    ModelKind::Columns => COLUMNS_WORDS.to_vec(),
                };
                let hint = suggest::hint(&word, words);
                errors.at(span, format_args!("unknown attribute `{word}` of a table; {hint}"));
            }
        }
    }
}

/// `comments`: doc comments of the table and of every column become comments in the database.
fn comments(model: &mut Model, span: Span, errors: &mut Errors) {
    let mut any = false;
    let mut take = |slot: &mut Option<At<String>>, docs: Option<&String>| {
        if let Some(docs) = docs {
            any = true;
            slot.get_or_insert_with(|| At::new(docs.clone(), span));
        }
    };
    take(&mut model.comment, model.docs.as_ref());
    for field in &mut model.fields {
        if let Field::Column(column) = field {
            let docs = column.docs.clone();
            take(&mut column.comment, docs.as_ref());
        }
    }
    if !any {
        errors.at(span, "`comments` takes the doc comments of the table and its fields, and there are none");
    }
}

fn once_diesel(meta: &Meta, model: &mut Model, given: &mut Given, errors: &mut Errors) {
    let module = match &meta.value {
        Value::Eq(expr) => match &**expr {
            Expr::Lit(ExprLit { lit: Lit::Bool(on), .. }) => {
                Some(if on.value { DieselModule::Default } else { DieselModule::Off })
            }
            Expr::Lit(ExprLit { lit: Lit::Str(name), .. }) => {
                if syn::parse_str::<Ident>(name.value().trim_start_matches("r#")).is_err() {
                    errors.at(name.span(), format_args!("`{}` can't name a Rust module", name.value()));
                }
                Some(DieselModule::Named(At::new(name.value(), name.span())))
            }
            _ => None,
        },
        Value::Word | Value::List(_) | Value::Type(_) => None,
    };
    match module {
        Some(module) => {
            let mut slot = given.diesel;
            once(&mut slot, Some(()), "diesel", meta.span(), errors);
            given.diesel = slot;
            model.diesel = module;
        }
        None => errors
            .at(meta.whole(), "`diesel = false` makes no table module, `diesel = \"user_rows\"` names it"),
    }
}

fn option(meta: &Meta, options: &mut TableOptions, errors: &mut Errors) -> bool {
    let text = |slot: &mut Option<String>, errors: &mut Errors| {
        let given = value::string(meta, errors).map(|text| text.value);
        once(slot, given, &meta.word(), meta.span(), errors);
    };
    match meta.word().as_str() {
        "without_rowid" => options.without_rowid = value::flag(meta, errors),
        "strict" => options.strict = value::flag(meta, errors),
        "unlogged" => options.unlogged = value::flag(meta, errors),
        "with" => {
            options.with.extend(index::strings(meta, errors).into_iter().map(|text| text.value));
            options.with.sort();
        }
        "engine" => text(&mut options.engine, errors),
        "row_format" => text(&mut options.row_format, errors),
        "charset" => text(&mut options.charset, errors),
        "collation" => text(&mut options.collation, errors),
        _ => return false,
    }
    true
}

/// `UserAccount` → `user_account`, `HTTPServer` → `http_server`. Nothing is made plural: `#[table(name = "users")]` says it.
pub(super) fn snake_case(ident: &Ident) -> String {
    use syn::ext::IdentExt;
    let name: Vec<char> = ident.unraw().to_string().chars().collect();
    let mut snake = String::new();
    for (i, c) in name.iter().enumerate() {
        let after_small = i > 0 && (name[i - 1].is_lowercase() || name[i - 1].is_ascii_digit());
        let before_small =
            i > 0 && name[i - 1].is_uppercase() && name.get(i + 1).is_some_and(|n| n.is_lowercase());
        if c.is_uppercase() && (after_small || before_small) {
            snake.push('_');
        }
        snake.extend(c.to_lowercase());
    }
    snake
}
