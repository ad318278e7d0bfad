//! Columns as lines, with their types and the place of each.

use migrate_core::Dialect;
use migrate_core::model::lines;
use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{GenericArgument, Path, PathArguments, Token, Type, TypePath};

use super::keys::Keys;
use super::project::{self, Projected};
use super::{each, field_name, numbers, place_of, read_tokens, repeat_or_each, short, spanned, string};
use crate::ast::{Column, Field, Model, ModelKind};
use crate::attr::is_option;

/// A run of columns, as it grows.
#[derive(Default)]
struct Run<'m> {
    texts: [String; 3],
    /// Of lines that no type is multiplied with.
    sums: [u64; 3],
    names: String,
    types: Vec<Kind<'m>>,
    kinds: String,
    hints: String,
    place: Option<u16>,
    keys: Option<&'m Keys>,
}

/// A type that occurs.
struct Kind<'m> {
    /// The text by which it is known again.
    key: Option<String>,
    /// The first column that has it.
    of: TypeOf<'m>,
    /// What it counts, for all columns that have it.
    weights: [u64; 3],
}

/// So many types a run can hold: their places are characters of ASCII.
const TYPES: usize = 128;

/// The tokens of a model's pieces.
pub(super) fn pieces(model: &Model, projected: &[Projected; 3], keys: &Keys) -> TokenStream {
    let door = short();
    let mut pieces = Vec::new();
    let mut run = Run::default();
    if model.kind == ModelKind::Table {
        for (dialect, name) in super::names(&model.qname()).iter().enumerate() {
            let of = &projected[dialect].table;
            let line = lines::table(of.comment.as_deref(), &of.options);
            run.sums[dialect] = lines::hash(&line);
            run.texts[dialect] = format!("T\t{name}\n{line}");
        }
        if let Some(old) = &model.renamed_from {
            run.hints = format!("h\ttable\t{}\n", old.value);
        }
    }
    if model.kind == ModelKind::Table || !keys.is_empty() {
        run.place = Some(2);
        run.keys = Some(keys);
    }
    for field in &model.fields {
        match field {
            Field::Skip { .. } => {}
            Field::Column(column) => {
                if run.types.len() == TYPES {
                    pieces.extend(take(&mut run));
                }
                push(&mut run, model, column);
            }
            Field::Flatten { ident, ty } => {
                pieces.extend(take(&mut run));
                let place = place_of(model, ident);
                pieces.push(quote_spanned! {spanned(ty.span())=>
                    #door::Pieces::Flat(#place, <#ty as #door::Columns>::PIECES)
                });
            }
        }
    }
    pieces.extend(take(&mut run));
    match pieces.as_slice() {
        [one] => one.clone(),
        many => quote!(#door::Pieces::Many(&[#(#many),*])),
    }
}

fn push<'m>(run: &mut Run<'m>, model: &Model, column: &'m Column) {
    let name = &column.name.value;
    let weights = push_lines(run, column);
    lines::add_names(&mut run.names, &field_name(&column.ident), name);
    let key = if column.sql_type.is_empty() { known_by(&column.ty) } else { None };
    let same = key.as_ref().and_then(|key| run.types.iter().position(|of| of.key.as_ref() == Some(key)));
    let kind = match same {
        Some(kind) => {
            let total = &mut run.types[kind].weights;
            for (total, weight) in total.iter_mut().zip(weights) {
                *total = total.wrapping_add(weight);
            }
            kind
        }
        None => {
            run.types.push(Kind { key, of: TypeOf(column), weights });
            run.types.len() - 1
        }
    };
    // There are at most `TYPES`.
    run.kinds.push(kind as u8 as char);
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
    if run.place.is_none() {
        run.place = Some(place_of(model, &column.ident));
    }
}

/// Whether there is nothing to say of a column but its name and its type. Most columns are such.
fn is_plain(column: &Column) -> bool {
    column.size.is_none()
        && column.default.is_empty()
        && column.identity.is_none()
        && column.generated.is_none()
        && column.collation.is_empty()
        && column.charset.is_none()
        && column.set_on_update.is_none()
        && !column.invisible
        && column.comment.is_none()
}

/// Adds a column's lines, and says what each counts.
fn push_lines(run: &mut Run<'_>, column: &Column) -> [u64; 3] {
    if is_plain(column) {
        let line = lines::plain_column(&column.name.value);
        run.texts.iter_mut().for_each(|text| text.push_str(&line));
        return [lines::column_weight(&line); 3];
    }
    let mut weights = [0; 3];
    let mut previous: Option<(migrate_core::schema::Column, Option<&str>, String)> = None;
    for (dialect, weight) in Dialect::ALL.into_iter().zip(&mut weights) {
        let of = project::column(column, dialect);
        // A type that is spelled out holds its own size.
        let size = column.size.as_ref().filter(|_| column.sql_type.get(dialect).is_none());
        let size = size.map(|size| size.value.as_str());
        // Most are one on all dialects: write them once.
        let line = match previous {
            Some((other, other_size, line)) if other == of && other_size == size => line,
            Some(_) | None => lines::column(&of, size),
        };
        run.texts[dialect.index()].push_str(&line);
        *weight = lines::column_weight(&line);
        previous = Some((of, size, line));
    }
    weights
}

/// The run, ended: its keys, and how many types follow.
fn take(run: &mut Run<'_>) -> Option<TokenStream> {
    let door = short();
    let Run { mut texts, mut sums, names, types, kinds, hints, place, keys } = std::mem::take(run);
    let place = place?;
    let mut end = String::new();
    if !kinds.is_empty() {
        end.push('k');
        for kind in kinds.bytes() {
            end.push_str(&format!("\t{kind}"));
        }
        end.push_str(&format!("\ny\t{}\n", types.len()));
    }
    for (dialect, (text, sum)) in texts.iter_mut().zip(&mut sums).enumerate() {
        if let Some(keys) = keys {
            text.push_str(&keys.texts[dialect]);
            *sum = sum.wrapping_add(keys.sums[dialect]);
        }
        text.push_str(&end);
    }
    let primary = keys.is_some_and(|keys| keys.primary);
    let key_places = keys.map_or_else(|| "[\"\";3]".to_owned(), Keys::places);
    let texts = repeat_or_each(&texts, |text| string(text));
    let sums = each(&sums, u64::to_string);
    let [first, second, third] =
        [0, 1, 2].map(|d| types.iter().map(|kind| kind.weights[d]).collect::<Vec<_>>());
    let (weights, stride) = if first == second && second == third {
        (numbers(&first), 0)
    } else {
        (numbers(&[first, second, third].concat()), types.len())
    };
    let (names, kinds) = (string(&names), string(&kinds));
    let hints = if hints.is_empty() { "None".to_owned() } else { format!("Some({})", string(&hints)) };
    let known = read_tokens(&format!(
        "text:{texts},hints: ::core::option::Option::{hints},sums:{sums},weights:{weights},stride:{stride},kinds:{kinds},names:{names},place:{place},\
         keys:{key_places},primary:{primary},"
    ));
    let types = types.iter().map(|kind| &kind.of);
    Some(quote!(#door::Pieces::One(#door::Part { #known types: &[#(#types),*] })))
}

/// The text by which a type is known again in its struct, where that can be told: a path.
fn known_by(ty: &Type) -> Option<String> {
    fn add(ty: &Type, text: &mut String) -> Option<()> {
        let Type::Path(TypePath { qself: None, path }) = ty else { return None };
        for segment in &path.segments {
            text.push_str("::");
            let word = segment.ident.to_string();
            if word.starts_with('$') {
                // Another crate may be meant each time.
                return None;
            }
            text.push_str(&word);
            match &segment.arguments {
                PathArguments::None => {}
                PathArguments::Parenthesized(_) => return None,
                PathArguments::AngleBracketed(list) => {
                    text.push('<');
                    for argument in &list.args {
                        let GenericArgument::Type(inner) = argument else { return None };
                        add(inner, text)?;
                        text.push(',');
                    }
                    text.push('>');
                }
            }
        }
        Some(())
    }
    let mut text = String::new();
    if let Type::Path(TypePath { path, .. }) = ty
        && path.leading_colon.is_some()
    {
        return None;
    }
    add(ty, &mut text)?;
    Some(text)
}

/// A column's type: found by rustc, but for what `sql_type` says.
pub(super) struct TypeOf<'m>(pub(super) &'m Column);

impl ToTokens for TypeOf<'_> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let Column { ty, sql_type, nullable, .. } = self.0;
        let (door, at) = (short(), spanned(first(ty)));
        if sql_type.is_empty() {
            // `<#ty as #door::ColumnType>::DEF`, token by token: a stream inside of another is a call of the compiler, and
            // there is a type for almost each column.
            Token![<](at).to_tokens(tokens);
            ty.to_tokens(tokens);
            Token![as](at).to_tokens(tokens);
            door.to_tokens(tokens);
            Token![::](at).to_tokens(tokens);
            Ident::new("ColumnType", at).to_tokens(tokens);
            Token![>](at).to_tokens(tokens);
            Token![::](at).to_tokens(tokens);
            Ident::new("DEF", at).to_tokens(tokens);
            return;
        }
        let codes = Dialect::ALL.map(|dialect| sql_type.get(dialect).map(|given| code(&given.value)));
        let nullable = nullable.as_ref().map_or_else(|| is_option(ty), |nullable| nullable.value);
        tokens.extend(match codes {
            [Some(a), Some(b), Some(c)] => quote!(&#door::TypeDef::each([#a, #b, #c]).nullable(#nullable)),
            codes => {
                let mut tokens = quote_spanned!(at=> &<#ty as #door::ColumnType>::TYPE);
                for (dialect, code) in codes.iter().enumerate() {
                    if let Some(code) = code {
                        tokens.extend(quote!(.on(#dialect, #code)));
                    }
                }
                tokens
            }
        });
    }
}

/// Where a type begins: on stable Rust that is all of its span, which takes its time to be found.
fn first(ty: &Type) -> Span {
    match ty {
        Type::Path(TypePath { qself: None, path: Path { leading_colon: None, segments } }) => {
            segments.first().map_or_else(Span::call_site, |segment| segment.ident.span())
        }
        other => other.span(),
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
