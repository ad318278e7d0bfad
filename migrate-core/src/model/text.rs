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
    let mut i = 0;
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
