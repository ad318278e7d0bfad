use migrate_core::schema::{Schema, Table, Type};

use super::quoted;

/// How many rows a table gets.
pub const ROWS: usize = 4;

/// The value that the n-th row of every table has in columns of this type, as SQL: so a column that refers to a key of
/// its own type finds its parent, whatever the tables are.
pub fn sample(ty: &Type, schema: &Schema, row: usize) -> String {
    match ty {
        Type::Int { .. } | Type::Decimal(_) => (10 * row + 1).to_string(),
        Type::Bool => (row % 2).to_string(),
        Type::Float | Type::Double => format!("{row}.5"),
        Type::Blob => format!("x'0{row}'"),
        Type::Enum(name) => {
            let labels = schema.enum_type(name).map_or(&[][..], |ty| ty.labels.as_slice());
            format!("'{}'", labels[row % labels.len()].replace('\'', "''"))
        }
        _ => format!("'it''s r{row}'"),
    }
}

/// Rows for every table, in statements of their own. Foreign keys must be off while they run; what refers to nothing
/// afterwards (two rows may have had the same key) has to go.
pub fn inserts(schema: &Schema) -> Vec<String> {
    let rows = |table| (0..ROWS).map(move |row| insert(schema, table, row));
    schema.tables.iter().flat_map(rows).collect()
}

fn insert(schema: &Schema, table: &Table, row: usize) -> String {
    let bound = |name: &String| {
        table.primary_key_columns().contains(name)
            || table.foreign_keys.iter().any(|key| key.columns.contains(name))
    };
    let (mut names, mut values) = (Vec::new(), Vec::new());
    for (at, column) in table.columns.iter().enumerate().filter(|(_, column)| column.generated.is_none()) {
        names.push(quoted(&column.name));
        let is_null = column.nullable && !bound(&column.name) && (row + at).is_multiple_of(3);
        values.push(if is_null { "NULL".to_owned() } else { sample(&column.ty, schema, row) });
    }
    format!(
        "INSERT OR IGNORE INTO {} ({}) VALUES ({})",
        quoted(&table.name.name),
        names.join(", "),
        values.join(", ")
    )
}
