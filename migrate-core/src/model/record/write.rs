//! Writing a record in const evaluation: once to count, once to copy.

use super::{FIRST_MARK, MAGIC, MARKS};
use crate::model::{GateState, OwnDef, Part, Pieces, Refs, TableDef, Tables, TypeDef};

/// The record's first line, and which dialects follow.
#[derive(Clone, Copy, Debug)]
pub struct Header {
    /// A JSON object up to the value of its last key, `"gate":`.
    pub json: &'static str,
    /// How the gate stood.
    pub gate: GateState,
    /// What is recorded for each dialect.
    pub dialects: &'static [Recorded],
}

/// What is recorded for one dialect.
#[derive(Clone, Copy, Debug)]
pub struct Recorded {
    /// Its place in [`crate::Dialect::ALL`].
    pub dialect: usize,
    /// Its name.
    pub name: &'static str,
    /// What was reviewed, where the gate says that the models are that: as [`super::add_table`] and
    /// [`super::add_objects`] wrote it.
    pub reviewed: Option<&'static str>,
}

/// How many bytes the record takes.
pub const fn len(header: &Header, tables: &Tables) -> usize {
    let mut sink = Sink { bytes: &mut [], len: 0, known: [0; MARKS] };
    sink.record(header, tables);
    sink.len
}

/// The record; `N` must be its [`len`].
pub const fn fill<const N: usize>(header: &Header, tables: &Tables) -> [u8; N] {
    let mut bytes = [0; N];
    let mut sink = Sink { bytes: &mut bytes, len: 0, known: [0; MARKS] };
    sink.record(header, tables);
    assert!(sink.len == N, "the record has another length than was counted");
    let [a, b, c, d] = ((N - START.len()) as u32).to_le_bytes();
    let at = MAGIC.len();
    (bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]) = (a, b, c, d);
    bytes
}

/// What it begins with: [`MAGIC`] and the place of the length. Not the const's own bytes: found in the code of a reader,
/// they would look like a record.
const START: &str = "MIGRATE1\0\0\0\0";

/// What stands behind the gate's state.
const END: &str = "\"}\n";

/// What is written goes through it; one of no bytes only counts.
struct Sink<'a, const N: usize> {
    bytes: &'a mut [u8; N],
    len: usize,
    /// The types of this dialect that were written out, by their sums: each at the place that its sum ends in.
    known: [u128; MARKS],
}

impl<const N: usize> Sink<'_, N> {
    const fn record(&mut self, header: &Header, tables: &Tables) {
        self.put(START);
        self.put(header.json);
        self.put("\"");
        self.put(header.gate.name());
        self.put(END);
        let mut dialects = header.dialects;
        while let [of, rest @ ..] = dialects {
            self.put("D\t");
            self.put(of.name);
            self.put("\n");
            match of.reviewed {
                Some(text) => {
                    self.whole(text.as_bytes());
                    self.hints(tables, of.dialect);
                }
                None => {
                    self.known = [0; MARKS];
                    self.tables(tables, of.dialect);
                }
            }
            dialects = rest;
        }
    }

    const fn put(&mut self, text: &str) {
        self.part(text.as_bytes(), 0, text.len());
    }

    /// A text that is long.
    const fn whole(&mut self, text: &[u8]) {
        let (at, len) = (self.len, text.len());
        self.len = at + len;
        if N == 0 {
            return;
        }
        assert!(len <= N && at <= N - len, "the record is longer than was counted");
        // SAFETY: both are borrowed, one of them alone, so they don't overlap; the text has `len` bytes, and behind `at`
        // there are as many.
        #[expect(
            unsafe_code,
            reason = "what std does with slices is sixty calls, which every build would pay for each table"
        )]
        unsafe {
            std::ptr::copy_nonoverlapping(text.as_ptr(), self.bytes.as_mut_ptr().add(at), len);
        }
    }

    /// A part of a text that is short: byte by byte takes less than a call of std's.
    const fn part(&mut self, text: &[u8], from: usize, len: usize) {
        let (mut at, mut from) = (self.len, from);
        self.len += len;
        while N > 0 && at < self.len {
            self.bytes[at] = text[from];
            (at, from) = (at + 1, from + 1);
        }
    }

    const fn tables(&mut self, tables: &Tables, dialect: usize) {
        match tables {
            Tables::One(table) => {
                self.pieces(&table.own.pieces, dialect);
                self.references(table.refs, dialect);
            }
            Tables::Objects(lines) => {
                let mut lines = *lines;
                while let [line, rest @ ..] = lines {
                    self.put(line[dialect]);
                    lines = rest;
                }
            }
            Tables::Many(list) => {
                let mut list = *list;
                while let [first, rest @ ..] = list {
                    self.tables(first, dialect);
                    list = rest;
                }
            }
        }
    }

    const fn pieces(&mut self, pieces: &Pieces, dialect: usize) {
        match pieces {
            Pieces::One(part) => {
                self.whole(part.text[dialect].as_bytes());
                let mut types = part.types;
                while let [ty, others @ ..] = types {
                    // One letter, and the slot where the letter doesn't mean it yet. Types are few, and columns are many.
                    let (sum, at) = (ty.sums[dialect], self.len);
                    let place = sum as usize % MARKS;
                    if N > 0 {
                        self.bytes[at] = FIRST_MARK + place as u8;
                    }
                    self.len = at + 1;
                    if self.known[place] != sum {
                        self.known[place] = sum;
                        self.slot(ty, dialect);
                    }
                    if N > 0 {
                        self.bytes[self.len] = b'\n';
                    }
                    self.len += 1;
                    types = others;
                }
                if let Some(hints) = part.hints {
                    self.put(hints);
                }
            }
            Pieces::Flat(_, inner) => self.pieces(inner, dialect),
            Pieces::Many(list) => {
                let mut list = *list;
                while let [first, rest @ ..] = list {
                    self.pieces(first, dialect);
                    list = rest;
                }
            }
        }
    }

    /// The hints alone, of tables that have any.
    const fn hints(&mut self, tables: &Tables, dialect: usize) {
        match tables {
            Tables::One(TableDef {
                own: OwnDef { pieces: Pieces::One(Part { hints: None, .. }), .. },
                ..
            })
            | Tables::Objects(_) => {}
            Tables::One(table) => {
                self.put("H\t");
                self.put(table.own.name[dialect]);
                self.put("\n");
                self.hints_of(&table.own.pieces);
            }
            Tables::Many(list) => {
                let mut list = *list;
                while let [first, rest @ ..] = list {
                    self.hints(first, dialect);
                    list = rest;
                }
            }
        }
    }

    const fn hints_of(&mut self, pieces: &Pieces) {
        match pieces {
            Pieces::One(part) => {
                if let Some(hints) = part.hints {
                    self.put(hints);
                }
            }
            Pieces::Flat(_, inner) => self.hints_of(inner),
            Pieces::Many(list) => {
                let mut list = *list;
                while let [first, rest @ ..] = list {
                    self.hints_of(first);
                    list = rest;
                }
            }
        }
    }

    const fn slot(&mut self, ty: &TypeDef, dialect: usize) {
        self.put(ty.codes[dialect]);
        let mut dims = 0;
        while dims < ty.dims {
            self.put("[]");
            dims += 1;
        }
        if ty.nullable {
            self.put("?");
        }
        if let Some(json) = ty.enum_json {
            self.put("\t");
            self.put(json[dialect]);
        }
    }

    const fn references(&mut self, refs: &Refs, dialect: usize) {
        match refs {
            Refs::One(key) => {
                self.part(b"r\t", 0, 2);
                self.put(key.table.name[dialect]);
                let (mut column, mut more) = (&key.column, key.more);
                loop {
                    self.part(b"\t", 0, 1);
                    self.part(column.names, column.at, column.len);
                    let [next, rest @ ..] = more else { break };
                    (column, more) = (next, rest);
                }
                self.part(b"\n", 0, 1);
            }
            Refs::Flat(inner) => self.references(inner, dialect),
            Refs::Many(list) => {
                let mut list = *list;
                while let [first, rest @ ..] = list {
                    self.references(first, dialect);
                    list = rest;
                }
            }
        }
    }
}
