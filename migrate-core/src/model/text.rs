//! Bytes in const evaluation: compared in chunks, copied in slices, read as lines.
//!
//! The interpreter pays per step, not per byte: 16 bytes cost as much as one.

/// Whether both hold the same.
pub(crate) const fn equal(a: &[u8], b: &[u8]) -> bool {
    if a.len() != b.len() {
        return false;
    }
    let (a_chunks, a_rest) = a.as_chunks::<16>();
    let (b_chunks, b_rest) = b.as_chunks::<16>();
    let mut i = 0;
    while i < a_chunks.len() {
        if u128::from_ne_bytes(a_chunks[i]) != u128::from_ne_bytes(b_chunks[i]) {
            return false;
        }
        i += 1;
    }
    let mut i = 0;
    while i < a_rest.len() {
        if a_rest[i] != b_rest[i] {
            return false;
        }
        i += 1;
    }
    true
}

/// Whether `needle` stands in `hay` at `at`.
pub(crate) const fn stands_at(hay: &[u8], at: usize, needle: &[u8]) -> bool {
    if at > hay.len() || hay.len() - at < needle.len() {
        return false;
    }
    equal(slice(hay, at, at + needle.len()), needle)
}

/// `bytes[from..to]`, which const evaluation can't index.
pub(crate) const fn slice(bytes: &[u8], from: usize, to: usize) -> &[u8] {
    let (head, _) = bytes.split_at(to);
    let (_, part) = head.split_at(from);
    part
}

/// The first place of a byte from `from` on; the end where there is none.
pub(crate) const fn find(bytes: &[u8], from: usize, byte: u8) -> usize {
    let mut at = from;
    while at < bytes.len() && bytes[at] != byte {
        at += 1;
    }
    at
}

/// -1, 0 or 1, as byte order has it.
pub(crate) const fn order(a: &[u8], b: &[u8]) -> i8 {
    let (a_chunks, _) = a.as_chunks::<8>();
    let (b_chunks, _) = b.as_chunks::<8>();
    let mut k = 0;
    while k < a_chunks.len() && k < b_chunks.len() {
        let (one, other) = (u64::from_be_bytes(a_chunks[k]), u64::from_be_bytes(b_chunks[k]));
        if one != other {
            return if one < other { -1 } else { 1 };
        }
        k += 1;
    }
    let mut i = k * 8;
    while i < a.len() && i < b.len() {
        if a[i] != b[i] {
            return if a[i] < b[i] { -1 } else { 1 };
        }
        i += 1;
    }
    if a.len() == b.len() {
        0
    } else if a.len() < b.len() {
        -1
    } else {
        1
    }
}

/// One canonical line: see [`super::lines`].
#[derive(Clone, Copy)]
pub(crate) struct Line<'a> {
    pub(crate) kind: u8,
    pub(crate) key: &'a [u8],
    pub(crate) json: &'a [u8],
    pub(crate) text: &'a [u8],
    /// Where the next line begins.
    pub(crate) next: usize,
}

impl<'a> Line<'a> {
    /// The line that begins at `at`, which must be inside the text.
    pub(crate) const fn at(lines: &'a [u8], at: usize) -> Self {
        let end = find(lines, at, b'\n');
        let key = find(lines, at, b'\t');
        let json = find(lines, key + 1, b'\t');
        let text = find(lines, json + 1, b'\t');
        Self {
            kind: lines[at],
            key: slice(lines, key + 1, json),
            json: slice(lines, json + 1, text),
            text: slice(lines, text + 1, end),
            next: end + 1,
        }
    }
}

/// The k-th line of a text of slots, without its line feed; empty where there is none.
pub(crate) const fn nth(slots: &[u8], k: usize) -> &[u8] {
    let mut at = 0;
    let mut line = 0;
    while at < slots.len() {
        let end = find(slots, at, b'\n');
        if line == k {
            return slice(slots, at, end);
        }
        line += 1;
        at = end + 1;
    }
    &[]
}

/// Where a column has its field's name.
pub(crate) const SAME: u16 = 0xFFFF;

/// Two names in [`super::ColumnPart::names`]: the field's length (two bytes, little endian) and text, then the
/// column's, whose length is `SAME`, and nothing more, where both are one. Lengths are skipped, texts aren't searched.
#[derive(Clone, Copy)]
pub(crate) struct Named {
    field: (usize, usize),
    column: (usize, usize),
    /// Where the next column begins.
    pub(crate) next: usize,
}

impl Named {
    /// Those that begin at `at`, which must be inside.
    pub(crate) const fn at(names: &[u8], at: usize) -> Self {
        let field = (at + 2, length(names, at) as usize);
        let end = at + 2 + field.1;
        match length(names, end) {
            SAME => Self { field, column: field, next: end + 2 },
            len => Self { field, column: (end + 2, len as usize), next: end + 2 + len as usize },
        }
    }

    /// The field's name, or the column's.
    pub(crate) const fn name(self, names: &'static [u8], column: bool) -> &'static [u8] {
        let (at, len) = if column { self.column } else { self.field };
        slice(names, at, at + len)
    }

    /// Whether that is this.
    pub(crate) const fn is(self, names: &[u8], column: bool, name: &[u8]) -> bool {
        let (at, len) = if column { self.column } else { self.field };
        len == name.len() && stands_at(names, at, name)
    }
}

const fn length(names: &[u8], at: usize) -> u16 {
    u16::from_le_bytes([names[at], names[at + 1]])
}
