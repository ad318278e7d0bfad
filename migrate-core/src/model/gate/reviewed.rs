//! A reviewed table's lines, read from the record's text where it differs.

use crate::model::text::{find, nth, slice};

/// A table's lines: see [`crate::model::lines::Lines`].
pub(super) struct Reviewed {
    /// Its name, as [`crate::QName`] writes it.
    pub(super) name: &'static [u8],
    pub(super) columns: &'static [u8],
    pub(super) keys: &'static [u8],
    types: &'static [u8],
    refs: &'static [u8],
}

impl Reviewed {
    /// As [`crate::model::record::add_table`] wrote them.
    pub(super) const fn read(text: &'static [u8], at: usize) -> Self {
        let name = find(text, at, b'\n');
        let columns = run(text, name + 1, b"tc");
        let keys = run(text, columns, b"pifxe");
        // How many types there are, and which column has which, is known: each has its own.
        let kinds = run(text, keys, b"ky");
        let types = run(text, kinds, &[crate::model::record::FIRST_MARK]);
        let refs = run(text, types, b"r");
        Self {
            name: slice(text, at + 2, name),
            columns: slice(text, name + 1, columns),
            keys: slice(text, columns, keys),
            types: slice(text, kinds, types),
            refs: slice(text, types, refs),
        }
    }

    /// The slot of the k-th column, without its line feed.
    pub(super) const fn ty(&self, k: usize) -> &'static [u8] {
        behind(nth(self.types, k), 1)
    }

    /// That of the k-th foreign key.
    pub(super) const fn reference(&self, k: usize) -> &'static [u8] {
        behind(nth(self.refs, k), 2)
    }
}

/// Where the lines end that begin with one of these, from the begin of a line on.
const fn run(text: &[u8], from: usize, kinds: &[u8]) -> usize {
    let mut at = from;
    while at < text.len() && find(kinds, 0, text[at]) < kinds.len() {
        at = find(text, at, b'\n') + 1;
    }
    at
}

/// A line without the mark at its begin.
const fn behind(line: &'static [u8], mark: usize) -> &'static [u8] {
    if line.len() < mark { &[] } else { slice(line, mark, line.len()) }
}
