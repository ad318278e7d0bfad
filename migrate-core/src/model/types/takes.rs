//! What can be said of a type, as bits: found out once for a type, and asked at each column that has it.

use crate::model::text::{equal, stands_at};

/// `default = true`
pub const BOOL: u8 = 1;
/// `default = 42`
pub const INT: u8 = 2;
/// `default = 4.2`
pub const NUMBER: u8 = 4;
/// `default = "text"`; of an enum only its labels are.
pub const TEXT: u8 = 8;
/// `length = 80`
pub const LENGTH: u8 = 16;
/// `precision = 3`
pub const PRECISION: u8 = 32;

/// Of a type by its codes: a size must be right on all dialects, a literal is SQLite's to know.
pub(super) const fn of(codes: &[&str; 3], dims: u8, is_enum: bool) -> u8 {
    let [a, b, c] = [codes[0].as_bytes(), codes[1].as_bytes(), codes[2].as_bytes()];
    literals(a, dims, is_enum) | (sizes(a) & sizes(b) & sizes(c))
}

const fn literals(code: &[u8], dims: u8, is_enum: bool) -> u8 {
    if dims > 0 || is_raw(code) {
        BOOL | INT | NUMBER | TEXT
    } else if is_enum {
        0
    } else if equal(code, b"boolean") {
        BOOL
    } else if is_integer(code) {
        INT
    } else if equal(code, b"real") || equal(code, b"double") || stands_at(code, 0, b"decimal") {
        INT | NUMBER
    } else {
        TEXT
    }
}

pub(in crate::model) const fn sizes(code: &[u8]) -> u8 {
    if is_raw(code) {
        LENGTH | PRECISION
    } else if equal(code, b"text") || equal(code, b"blob") {
        LENGTH
    } else if equal(code, b"decimal")
        || equal(code, b"time")
        || equal(code, b"timestamp")
        || equal(code, b"timestamptz")
    {
        PRECISION
    } else {
        0
    }
}

/// The database's own, of which nothing is known.
const fn is_raw(code: &[u8]) -> bool {
    stands_at(code, 0, b"raw(")
}

/// With what stands behind: `integer unsigned`.
const fn is_integer(code: &[u8]) -> bool {
    stands_at(code, 0, b"tinyint")
        || stands_at(code, 0, b"smallint")
        || stands_at(code, 0, b"integer")
        || stands_at(code, 0, b"bigint")
}
