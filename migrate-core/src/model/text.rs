//! Bytes in const evaluation: compared, hashed, read as lines.
//!
//! It is slow there: a call costs some 4 µs, a step 0.3 µs, and what std does with slices, such as `split_at`, 25 µs. What
//! every build evaluates for every table therefore compares numbers, calls little, and takes slices apart with patterns:
//! `len()` is two calls. The rest here is for messages.

/// A multiplier for sums and hashes: FNV's.
const PRIME: u128 = 0x0000_0100_0000_01b3;

/// FNV-1a of a part of a text.
pub(crate) const fn hash(bytes: &[u8], from: usize, to: usize) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    let mut at = from;
    while at < to {
        hash = ((hash ^ bytes[at] as u64) as u128 * PRIME) as u64;
        at += 1;
    }
    hash
}

/// One more number in a hash: order counts.
pub(crate) const fn mix(hash: u64, more: u64) -> u64 {
    // A product, less what is too much: `wrapping_mul` would be a call.
    let turned = ((hash ^ more) as u128 * 0x9e37_79b9_7f4a_7c15) as u64;
    turned ^ (turned >> 29)
}

/// What a column counts in a table's sum: its line, times its type. Both are odd, so that no change of one is lost.
pub(crate) const fn weight(line: u64) -> u64 {
    mix(line, 1) | 1
}

/// Whether both hold the same.
pub(crate) const fn equal(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && stands_at(a, 0, b)
}

/// Whether `needle` stands in `hay` at `at`.
pub(crate) const fn stands_at(hay: &[u8], at: usize, needle: &[u8]) -> bool {
    if at > hay.len() || hay.len() - at < needle.len() {
        return false;
    }
    let (mut at, mut rest) = (at, needle);
    while let [byte, more @ ..] = rest {
        if hay[at] != *byte {
            return false;
        }
        (at, rest) = (at + 1, more);
    }
    true
}

/// `bytes[from..to]`, which const evaluation can't index.
pub(crate) const fn slice(bytes: &[u8], from: usize, to: usize) -> &[u8] {
    let (head, _) = bytes.split_at(to);
    let (_, part) = head.split_at(from);
    part
}

/// The first place of a byte from `from` on; the end where there is none.
pub(crate) const fn find(bytes: &[u8], from: usize, byte: u8) -> usize {
    let mut at = if from < bytes.len() { from } else { bytes.len() };
    while at < bytes.len() && bytes[at] != byte {
        at += 1;
    }
    at
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
        let words = slice(lines, at, end);
        let key = find(words, 0, b'\t');
        let json = find(words, key + 1, b'\t');
        let text = find(words, json + 1, b'\t');
        Self {
            kind: lines[at],
            key: between(words, key, json),
            json: between(words, json, text),
            text: between(words, text, words.len()),
            next: end + 1,
        }
    }

    /// Whether this is a line of a key, index, foreign key or check.
    pub(crate) const fn is_key(&self) -> bool {
        matches!(self.kind, b'p' | b'i' | b'f' | b'x' | b'e')
    }
}

/// What stands behind a tab; nothing where there is none.
const fn between(words: &[u8], tab: usize, end: usize) -> &[u8] {
    if tab < end { slice(words, tab + 1, end) } else { &[] }
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

/// A number below 16,384 in a text: two characters, of which the second counts 128.
pub(crate) const fn number(text: &[u8], at: usize) -> usize {
    text[at] as usize + text[at + 1] as usize * 128
}

/// Where a column has its field's name. No name is of that length.
pub(crate) const SAME: usize = 0;

/// Two names in [`super::Part::names`]: the field's length and text, then the column's, whose length is `SAME`, and
/// nothing more, where both are one. Lengths are as [`number`] reads them. Names are found by their lengths first.
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
        let field = (at + 2, number(names, at));
        let end = at + 2 + field.1;
        match number(names, end) {
            SAME => Self { field, column: field, next: end + 2 },
            len => Self { field, column: (end + 2, len), next: end + 2 + len },
        }
    }

    /// Where the field's name stands, or the column's, and how long it is.
    pub(crate) const fn place(self, column: bool) -> (usize, usize) {
        if column { self.column } else { self.field }
    }

    /// That name.
    pub(crate) const fn name(self, names: &'static [u8], column: bool) -> &'static [u8] {
        let (at, len) = self.place(column);
        slice(names, at, at + len)
    }
}
