//! A table's parts, flattened structs laid out in line.

use crate::model::{ColumnPart, ColumnPiece, KeyPart, KeyPiece};

const LIMIT: usize = 128;

/// Parts, each with the place of its lines where they stand in a flattened struct.
pub(crate) struct Parts<T: 'static> {
    pub(crate) list: [Option<(&'static T, Option<u16>)>; LIMIT],
    pub(crate) len: usize,
}

impl<T> Parts<T> {
    const fn empty() -> Self {
        Self { list: [const { None }; LIMIT], len: 0 }
    }

    #[track_caller]
    const fn push(&mut self, part: &'static T, place: Option<u16>) {
        assert!(self.len < LIMIT, "a table is made of more than 128 flattened parts: flatten fewer structs");
        self.list[self.len] = Some((part, place));
        self.len += 1;
    }

    /// The place of the `line`-th line of a part whose first has the place `first`.
    pub(crate) const fn place(fixed: Option<u16>, first: u16, line: usize) -> u16 {
        match fixed {
            Some(place) => place,
            None => first + line as u16,
        }
    }
}

pub(crate) const fn columns(pieces: &'static [ColumnPiece]) -> Parts<ColumnPart> {
    let mut parts = Parts::empty();
    collect_columns(pieces, None, &mut parts);
    parts
}

const fn collect_columns(pieces: &'static [ColumnPiece], outer: Option<u16>, parts: &mut Parts<ColumnPart>) {
    let mut i = 0;
    while i < pieces.len() {
        match &pieces[i] {
            ColumnPiece::Own(part) => parts.push(part, outer),
            ColumnPiece::Flat(place, inner) => {
                collect_columns(inner, if outer.is_some() { outer } else { Some(*place) }, parts);
            }
        }
        i += 1;
    }
}

pub(crate) const fn keys(pieces: &'static [KeyPiece]) -> Parts<KeyPart> {
    let mut parts = Parts::empty();
    collect_keys(pieces, None, &mut parts);
    parts
}

const fn collect_keys(pieces: &'static [KeyPiece], outer: Option<u16>, parts: &mut Parts<KeyPart>) {
    let mut i = 0;
    while i < pieces.len() {
        match &pieces[i] {
            KeyPiece::Own(part) => parts.push(part, outer),
            KeyPiece::Flat(place, inner) => {
                collect_keys(inner, if outer.is_some() { outer } else { Some(*place) }, parts);
            }
        }
        i += 1;
    }
}
