//! A table as canonical text: the one definition that derives, gate and record share.
//!
//! A line is `kind TAB key TAB json TAB text`, ended by a line feed.
//!
//! | kind | of | key |
//! |---|---|---|
//! | `t` | the table's comment and options | empty |
//! | `c` | a column | its name |
//! | `p` | the primary key | empty, or its explicit name |
//! | `i` | an index or unique constraint | its explicit name, or `=` and what its conventional name is made of |
//! | `f` | a foreign key | as above |
//! | `x` | a check | as above |
//! | `e` | an exclusion constraint | its name |
//! | `v`, `q`, `n` | a view, a sequence, an extension: they stand in no table | its name |
//!
//! `json` is the object in serde's own words, less its name and less what stands in **slots** beside the lines:
//! a column's type and nullability, a foreign key's target. `text` is for people.

mod key;
mod object;
mod slot;
mod sum;
mod words;

pub use key::{check_name, column_check_name, foreign_key_name, index_name};
pub use object::{
    check, column, exclusion, extension, foreign_key, index, plain_column, primary_key, sequence, table, view,
};
pub use slot::{add_names, add_number, enum_json, ref_slot, type_slot};
pub use sum::{column_weight, hash, sum};

pub(crate) use key::{Key, unescape};

use crate::schema::{Schema, Table};

/// A table as lines, with its slots.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lines {
    /// The `t` line and those of the columns.
    pub columns: String,
    /// All other lines.
    pub keys: String,
    /// The k-th column's type, each ended by a line feed.
    pub types: String,
    /// The k-th foreign key's target, each ended by a line feed.
    pub refs: String,
}

/// The lines of a table; `schema` is where its enum types are found.
pub fn of_table(name_in: &Schema, of: &Table) -> Lines {
    let mut lines = Lines::default();
    lines.columns.push_str(&table(of.comment.as_deref(), &of.options));
    for each in &of.columns {
        let (base, size) = each.ty.split();
        lines.columns.push_str(&column(each, size.as_deref()));
        lines.types.push_str(&type_slot(&base, each.nullable, &name_in.enums));
    }
    if let Some(key) = &of.primary_key {
        lines.keys.push_str(&primary_key(key));
    }
    for each in &of.indexes {
        lines.keys.push_str(&index(&of.name.name, each));
    }
    for each in &of.foreign_keys {
        lines.keys.push_str(&foreign_key(&of.name.name, each));
        lines.refs.push_str(&ref_slot(&each.references.to_string(), &each.referenced_columns));
    }
    for each in &of.checks {
        lines.keys.push_str(&check(of, each));
    }
    for each in &of.exclusions {
        lines.keys.push_str(&exclusion(each));
    }
    lines
}

/// What stands in no table: one line each.
pub fn of_objects(schema: &Schema) -> Vec<String> {
    let extensions = schema.extensions.iter().map(|name| extension(name));
    extensions.chain(schema.sequences.iter().map(sequence)).chain(schema.views.iter().map(view)).collect()
}
