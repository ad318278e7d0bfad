//! The fast path: whole texts, in chunks.

use super::SnapTable;
use crate::model::text::stands_at;
use crate::model::{ColumnPiece, KeyPiece, TableDef, TypeDef};

/// Whether a table's text is the snapshot's, byte by byte. `false` says nothing yet: order may differ.
pub(super) const fn same(table: &TableDef, dialect: usize, snap: &SnapTable) -> bool {
    let mut at = At { lines: 0, slots: 0, same: true };
    columns(table.columns, dialect, snap, &mut at);
    if !at.same || at.lines != snap.columns.len() || at.slots != snap.types.len() {
        return false;
    }
    let mut at = At { lines: 0, slots: 0, same: true };
    keys(table.keys, dialect, snap, &mut at);
    at.same && at.lines == snap.keys.len() && at.slots == snap.refs.len()
}

struct At {
    lines: usize,
    slots: usize,
    same: bool,
}

const fn columns(pieces: &[ColumnPiece], dialect: usize, snap: &SnapTable, at: &mut At) {
    let mut i = 0;
    while i < pieces.len() && at.same {
        match &pieces[i] {
            ColumnPiece::Flat(_, inner) => columns(inner, dialect, snap, at),
            ColumnPiece::Own(part) => {
                let lines = part.lines[dialect].as_bytes();
                at.same = stands_at(snap.columns.as_bytes(), at.lines, lines);
                at.lines += lines.len();
                let mut k = 0;
                while k < part.types.len() && at.same {
                    at.slots = match type_ends(&part.types[k], dialect, snap.types.as_bytes(), at.slots) {
                        Some(end) => end,
                        None => {
                            at.same = false;
                            0
                        }
                    };
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
                    at.same = stands_at(refs, at.slots, of.table[dialect].as_bytes());
                    at.slots += of.table[dialect].len();
                    let mut c = 0;
                    while c < of.columns.len() && at.same {
                        at.same = stands_at(refs, at.slots, b"\t")
                            && stands_at(refs, at.slots + 1, of.columns[c].as_bytes());
                        at.slots += 1 + of.columns[c].len();
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
