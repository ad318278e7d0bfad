//! Enums (`#[sql_enum(…)]`) and newtypes (`#[column_type(…)]`).

use std::collections::BTreeMap;

use syn::ext::IdentExt;
use syn::{Data, DeriveInput, Fields, Ident, Index, Member};

use super::meta::{self, Arg, Meta, Value};
use super::table::snake_case;
use super::{comment, docs, once, value};
use crate::ast::{At, EnumModel, NewtypeModel, PerDialect};
use crate::errors::Errors;
use crate::suggest;

/// Every word of `#[sql_enum(…)]` at an enum.
pub(super) const OF_AN_ENUM: [&str; 5] = ["name", "schema", "rename_all", "comment", "diesel"];

/// Every word of `#[column_type(…)]`.
pub(super) const OF_A_NEWTYPE: [&str; 3] = ["sql_type", "diesel_type", "diesel"];

/// How labels are made of variants.
const CASES: [(&str, Case); 7] = [
    ("snake_case", Case::Snake),
    ("lowercase", Case::Lower),
    ("uppercase", Case::Upper),
    ("screaming_snake_case", Case::Screaming),
    ("kebab_case", Case::Kebab),
    ("camelcase", Case::Camel),
    ("pascalcase", Case::Pascal),
];

#[derive(Clone, Copy)]
enum Case {
    Snake,
    Lower,
    Upper,
    Screaming,
    Kebab,
    Camel,
    Pascal,
}

impl Case {
    fn of(self, ident: &Ident) -> String {
        let (word, snake) = (ident.unraw().to_string(), snake_case(ident));
        match self {
            Self::Snake => snake,
            Self::Lower => word.to_lowercase(),
            Self::Upper => word.to_uppercase(),
            Self::Screaming => snake.to_uppercase(),
            Self::Kebab => snake.replace('_', "-"),
            Self::Camel => {
                let mut chars = word.chars();
                chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
            }
            Self::Pascal => word,
        }
    }
}

/// Reads an enum.
pub(crate) fn enumeration(input: &DeriveInput, errors: &mut Errors) -> EnumModel {
    let mut model = EnumModel {
        ident: input.ident.clone(),
        vis: input.vis.clone(),
        generics: input.generics.clone(),
        name: At::new(snake_case(&input.ident), input.ident.span()),
        namespace: None,
        labels: Vec::new(),
        comment: None,
        diesel: true,
    };
    let docs = docs(&input.attrs);
    let (mut name, mut case) = (None, None);
    for meta in metas(input, "sql_enum", errors) {
        let (word, span) = (meta.word(), meta.span());
        match word.as_str() {
            "name" => once(&mut name, value::name(&meta, errors), &word, span, errors),
            "schema" => once(&mut model.namespace, value::name(&meta, errors), &word, span, errors),
            "rename_all" => once(&mut case, value::one_of(&meta, &CASES, errors), &word, span, errors),
            "comment" => {
                let text = comment(&meta, docs.as_ref(), errors);
                once(&mut model.comment, text, &word, span, errors);
            }
            "diesel" => model.diesel = value::flag(&meta, errors),
            _ => {
                let hint = suggest::hint(&word, OF_AN_ENUM);
                errors.at(span, format_args!("unknown attribute `{word}` of an enum; {hint}"));
            }
        }
    }
    model.name = name.unwrap_or(model.name);
    model.labels = labels(input, case.map_or(Case::Snake, |case| case.value), errors);
    model
}

fn labels(input: &DeriveInput, case: Case, errors: &mut Errors) -> Vec<(Ident, At<String>)> {
    let Data::Enum(data) = &input.data else {
        errors.over(
            &input.ident,
            "`SqlEnum` is for enums; a newtype derives `ColumnType`, a struct of columns `Columns`",
        );
        return Vec::new();
    };
    if data.variants.is_empty() {
        errors.over(&input.ident, "an enum without variants has no value that a column could hold");
    }
    let mut labels: Vec<(Ident, At<String>)> = Vec::new();
    let mut seen = BTreeMap::new();
    for variant in &data.variants {
        if !matches!(variant.fields, Fields::Unit) {
            errors.over(
                &variant.fields,
                "a label carries no data: take the fields away, or keep them in columns",
            );
        }
        let mut label = None;
        for arg in meta::read(&variant.attrs, "sql_enum", errors) {
            match arg {
                Arg::Meta(meta) if meta.name == "label" => {
                    once(&mut label, value::name(&meta, errors), "label", meta.span(), errors);
                }
                Arg::Meta(meta) => {
                    let hint = suggest::hint(&meta.word(), ["label"]);
                    errors.at(
                        meta.span(),
                        format_args!("unknown attribute `{}` of a variant; {hint}", meta.name),
                    );
                }
                Arg::Expr(expr) => errors.over(&expr, "write `#[sql_enum(label = \"…\")]`"),
            }
        }
        let label = label.unwrap_or_else(|| At::new(case.of(&variant.ident), variant.ident.span()));
        if let Some(other) = seen.insert(label.value.clone(), variant.ident.clone()) {
            errors.at(label.span, format_args!("`{other}` has the label `{}` already", label.value));
        }
        labels.push((variant.ident.clone(), label));
    }
    labels
}

/// Reads a newtype; `None` where it is none.
pub(crate) fn newtype(input: &DeriveInput, errors: &mut Errors) -> Option<NewtypeModel> {
    let (mut sql_type, mut diesel_type, mut diesel) = (PerDialect::default(), None, true);
    for meta in metas(input, "column_type", errors) {
        let (word, span) = (meta.word(), meta.span());
        match word.as_str() {
            "sql_type" => sql_type = value::per_dialect(&meta, errors, value::string),
            "diesel_type" => match meta.value {
                Value::Type(ty) => once(&mut diesel_type, Some(*ty), &word, span, errors),
                Value::Word | Value::Eq(_) | Value::List(_) => {
                    errors.at(span, "name Diesel's SQL type: `diesel_type = Text`");
                }
            },
            "diesel" => diesel = value::flag(&meta, errors),
            _ => {
                let hint = suggest::hint(&word, OF_A_NEWTYPE);
                errors.at(span, format_args!("unknown attribute `{word}` of a newtype; {hint}"));
            }
        }
    }
    let Data::Struct(data) = &input.data else {
        errors.over(&input.ident, "`ColumnType` is for a struct of one field; an enum derives `SqlEnum`");
        return None;
    };
    let mut fields = data.fields.iter();
    let (Some(field), None) = (fields.next(), fields.next()) else {
        errors.over(
            &input.ident,
            "`ColumnType` is for a struct of one field; several columns that belong together derive `Columns`",
        );
        return None;
    };
    Some(NewtypeModel {
        ident: input.ident.clone(),
        vis: input.vis.clone(),
        generics: input.generics.clone(),
        field: match &field.ident {
            Some(ident) => Member::Named(ident.clone()),
            None => Member::Unnamed(Index::from(0)),
        },
        inner: field.ty.clone(),
        sql_type,
        diesel_type,
        diesel,
    })
}

fn metas(input: &DeriveInput, name: &str, errors: &mut Errors) -> Vec<Meta> {
    let mut metas = Vec::new();
    for arg in meta::read(&input.attrs, name, errors) {
        match arg {
            Arg::Meta(meta) => metas.push(meta),
            Arg::Expr(expr) => errors.over(&expr, "expected an attribute such as `name = \"…\"`"),
        }
    }
    metas
}
