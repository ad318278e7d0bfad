//! The fast path: numbers, one of which stands for a whole table. See [`crate::model::lines::sum`].

use crate::model::text::{hash, mix};
use crate::model::{Pieces, Refs, TableDef};

/// The sum of all that is known of a table.
pub(super) const fn sum(table: &TableDef, dialect: usize) -> u64 {
    let sum = pieces(&table.own.pieces, dialect, 0);
    match table.refs {
        Refs::Many([]) => sum,
        refs => references(refs, dialect, sum),
    }
}

const fn pieces(pieces: &Pieces, dialect: usize, sum: u64) -> u64 {
    match pieces {
        Pieces::One(part) => {
            // What is too much goes at the end: 128 types of 55 bits, times 64 bits, are no more than 126.
            let mut all = sum as u128 + part.sums[dialect] as u128;
            let (mut types, mut at) = (part.types, dialect * part.stride);
            while let [ty, more @ ..] = types {
                all += part.weights[at] * ty.sums[dialect];
                (types, at) = (more, at + 1);
            }
            all as u64
        }
        Pieces::Flat(_, inner) => self::pieces(inner, dialect, sum),
        Pieces::Many(list) => {
            let (mut list, mut sum) = (*list, sum);
            while let [first, rest @ ..] = list {
                sum = self::pieces(first, dialect, sum);
                list = rest;
            }
            sum
        }
    }
}

const fn references(refs: &Refs, dialect: usize, sum: u64) -> u64 {
    match refs {
        Refs::One(key) => {
            let mut one = mix(key.line[dialect], key.table.id[dialect]);
            let (mut column, mut more) = (&key.column, key.more);
            loop {
                one = mix(one, hash(column.names, column.at, column.at + column.len));
                let [next, rest @ ..] = more else { break };
                (column, more) = (next, rest);
            }
            (sum as u128 + one as u128) as u64
        }
        Refs::Flat(inner) => references(inner, dialect, sum),
        Refs::Many(list) => {
            let (mut list, mut sum) = (*list, sum);
            while let [first, rest @ ..] = list {
                sum = references(first, dialect, sum);
                list = rest;
            }
            sum
        }
    }
}
