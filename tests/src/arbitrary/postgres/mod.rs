//! What only PostgreSQL has.
//!
//! | file | holds |
//! |---|---|
//! | `columns.rs` | types, defaults, identities, generated columns |
//! | `keys.rs` | indexes of all sorts, exclusion constraints, when a foreign key is checked |
//! | `enums.rs` | labels and enum types under other names |
//! | `objects.rs` | namespaces, sequences, materialized views, comments, storage |
//! | `parted.rs` | tables in parts |
//! | `carried.rs` | functions, domains and triggers |
//! | `rows.rs` | rows for a schema |

mod carried;
mod columns;
mod enums;
mod keys;
mod objects;
mod parted;
mod rows;

pub(super) use columns::sorts;
pub use rows::{inserts, value};

use super::maker::Maker;

impl Maker {
    /// One of what the other databases don't have; nothing where there is nothing to pick.
    pub(super) fn of_postgres(&mut self, which: usize, picks: [usize; 3], number: usize) -> Option<()> {
        let [a, b, c] = picks;
        match which % 19 {
            0 => self.rename_label(a, b, number),
            1 => self.rename_enum(a, number),
            2 => self.drop_label(a, b),
            3 => self.drop_enum(a),
            4 => self.identity(a, b, c),
            5 => self.comments(a, b, number),
            6 => self.storage(a),
            7 => self.sequences(a, b, number),
            8 => self.exclusion(a, b, number),
            9 => self.materialized(a, b, number),
            10 => self.move_table(a, b),
            11 => self.deferrable(a, b, c),
            12 => self.vary_index(a, b, c),
            13 => self.no_primary_key(a),
            14 => self.match_full(a, b),
            15 | 16 => self.carried(a, b, number),
            17 => self.parted(a, b, number),
            _ => self.generated(a, b, c),
        }
    }
}
