//! A table's parts, flattened structs laid out in line, for the comparison line by line.

use crate::model::{Part, Piece, RefDef, Refs};

const LIMIT: usize = 128;

/// Parts, each with the place of its lines where they stand in a flattened struct.
pub(crate) struct Parts {
    pub(crate) list: [Option<(&'static Part, Option<u16>)>; LIMIT],
    pub(crate) len: usize,
}

impl Parts {
    /// Those of a table.
    pub(crate) const fn of(pieces: &'static [Piece]) -> Self {
        let mut parts = Self { list: [None; LIMIT], len: 0 };
        parts.collect(pieces, None);
        parts
    }

    #[track_caller]
    const fn collect(&mut self, pieces: &'static [Piece], outer: Option<u16>) {
        let mut i = 0;
        while i < pieces.len() {
            match &pieces[i] {
                Piece::Own(part) => {
                    assert!(
                        self.len < LIMIT,
                        "a table is made of more than 128 flattened parts: flatten fewer structs"
                    );
                    self.list[self.len] = Some((part, outer));
                    self.len += 1;
                }
                Piece::Flat(place, inner) => {
                    self.collect(inner, if outer.is_some() { outer } else { Some(*place) });
                }
            }
            i += 1;
        }
    }
}

/// What foreign keys refer to, in the order of their lines.
pub(crate) struct Targets {
    pub(crate) list: [Option<&'static RefDef>; LIMIT],
    len: usize,
}

impl Targets {
    /// Those of a table.
    pub(crate) const fn of(refs: &'static [Refs]) -> Self {
        let mut targets = Self { list: [None; LIMIT], len: 0 };
        targets.collect(refs);
        targets
    }

    #[track_caller]
    const fn collect(&mut self, refs: &'static [Refs]) {
        let mut i = 0;
        while i < refs.len() {
            match &refs[i] {
                Refs::Flat(inner) => self.collect(inner),
                Refs::Key(key) => {
                    assert!(self.len < LIMIT, "a table has more than 128 foreign keys: that is too many");
                    self.list[self.len] = Some(key);
                    self.len += 1;
                }
            }
            i += 1;
        }
    }
}
