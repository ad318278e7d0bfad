//! Keys, indexes, foreign keys and checks as lines, with the place of each.

use migrate_core::model::lines;
use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};

use super::project::Projected;
use super::{lines_tokens, short, spanned};
use crate::ast::{Field, ForeignKey, Model};

/// One key's line on one dialect.
#[derive(Clone)]
struct KeyLine {
    /// Which of the model's keys.
    id: Id,
    text: String,
    span: Span,
}

/// What tells a model's keys apart, in canonical order.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Id {
    rank: u8,
    name: String,
    /// The number of the model's foreign key.
    foreign_key: Option<usize>,
}

/// The tokens of `KEYS`, where there are any, and the span of each place from `first` on.
pub(super) fn keys(
    model: &Model,
    projected: &[Projected; 3],
    first: u16,
) -> (Option<TokenStream>, Vec<Span>) {
    let door = short();
    let each = each(model, projected);
    let mut places = Vec::new();
    let mut pieces = Vec::new();
    if each.iter().all(|lines| same(lines, &each[0])) {
        if !each[0].is_empty() {
            let texts = each.each_ref().map(|lines| lines.iter().map(|line| line.text.as_str()).collect());
            let tokens = lines_tokens(&texts);
            let refs = each[0].iter().filter_map(|line| reference(model, line.id.foreign_key?));
            pieces.push(quote!(#door::KeyPiece::Own(#door::KeyPart {
                lines: #tokens, refs: &[#(#refs),*], place: #first,
            })));
            places.extend(each[0].iter().map(|line| line.span));
        }
    } else {
        let mut ids: Vec<_> = each.iter().flatten().map(|line| line.id.clone()).collect();
        ids.sort();
        ids.dedup();
        for id in ids {
            let find =
                |lines: &[KeyLine]| lines.iter().find(|line| line.id == id).map(|line| line.text.clone());
            let texts = each.each_ref().map(|lines| find(lines).unwrap_or_default());
            let tokens = lines_tokens(&texts);
            let refs = id.foreign_key.and_then(|key| reference(model, key));
            let place = first + u16::try_from(places.len()).unwrap_or(u16::MAX - first);
            pieces.push(quote!(#door::KeyPiece::Own(#door::KeyPart {
                lines: #tokens, refs: &[#refs], place: #place,
            })));
            let line = each.iter().flatten().find(|line| line.id == id);
            places.push(line.map_or_else(Span::call_site, |line| line.span));
        }
    }
    for field in &model.fields {
        if let Field::Flatten { ident, ty } = field {
            let at = spanned(ident.span());
            let place = super::place_of(model, ident);
            pieces.push(quote_spanned!(at=> #door::KeyPiece::Flat(#place, <#ty as #door::Columns>::KEYS)));
        }
    }
    ((!pieces.is_empty()).then(|| quote!(&[#(#pieces),*])), places)
}

/// Whether both are lines of the same keys.
fn same(a: &[KeyLine], b: &[KeyLine]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.id == b.id)
}

/// The lines on each dialect; where one is as the first, so are its lines.
fn each(model: &Model, projected: &[Projected; 3]) -> [Vec<KeyLine>; 3] {
    let lines = lines_of(model, &projected[0]);
    let [second, third] = [&projected[1], &projected[2]]
        .map(|of| if of.has_keys_of(&projected[0]) { lines.clone() } else { lines_of(model, of) });
    [lines, second, third]
}

fn lines_of(model: &Model, projected: &Projected) -> Vec<KeyLine> {
    let table = &projected.table;
    let name = &table.name.name;
    let id = |rank, name: &str, foreign_key| Id { rank, name: name.to_owned(), foreign_key };
    let mut lines = Vec::new();
    if let (Some(of), Some(key)) = (&model.primary_key, &table.primary_key) {
        lines.push(KeyLine { id: id(0, "", None), text: lines::primary_key(key), span: of.span });
    }
    for (index, span) in &projected.indexes {
        lines.push(KeyLine { id: id(1, &index.name, None), text: lines::index(name, index), span: *span });
    }
    for (key, number) in &projected.foreign_keys {
        let span = model.foreign_keys[*number].span;
        let text = lines::foreign_key(name, key);
        lines.push(KeyLine { id: id(2, &key.name, Some(*number)), text, span });
    }
    for (check, span) in &projected.checks {
        lines.push(KeyLine { id: id(3, &check.name, None), text: lines::check(table, check), span: *span });
    }
    for (exclusion, span) in &projected.exclusions {
        let text = lines::exclusion(exclusion);
        lines.push(KeyLine { id: id(4, &exclusion.name, None), text, span: *span });
    }
    lines
}

fn reference(model: &Model, number: usize) -> Option<TokenStream> {
    let door = short();
    let key = model.foreign_keys.get(number)?;
    let target = target(model, key);
    let columns = key.target_fields.iter().map(|field| {
        let name = super::field_name(field);
        quote!(#door::target(<#target as #door::Table>::OWN, #name))
    });
    Some(quote!(#door::RefDef { table: <#target as #door::Table>::OWN, columns: &[#(#columns),*] }))
}

/// The struct that a key refers to; `Self` is spelled out, for it also stands outside the `impl`.
pub(super) fn target(model: &Model, key: &ForeignKey) -> TokenStream {
    let path = &key.target;
    if path.is_ident("Self") {
        let ident = syn::Ident::new(&model.ident.to_string(), spanned(key.span));
        let (_, ty, _) = model.generics.split_for_impl();
        return quote!(#ident #ty);
    }
    quote!(#path)
}

/// The struct's name, for messages.
pub(super) fn owner(key: &ForeignKey) -> String {
    key.target.segments.last().map(|segment| segment.ident.to_string()).unwrap_or_default()
}
