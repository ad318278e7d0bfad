//! The fast path: whole texts, in chunks.

use super::SnapTable;
use crate::model::text::{equal, find, stands_at};
use crate::model::{ColumnPiece, KeyPiece, TableDef, TypeDef};

/// Whether a table's text is the snapshot's, byte by byte. `false` says nothing yet: order may differ.
pub(super) const fn same(table: &TableDef, dialect: usize, snap: &SnapTable) -> bool {
    let columns = match table.own.columns {
        [ColumnPiece::Own(part)] => {
            equal(part.lines[dialect].as_bytes(), snap.columns.as_bytes())
                && equal(part.kinds, snap.kinds)
                && same_types(part.types, dialect, snap.types.as_bytes())
        }
        pieces => same_pieces(pieces, dialect, snap),
    };
    if !columns {
        return false;
    }
    let mut at = At { lines: 0, slots: 0, same: true };
    keys(table.keys, dialect, snap, &mut at);
    at.same && at.lines == snap.keys.len() && at.slots == snap.refs.len()
}

/// Whether these are all the slots there are, in their order.
const fn same_types(types: &[&TypeDef], dialect: usize, slots: &[u8]) -> bool {
    let (mut at, mut k) = (0, 0);
    while k < types.len() {
        match type_ends(types[k], dialect, slots, at) {
            Some(end) => at = end,
            None => return false,
        }
        k += 1;
    }
    at == slots.len()
}

/// The same with flattened structs: their types count from their own first one.
const fn same_pieces(pieces: &[ColumnPiece], dialect: usize, snap: &SnapTable) -> bool {
    let slots = snap.types.as_bytes();
    // Where each of the snapshot's slots begins.
    let mut starts = [0; 256];
    let (mut at, mut i) = (0, 0);
    while at < slots.len() && i < starts.len() {
        starts[i] = at;
        at = find(slots, at, b'\n') + 1;
        i += 1;
    }
    let mut at = At { lines: 0, slots: 0, same: true };
    columns(pieces, dialect, snap, &starts, &mut at);
    at.same && at.lines == snap.columns.len() && at.slots == snap.kinds.len()
}

struct At {
    lines: usize,
    slots: usize,
    same: bool,
}

const fn columns(
    pieces: &[ColumnPiece],
    dialect: usize,
    snap: &SnapTable,
    starts: &[usize; 256],
    at: &mut At,
) {
    let mut i = 0;
    while i < pieces.len() && at.same {
        match &pieces[i] {
            ColumnPiece::Flat(_, inner) => columns(inner, dialect, snap, starts, at),
            ColumnPiece::Own(part) => {
                let lines = part.lines[dialect].as_bytes();
                at.same = stands_at(snap.columns.as_bytes(), at.lines, lines);
                at.lines += lines.len();
                let mut k = 0;
                while k < part.kinds.len() && at.same {
                    at.same = at.slots < snap.kinds.len() && {
                        let start = starts[snap.kinds[at.slots] as usize];
                        type_ends(part.ty(k), dialect, snap.types.as_bytes(), start).is_some()
                    };
                    at.slots += 1;
                    k += 1;
                }
            }
        }
        i += 1;
    }
}

const fn keys(pieces: &[KeyPiece], dialect: usize, snap: &SnapTable, at: &mut At) {
    let mut i = 0;
    while i < pieces.len() && at.same {
        match &pieces[i] {
            KeyPiece::Flat(_, inner) => keys(inner, dialect, snap, at),
            KeyPiece::Own(part) => {
                let lines = part.lines[dialect].as_bytes();
                at.same = stands_at(snap.keys.as_bytes(), at.lines, lines);
                at.lines += lines.len();
                let refs = snap.refs.as_bytes();
                let mut k = 0;
                while k < part.refs.len() && at.same {
                    let of = &part.refs[k];
                    let table = of.table.name[dialect].as_bytes();
                    at.same = stands_at(refs, at.slots, table);
                    at.slots += table.len();
                    let mut c = 0;
                    while c < of.columns.len() && at.same {
                        at.same = stands_at(refs, at.slots, b"\t")
                            && stands_at(refs, at.slots + 1, of.columns[c].column);
                        at.slots += 1 + of.columns[c].column.len();
                        c += 1;
                    }
                    at.same = at.same && stands_at(refs, at.slots, b"\n");
                    at.slots += 1;
                    k += 1;
                }
            }
        }
        i += 1;
    }
}

/// Where a type's slot ends, line feed included, if it is what stands at `at`.
pub(super) const fn type_ends(ty: &TypeDef, dialect: usize, slots: &[u8], at: usize) -> Option<usize> {
    let known = ty.slot(dialect).as_bytes();
    if !known.is_empty() {
        return if stands_at(slots, at, known) { Some(at + known.len()) } else { None };
    }
    let code = ty.codes[dialect].as_bytes();
    if !stands_at(slots, at, code) {
        return None;
    }
    let mut at = at + code.len();
    let mut dims = 0;
    while dims < ty.dims {
        if !stands_at(slots, at, b"[]") {
            return None;
        }
        at += 2;
        dims += 1;
    }
    if ty.nullable {
        if at >= slots.len() || slots[at] != b'?' {
            return None;
        }
        at += 1;
    }
    if let Some(json) = ty.enum_json {
        let json = json[dialect];
        if !stands_at(slots, at, b"\t") || !stands_at(slots, at + 1, json.as_bytes()) {
            return None;
        }
        at += 1 + json.len();
    }
    if at < slots.len() && slots[at] == b'\n' { Some(at + 1) } else { None }
}
