//! What only rustc knows of a model, as the snapshot holds it.

use super::key::escape;
use crate::model::text::SAME;
use crate::schema::{EnumType, Type};

/// A column's type: its text, `?` where it may be NULL, and the enum type that it is.
///
/// The gate and the record write the same from a [`crate::model::TypeDef`].
pub fn type_slot(base: &Type, nullable: bool, enums: &[EnumType]) -> String {
    let null = if nullable { "?" } else { "" };
    let text = base.to_string();
    let text = escape(&text);
    match base.enum_name().and_then(|name| enums.iter().find(|ty| ty.name == *name)) {
        Some(ty) => format!("{text}{null}\t{}\n", enum_json(ty)),
        None => format!("{text}{null}\n"),
    }
}

/// A foreign key's target: the table's name, then its columns.
pub fn ref_slot(table: &str, columns: &[impl AsRef<str>]) -> String {
    let mut slot = escape(table).into_owned();
    for column in columns {
        slot.push('\t');
        slot.push_str(&escape(column.as_ref()));
    }
    slot.push('\n');
    slot
}

/// An enum type as the slot of its columns holds it.
pub fn enum_json(ty: &EnumType) -> String {
    super::object::json(ty)
}

/// A number below 16,384, added to a text as the gate reads it: in two characters, of which the second counts 128.
pub fn add_number(text: &mut String, number: usize) {
    for half in [number % 128, number / 128 % 128] {
        // Both are ASCII.
        text.push(half as u8 as char);
    }
}

/// A field's name and its column's, added to [`crate::model::Part::names`].
pub fn add_names(names: &mut String, field: &str, column: &str) {
    add_number(names, field.len());
    names.push_str(field);
    if field == column {
        add_number(names, SAME);
    } else {
        add_number(names, column.len());
        names.push_str(column);
    }
}
