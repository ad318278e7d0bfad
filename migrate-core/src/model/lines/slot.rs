//! What only rustc knows of a model, as the snapshot holds it.

use super::key::escape;
use crate::model::text::SAME;
use crate::schema::{EnumType, Type};

/// A column's type: its text, `?` where it may be NULL, and the enum type that it is.
///
/// The gate and the record write the same from a [`crate::model::TypeDef`].
pub fn type_slot(base: &Type, nullable: bool, enums: &[EnumType]) -> String {
    let null = if nullable { "?" } else { "" };
    let text = escape(&base.to_string());
    match base.enum_name().and_then(|name| enums.iter().find(|ty| ty.name == *name)) {
        Some(ty) => format!("{text}{null}\t{}\n", enum_json(ty)),
        None => format!("{text}{null}\n"),
    }
}

/// A foreign key's target: the table's name, then its columns.
pub fn ref_slot(table: &str, columns: &[impl AsRef<str>]) -> String {
    let mut slot = escape(table);
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

/// A field's name and its column's, added to [`crate::model::Part::names`].
pub fn add_names(names: &mut Vec<u8>, field: &str, column: &str) {
    let mut put = |name: &str| {
        // No database has names of that length.
        let len = u8::try_from(name.len()).map_or(SAME - 1, |len| len.min(SAME - 1));
        names.push(len);
        names.extend(name.bytes().take(usize::from(len)));
    };
    put(field);
    if field == column {
        names.push(SAME);
    } else {
        put(column);
    }
}
