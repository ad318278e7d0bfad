//! Writing a record in const evaluation: once to count, once to copy.

use super::MAGIC;
use crate::model::{ColumnPiece, GateState, KeyPiece, TableDef, Tables, TypeDef};

/// Shorter texts are copied byte by byte: const evaluation pays for each call.
const SHORT: usize = 8;

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
    let mut sink = Sink { bytes: &mut [], len: 0 };
    write(header, tables, &mut sink);
    sink.len
}

/// The record; `N` must be its [`len`].
pub const fn fill<const N: usize>(header: &Header, tables: &Tables) -> [u8; N] {
    let mut bytes = [0; N];
    let mut sink = Sink { bytes: &mut bytes, len: 0 };
    write(header, tables, &mut sink);
    let length = (N - MAGIC.len() - 4) as u32;
    let (_, rest) = bytes.split_at_mut(MAGIC.len());
    let (into, _) = rest.split_at_mut(4);
    into.copy_from_slice(&length.to_le_bytes());
    bytes
}

struct Sink<'a> {
    /// Empty where bytes are only counted.
    bytes: &'a mut [u8],
    len: usize,
}

impl Sink<'_> {
    const fn put(&mut self, text: &str) {
        self.copy(text.as_bytes());
    }

    const fn copy(&mut self, text: &[u8]) {
        if !self.bytes.is_empty() {
            if text.len() <= SHORT {
                let mut i = 0;
                while i < text.len() {
                    self.bytes[self.len + i] = text[i];
                    i += 1;
                }
            } else {
                let (_, free) = self.bytes.split_at_mut(self.len);
                let (into, _) = free.split_at_mut(text.len());
                into.copy_from_slice(text);
            }
        }
        self.len += text.len();
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
    sink.put("T\t");
    sink.put(table.own.name[dialect]);
    sink.put("\n");
    columns(table.own.columns, dialect, sink);
    keys(table.keys, dialect, sink);
    sink.put(table.own.hints);
}

const fn columns(pieces: &[ColumnPiece], dialect: usize, sink: &mut Sink<'_>) {
    let mut i = 0;
    while i < pieces.len() {
        match &pieces[i] {
            ColumnPiece::Flat(_, inner) => columns(inner, dialect, sink),
            ColumnPiece::Own(part) => {
                sink.put(part.lines[dialect]);
                sink.put(part.beside);
                let mut k = 0;
                while k < part.types.len() {
                    type_slot(part.types[k], dialect, sink);
                    k += 1;
                }
            }
        }
        i += 1;
    }
}

const fn type_slot(ty: &TypeDef, dialect: usize, sink: &mut Sink<'_>) {
    let known = ty.slot(dialect);
    if !known.is_empty() {
        return sink.put(known);
    }
    sink.put(ty.codes[dialect]);
    let mut dims = 0;
    while dims < ty.dims {
        sink.put("[]");
        dims += 1;
    }
    if let Some(json) = ty.enum_json {
        sink.put(if ty.nullable { "?\t" } else { "\t" });
        sink.put(json[dialect]);
        sink.put("\n");
    } else {
        sink.put(if ty.nullable { "?\n" } else { "\n" });
    }
}

const fn keys(pieces: &[KeyPiece], dialect: usize, sink: &mut Sink<'_>) {
    let mut i = 0;
    while i < pieces.len() {
        match &pieces[i] {
            KeyPiece::Flat(_, inner) => keys(inner, dialect, sink),
            KeyPiece::Own(part) => {
                sink.put(part.lines[dialect]);
                let mut k = 0;
                while k < part.refs.len() {
                    sink.put("r\t");
                    sink.put(part.refs[k].table.name[dialect]);
                    let mut c = 0;
                    while c < part.refs[k].columns.len() {
                        sink.put("\t");
                        sink.copy(part.refs[k].columns[c].column);
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
