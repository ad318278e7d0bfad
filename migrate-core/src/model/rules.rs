//! Rules that need a column's type, checked in const evaluation at the attribute that breaks them.
//!
//! Each looks at one number first: const evaluation pays for each step, in every build.

use super::Pieces;
use super::gate::Message;
use super::text::{equal, find, stands_at};
use super::types::{TypeDef, takes};

/// Fails where a type takes no length (or no precision).
#[track_caller]
pub const fn takes_size(ty: &TypeDef, field: &str, size: u8) {
    if ty.takes & size != 0 {
        return;
    }
    // Its name on a dialect where it takes none.
    let mut dialect = 0;
    while dialect < 2 && takes::sizes(ty.codes[dialect].as_bytes()) & size != 0 {
        dialect += 1;
    }
    let mut message = Message::new();
    message.push("`").push(field).push("` is ").sql_type(ty.codes[dialect].as_bytes(), ty.dims);
    message.push(if size == takes::LENGTH {
        ", which takes no length\n\
         text and bytes take a length: take `length` away, or change the field's type"
    } else {
        ", which takes no precision\n\
         decimals, times and timestamps take a precision: take `precision` away, or change the field's type"
    });
    message.fail()
}

/// Fails where a literal of a [kind](takes) can't be a type's default.
#[track_caller]
pub const fn takes_default(ty: &TypeDef, field: &str, kind: u8, text: &str) {
    if ty.takes & kind != 0 {
        return;
    }
    let code = ty.codes[0].as_bytes();
    if let Some(labels) = ty.enum_json {
        if kind == takes::TEXT && has_label(labels[0].as_bytes(), text.as_bytes()) {
            return;
        }
        let mut message = Message::new();
        message.push("`").push(text).push("` is no label of the enum that `").push(field).push("` is\n");
        message.bytes(labels[0].as_bytes());
        message.fail();
    }
    let boolean = ty.takes & takes::BOOL != 0;
    let mut message = Message::new();
    message.push("`").push(text).push("` can't be the default of `").push(field).push("`, which is ");
    message.sql_type(code, 0);
    message.push(if boolean {
        "\nwrite `default = true` or `default = false`"
    } else if ty.takes & takes::INT != 0 {
        "\nwrite a number, as in `default = 0`, or SQL: `default = sql(\"…\")`"
    } else {
        "\nwrite a string, as in `default = \"…\"`, or SQL: `default = sql(\"…\")`"
    });
    message.fail()
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
pub const fn is_numbered(ty: &TypeDef, field: &str) {
    let code = ty.codes[0].as_bytes();
    let fits = equal(code, b"smallint") || equal(code, b"integer") || equal(code, b"bigint");
    if ty.dims > 0 || (!fits && !stands_at(code, 0, b"raw(")) {
        let mut message = Message::new();
        message.push("`").push(field).push("` is ").sql_type(code, ty.dims);
        message
            .push(", and a database numbers rows with integers\nmake it an `i64`, or take `identity` away");
        message.fail();
    }
}

/// Fails where the columns of `ON DELETE SET NULL` can't be NULL.
#[track_caller]
pub const fn can_be_null(ty: &TypeDef, field: &str) {
    if !ty.nullable {
        let mut message = Message::new();
        message.push("`").push(field).push("` can't be NULL, so the row it refers to could never go\n");
        message.push("make it an `Option`, or choose another action: `cascade`, `restrict`");
        message.fail();
    }
}

/// Fails where a column of the primary key can be NULL.
#[track_caller]
pub const fn never_null(ty: &TypeDef, field: &str) {
    if ty.nullable {
        let mut message = Message::new();
        message
            .push("`")
            .push(field)
            .push("` is in the primary key, which is never NULL: take the `Option` away");
        message.fail();
    }
}

/// Fails where the struct and those that it flattens bring more than one primary key.
#[track_caller]
pub const fn one_primary_key(pieces: &'static Pieces) {
    if count(pieces) > 1 {
        panic!(
            "a table has one primary key, and a flattened struct brings another\n\
             take one away, or name all its columns in one place: `#[table(primary_key(a, b))]`"
        );
    }
}

const fn count(pieces: &'static Pieces) -> usize {
    match pieces {
        Pieces::One(part) => part.primary as usize,
        Pieces::Flat(_, inner) => count(inner),
        Pieces::Many(list) => {
            let (mut list, mut found) = (*list, 0);
            while let [first, rest @ ..] = list {
                found += count(first);
                list = rest;
            }
            found
        }
    }
}
