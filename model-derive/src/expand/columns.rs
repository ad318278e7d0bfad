//! Columns as lines, with their types and the place of each.

use migrate_core::Dialect;
use migrate_core::model::lines;
use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;

use super::project::Projected;
use super::{door, field_name, lines_tokens, place_of, spanned};
use crate::ast::{Column, Field, Model, ModelKind};
use crate::attr::is_option;

/// A run of columns, as it grows.
#[derive(Default)]
struct Run {
    lines: [String; 3],
    fields: String,
    types: Vec<TokenStream>,
    hints: String,
    place: Option<u16>,
}

/// The tokens of `COLUMNS`.
pub(super) fn columns(model: &Model, projected: &[Projected; 3]) -> TokenStream {
    let door = door();
    let mut pieces = Vec::new();
    let mut run = Run::default();
    if model.kind == ModelKind::Table {
        for (text, of) in run.lines.iter_mut().zip(projected) {
            text.push_str(&lines::table(of.table.comment.as_deref(), &of.table.options));
        }
        run.place = Some(2);
    }
    let mut number = 0;
    for field in &model.fields {
        match field {
            Field::Skip { .. } => {}
            Field::Column(column) => {
                push(&mut run, model, column, projected.each_ref().map(|of| &of.table.columns[number]));
                number += 1;
            }
            Field::Flatten { ident, ty } => {
                pieces.extend(take(&mut run));
                let place = place_of(model, ident);
                pieces.push(quote_spanned! {spanned(ty.span())=>
                    #door::ColumnPiece::Flat(#place, <#ty as #door::Columns>::COLUMNS)
                });
            }
        }
    }
    pieces.extend(take(&mut run));
    quote!(&[#(#pieces),*])
}

fn push(run: &mut Run, model: &Model, column: &Column, each: [&migrate_core::schema::Column; 3]) {
    let mut previous: Option<(&migrate_core::schema::Column, Option<&str>, String)> = None;
    for ((dialect, text), of) in Dialect::ALL.into_iter().zip(&mut run.lines).zip(each) {
        // A type that is spelled out holds its own size.
        let size = column.size.as_ref().filter(|_| column.sql_type.get(dialect).is_none());
        let size = size.map(|size| size.value.as_str());
        // Most columns are one on all dialects: write them once.
        let line = match &previous {
            Some((other, other_size, line)) if *other == of && *other_size == size => line.clone(),
            Some(_) | None => lines::column(of, size),
        };
        text.push_str(&line);
        previous = Some((of, size, line));
    }
    let name = &column.name.value;
    run.fields.push_str(&format!("{}\t{name}\n", field_name(&column.ident)));
    run.types.push(type_of(column));
    if let Some(old) = &column.renamed_from {
        run.hints.push_str(&format!("h\tcolumn\t{name}\t{}\n", old.value));
    }
    if let Some(backfill) = &column.backfill {
        let sql = backfill
            .value
            .replace('\\', "\\\\")
            .replace('\t', "\\t")
            .replace('\n', "\\n")
            .replace('\r', "\\r");
        run.hints.push_str(&format!("h\tbackfill\t{name}\t{sql}\n"));
    }
    run.place.get_or_insert_with(|| place_of(model, &column.ident));
}

fn take(run: &mut Run) -> Option<TokenStream> {
    let door = door();
    let Run { lines, fields, types, hints, place } = std::mem::take(run);
    let place = place?;
    let lines = lines_tokens(&lines);
    Some(quote! {
        #door::ColumnPiece::Own(#door::ColumnPart {
            lines: #lines, fields: #fields, types: &[#(#types),*], hints: #hints, place: #place,
        })
    })
}

/// A column's type: found by rustc, but for what `sql_type` says.
pub(super) fn type_of(column: &Column) -> TokenStream {
    let door = door();
    let ty = &column.ty;
    let at = spanned(ty.span());
    let codes = Dialect::ALL.map(|dialect| column.sql_type.get(dialect).map(|given| code(&given.value)));
    let nullable = column.nullable.as_ref().map_or_else(|| is_option(ty), |nullable| nullable.value);
    match codes {
        [Some(a), Some(b), Some(c)] => quote!(#door::TypeDef::each([#a, #b, #c]).nullable(#nullable)),
        codes => {
            let mut tokens = quote_spanned!(at=> <#ty as #door::ColumnType>::TYPE);
            for (dialect, code) in codes.iter().enumerate() {
                if let Some(code) = code {
                    tokens.extend(quote!(.on(#dialect, #code)));
                }
            }
            tokens
        }
    }
}

/// The text of a type that was written by hand: one that we know, or the database's own.
pub(super) fn code(sql: &str) -> String {
    use migrate_core::schema::Type;
    let sql = sql.trim();
    let lower = sql.to_lowercase();
    let ty = lower.parse().unwrap_or_else(|_| Type::Raw(sql.to_owned()));
    lines::type_slot(&ty, false, &[]).trim_end().to_owned()
}
