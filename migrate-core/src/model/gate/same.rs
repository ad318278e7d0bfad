//! The fast path: numbers, one of which stands for a whole table. See [`crate::model::lines::sum`].

use crate::model::text::{hash, mix};
use crate::model::{Piece, Refs, TableDef};

/// The sum of all that is known of a table.
pub(super) const fn sum(table: &TableDef, dialect: usize) -> u64 {
    let sum = pieces(table.own.pieces, dialect, 0);
    match table.refs {
        [] => sum,
        refs => references(refs, dialect, sum),
    }
}

const fn pieces(pieces: &[Piece], dialect: usize, mut sum: u64) -> u64 {
    let mut pieces = pieces;
    while let [piece, rest @ ..] = pieces {
        match piece {
            Piece::Flat(_, inner) => sum = self::pieces(inner, dialect, sum),
            Piece::Own(part) => {
                // What is too much goes at the end: 255 types of 55 bits, times 64 bits, are no more than 127.
                let mut all = sum as u128 + part.sums[dialect] as u128;
                let (mut types, mut at) = (part.types, dialect * part.stride);
                while let [ty, more @ ..] = types {
                    all += part.weights[at] * ty.sums[dialect];
                    (types, at) = (more, at + 1);
                }
                sum = all as u64;
            }
        }
        pieces = rest;
    }
    sum
}

const fn references(refs: &[Refs], dialect: usize, mut sum: u64) -> u64 {
    let mut refs = refs;
    while let [of, rest @ ..] = refs {
        match of {
            Refs::Flat(inner) => sum = references(inner, dialect, sum),
            Refs::Key(key) => {
                let mut one = mix(key.line[dialect], key.table.id[dialect]);
                let mut columns = key.columns;
                while let [column, others @ ..] = columns {
                    one = mix(one, hash(column.names, column.at, column.at + column.len));
                    columns = others;
                }
                sum = (sum as u128 + one as u128) as u64;
            }
        }
        refs = rest;
    }
    sum
}
