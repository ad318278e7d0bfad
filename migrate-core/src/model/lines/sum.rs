//! A table's lines as one number, which is all that a build compares where nothing changed.
//!
//! Each line counts by itself, so that order doesn't matter, as it doesn't to the comparison line by line. What stands in
//! a slot is multiplied in: the derive knows the lines, and rustc the types. Two tables of one sum that differ are as
//! likely as two equal numbers of 64 bits.

use super::Lines;
use crate::model::text::{self, mix, weight};
use crate::model::types::type_sum;

/// Of a line or a name.
pub fn hash(line: &str) -> u64 {
    text::hash(line.as_bytes(), 0, line.len())
}

/// What a column's line counts, for each unit of its type.
pub fn column_weight(line: &str) -> u64 {
    weight(self::hash(line))
}

/// Of lines whose slots are theirs.
pub fn sum(lines: &Lines) -> u64 {
    let mut types = lines.types.lines();
    let mut refs = lines.refs.lines();
    let mut sum = 0_u64;
    for line in lines.columns.split_inclusive('\n').chain(lines.keys.split_inclusive('\n')) {
        match line.as_bytes().first() {
            Some(b'c') => {
                let of = u128::from(column_weight(line)) * of_type(types.next().unwrap_or_default());
                sum = sum.wrapping_add(of as u64);
            }
            Some(b'f') => sum = sum.wrapping_add(of_reference(line, refs.next().unwrap_or_default())),
            Some(_) | None => sum = sum.wrapping_add(hash(line)),
        }
    }
    sum
}

/// As [`crate::model::TypeDef`] counts itself.
fn of_type(slot: &str) -> u128 {
    let (text, labels) = match slot.split_once('\t') {
        Some((text, labels)) => (text, Some(labels)),
        None => (slot, None),
    };
    let (mut text, nullable) = match text.strip_suffix('?') {
        Some(text) => (text, true),
        None => (text, false),
    };
    let mut dims = 0;
    while let Some(element) = text.strip_suffix("[]") {
        (text, dims) = (element, dims + 1);
    }
    type_sum(hash(text), dims, nullable, labels.map_or(0, hash))
}

fn of_reference(line: &str, slot: &str) -> u64 {
    slot.split('\t').fold(hash(line), |sum, word| mix(sum, hash(word)))
}
