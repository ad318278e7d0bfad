//! A table's parts, flattened structs laid out in line, for the comparison line by line.

use crate::model::{Part, Pieces, RefDef, Refs};

const LIMIT: usize = 128;

/// Parts, each with the place of its lines where they stand in a flattened struct.
pub(crate) struct Parts {
    pub(crate) list: [Option<(&'static Part, Option<u16>)>; LIMIT],
    pub(crate) len: usize,
}

impl Parts {
    /// Those of a table.
    pub(crate) const fn of(pieces: &'static Pieces) -> Self {
        let mut parts = Self { list: [None; LIMIT], len: 0 };
        parts.collect(pieces, None);
        parts
    }

    #[track_caller]
    const fn collect(&mut self, pieces: &'static Pieces, outer: Option<u16>) {
        match pieces {
            Pieces::One(part) => {
                assert!(
                    self.len < LIMIT,
                    "a table is made of more than 128 flattened parts: flatten fewer structs"
                );
                self.list[self.len] = Some((part, outer));
                self.len += 1;
            }
            Pieces::Flat(place, inner) => {
                self.collect(inner, if outer.is_some() { outer } else { Some(*place) });
            }
            Pieces::Many(list) => {
                let mut list = *list;
                while let [first, rest @ ..] = list {
                    self.collect(first, outer);
                    list = rest;
                }
            }
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
    pub(crate) const fn of(refs: &'static Refs) -> Self {
        let mut targets = Self { list: [None; LIMIT], len: 0 };
        targets.collect(refs);
        targets
    }

    #[track_caller]
    const fn collect(&mut self, refs: &'static Refs) {
        match refs {
            Refs::One(key) => {
                assert!(self.len < LIMIT, "a table has more than 128 foreign keys: that is too many");
                self.list[self.len] = Some(key);
                self.len += 1;
            }
            Refs::Flat(inner) => self.collect(inner),
            Refs::Many(list) => {
                let mut list = *list;
                while let [first, rest @ ..] = list {
                    self.collect(first);
                    list = rest;
                }
            }
        }
    }
}
