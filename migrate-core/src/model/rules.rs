//! Rules that need a column's type, checked in const evaluation at the attribute that breaks them.
//!
//! `k` counts the columns of the struct itself.

use super::Piece;
use super::fields::{own_field, own_type};
use super::gate::Message;
use super::text::{equal, find, stands_at};

/// Fails where a type takes no length (or no precision).
#[track_caller]
pub const fn takes_size(pieces: &'static [Piece], k: usize, word: &str) {
    let ty = own_type(pieces, k);
    let length = equal(word.as_bytes(), b"length");
    let mut i = 0;
    while i < 3 {
        let code = ty.codes[i].as_bytes();
        let fits = if length {
            equal(code, b"text") || equal(code, b"blob")
        } else {
            equal(code, b"decimal")
                || equal(code, b"time")
                || equal(code, b"timestamp")
                || equal(code, b"timestamptz")
        };
        if !fits && !stands_at(code, 0, b"raw(") {
            let mut message = Message::new();
            message.push("`").bytes(own_field(pieces, k)).push("` is ").sql_type(code, ty.dims);
            message.push(", which takes no ").push(word).push("\n");
            message.push(if length {
                "text and bytes take a length: take `length` away, or change the field's type"
            } else {
                "decimals, times and timestamps take a precision: take `precision` away, or change the field's type"
            });
            message.fail();
        }
        i += 1;
    }
}

/// Fails where a literal can't be a type's default. `kind` is `b`ool, `i`nt, `n`umber or `t`ext.
#[track_caller]
pub const fn takes_default(pieces: &'static [Piece], k: usize, kind: u8, text: &str) {
    let ty = own_type(pieces, k);
    let code = ty.codes[0].as_bytes();
    if ty.dims > 0 || stands_at(code, 0, b"raw(") {
        return;
    }
    if let Some(labels) = ty.enum_json {
        if kind == b't' && has_label(labels[0].as_bytes(), text.as_bytes()) {
            return;
        }
        let mut message = Message::new();
        message
            .push("`")
            .push(text)
            .push("` is no label of the enum that `")
            .bytes(own_field(pieces, k))
            .push("` is\n");
        message.bytes(labels[0].as_bytes());
        message.fail();
    }
    let fits = match kind {
        b'b' => equal(code, b"boolean"),
        b'i' => is_number(code),
        b'n' => is_number(code) && !is_integer(code),
        _ => !equal(code, b"boolean") && !is_number(code),
    };
    if fits {
        return;
    }
    let boolean = equal(code, b"boolean");
    let mut message = Message::new();
    message
        .push("`")
        .push(text)
        .push("` can't be the default of `")
        .bytes(own_field(pieces, k))
        .push("`, which is ");
    message.sql_type(code, 0);
    message.push(if boolean {
        "\nwrite `default = true` or `default = false`"
    } else if is_number(code) {
        "\nwrite a number, as in `default = 0`, or SQL: `default = sql(\"…\")`"
    } else {
        "\nwrite a string, as in `default = \"…\"`, or SQL: `default = sql(\"…\")`"
    });
    message.fail()
}

/// With what stands behind: `integer unsigned`.
const fn is_integer(code: &[u8]) -> bool {
    stands_at(code, 0, b"tinyint")
        || stands_at(code, 0, b"smallint")
        || stands_at(code, 0, b"integer")
        || stands_at(code, 0, b"bigint")
}

/// With what stands behind: `decimal(10, 2)`.
const fn is_number(code: &[u8]) -> bool {
    is_integer(code) || equal(code, b"real") || equal(code, b"double") || stands_at(code, 0, b"decimal")
}

/// Whether the labels, as JSON, hold a text. Labels hold nothing that JSON would escape but quotes.
const fn has_label(json: &[u8], label: &[u8]) -> bool {
    let mut at = 0;
    while at < json.len() {
        let open = find(json, at, b'"');
        if stands_at(json, open + 1, label)
            && open + 1 + label.len() < json.len()
            && json[open + 1 + label.len()] == b'"'
        {
            return true;
        }
        at = open + 1;
    }
    false
}

/// Fails where a column that the database numbers isn't a whole number.
#[track_caller]
pub const fn is_numbered(pieces: &'static [Piece], k: usize) {
    let ty = own_type(pieces, k);
    let code = ty.codes[0].as_bytes();
    let fits = equal(code, b"smallint") || equal(code, b"integer") || equal(code, b"bigint");
    if ty.dims > 0 || (!fits && !stands_at(code, 0, b"raw(")) {
        let mut message = Message::new();
        message.push("`").bytes(own_field(pieces, k)).push("` is ").sql_type(code, ty.dims);
        message
            .push(", and a database numbers rows with integers\nmake it an `i64`, or take `identity` away");
        message.fail();
    }
}

/// Fails where the columns of `ON DELETE SET NULL` can't be NULL.
#[track_caller]
pub const fn can_be_null(pieces: &'static [Piece], k: usize) {
    let ty = own_type(pieces, k);
    if !ty.nullable {
        let mut message = Message::new();
        message
            .push("`")
            .bytes(own_field(pieces, k))
            .push("` can't be NULL, so the row it refers to could never go\n");
        message.push("make it an `Option`, or choose another action: `cascade`, `restrict`");
        message.fail();
    }
}

/// Fails where a column of the primary key can be NULL.
#[track_caller]
pub const fn never_null(pieces: &'static [Piece], k: usize) {
    let ty = own_type(pieces, k);
    if ty.nullable {
        let mut message = Message::new();
        message
            .push("`")
            .bytes(own_field(pieces, k))
            .push("` is in the primary key, which is never NULL: take the `Option` away");
        message.fail();
    }
}

/// Fails where the struct and those that it flattens bring more than one primary key.
#[track_caller]
pub const fn one_primary_key(pieces: &'static [Piece]) {
    if count(pieces) > 1 {
        panic!(
            "a table has one primary key, and a flattened struct brings another\n\
             take one away, or name all its columns in one place: `#[table(primary_key(a, b))]`"
        );
    }
}

const fn count(pieces: &'static [Piece]) -> usize {
    let (mut i, mut found) = (0, 0);
    while i < pieces.len() {
        match &pieces[i] {
            Piece::Flat(_, inner) => found += count(inner),
            Piece::Own(part) => found += part.primary as usize,
        }
        i += 1;
    }
    found
}
