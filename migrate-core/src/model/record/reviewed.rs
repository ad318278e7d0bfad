//! A schema as the record holds it, written from what was reviewed.
//!
//! A build that the gate lets through has models that are the reviewed schema: to write them in const evaluation once more
//! would cost each build more than the gate itself. The gate reads the same text where a table differs.

use super::FIRST_MARK;
use crate::model::lines::{self, Lines};
use crate::schema::Schema;

/// Adds a table.
pub fn add_table(text: &mut String, name: &str, lines: &Lines) {
    let Lines { columns, keys, types, refs } = lines;
    text.extend(["T\t", name, "\n", columns, keys]);
    let count = types.lines().count();
    if count > 0 {
        text.push('k');
        for kind in 0..count {
            text.push_str(&format!("\t{kind}"));
        }
        text.push_str(&format!("\ny\t{count}\n"));
    }
    for slot in types.split_inclusive('\n') {
        text.push(char::from(FIRST_MARK));
        text.push_str(slot);
    }
    for slot in refs.split_inclusive('\n') {
        text.extend(["r\t", slot]);
    }
}

/// Adds what stands in no table.
pub fn add_objects(text: &mut String, schema: &Schema) {
    text.extend(lines::of_objects(schema));
}
