//! Fields looked up by name in const evaluation: foreign keys, and columns that come from a flattened struct.
//!
//! Accessing the field itself would fail where it is private; here only names are compared.

use super::gate::Message;
use super::text::{Named, SAME, equal, stands_at};
use super::{OwnDef, Pieces, Refs, Target, TypeDef};

/// The column of a field: what a foreign key refers to.
pub const fn target(of: &'static OwnDef, field: &str) -> Target {
    match find_field(&of.pieces, field.as_bytes(), false) {
        Some(found) => found,
        None => Target { names: &[], at: 0, len: 0, ty: None },
    }
}

/// Fails, with the nearest name, where the other table has no such field, and where it has another SQL type than
/// the column that refers to it, nullability aside. `key` and `at` say which column of which of the struct's foreign
/// keys this is.
#[track_caller]
pub const fn same_type(
    from: &TypeDef,
    refs: &'static Refs,
    key: usize,
    at: usize,
    column: &str,
    owner: &str,
    field: &str,
) {
    let refs = match refs {
        Refs::Many(list) => &list[key],
        one => one,
    };
    let Refs::One(key) = refs else { return };
    let Some(Target { ty: Some(to), .. }) = key.column(at) else {
        if key.table.id[0] != OwnDef::FAILED.id[0] {
            no_field(owner, field, &key.table.pieces);
        }
        return;
    };
    let Some(dialect) = from.differs(to) else { return };
    let mut message = Message::new();
    message.push("`").push(column).push("` is ");
    message.sql_type(from.codes[dialect].as_bytes(), from.dims);
    message.push(" and refers to `").push(owner).push("::").push(field).push("`, which is ");
    message.sql_type(to.codes[dialect].as_bytes(), to.dims);
    message
        .push("\na foreign key and what it refers to have the same SQL type: change one of the two fields");
    message.fail()
}

/// Whether [`same_type`] has nothing to say.
pub const fn is_same_type(
    pieces: &'static Pieces,
    column: &str,
    other: &'static OwnDef,
    field: &str,
) -> bool {
    let Some(to) = target(other, field).ty else { return false };
    let Some(Target { ty: Some(from), .. }) = find_field(pieces, column.as_bytes(), true) else {
        return false;
    };
    from.differs(to).is_none()
}

/// A field's name as [`crate::dsl::hash`] has it; where there is no such field, that of one there is.
pub const fn field_hash(of: &'static OwnDef, field: &str) -> u64 {
    if find_field(&of.pieces, field.as_bytes(), false).is_some() {
        return crate::dsl::hash(field);
    }
    let mut names = Names { list: [&[]; 1024], len: 0 };
    names.collect(&of.pieces, false);
    if names.len == 0 {
        return crate::dsl::hash(field);
    }
    match std::str::from_utf8(names.list[0]) {
        Ok(first) => crate::dsl::hash(first),
        Err(_) => 0,
    }
}

/// The type of a column, by name; fails where there is none.
#[track_caller]
pub const fn column_type(pieces: &'static Pieces, name: &str) -> &'static TypeDef {
    if let Some(Target { ty: Some(ty), .. }) = find_field(pieces, name.as_bytes(), true) {
        return ty;
    }
    let mut message = Message::new();
    message.push("there is no column `").push(name).push("`, here or in the flattened structs");
    nearest(pieces, name, true, &mut message);
    message.fail()
}

/// Fails where two columns have one name: the struct's own and a flattened one, or two flattened ones.
#[track_caller]
pub const fn no_duplicates(pieces: &'static Pieces) {
    let mut names = Names { list: [&[]; 1024], len: 0 };
    names.collect(pieces, true);
    let mut i = 0;
    while i < names.len {
        let mut j = 0;
        while j < i {
            if equal(names.list[i], names.list[j]) {
                let mut message = Message::new();
                message.push("two columns are named `").bytes(names.list[i]);
                message
                    .push("`: a flattened struct brings one of them\nrename one: `#[column(name = \"…\")]`");
                message.fail();
            }
            j += 1;
        }
        i += 1;
    }
}

/// By the name of its field, or by its own.
const fn find_field(pieces: &'static Pieces, name: &[u8], column: bool) -> Option<Target> {
    match pieces {
        Pieces::One(part) => {
            // As `Named` reads them, without the calls: this is evaluated in every build.
            let (names, len) = (part.names.as_bytes(), name.len());
            let (end, mut at, mut k) = (names.len(), 0, 0);
            while at < end {
                let (field, field_len) = (at + 2, names[at] as usize + names[at + 1] as usize * 128);
                let end = field + field_len;
                let (start, own, next) = match names[end] as usize + names[end + 1] as usize * 128 {
                    SAME => (field, field_len, end + 2),
                    own => (end + 2, own, end + 2 + own),
                };
                let (from, size) = if column { (start, own) } else { (field, field_len) };
                if size == len && stands_at(names, from, name) {
                    return Some(Target { names, at: start, len: own, ty: Some(part.ty(k)) });
                }
                (at, k) = (next, k + 1);
            }
            None
        }
        Pieces::Flat(_, inner) => find_field(inner, name, column),
        Pieces::Many(list) => {
            let mut list = *list;
            while let [first, rest @ ..] = list {
                if let Some(found) = find_field(first, name, column) {
                    return Some(found);
                }
                list = rest;
            }
            None
        }
    }
}

/// Names, gathered from all parts.
struct Names {
    list: [&'static [u8]; 1024],
    len: usize,
}

impl Names {
    const fn collect(&mut self, pieces: &'static Pieces, column: bool) {
        match pieces {
            Pieces::One(part) => {
                let (names, mut at) = (part.names.as_bytes(), 0);
                while at < names.len() && self.len < self.list.len() {
                    let named = Named::at(names, at);
                    self.list[self.len] = named.name(names, column);
                    self.len += 1;
                    at = named.next;
                }
            }
            Pieces::Flat(_, inner) => self.collect(inner, column),
            Pieces::Many(list) => {
                let mut list = *list;
                while let [first, rest @ ..] = list {
                    self.collect(first, column);
                    list = rest;
                }
            }
        }
    }
}

#[track_caller]
const fn no_field(owner: &str, field: &str, pieces: &'static Pieces) -> ! {
    let mut message = Message::new();
    message.push("`").push(owner);
    if pieces.is_empty() {
        message.push("` is no table: a foreign key refers to a field of a struct that derives `Table`");
        message.fail();
    }
    message.push("` has no column `").push(field).push("`");
    nearest(pieces, field, false, &mut message);
    message.fail()
}

/// Writes the nearest name, or all of them.
const fn nearest(pieces: &'static Pieces, name: &str, column: bool, message: &mut Message) {
    let mut names = Names { list: [&[]; 1024], len: 0 };
    names.collect(pieces, column);
    let (mut best, mut distance) = (0, usize::MAX);
    let mut i = 0;
    while i < names.len {
        let d = edits(names.list[i], name.as_bytes());
        if d < distance {
            (best, distance) = (i, d);
        }
        i += 1;
    }
    if distance <= name.len() / 3 + 1 {
        message.push("\ndid you mean `").bytes(names.list[best]).push("`?");
        return;
    }
    let mut i = 0;
    while i < names.len && i < 30 {
        message.push(if i == 0 { "\nit has `" } else { "`, `" }).bytes(names.list[i]);
        i += 1;
    }
    if names.len > 0 {
        message.push("`");
    }
}

/// Levenshtein's distance; names over 63 bytes count as far.
const fn edits(a: &[u8], b: &[u8]) -> usize {
    if a.len() > 63 || b.len() > 63 {
        return usize::MAX;
    }
    let mut row = [0; 64];
    let mut j = 0;
    while j <= b.len() {
        row[j] = j;
        j += 1;
    }
    let mut i = 0;
    while i < a.len() {
        let mut corner = row[0];
        row[0] = i + 1;
        let mut j = 0;
        while j < b.len() {
            let swap = corner + (a[i] != b[j]) as usize;
            corner = row[j + 1];
            let step = if row[j] < row[j + 1] { row[j] + 1 } else { row[j + 1] + 1 };
            row[j + 1] = if swap < step { swap } else { step };
            j += 1;
        }
        i += 1;
    }
    row[b.len()]
}
