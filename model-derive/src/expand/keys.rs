//! Keys, indexes, foreign keys and checks as lines, with the place of each.

use migrate_core::model::lines;
use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::{Path, TypeGenerics};

use super::project::Projected;
use super::{each, read_tokens, short, spanned};
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

/// A struct's keys.
pub(super) struct Keys {
    /// Their lines.
    pub(super) texts: [String; 3],
    /// What those of all but foreign keys count.
    pub(super) sums: [u64; 3],
    /// Where each stands: the first place behind the fields is the first of these.
    pub(super) places: Vec<Span>,
    /// Whether the primary key is among them.
    pub(super) primary: bool,
    /// The place of each line.
    each: [Vec<u16>; 3],
    /// The model's foreign keys in the order of their lines, with what the lines count.
    foreign_keys: Vec<(usize, [u64; 3])>,
}

impl Keys {
    /// Whether there are none.
    pub(super) fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// The place of one of the model's foreign keys among its `REFS`.
    pub(super) fn place_of(&self, foreign_key: usize) -> Option<usize> {
        self.foreign_keys.iter().position(|(number, _)| *number == foreign_key)
    }

    /// The place of each line.
    pub(super) fn places(&self) -> String {
        super::repeat_or_each(&self.each, |places| {
            let mut text = String::new();
            for place in places {
                lines::add_number(&mut text, usize::from(*place));
            }
            super::string(&text)
        })
    }
}

/// A model's keys as lines. A key has one place, on whichever dialects it is.
pub(super) fn keys(model: &Model, projected: &[Projected; 3]) -> Keys {
    let fields = model.fields.iter().filter(|field| !matches!(field, Field::Skip { .. })).count();
    let of_dialects = each_lines(model, projected);
    let mut ids: Vec<(&Id, Span)> = of_dialects[0].iter().map(|line| (&line.id, line.span)).collect();
    if !of_dialects.iter().all(|lines| same(lines, &of_dialects[0])) {
        ids = of_dialects.iter().flatten().map(|line| (&line.id, line.span)).collect();
        ids.sort_by(|a, b| a.0.cmp(b.0));
        ids.dedup_by(|a, b| a.0 == b.0);
    }
    let mut keys = Keys {
        texts: Default::default(),
        sums: [0; 3],
        places: ids.iter().map(|(_, span)| *span).collect(),
        primary: model.primary_key.is_some(),
        each: Default::default(),
        foreign_keys: Vec::new(),
    };
    for (dialect, lines) in of_dialects.iter().enumerate() {
        for line in lines {
            let hash = lines::hash(&line.text);
            keys.texts[dialect].push_str(&line.text);
            let place = ids.iter().zip((2_u16..).skip(fields)).find(|((id, _), _)| **id == line.id);
            keys.each[dialect].extend(place.map(|(_, place)| place));
            match line.id.foreign_key {
                // Every dialect has every foreign key.
                Some(key) => match keys.foreign_keys.iter_mut().find(|(number, _)| *number == key) {
                    Some((_, hashes)) => hashes[dialect] = hash,
                    None => keys.foreign_keys.push((key, [hash; 3])),
                },
                None => keys.sums[dialect] = keys.sums[dialect].wrapping_add(hash),
            }
        }
    }
    keys
}

/// The tokens of `REFS`, where there are any.
pub(super) fn refs(model: &Model, keys: &Keys) -> Option<TokenStream> {
    let door = short();
    let mut refs = Vec::new();
    refs.extend(keys.foreign_keys.iter().filter_map(|(key, hashes)| reference(model, *key, hashes)));
    for field in &model.fields {
        if let Field::Flatten { ident, ty } = field {
            let at = spanned(ident.span());
            refs.push(quote_spanned!(at=> #door::Refs::Flat(<#ty as #door::Columns>::REFS)));
        }
    }
    match refs.as_slice() {
        [] => None,
        [one] => Some(quote!(&#one)),
        many => Some(quote!(&#door::Refs::Many(&[#(#many),*]))),
    }
}

/// Whether both are lines of the same keys.
fn same(a: &[KeyLine], b: &[KeyLine]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.id == b.id)
}

/// The lines on each dialect; where one is as the first, so are its lines.
fn each_lines(model: &Model, projected: &[Projected; 3]) -> [Vec<KeyLine>; 3] {
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

fn reference(model: &Model, number: usize, line: &[u64; 3]) -> Option<TokenStream> {
    let door = short();
    let key = model.foreign_keys.get(number)?;
    let target = Target::new(model, key);
    let mut columns = key.target_fields.iter().map(|field| {
        let field = super::field_name(field);
        quote!(#door::target(<#target as #door::Table>::OWN, #field))
    });
    let column = columns.next()?;
    let more: Vec<_> = columns.collect();
    let more = if more.is_empty() { quote!(#door::RefDef::ALONE) } else { quote!(&[#(#more),*]) };
    let line = read_tokens(&format!("line:{},", each(line, u64::to_string)));
    Some(quote!(#door::Refs::One(#door::RefDef {
        #line table: <#target as #door::Table>::OWN, column: #column, more: #more,
    })))
}

/// The struct that a key refers to; `Self` is spelled out, for it also stands outside the `impl`.
pub(super) enum Target<'m> {
    Own(Ident, TypeGenerics<'m>),
    Other(&'m Path),
}

impl<'m> Target<'m> {
    pub(super) fn new(model: &'m Model, key: &'m ForeignKey) -> Self {
        if !key.target.is_ident("Self") {
            return Self::Other(&key.target);
        }
        let ident = Ident::new(&model.ident.to_string(), spanned(key.span));
        let (_, generics, _) = model.generics.split_for_impl();
        Self::Own(ident, generics)
    }
}

impl ToTokens for Target<'_> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self {
            Self::Own(ident, generics) => {
                ident.to_tokens(tokens);
                generics.to_tokens(tokens);
            }
            Self::Other(path) => path.to_tokens(tokens),
        }
    }
}

/// The struct's name, for messages.
pub(super) fn owner(key: &ForeignKey) -> String {
    key.target.segments.last().map(|segment| segment.ident.to_string()).unwrap_or_default()
}
