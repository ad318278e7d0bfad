//! The fast path: numbers, one of which stands for a whole table. See [`crate::model::lines::sum`].

use crate::model::text::{add, hash, mix};
use crate::model::{Piece, RefDef, Refs, TableDef};

/// The sum of all that is known of a table.
pub(super) const fn sum(table: &TableDef, dialect: usize) -> u64 {
    references(table.refs, dialect, pieces(table.own.pieces, dialect, 0))
}

const fn pieces(pieces: &[Piece], dialect: usize, mut sum: u64) -> u64 {
    let mut i = 0;
    while i < pieces.len() {
        match &pieces[i] {
            Piece::Flat(_, inner) => sum = self::pieces(inner, dialect, sum),
            Piece::Own(part) => {
                sum = add(sum, 1, part.sums[dialect]);
                let weights = if part.weights.len() == 1 { part.weights[0] } else { part.weights[dialect] };
                let (mut k, end) = (0, weights.len());
                while k < end {
                    // `add`, without the call.
                    let product = weights[k] as u128 * part.types[k].sums[dialect] as u128;
                    sum = (sum as u128 + product as u64 as u128) as u64;
                    k += 1;
                }
            }
        }
        i += 1;
    }
    sum
}

const fn references(refs: &[Refs], dialect: usize, mut sum: u64) -> u64 {
    let mut i = 0;
    while i < refs.len() {
        match &refs[i] {
            Refs::Flat(inner) => sum = references(inner, dialect, sum),
            Refs::Own(list) => {
                let mut k = 0;
                while k < list.len() {
                    sum = add(sum, 1, reference(&list[k], dialect));
                    k += 1;
                }
            }
        }
        i += 1;
    }
    sum
}

const fn reference(of: &RefDef, dialect: usize) -> u64 {
    let mut sum = mix(of.line[dialect], of.table.id[dialect]);
    let mut i = 0;
    while i < of.columns.len() {
        let column = &of.columns[i];
        sum = mix(sum, hash(column.names, column.at, column.at + column.len));
        i += 1;
    }
    sum
}
