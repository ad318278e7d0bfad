//! Writing a record in const evaluation: once to count, once to copy.

use super::{FIRST_MARK, MAGIC, MARKS};
use crate::model::text::slice;
use crate::model::{GateState, Piece, Refs, TableDef, Tables, TypeDef};

/// Shorter texts are copied byte by byte: const evaluation pays for each call.
const SHORT: usize = 40;

/// The record's first line, and which dialects follow.
#[derive(Clone, Copy, Debug)]
pub struct Header {
    /// A JSON object up to the value of its last key, `"gate":`.
    pub json: &'static str,
    /// How the gate stood.
    pub gate: GateState,
    /// Places in [`crate::Dialect::ALL`], with the dialects' names.
    pub dialects: &'static [(usize, &'static str)],
}

/// How many bytes the record takes.
pub const fn len(header: &Header, tables: &Tables) -> usize {
    let mut sink = Sink { bytes: &mut [], counts: true, len: 0, known: [0; MARKS] };
    write(header, tables, &mut sink);
    sink.len
}

/// The record; `N` must be its [`len`].
pub const fn fill<const N: usize>(header: &Header, tables: &Tables) -> [u8; N] {
    let mut bytes = [0; N];
    let mut sink = Sink { bytes: &mut bytes, counts: false, len: 0, known: [0; MARKS] };
    write(header, tables, &mut sink);
    let length = (N - MAGIC.len() - 4) as u32;
    let (_, rest) = bytes.split_at_mut(MAGIC.len());
    let (into, _) = rest.split_at_mut(4);
    into.copy_from_slice(&length.to_le_bytes());
    bytes
}

struct Sink<'a> {
    bytes: &'a mut [u8],
    /// Whether bytes are only counted.
    counts: bool,
    len: usize,
    /// The types of this dialect that were written out, by their sums: each at the place that its sum ends in.
    known: [u64; MARKS],
}

impl Sink<'_> {
    const fn put(&mut self, text: &str) {
        self.copy(text.as_bytes(), 0, text.len());
    }

    /// A text that is long.
    const fn whole(&mut self, text: &[u8], len: usize) {
        if self.counts {
            self.len += len;
        } else {
            let (_, free) = self.bytes.split_at_mut(self.len);
            let (into, _) = free.split_at_mut(len);
            into.copy_from_slice(text);
            self.len += len;
        }
    }

    const fn copy(&mut self, text: &[u8], from: usize, len: usize) {
        let at = self.len;
        self.len += len;
        if self.counts {
            return;
        }
        if len <= SHORT {
            let mut i = 0;
            while i < len {
                self.bytes[at + i] = text[from + i];
                i += 1;
            }
        } else {
            let (_, free) = self.bytes.split_at_mut(at);
            let (into, _) = free.split_at_mut(len);
            into.copy_from_slice(slice(text, from, from + len));
        }
    }
}

const fn write(header: &Header, tables: &Tables, sink: &mut Sink<'_>) {
    // Not the const's own bytes: found in the code of a reader, they would look like a record.
    sink.put("MIGRATE1\0\0\0\0");
    sink.put(header.json);
    sink.put("\"");
    sink.put(header.gate.name());
    sink.put("\"}\n");
    let mut i = 0;
    while i < header.dialects.len() {
        let (dialect, name) = header.dialects[i];
        sink.put("D\t");
        sink.put(name);
        sink.put("\n");
        sink.known = [0; MARKS];
        write_tables(tables, dialect, sink);
        i += 1;
    }
}

const fn write_tables(tables: &Tables, dialect: usize, sink: &mut Sink<'_>) {
    match tables {
        Tables::One(table) => write_table(table, dialect, sink),
        Tables::Objects(lines) => {
            let mut i = 0;
            while i < lines.len() {
                sink.put(lines[i][dialect]);
                i += 1;
            }
        }
        Tables::Many(list) => {
            let mut i = 0;
            while i < list.len() {
                write_tables(&list[i], dialect, sink);
                i += 1;
            }
        }
    }
}

const fn write_table(table: &TableDef, dialect: usize, sink: &mut Sink<'_>) {
    pieces(table.own.pieces, dialect, sink);
    references(table.refs, dialect, sink);
}

const fn pieces(pieces: &[Piece], dialect: usize, sink: &mut Sink<'_>) {
    let mut i = 0;
    while i < pieces.len() {
        match &pieces[i] {
            Piece::Flat(_, inner) => self::pieces(inner, dialect, sink),
            Piece::Own(part) => {
                sink.whole(part.text[dialect], part.len[dialect]);
                let (mut k, end) = (0, part.types.len());
                while k < end {
                    type_slot(part.types[k], dialect, sink);
                    k += 1;
                }
            }
        }
        i += 1;
    }
}

/// One letter, and the slot where the letter doesn't mean it yet. Types are few, and columns are many.
const fn type_slot(ty: &TypeDef, dialect: usize, sink: &mut Sink<'_>) {
    let sum = ty.sums[dialect];
    let place = sum as usize % MARKS;
    let at = sink.len;
    if !sink.counts {
        sink.bytes[at] = FIRST_MARK + place as u8;
    }
    if sink.known[place] == sum {
        if !sink.counts {
            sink.bytes[at + 1] = b'\n';
        }
        sink.len = at + 2;
        return;
    }
    sink.known[place] = sum;
    sink.len = at + 1;
    sink.put(ty.codes[dialect]);
    let mut dims = 0;
    while dims < ty.dims {
        sink.put("[]");
        dims += 1;
    }
    if ty.nullable {
        sink.put("?");
    }
    if let Some(json) = ty.enum_json {
        sink.put("\t");
        sink.put(json[dialect]);
    }
    sink.put("\n");
}

const fn references(refs: &[Refs], dialect: usize, sink: &mut Sink<'_>) {
    let mut i = 0;
    while i < refs.len() {
        match &refs[i] {
            Refs::Flat(inner) => references(inner, dialect, sink),
            Refs::Own(list) => {
                let mut k = 0;
                while k < list.len() {
                    sink.put("r\t");
                    sink.put(list[k].table.name[dialect]);
                    let mut c = 0;
                    while c < list[k].columns.len() {
                        let column = &list[k].columns[c];
                        sink.put("\t");
                        sink.copy(column.names, column.at, column.len);
                        c += 1;
                    }
                    sink.put("\n");
                    k += 1;
                }
            }
        }
        i += 1;
    }
}
