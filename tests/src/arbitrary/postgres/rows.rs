use migrate_core::schema::{Schema, Table, Type};

use crate::arbitrary::{ROWS, qualified, quoted};

/// The value that the n-th row of every table has in columns of this type, as SQL.
pub fn value(ty: &Type, schema: &Schema, row: usize) -> String {
    let text = match ty {
        Type::Int { .. } | Type::Decimal(_) => return (10 * row + 1).to_string(),
        Type::Bool => return (row % 2 == 1).to_string(),
        Type::Float | Type::Double => return format!("{row}.5"),
        Type::Blob => format!("\\x0{row}"),
        Type::Enum(name) => {
            let labels = schema.enum_type(name).map_or(&[][..], |ty| ty.labels.as_slice());
            labels[row % labels.len()].clone()
        }
        Type::Array(of) => {
            return format!("ARRAY[{}]::{}", value(of, schema, row), array_name(of));
        }
        Type::Uuid => format!("00000000-0000-0000-0000-00000000000{row}"),
        Type::TimestampTz(_) => format!("2026-01-0{} 10:00:00+00", row + 1),
        Type::Timestamp(_) => format!("2026-01-0{} 10:00:00", row + 1),
        Type::Date => format!("2026-01-0{}", row + 1),
        Type::Json | Type::Jsonb => format!("{{\"r\": {row}}}"),
        Type::Inet => format!("10.0.0.{row}"),
        Type::Interval => format!("{row} days"),
        _ => format!("it's r{row}"),
    };
    format!("'{}'", text.replace('\'', "''"))
}

fn array_name(of: &Type) -> String {
    match of {
        Type::Enum(name) => format!("{}[]", qualified(name)),
        other => format!("{other}[]"),
    }
}

/// Rows for every table, each in a statement of its own. One that another row or a foreign key forbids is left out.
pub fn inserts(schema: &Schema) -> Vec<String> {
    let rows = |table| (0..ROWS).map(move |row| insert(schema, table, row));
    schema.tables.iter().flat_map(rows).collect()
}

fn insert(schema: &Schema, table: &Table, row: usize) -> String {
    let (mut names, mut values) = (Vec::new(), Vec::new());
    for (at, column) in table.columns.iter().enumerate().filter(|(_, column)| column.generated.is_none()) {
        names.push(quoted(&column.name));
        let may_be_null = column.nullable && !table.primary_key_columns().contains(&column.name);
        let is_null = may_be_null && (row + at).is_multiple_of(3);
        values.push(if is_null { "NULL".to_owned() } else { value(&column.ty, schema, row) });
    }
    format!(
        "INSERT INTO {} ({}) OVERRIDING SYSTEM VALUE VALUES ({})",
        qualified(&table.name),
        names.join(", "),
        values.join(", ")
    )
}
